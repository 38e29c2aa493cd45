//! pyrad, with the function of its page.

use crate::door::dc;
use crate::logins::{Client, admitted_at, only_both_factors_come_in_at};
use crate::page::Page;
use crate::program::{Program, driver};
use crate::radius_house::RadiusHouse;
use crate::support::scratch;
use std::fs;
use std::process::Command;
use std::sync::LazyLock;
use tempfile::TempDir;

static HOUSE: LazyLock<RadiusHouse> = LazyLock::new(|| RadiusHouse::of(&Page::of("pyrad")));

#[test]
fn pyrad() {
    let (program, _folder) = start("drive.py");
    only_both_factors_come_in_at(&HOUSE, "pyrad", &program);
}

#[test]
fn pyrad_that_is_asked_for_the_code() {
    let ((program, _folder), person) = (start("drive_ask.py"), dc().person("clara"));
    let mut phone = HOUSE.enroll(&person);
    let answers = |password: &str, code: &str| program.answers(&person.sam, &format!("{password} {code}"));
    assert_eq!(answers(&person.password, &phone.wrong_code()), Ok(false), "a wrong code");
    let code = phone.code();
    assert_eq!(answers("not-the-password", &code), Ok(false), "a wrong password");
    assert_eq!(answers(&person.password, &code), Ok(true), "password and code");
    assert_eq!(answers(&person.password, &code), Ok(false), "a code once more");
    assert_eq!(admitted_at(&HOUSE, &person, "pyrad"), ["code"]);
    let logins = HOUSE.logins_of(&person);
    assert!(logins.iter().all(|login| login.text("source") == "192.0.2.78"), "the address we were told: {logins:?}");
}

fn start(drive: &str) -> (Program, TempDir) {
    let (page, folder) = (Page::of("pyrad"), scratch::folder("pyrad"));
    fs::write(folder.path().join("dictionary"), HOUSE.file(&page, "dictionary"))
        .expect("the dictionary can be written");
    fs::write(folder.path().join("program"), HOUSE.file(&page, "login") + &driver(drive)).expect("so can the program");
    (Program::start(Command::new("/usr/bin/python3").arg("program").current_dir(folder.path())), folder)
}
