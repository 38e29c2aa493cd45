//! LDAP libraries of other languages, each driven by a small program as an application would.

use crate::logins::only_both_factors_come_in;
use crate::support::dc::BASE;
use crate::support::plan::{WEBMAIL_SERVICE, WEBMAIL_SERVICE_PASSWORD};
use crate::support::shared::house;
use serde_json::json;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

/// Runs one of the programs; it says `in` or fails. What it is asked goes by standard input.
fn login(interpreter: &str, program: &str, name: &str, password: &str) -> bool {
    let ask = json!({
        "url": house().ldap_url(),
        "authority": house().authority_file(),
        "base": BASE,
        "service": WEBMAIL_SERVICE,
        "service_password": WEBMAIL_SERVICE_PASSWORD,
        "name": name,
        "password": password,
    });
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/clients/programs").join(program);
    let mut child = Command::new(interpreter)
        .arg(script)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap_or_else(|error| panic!("{interpreter} starts (./test installs it): {error}"));
    let mut input = child.stdin.take().expect("its input is ours");
    input.write_all(ask.to_string().as_bytes()).expect("the program reads");
    drop(input);
    let output = child.wait_with_output().expect("the program ends");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    let let_in = output.status.success() && output.stdout.starts_with(b"in");
    assert!(let_in || said.starts_with("refused") || said.starts_with("nobody"), "{program} broke down: {said}");
    let_in
}

#[test]
fn python_ldap3() {
    only_both_factors_come_in(&|name: &str, password: &str| {
        login("/usr/bin/python3", "login_ldap3.py", name, password)
    });
}

#[test]
fn python_ldap() {
    let program = "login_python_ldap.py";
    only_both_factors_come_in(&|name: &str, password: &str| login("/usr/bin/python3", program, name, password));
}

#[test]
fn php() {
    only_both_factors_come_in(&|name: &str, password: &str| login("php", "login.php", name, password));
}

#[test]
fn perl_net_ldap() {
    only_both_factors_come_in(&|name: &str, password: &str| login("perl", "login.pl", name, password));
}
