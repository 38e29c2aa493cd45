//! pyrad, with the program of its page.

use crate::door::dc;
use crate::logins::{Client, admitted_at, only_both_factors_come_in_at};
use crate::page::Page;
use crate::program::{Program, driver};
use crate::radius_house::RadiusHouse;
use crate::support::certificates::write_secret;
use crate::support::scratch;
use std::fs;
use std::process::Command;
use std::sync::LazyLock;
use tempfile::TempDir;

static PAGE: LazyLock<Page> = LazyLock::new(|| Page::of("pyrad"));
static HOUSE: LazyLock<RadiusHouse> = LazyLock::new(|| RadiusHouse::of(&PAGE));

#[test]
fn pyrad() {
    let (_folder, program) = start("drive.py");
    only_both_factors_come_in_at(&HOUSE, "pyrad", &program);
}

#[test]
fn pyrad_that_is_asked() {
    let (_folder, program) = start("drive_question.py");
    let person = dc().person("clara");
    let mut phone = HOUSE.enroll(&person);
    let lets_in = |code: &str| program.answers(&person.sam, &format!("{}\t{code}", person.password));
    assert_eq!(lets_in(&phone.wrong_code()), Ok(false), "a wrong code");
    assert_eq!(lets_in(&phone.code()), Ok(true), "the right code");
    assert_eq!(admitted_at(&HOUSE, &person, "pyrad"), ["code"]);
}

/// The page's program, with what drives it.
fn start(drive: &str) -> (TempDir, Program) {
    let folder = scratch::folder("pyrad");
    let (names, secret) = (folder.path().join("dictionary"), folder.path().join("secret"));
    fs::write(&names, HOUSE.file(&PAGE, "/etc/example/radius.dictionary")).expect("the file can be written");
    write_secret(&secret, HOUSE.secret());
    let text = HOUSE.file(&PAGE, "login") + &driver(drive);
    let text = text.replace("/etc/example/radius.dictionary", &names.display().to_string());
    let text = text.replace("/etc/example/radius.secret", &secret.display().to_string());
    let file = folder.path().join("program");
    fs::write(&file, text).expect("the program can be written");
    let program = Program::start(Command::new("/usr/bin/python3").arg(file));
    (folder, program)
}
