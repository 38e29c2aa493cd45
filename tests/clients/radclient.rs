//! FreeRADIUS' command line, which knows no more of a login than what its files say.

use crate::door::dc;
use crate::logins::{admitted_at, only_both_factors_come_in_at};
use crate::page::Page;
use crate::radius_house::RadiusHouse;
use crate::support::house::both;
use crate::support::scratch;
use std::fs;
use std::process::{Command, Output};
use std::sync::LazyLock;

static PAGE: LazyLock<Page> = LazyLock::new(|| Page::of("radclient"));
static HOUSE: LazyLock<RadiusHouse> = LazyLock::new(|| RadiusHouse::of(&PAGE));

#[test]
fn radclient() {
    only_both_factors_come_in_at(&HOUSE, "radclient", &|name: &str, password: &str| {
        let output = run("login.sh", &[("login.txt", &login(name, password))]);
        answer(&output).map(|answer| answer == "Access-Accept")
    });
}

#[test]
fn radtest() {
    only_both_factors_come_in_at(&HOUSE, "radclient", &|name: &str, password: &str| {
        let script = HOUSE.file(&PAGE, "radtest.sh").replace("ada", name).replace("secret123456", password);
        answer(&sh(&script, &[])).map(|answer| answer == "Access-Accept")
    });
}

/// A question is answered once, and by a right code alone.
#[test]
fn radclient_that_is_asked() {
    let person = dc().person("clara");
    let mut phone = HOUSE.enroll(&person);
    let ask = || {
        let output = run("login.sh", &[("login.txt", &login(&person.sam, &person.password))]);
        assert_eq!(answer(&output), Ok("Access-Challenge".to_owned()), "{}", both(&output));
        assert!(both(&output).contains("Reply-Message = \"Code:\""), "{}", both(&output));
        field(&output, "State")
    };
    let tell = |state: &str, code: &str| {
        let text = HOUSE.file(&PAGE, "answer.txt").replace("STATE", state).replace("\"ada\"", &quoted(&person.sam));
        answer(&run("login.sh", &[("login.txt", &text.replace("123456", code))]))
    };
    let state = ask();
    assert_eq!(tell(&state, &phone.wrong_code()), Ok("Access-Reject".to_owned()), "a wrong code");
    let state = ask();
    let code = phone.code();
    assert_eq!(tell(&state, &code), Ok("Access-Accept".to_owned()), "the right code");
    assert_ne!(tell(&state, &code), Ok("Access-Accept".to_owned()), "the same answer once more");
    assert_eq!(admitted_at(&HOUSE, &person, "radclient"), ["code"]);
}

#[test]
fn radclient_that_looks_whether_the_door_is_open() {
    let output = run("status.sh", &[]);
    assert!(output.status.success(), "{}", both(&output));
}

/// What a device reports of a session is answered when it is written.
#[test]
fn radclient_that_reports_a_session() {
    let person = dc().person("clara");
    let start = HOUSE.file(&PAGE, "start.txt").replace("\"ada\"", &quoted(&person.sam));
    let start = start.replace("session-of-ada", &format!("session-of-{}", person.sam));
    let output = run("accounting.sh", &[("start.txt", &start)]);
    assert_eq!(answer(&output), Ok("Accounting-Response".to_owned()), "{}", both(&output));
    assert!(HOUSE.written().contains(&format!("session-of-{}", person.sam)), "the audit has the session");
}

/// Somebody who does not know the secret hears nothing, whatever else they know.
#[test]
fn radclient_with_a_wrong_secret() {
    let person = dc().person("clara");
    let mut phone = HOUSE.enroll(&person);
    let text = login(&person.sam, &format!("{}{}", person.password, phone.code()));
    let script = HOUSE.file(&PAGE, "login.sh").replace("-t 5 -r 2", "-t 2 -r 1");
    let output = sh(&script, &[("login.txt", &text), ("shared-secret.txt", "not-the-secret-we-share")]);
    assert!(!output.status.success() && answer(&output).is_err(), "{}", both(&output));
    assert!(both(&output).contains("No reply"), "{}", both(&output));
    assert_eq!(HOUSE.logins_of(&person).len(), 0, "nobody has looked at it");
}

/// The page's login, for somebody.
fn login(name: &str, password: &str) -> String {
    let text = HOUSE.file(&PAGE, "login.txt");
    text.replace("\"ada\"", &quoted(name)).replace("\"secret123456\"", &quoted(password))
}

fn quoted(text: &str) -> String {
    format!("\"{text}\"")
}

/// Runs one of the page's scripts beside files, and the shared secret.
fn run(script: &str, files: &[(&str, &str)]) -> Output {
    let mut files = files.to_vec();
    files.push(("shared-secret.txt", HOUSE.secret()));
    sh(&HOUSE.file(&PAGE, script), &files)
}

fn sh(script: &str, files: &[(&str, &str)]) -> Output {
    let folder = scratch::folder("radclient");
    for (name, text) in files {
        fs::write(folder.path().join(name), text).expect("the file can be written");
    }
    let mut command = Command::new("sh");
    command.args(["-c", script]).current_dir(folder.path()).output().expect("sh starts")
}

/// The kind of the last answer, or what radclient says of there being none.
fn answer(output: &Output) -> Result<String, String> {
    let said = both(output);
    let received = said.lines().filter_map(|line| line.trim().strip_prefix("Received "));
    let kind = received.last().and_then(|line| line.split(' ').next()).map(str::to_owned);
    kind.ok_or(said)
}

/// The value of an attribute of the answer.
fn field(output: &Output, name: &str) -> String {
    let said = both(output);
    let fields = said.lines().filter_map(|line| line.trim().split_once(" = "));
    let value = fields.filter(|(field, _)| *field == name).map(|(_, value)| value.to_owned()).last();
    value.unwrap_or_else(|| panic!("no {name} in {said}"))
}
