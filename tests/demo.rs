//! `vestibule demo` as a script uses it: the real program, independent LDAP and RADIUS clients, every sample person, and
//! nothing left behind. Needs no root and no service.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test may stop at the first surprise"
)]

#[path = "demo/portal.rs"]
mod portal;
#[path = "demo/radius_door.rs"]
mod radius_door;
#[expect(dead_code, reason = "what a server needs is not used here")]
#[path = "support/radius.rs"]
mod wire;
#[path = "demo/wireless.rs"]
mod wireless;

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::Arc;

use ldap3::exop::{WhoAmI, WhoAmIResp};
use ldap3::{LdapConnAsync, LdapConnSettings, LdapResult};
use rustls_pki_types::CertificateDer;
use rustls_pki_types::pem::PemObject;
use serde_json::Value;

const VESTIBULE: &str = env!("CARGO_BIN_EXE_vestibule");

/// A running demo with temporary files of its own.
struct Demo {
    child: Child,
    temporary: tempfile::TempDir,
    document: Value,
}

impl Demo {
    fn start() -> Self {
        let temporary = tempfile::tempdir().unwrap();
        let mut command = Command::new(VESTIBULE);
        command.args(["demo", "--json"]).env("TMPDIR", temporary.path()).stdin(Stdio::null()).stdout(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        Self { child, temporary, document: serde_json::from_str(&line).unwrap() }
    }

    fn text(&self, key: &str) -> &str {
        self.document[key].as_str().unwrap()
    }

    fn person(&self, name: &str) -> &Value {
        self.document["people"].as_array().unwrap().iter().find(|person| person["name"] == name).unwrap()
    }

    /// Password and the unused code of the authenticator with this number, where there is one.
    fn typed(&self, name: &str, authenticator: usize) -> String {
        let person = self.person(name);
        let code = person["authenticators"][authenticator]["code"].as_str().unwrap_or_default();
        format!("{}{code}", person["password"].as_str().unwrap())
    }

    async fn bind(&self, name: &str, typed: &str) -> (LdapResult, Option<String>) {
        let authority = CertificateDer::from_pem_file(self.text("ca-file")).unwrap();
        let mut roots = rustls::RootCertStore::empty();
        roots.add(authority).unwrap();
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let builder = rustls::ClientConfig::builder_with_provider(provider);
        let config = builder.with_safe_default_protocol_versions().unwrap().with_root_certificates(roots);
        let settings = LdapConnSettings::new().set_config(Arc::new(config.with_no_client_auth()));
        let (connection, mut ldap) = LdapConnAsync::with_settings(settings, self.text("url")).await.unwrap();
        tokio::spawn(connection.drive());
        let result = ldap.simple_bind(&format!("{name}@sample.test"), typed).await.unwrap();
        if result.rc != 0 {
            return (result, None);
        }
        let (exop, _) = ldap.extended(WhoAmI).await.unwrap().success().unwrap();
        (result, Some(exop.parse::<WhoAmIResp>().authzid))
    }

    /// Runs `vestibule try ldap` with this typed at it.
    fn attempt(&self, name: &str, typed: &str, more: &[&str]) -> Output {
        self.attempt_at("ldap", name, typed, more)
    }

    /// Runs `vestibule try` at a door with this typed at it.
    fn attempt_at(&self, door: &str, name: &str, typed: &str, more: &[&str]) -> Output {
        let mut command = Command::new(VESTIBULE);
        command.args(["try", door, name, "--password-file", "-"]).args(more);
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        // Where the options do not fit together, it has ended without reading.
        let _read = child.stdin.take().unwrap().write_all(typed.as_bytes());
        child.wait_with_output().unwrap()
    }

    /// Runs a management command on the demo's store.
    fn run(&self, arguments: &[&str]) -> Output {
        let config = Path::new(self.text("ca-file")).with_file_name("vestibule.toml");
        let output = Command::new(VESTIBULE).args(arguments).arg("-c").arg(config).output().unwrap();
        assert!(output.status.success(), "{arguments:?}: {}", text(&output.stderr));
        output
    }

    /// Ends it as a terminal would, and says how it ended.
    fn end(&mut self, signal: &str) -> i32 {
        kill(&self.child, signal);
        self.child.wait().unwrap().code().unwrap()
    }
}

impl Drop for Demo {
    fn drop(&mut self) {
        // Already ended where the test came so far.
        let _ended = self.child.kill();
        let _ended = self.child.wait();
    }
}

fn files(folder: &Path) -> Vec<PathBuf> {
    folder.read_dir().unwrap().map(|entry| entry.unwrap().path()).collect()
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap()
}

#[tokio::test]
async fn everybody_meets_what_the_demo_says_they_will() {
    let demo = Demo::start();
    for person in demo.document["people"].as_array().unwrap() {
        let name = person["name"].as_str().unwrap();
        let (result, who) = demo.bind(name, &demo.typed(name, 1)).await;
        assert_eq!(result.rc, if person["admitted"] == true { 0 } else { 49 }, "{name}: {}", result.text);
        assert_eq!(who.is_some(), result.rc == 0);
        assert!(who.is_none_or(|who| who == format!("u:SAMPLE\\{name}")));
    }
    for (name, said) in [
        ("nora", "enrol an authenticator at https://localhost:"),
        ("dora", "enrol an authenticator at https://localhost:"),
        ("otto", "data 532, "),
    ] {
        let (result, _) = demo.bind(name, &demo.typed(name, 2)).await;
        assert!(result.text.contains(said), "{name} is told why: {}", result.text);
    }
    let (result, _) = demo.bind("svc-vestibule", &demo.typed("svc-vestibule", 0)).await;
    assert_eq!((result.rc, result.text.as_str()), (49, ""));
}

#[tokio::test]
async fn a_line_works_once_and_leaves_the_other_usable() {
    let demo = Demo::start();
    let (first, second) = (demo.typed("ada", 1), demo.typed("ada", 2));
    assert_eq!(demo.bind("ada", &first).await.0.rc, 0);
    let (replayed, _) = demo.bind("ada", &first).await;
    assert_eq!((replayed.rc, replayed.text.as_str()), (49, ""));
    assert_eq!(demo.bind("ada", &second).await.0.rc, 0);
    assert_eq!(demo.bind("ada", &demo.typed("ada", 0)).await.0.rc, 0, "and so does the phone");
    for typed in ["Engine-Room-Ada", "Engine-Room-Ada000000", "000000", "wrong"] {
        let (refused, _) = demo.bind("ada", typed).await;
        assert_eq!((refused.rc, refused.text.as_str()), (49, ""), "{typed}");
    }
}

/// Sends a signal with the shell's own `kill`; the program of that name is not on every machine.
fn kill(child: &Child, signal: &str) {
    let arguments = ["-c", "kill \"$@\"", "bash", signal, &child.id().to_string()];
    assert!(Command::new("bash").args(arguments).status().unwrap().success());
}

#[test]
fn it_leaves_nothing_behind_however_it_is_ended() {
    for signal in ["-INT", "-TERM", "-HUP"] {
        let mut demo = Demo::start();
        assert!(Path::new(demo.text("folder")).starts_with(demo.temporary.path()));
        assert_eq!(files(demo.temporary.path()).len(), 1, "everything is in one folder");
        assert_eq!(demo.end(signal), 0, "{signal}");
        assert_eq!(files(demo.temporary.path()), Vec::<PathBuf>::new(), "{signal}");
    }
}

#[test]
fn the_guide_is_printed_and_the_end_of_input_does_not_end_it() {
    let temporary = tempfile::tempdir().unwrap();
    let mut command = Command::new(VESTIBULE);
    command.arg("demo").env("TMPDIR", temporary.path()).stdin(Stdio::null()).stdout(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map(Result::unwrap);
    let guide: Vec<String> = lines.by_ref().take_while(|line| !line.starts_with("Ctrl-C")).collect();
    let guide = guide.join("\n");
    for part in [
        "otpauth://totp/",
        "\u{2588}\u{2588}",
        "ldapwhoami -x -H ldaps://",
        "ldapsearch",
        "try ldap ada@sample.test",
        "radtest ada Engine-Room-Ada",
        "try radius ada --client vpn",
        "try radius ada --client desktops",
        "try eap ada --client wifi --twice",
        "works once",
        "Portal     https://localhost:",
        "activation new dora",
    ] {
        assert!(guide.contains(part), "{part} is not in {guide}");
    }
    assert!(!guide.contains('\u{1b}'), "no colours where there is no terminal");
    assert!(child.try_wait().unwrap().is_none());
    kill(&child, "-TERM");
    assert_eq!(child.wait().unwrap().code(), Some(0));
    assert!(lines.any(|line| line.contains("nothing of it is left")));
    assert_eq!(files(temporary.path()).len(), 0);
}

#[test]
fn trying_tells_step_by_step_what_happened() {
    let demo = Demo::start();
    let at = ["--url", demo.text("url"), "--ca-file", demo.text("ca-file")];
    let admitted = demo.attempt("ada", &demo.typed("ada", 2), &at);
    let said = text(&admitted.stdout);
    assert_eq!(admitted.status.code(), Some(0), "{said}");
    for part in ["trusted: CN=localhost", "result 0 (success)", "u:SAMPLE\\ada", "ada is admitted"] {
        assert!(said.contains(part), "{part} is not in {said}");
    }
    assert!(!said.contains("Engine-Room-Ada"), "what was typed is not shown");

    let replayed = demo.attempt("ada", &demo.typed("ada", 2), &at);
    assert_eq!(replayed.status.code(), Some(1));
    assert!(text(&replayed.stdout).contains("result 49 (invalidCredentials)"));
    assert!(text(&replayed.stderr).contains("vestibule audit --person ada"));

    let nora = demo.attempt("nora", &demo.typed("nora", 0), &at);
    assert_eq!(nora.status.code(), Some(1));
    assert!(text(&nora.stderr).contains("vestibule authenticator add nora"));
}

#[test]
fn trying_finds_the_door_in_the_configuration() {
    let demo = Demo::start();
    let config = ["-c", demo.text("config"), "--json"];
    let admitted = demo.attempt("ben", &demo.typed("ben", 2), &config);
    assert_eq!(admitted.status.code(), Some(0), "{}", text(&admitted.stderr));
    let report: Value = serde_json::from_slice(&admitted.stdout).unwrap();
    assert_eq!((&report["admitted"], &report["application"]), (&Value::Bool(true), &Value::from("webmail")));
    assert_eq!((&report["result-code"], &report["identity"]), (&Value::from(0), &Value::from("u:SAMPLE\\ben")));
    assert_eq!(report["certificate"]["trusted"], true);
    let nowhere = demo.attempt("ben", "x", &["-c", demo.text("config"), "--application", "vpn"]);
    assert_eq!(nowhere.status.code(), Some(1));
    assert!(text(&nowhere.stderr).contains("webmail"));
}

#[test]
fn nothing_is_sent_to_a_server_that_is_not_trusted() {
    let demo = Demo::start();
    let other = demo.temporary.path().join("other.pem");
    let key = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap();
    std::fs::write(&other, key.cert.pem()).unwrap();
    let at = ["--url", demo.text("url"), "--ca-file", other.to_str().unwrap()];
    let refused = demo.attempt("ada", &demo.typed("ada", 2), &at);
    assert_eq!(refused.status.code(), Some(1));
    assert!(text(&refused.stdout).contains("NOT trusted: CN=localhost"));
    assert!(text(&refused.stderr).contains("--ca-file"));
    let again =
        demo.attempt("ada", &demo.typed("ada", 2), &["--url", demo.text("url"), "--ca-file", demo.text("ca-file")]);
    assert_eq!(again.status.code(), Some(0), "the code was not used up: {}", text(&again.stdout));

    let clear = demo.attempt("ada", "x", &["--url", "ldap://mfa.example.test"]);
    assert_eq!(clear.status.code(), Some(2));
    assert!(text(&clear.stderr).contains("--starttls"));
    let nobody = demo.attempt("ada", "x", &["--url", "ldaps://127.0.0.1:1"]);
    assert_eq!(nobody.status.code(), Some(1));
    assert!(text(&nobody.stdout).contains("cannot be asked"));
}

#[test]
fn the_desk_behind_the_door_works_on_the_demo() {
    let demo = Demo::start();
    let run = |args: &[&str]| Command::new(VESTIBULE).args(args).args(["-c", demo.text("config")]).output().unwrap();
    let checked = run(&["check"]);
    assert_eq!(checked.status.code(), Some(0), "{}", text(&checked.stderr));
    let people = run(&["person", "list"]);
    assert!(text(&people.stdout).contains("ada"), "{}", text(&people.stderr));
    let explained = run(&["explain", "kim"]);
    assert!(text(&explained.stdout).contains("Kiosk"), "{}", text(&explained.stderr));
}
