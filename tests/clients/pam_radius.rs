//! pam_radius_auth of Debian 12, which sends no Message-Authenticator.

use crate::door::dc;
use crate::logins::{admitted_at, only_both_factors_come_in_at};
use crate::machine::{Machine, Running};
use crate::page::Page;
use crate::pam::pam_lets_in;
use crate::radius_house::RadiusHouse;
use crate::support::process::wait_until;
use std::sync::LazyLock;

const SERVER: &str = "/etc/pam_radius_auth.conf";
const PAM: &str = "/etc/pam.d/example";

static PAGE: LazyLock<Page> = LazyLock::new(|| Page::of("pam-radius"));
static HOUSE: LazyLock<RadiusHouse> = LazyLock::new(|| RadiusHouse::of(&PAGE));

#[test]
fn pam_radius() {
    let machine = start();
    only_both_factors_come_in_at(&HOUSE, "pam-radius", &|name: &str, password: &str| {
        // Where the password alone was typed, the question gets an empty answer.
        pam_lets_in(&machine, name, &format!("{password}\n"))
    });
}

#[test]
fn pam_radius_that_asks() {
    let machine = start();
    let person = dc().person("clara");
    let mut phone = HOUSE.enroll(&person);
    let lets_in = |code: &str| pam_lets_in(&machine, &person.sam, &format!("{}\n{code}", person.password));
    assert_eq!(lets_in(&phone.wrong_code()), Ok(false), "a wrong code");
    let code = phone.code();
    assert_eq!(lets_in(&code), Ok(true), "the right code");
    assert_eq!(lets_in(&code), Ok(false), "a code once more");
    assert_eq!(admitted_at(&HOUSE, &person, "pam-radius"), ["code"]);
}

fn start() -> Running {
    let file = |name: &str| HOUSE.file(&PAGE, name);
    let machine = Machine::new().file(SERVER, 0o600, &file(SERVER)).file(PAM, 0o644, &file(PAM));
    let mut machine = machine.start(&["sleep", "infinity"]);
    wait_until("the machine", || machine.is_entered().then_some(()));
    machine
}
