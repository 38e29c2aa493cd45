//! A folder with a sound configuration and the files it names, to be broken by a test.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use tempfile::TempDir;

const SOUND: &str = r#"[store]
url = "sqlite:FOLDER/vestibule.db"
key-file = "seal.key"

[[directory]]
name = "ad"
kind = "active-directory"
urls = ["ldaps://dc1.ad.example.test"]
base-dn = "DC=ad,DC=example,DC=test"
ca-file = "ca.pem"
service-account = "svc@ad.example.test"
service-password-file = "ad.password"

[policy]
enforce = true

[[ldap]]
name = "webmail"
listen = "127.0.0.1:3636"
tls = { certificate-file = "server.pem", key-file = "server.key" }

[web]
public-url = "https://mfa.example.test"
"#;

/// What a run of the program came to.
pub(crate) struct Run {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

/// A folder with a configuration and the files it names.
pub(crate) struct House {
    folder: TempDir,
    /// The configuration as the next run reads it.
    pub(crate) text: String,
}

impl House {
    /// A house whose configuration has no faults.
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let house = Self { text: SOUND.replace("FOLDER", folder.path().to_str().unwrap()), folder };
        house.write_certificate("server", 400);
        house.write_certificate("ca", 400);
        house.write("ad.password", "canary-of-the-directory\n");
        house
    }

    /// Puts `by` where `old` stands, which must be there.
    pub(crate) fn replace(&mut self, old: &str, by: &str) {
        assert!(self.text.contains(old), "{old} is not in the configuration");
        self.text = self.text.replacen(old, by, 1);
    }

    /// A file of the house.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Writes a file that is closed to others.
    pub(crate) fn write(&self, name: &str, content: &str) {
        fs::write(self.path(name), content).unwrap();
        self.mode(name, 0o600);
    }

    /// Changes who may do what with a file.
    pub(crate) fn mode(&self, name: &str, mode: u32) {
        fs::set_permissions(self.path(name), fs::Permissions::from_mode(mode)).unwrap();
    }

    /// Writes `NAME.pem` and `NAME.key`, good for so many days from now (negative: ended).
    pub(crate) fn write_certificate(&self, name: &str, days: i64) {
        let day = |days: i64| {
            let date = jiff::Zoned::now().date() + jiff::Span::new().days(days);
            let [month, day] = [date.month(), date.day()].map(|part| u8::try_from(part).unwrap());
            rcgen::date_time_ymd(date.year().into(), month, day)
        };
        let key = rcgen::KeyPair::generate().unwrap();
        let mut about = rcgen::CertificateParams::new(vec!["ldap.example.test".to_owned()]).unwrap();
        about.not_before = day(-500);
        about.not_after = day(days);
        let certificate = about.self_signed(&key).unwrap();
        self.write(&format!("{name}.pem"), &certificate.pem());
        self.write(&format!("{name}.key"), &key.serialize_pem());
    }

    /// Runs `check` on the configuration.
    pub(crate) fn check(&self) -> Run {
        self.check_with(&[])
    }

    /// Runs `check` with further arguments.
    pub(crate) fn check_with(&self, arguments: &[&str]) -> Run {
        self.run(&[&["check"], arguments].concat())
    }

    /// Runs a command on the configuration.
    pub(crate) fn run(&self, arguments: &[&str]) -> Run {
        let file = self.path("vestibule.toml");
        fs::write(&file, &self.text).unwrap();
        vestibule(&[&["-c", file.to_str().unwrap()], arguments].concat())
    }

    /// Line and column of the first `text` in the configuration, as `line:column`.
    pub(crate) fn position(&self, text: &str) -> String {
        let start = self.text.find(text).unwrap_or_else(|| panic!("{text} is not in the configuration"));
        let before = self.text.get(..start).unwrap();
        let line = before.lines().count() + usize::from(before.is_empty() || before.ends_with('\n'));
        let column = before.rsplit('\n').next().unwrap().chars().count() + 1;
        format!("{line}:{column}")
    }
}

/// Runs the program.
pub(crate) fn vestibule(arguments: &[&str]) -> Run {
    finish(command(arguments).stdin(Stdio::null()))
}

/// Runs the program with systemd's credentials in a folder.
pub(crate) fn with_credentials(folder: &Path, arguments: &[&str]) -> Run {
    finish(command(arguments).env("CREDENTIALS_DIRECTORY", folder))
}

/// Runs the program with a standard output that nobody reads any more.
pub(crate) fn into_closed_pipe(arguments: &[&str]) -> Run {
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let child = command(arguments).stdout(writer).stderr(Stdio::piped()).spawn().unwrap();
    let output = child.wait_with_output().unwrap();
    Run {
        code: output.status.code().unwrap(),
        stdout: String::new(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}

fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_vestibule"));
    command.args(arguments).env_remove("CREDENTIALS_DIRECTORY").env_remove("VESTIBULE_LOG");
    command
}

fn finish(command: &mut Command) -> Run {
    let output = command.output().unwrap();
    Run {
        code: output.status.code().expect("the program ended by a signal"),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}
