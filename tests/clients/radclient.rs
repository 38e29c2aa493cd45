//! radclient and radtest of FreeRADIUS, run as their page says.

use crate::door::dc;
use crate::logins::{admitted_at, only_both_factors_come_in_at};
use crate::page::Page;
use crate::radius_house::RadiusHouse;
use crate::support::certificates::write_secret;
use crate::support::house::both;
use crate::support::scratch;
use std::fs;
use std::net::SocketAddr;
use std::process::Command;
use std::sync::LazyLock;

static HOUSE: LazyLock<RadiusHouse> = LazyLock::new(|| RadiusHouse::of(&Page::of("radclient")));

#[test]
fn radclient() {
    only_both_factors_come_in_at(&HOUSE, "radclient", &|name: &str, password: &str| {
        outcome(&ask(&request("login", name, password, None)))
    });
}

/// The password alone is asked for the code; the answer carries the State by hand.
#[test]
fn radclient_that_is_asked_for_the_code() {
    let person = dc().person("clara");
    let mut phone = HOUSE.enroll(&person);
    let asked = ask(&request("login", &person.sam, &person.password, None));
    assert!(asked.contains("Received Access-Challenge"), "{asked}");
    assert!(asked.contains("Reply-Message = \"Code:\""), "{asked}");
    let state = state_of(&asked);
    assert!(state.len() > 2 + 16 && !state.as_bytes()[2..].chunks(2).any(|octet| octet == b"00"), "{state}");
    let code = phone.code();
    let answered = ask(&request("answer", &person.sam, &code, Some(&state)));
    assert_eq!(outcome(&answered), Ok(true), "{answered}");
    // The question has been answered; nobody answers it once more, not even with a fresh code.
    let again = ask(&request("answer", &person.sam, &phone.code(), Some(&state)));
    assert_eq!(outcome(&again), Ok(false), "{again}");
    assert_eq!(admitted_at(&HOUSE, &person, "radclient"), ["code"]);
}

#[test]
fn radclient_that_asks_whether_we_are_there() {
    let said = run("status", "");
    assert!(said.contains("Received Access-Accept"), "{said}");
}

/// As its page says: with a wrong secret there is no answer at all.
#[test]
fn radclient_with_another_secret() {
    let login = request("login", "nobody-at-all", "no password", None);
    let folder = folder_with(&login);
    write_secret(&folder.path().join("radclient.secret"), "not-the-secret-of-this-client");
    let said = shell(&page().replace("-t 5 -r 1", "-t 1 -r 1"), folder.path());
    assert!(said.contains("No reply from server") && !said.contains("Received"), "{said}");
}

#[test]
fn radtest_that_adds_the_message_authenticator() {
    only_both_factors_come_in_at(&HOUSE, "radclient", &|name: &str, password: &str| {
        outcome(&ask_radtest(name, password, &[]))
    });
}

/// Neither CHAP nor MS-CHAP holds a password that could be proven.
#[test]
fn radtest_with_chap() {
    let person = dc().person("clara");
    let mut phone = HOUSE.enroll(&person);
    for kind in ["chap", "mschap"] {
        let said = ask_radtest(&person.sam, &format!("{}{}", person.password, phone.code()), &["-t", kind]);
        assert_eq!(outcome(&said), Ok(false), "{kind}: {said}");
    }
    assert!(admitted_at(&HOUSE, &person, "radclient").is_empty());
}

/// The page's request, by somebody.
fn request(block: &str, name: &str, password: &str, state: Option<&str>) -> String {
    let text = HOUSE.file(&Page::of("radclient"), block);
    let text = text.replace("\"ada\"", &format!("\"{name}\""));
    let text =
        text.replace("\"secret123456\"", &format!("\"{password}\"")).replace("\"123456\"", &format!("\"{password}\""));
    text.replace("State = 0x00", &format!("State = {}", state.unwrap_or("0x00")))
}

/// The page's command.
fn page() -> String {
    HOUSE.file(&Page::of("radclient"), "ask")
}

fn ask(login: &str) -> String {
    run("ask", login)
}

fn run(block: &str, login: &str) -> String {
    shell(&HOUSE.file(&Page::of("radclient"), block), folder_with(login).path())
}

fn folder_with(login: &str) -> tempfile::TempDir {
    let folder = scratch::folder("radclient");
    write_secret(&folder.path().join("radclient.secret"), &HOUSE.file(&Page::of("radclient"), "radclient.secret"));
    fs::write(folder.path().join("login"), login).expect("the request can be written");
    folder
}

fn shell(command: &str, folder: &std::path::Path) -> String {
    both(&Command::new("sh").args(["-c", command]).current_dir(folder).output().expect("sh starts"))
}

fn ask_radtest(name: &str, password: &str, options: &[&str]) -> String {
    let secret = HOUSE.file(&Page::of("radclient"), "radclient.secret");
    radtest(HOUSE.authentication(), secret.trim(), name, password, options)
}

/// What radtest says of a login at an address.
pub(crate) fn radtest(at: SocketAddr, secret: &str, name: &str, password: &str, options: &[&str]) -> String {
    let mut command = Command::new("radtest");
    command.args(options).args([name, password, &at.to_string(), "0", secret]);
    both(&command.output().expect("radtest is installed (./test installs it)"))
}

/// What the program says came back.
pub(crate) fn outcome(said: &str) -> Result<bool, String> {
    let received = |code: &str| said.contains(&format!("Received {code}"));
    match (received("Access-Accept"), received("Access-Reject") || received("Access-Challenge")) {
        (true, false) => Ok(true),
        (false, true) => Ok(false),
        (true, true) | (false, false) => Err(said.to_owned()),
    }
}

/// The State as the program prints it.
fn state_of(said: &str) -> String {
    let line = said.lines().find_map(|line| line.trim().strip_prefix("State = "));
    line.expect("a challenge has a State").to_owned()
}
