//! A child process with all its descendants, which never outlives the tests: it ends when its value
//! is dropped, and also when the test process dies without dropping anything.

use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, ChildStdin, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

/// A process group that one of our children leads.
pub(crate) struct ProcessTree {
    leader: Child,
    watchdog: Child,
    ended: Option<ExitStatus>,
}

impl ProcessTree {
    /// Starts the command as the leader of a group of its own. The folder holds what it writes: where
    /// nobody lives to remove it, the watchdog does.
    pub(crate) fn start(command: &mut Command, folder: &Path) -> Self {
        let leader =
            command.process_group(0).spawn().unwrap_or_else(|error| panic!("cannot start {command:?}: {error}"));
        // Our end of this pipe closes however we die, and then the watchdog takes the group along.
        let watchdog = Command::new("sh")
            .args(["-c", "read -r _; kill -KILL -- \"-$0\" 2>/dev/null; rm -rf -- \"$1\""])
            .arg(leader.id().to_string())
            .arg(folder)
            .stdin(Stdio::piped())
            .process_group(0)
            .spawn()
            .expect("sh starts");
        Self { leader, watchdog, ended: None }
    }

    /// The leader's process id.
    pub(crate) fn id(&self) -> u32 {
        self.leader.id()
    }

    /// The leader's standard input, where the command asked for a pipe.
    pub(crate) fn take_input(&mut self) -> ChildStdin {
        self.leader.stdin.take().expect("a pipe was asked for, and nobody has taken it")
    }

    /// Sends a signal, by its name without SIG, to every process of the group.
    pub(crate) fn signal(&self, name: &str) {
        let group = format!("-{}", self.leader.id());
        let sent = Command::new("bash")
            .args(["-c", "kill \"$@\"", "bash", &format!("-{name}"), "--", &group])
            .stderr(Stdio::null())
            .status();
        assert!(sent.is_ok(), "kill starts");
    }

    /// How the leader ended, if it has.
    pub(crate) fn ended(&mut self) -> Option<ExitStatus> {
        if self.ended.is_none() {
            self.ended = self.leader.try_wait().expect("our own child can be waited for");
        }
        self.ended
    }

    /// Ends the whole group at once and waits for its leader.
    pub(crate) fn kill9(&mut self) {
        if self.ended().is_none() {
            self.signal("KILL");
            self.ended = self.leader.wait().ok();
        }
    }

    /// Asks the leader to end in good order and waits for it.
    pub(crate) fn terminate(&mut self) -> ExitStatus {
        if self.ended().is_none() {
            self.signal("TERM");
        }
        wait_until("the process to end after SIGTERM", || self.ended())
    }
}

impl Drop for ProcessTree {
    fn drop(&mut self) {
        self.kill9();
        // A leader that ended by itself may have left others behind.
        self.signal("KILL");
        let _ = self.watchdog.kill();
        let _ = self.watchdog.wait();
    }
}

/// Lets time pass, where a case is about time.
#[expect(clippy::disallowed_methods, reason = "a test waits for other processes")]
pub(crate) fn pause(time: Duration) {
    std::thread::sleep(time);
}

/// Polls until there is an answer, for at most a minute: long enough for a loaded machine, and an end
/// for a test that would otherwise hang.
#[expect(clippy::disallowed_methods, reason = "a test waits for other processes")]
pub(crate) fn wait_until<T>(what: &str, mut look: impl FnMut() -> Option<T>) -> T {
    let start = Instant::now();
    loop {
        if let Some(found) = look() {
            return found;
        }
        assert!(start.elapsed() < Duration::from_secs(60), "waited a minute for {what}");
        pause(Duration::from_millis(20));
    }
}
