//! The real `vestibule serve`, with a configuration, a store and a sealing key of its own, in front of
//! one or several domain controllers.

use super::audit::{Event, events};
use super::certificates::Authority;
use super::eapol::SERVER_NAME;
use super::ldap::{Answer, Connection};
use super::people::Person;
use super::phone::Phone;
use super::plan::Plan;
use super::process::{ProcessTree, wait_until};
use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions};
use std::io::Write;
use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Output, Stdio};
use std::sync::{Mutex, MutexGuard, PoisonError};
use tempfile::TempDir;

/// The listener that tests use when they name none.
pub(crate) const WEBMAIL: &str = "webmail";

/// A running Vestibule.
pub(crate) struct House {
    folder: TempDir,
    authority: Authority,
    running: Mutex<Running>,
}

struct Running {
    process: ProcessTree,
    listeners: BTreeMap<String, SocketAddr>,
}

impl House {
    /// Writes the plan's files, makes store and key by `vestibule init`, and serves.
    pub(crate) fn open(plan: &Plan) -> Self {
        let folder = super::scratch::folder("house");
        let authority = Authority::new("Lab house authority");
        authority.write_to(&folder.path().join("authority.pem"));
        authority.issue(folder.path(), "door", &["127.0.0.1", "localhost", SERVER_NAME]);
        authority.issue(folder.path(), "wifi", &wifi_names());
        plan.write(folder.path());
        let made = vestibule(folder.path(), &["init"]).output().expect("the binary starts");
        assert!(made.status.success(), "init makes the store: {}", both(&made));
        let running = Mutex::new(serve(folder.path()));
        Self { folder, authority, running }
    }

    /// Where a listener is bound.
    pub(crate) fn address(&self, listener: &str) -> SocketAddr {
        let running = self.running();
        *running.listeners.get(listener).unwrap_or_else(|| panic!("{listener} is not in the ready line"))
    }

    /// The LDAPS address of the usual listener, as client programs want it.
    pub(crate) fn ldap_url(&self) -> String {
        format!("ldaps://{}", self.address(WEBMAIL))
    }

    /// The certificate file of the authority that issued the listeners' certificate.
    pub(crate) fn authority_file(&self) -> PathBuf {
        self.folder.path().join("authority.pem")
    }

    /// The same authority, to build a client of another kind.
    pub(crate) fn authority(&self) -> &Authority {
        &self.authority
    }

    /// A TLS connection to the usual listener.
    pub(crate) fn connect(&self) -> Connection {
        self.connect_to(WEBMAIL)
    }

    /// A TLS connection to one listener.
    pub(crate) fn connect_to(&self, listener: &str) -> Connection {
        Connection::tls(self.address(listener), self.authority.certificate()).expect("the listener takes connections")
    }

    /// A TLS connection to a listener from an address of the test's choice.
    pub(crate) fn connect_from(&self, from: [u8; 4], listener: &str) -> Connection {
        Connection::tls_from(IpAddr::from(from), self.address(listener), self.authority.certificate())
            .expect("the listener takes connections")
    }

    /// One bind on a connection of its own to the usual listener.
    pub(crate) fn bind(&self, name: &str, password: &str) -> Answer {
        self.connect().bind(name, password)
    }

    /// Gives somebody an authenticator with a seed of its own.
    pub(crate) fn enroll(&self, person: &Person) -> Phone {
        let phone = Phone::new();
        let arguments = ["authenticator", "add", &person.dn, "--secret-file", "-"];
        let added = wait_until("a controller that has time for an enrolment", || {
            let added = self.manage_with_input(&arguments, phone.seed());
            Some(added).filter(|added| !both(added).contains("the directory is not available"))
        });
        assert!(added.status.success(), "the authenticator of {} is added: {}", person.sam, both(&added));
        phone
    }

    /// Runs a management command beside the running server.
    pub(crate) fn manage(&self, arguments: &[&str]) -> Output {
        vestibule(self.folder.path(), arguments).stdin(Stdio::null()).output().expect("the binary starts")
    }

    /// The same, run by this operator through sudo.
    pub(crate) fn manage_as(&self, operator: &str, arguments: &[&str]) -> Output {
        let mut command = vestibule(self.folder.path(), arguments);
        command.env("SUDO_USER", operator).stdin(Stdio::null()).output().expect("the binary starts")
    }

    /// A management command with something on its standard input.
    pub(crate) fn manage_with_input(&self, arguments: &[&str], input: &str) -> Output {
        let mut command = vestibule(self.folder.path(), arguments);
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the binary starts");
        // A command that refuses its arguments may end before it reads: its exit tells the test.
        let _ = writeln!(child.stdin.take().expect("its input is ours"), "{input}");
        child.wait_with_output().expect("the command ends")
    }

    /// The audit log, oldest event first.
    pub(crate) fn audit(&self) -> Vec<Event> {
        let output = self.manage(&["audit", "--json"]);
        assert!(output.status.success(), "the audit log can be read: {}", both(&output));
        events(&output.stdout)
    }

    /// The logins of one person in the audit log.
    pub(crate) fn logins_of(&self, person: &Person) -> Vec<Event> {
        self.audit().into_iter().filter(|event| event.is_login() && event.text("sid") == person.sid).collect()
    }

    /// Everything the server and the commands have written so far, except the store: log lines,
    /// standard output and error, the audit file.
    pub(crate) fn written(&self) -> String {
        let files = ["serve.out", "serve.err", "audit.jsonl"].map(|file| fs::read(self.folder.path().join(file)));
        files.iter().flatten().map(|bytes| String::from_utf8_lossy(bytes).into_owned()).collect()
    }

    /// The folder with configuration, store and logs.
    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Ends the server as a crash would.
    pub(crate) fn kill9(&self) {
        self.running().process.kill9();
    }

    /// Ends the server in good order.
    pub(crate) fn stop(&self) -> ExitStatus {
        self.running().process.terminate()
    }

    /// Serves again, with the same store and key; ports change.
    pub(crate) fn start_again(&self) {
        let fresh = serve(self.folder.path());
        *self.running() = fresh;
    }

    /// Writes another plan's files in place of the ones it was opened with; nothing is told of it.
    pub(crate) fn rewrite(&self, plan: &Plan) {
        plan.write(self.folder.path());
    }

    /// Has the server read its configuration again, and waits until it says that it took it, or that it did not.
    pub(crate) fn reload(&self) {
        let before = self.reloads();
        self.running().process.signal("HUP");
        wait_until("the configuration to be read again", || (self.reloads() > before).then_some(()));
    }

    /// How often the server has read its configuration again.
    fn reloads(&self) -> usize {
        let log = self.log();
        log.matches("configuration was read again").count() + log.matches("the old one stays in force").count()
    }

    /// What the server and its predecessors have logged.
    pub(crate) fn log(&self) -> String {
        let bytes = fs::read(self.folder.path().join("serve.err")).unwrap_or_default();
        String::from_utf8_lossy(&bytes).into_owned()
    }

    /// The server's process id.
    pub(crate) fn pid(&self) -> u32 {
        self.running().process.id()
    }

    /// Whether the server is still there.
    pub(crate) fn is_running(&self) -> bool {
        self.running().process.ended().is_none()
    }

    fn running(&self) -> MutexGuard<'_, Running> {
        self.running.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Standard output and error of a command, for a message.
pub(crate) fn both(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

/// Names of a certificate that fits no EAP packet.
fn wifi_names() -> Vec<String> {
    let more = (0..60).map(|number| format!("access-point-{number}.wifi.example.test"));
    std::iter::once(SERVER_NAME.to_owned()).chain(more).collect()
}

fn vestibule(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_vestibule"));
    command.args(arguments).arg("-c").arg(folder.join("vestibule.toml")).env("VESTIBULE_LOG", "trace");
    command
}

fn serve(folder: &Path) -> Running {
    let output_file = folder.join("serve.out");
    let output = File::create(&output_file).expect("the server's output file can be made");
    let errors = OpenOptions::new().create(true).append(true).open(folder.join("serve.err")).expect("so can its log");
    let mut command = vestibule(folder, &["serve"]);
    command.stdin(Stdio::null()).stdout(output).stderr(errors);
    let mut process = ProcessTree::start(&mut command, folder);
    let listeners = wait_until("the ready line", || {
        let text = fs::read_to_string(&output_file).unwrap_or_default();
        if let Some(status) = process.ended() {
            let log = fs::read_to_string(folder.join("serve.err")).unwrap_or_default();
            panic!("serve ended with {status} before it was ready:\n{log}");
        }
        let line = text.lines().find(|line| line.starts_with("ready ") && text.contains(&format!("{line}\n")));
        line.map(bound_listeners)
    });
    Running { process, listeners }
}

/// `ready ldap/webmail=127.0.0.1:4711 radius/auth=…`: the bound address of each LDAP listener by its name, and of the
/// others as they are called.
fn bound_listeners(line: &str) -> BTreeMap<String, SocketAddr> {
    let pairs = line.split(' ').skip(1).filter_map(|pair| pair.split_once('='));
    let named = pairs.map(|(key, address)| (key.strip_prefix("ldap/").unwrap_or(key), address));
    named.map(|(name, address)| (name.to_owned(), address.parse().expect("an address and a port"))).collect()
}
