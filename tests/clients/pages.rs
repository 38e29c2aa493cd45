//! LDAP libraries of other languages, each with the program of its page, as an application would use it.

use crate::door::{dc, house};
use crate::logins::{admitted_by, one_string, only_both_factors_come_in};
use crate::page::Page;
use crate::program::{Program, driver, drivers};
use crate::support::house::WEBMAIL;
use crate::support::plan::WEBMAIL_SERVICE;
use crate::support::scratch;
use std::fs;
use std::path::Path;
use std::process::Command;

#[test]
fn python_ldap3_that_reads_the_schema() {
    logs_in("python-ldap3", "login", "/usr/bin/python3", "drive.py");
}

#[test]
fn python_ldap() {
    logs_in("python-ldap", "login", "/usr/bin/python3", "drive.py");
}

#[test]
fn perl_net_ldap() {
    logs_in("perl", "login", "perl", "drive.pl");
}

/// One connection of the pool has served all searches.
#[test]
fn java_jndi() {
    let folder = scratch::folder("java");
    let program = java(&Page::of("java").file("Login.java", house()), folder.path());
    only_both_factors_come_in("java", &program);
    let logins = house().audit();
    let here = logins.iter().filter(|event| event.is_login() && event.text("application") == "java");
    let service = dc().resident(WEBMAIL_SERVICE.split('@').next().expect("a name"));
    let of_service = here.filter(|event| event.text("sid") == service.sid).count();
    assert_eq!(of_service, 1, "one bind of the service account");
}

/// What the page warns of: a person's connection in the pool is opened again, and nobody is asked.
#[test]
fn java_jndi_with_people_in_its_pool() {
    const OWN: &str = "Hashtable<String, String> environment = new Hashtable<>();";
    let pooled = format!("{OWN}\nenvironment.put(\"com.sun.jndi.ldap.connect.pool\", \"true\");");
    let login = Page::of("java").file_for("Login.java", house(), house().address(WEBMAIL)).replace(OWN, &pooled);
    let (folder, person) = (scratch::folder("java"), dc().person("clara"));
    assert_eq!(one_string(&person, 3, &java(&login, folder.path())), [true; 3]);
    assert_eq!(admitted_by(&person, WEBMAIL), ["code"], "we have seen one of three");
}

/// A Java program of the page's class and what drives it.
fn java(login: &str, here: &Path) -> Program {
    // Where all tests run at once, a virtual machine's first handshake may take as long as the page allows.
    let patient = login.replace("\"10000\"", "\"60000\"");
    fs::write(here.join("Login.java"), patient).expect("the program can be written");
    run(Command::new("nice")
        .args(["javac", "-d"])
        .arg(here)
        .args([here.join("Login.java"), drivers().join("Drive.java")]));
    let store = here.join("store.p12");
    trust(&store);
    let options = Page::of("java").file("JAVA_TOOL_OPTIONS", house());
    let options = options.trim().replace("/etc/ssl/certs/example-ca.p12", &store.display().to_string());
    Program::start(Command::new("nice").arg("java").args(options.split(' ')).arg("-cp").arg(here).arg("Drive"))
}

/// Searches, binds and goes back, on one connection that changes hands, also after a refusal.
#[test]
fn python_ldap_on_one_connection() {
    let program = fs::read_to_string(drivers().join("login_python_ldap.py")).expect("the program is there");
    let folder = scratch::folder("program");
    let program = Page::of("python-ldap").adapt(&program, house()) + &driver("drive.py");
    fs::write(folder.path().join("program"), program).expect("the program can be written");
    let program = Program::start(Command::new("/usr/bin/python3").arg(folder.path().join("program")));
    only_both_factors_come_in("python-ldap", &program);
}

/// Runs a page's block with what drives it, in the language's own interpreter.
pub(crate) fn logs_in(page: &str, block: &str, interpreter: &str, drive: &str) {
    let folder = scratch::folder("program");
    let file = folder.path().join(drive);
    fs::write(&file, Page::of(page).file(block, house()) + &driver(drive)).expect("the program can be written");
    only_both_factors_come_in(page, &Program::start(Command::new(interpreter).arg(file)));
}

/// Java wants its authorities in a file of its own kind.
fn trust(store: &Path) {
    let authority = house().authority_file();
    run(Command::new("nice")
        .args(["keytool", "-importcert", "-noprompt", "-storetype", "PKCS12", "-storepass", "changeit", "-alias", "ca"])
        .arg("-keystore")
        .arg(store)
        .arg("-file")
        .arg(authority));
}

fn run(command: &mut Command) {
    let output = command.output().unwrap_or_else(|error| panic!("{command:?} starts (./test installs it): {error}"));
    assert!(output.status.success(), "{command:?}: {}", crate::support::house::both(&output));
}
