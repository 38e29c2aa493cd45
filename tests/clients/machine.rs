//! A machine of a test's own, for programs whose paths are fixed: its `/etc` and `/var` are copies that
//! last as long as the test, its `/run` is empty, and its `/usr` also holds the packages that `./test`
//! has unpacked. The real machine does not notice: who may log in to it stays as it was.

use crate::network::Elsewhere;
use crate::support::process::ProcessTree;
use crate::support::scratch;
use std::fs::{self, File, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use tempfile::TempDir;

/// Mounts the copies, in a mount namespace nobody else sees, and becomes the program.
const ENTER: &str = r#"
set -e
here=$1 packages=$2
shift 2
mount -t overlay -o "lowerdir=$packages/usr:/usr" overlay /usr
for each in etc var; do
    mount -t overlay -o "lowerdir=$packages/$each:/$each,upperdir=$here/$each,workdir=$here/work-$each" overlay "/$each"
done
mount -t tmpfs -o mode=755 tmpfs /run
touch "$here/entered"
exec "$@"
"#;

/// A machine in the making.
pub(crate) struct Machine {
    folder: TempDir,
}

/// A machine on which a program runs.
pub(crate) struct Running {
    // It ends before its folder is removed.
    program: ProcessTree,
    machine: Machine,
}

impl Machine {
    /// One that is like the real one.
    pub(crate) fn new() -> Self {
        let folder = scratch::folder("machine");
        for needed in ["etc", "work-etc", "var", "work-var"] {
            fs::create_dir(folder.path().join(needed)).expect("a folder can be made");
        }
        // Some programs run as other users and find their files in here.
        open_to_all(folder.path());
        Self { folder }
    }

    /// A folder that belongs to the test and is seen inside under the same path.
    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Writes a file below `/etc` or `/var`.
    pub(crate) fn file(self, path: &str, mode: u32, content: &str) -> Self {
        let real = self.folder.path().join(path.trim_start_matches('/'));
        fs::create_dir_all(real.parent().expect("a folder")).expect("the folder can be made");
        fs::write(&real, content).expect("the file can be written");
        fs::set_permissions(&real, Permissions::from_mode(mode)).expect("its mode can be set");
        self
    }

    /// Starts the program the machine is for.
    pub(crate) fn start(self, command: &[&str]) -> Running {
        let log = File::create(self.log()).expect("the log can be opened");
        let mut enter = Command::new("unshare");
        enter.args(["--mount", "--propagation", "private", "sh", "-c", ENTER, "sh"]);
        enter.arg(self.folder.path()).arg(packages()).args(command);
        enter.stdin(Stdio::null()).stdout(log.try_clone().expect("two writers")).stderr(log);
        let program = ProcessTree::start(&mut enter, self.folder.path());
        Running { program, machine: self }
    }

    fn log(&self) -> PathBuf {
        self.folder.path().join("program.log")
    }
}

impl Running {
    /// A command on the same machine.
    pub(crate) fn command(&self, program: &str) -> Command {
        let mut command = Command::new("nsenter");
        command.args(["--mount", "--target", &self.program.id().to_string(), program]);
        command
    }

    /// A command with this machine's files, on another host of the network.
    pub(crate) fn command_at(&self, elsewhere: &Elsewhere, program: &str) -> Command {
        let mut command = Command::new("nsenter");
        command.arg(elsewhere.option());
        command.args(["--mount", "--target", &self.program.id().to_string(), program]);
        command
    }

    /// The test's folder.
    pub(crate) fn folder(&self) -> &Path {
        self.machine.folder()
    }

    /// What the program has said so far.
    pub(crate) fn log(&self) -> String {
        fs::read_to_string(self.machine.log()).unwrap_or_default()
    }

    /// Sends the program itself a signal, by its name without SIG.
    pub(crate) fn signal(&self, name: &str) {
        let sent =
            Command::new("sh").args(["-c", "kill -s \"$0\" \"$1\"", name, &self.program.id().to_string()]).status();
        assert!(sent.is_ok_and(|status| status.success()), "the program is there");
    }

    /// Whether the machine is set up; it is an error if its program has ended instead.
    pub(crate) fn is_entered(&mut self) -> bool {
        assert!(self.program.ended().is_none(), "the program ended:\n{}", self.log());
        self.folder().join("entered").exists()
    }
}

/// Lets everybody read a folder.
pub(crate) fn open_to_all(folder: &Path) {
    fs::set_permissions(folder, Permissions::from_mode(0o755)).expect("its mode can be set");
}

fn packages() -> PathBuf {
    let tree = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/clients/packages");
    assert!(tree.exists(), "./test clients unpacks the programs into {}", tree.display());
    tree
}
