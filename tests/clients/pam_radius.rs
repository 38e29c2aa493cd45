//! pam_radius_auth of Debian, on a machine of its own: password and code in one, or asked for.

use crate::dialogue::Dialogue;
use crate::door::dc;
use crate::logins::{admitted_at, only_both_factors_come_in_at};
use crate::machine::{Machine, Running};
use crate::page::Page;
use crate::pam::pam_lets_in;
use crate::radius_house::RadiusHouse;
use crate::support::process::wait_until;
use std::sync::LazyLock;

const CONFIGURATION: &str = "/etc/pam_radius_auth.conf";
const PAM: &str = "/etc/pam.d/example";
const QUESTION: &str = "Code:";
const ADMITTED: &str = "successfully authenticated";
const REFUSED: &str = "Authentication failure";

static HOUSE: LazyLock<RadiusHouse> = LazyLock::new(|| RadiusHouse::of(&Page::of("pam-radius")));

/// Where the code is typed behind the password, and nobody is asked for it.
#[test]
fn pam_radius_with_the_code_appended() {
    let house = RadiusHouse::with(&format!("{}\ncode = \"append\"", Page::of("pam-radius").radius_client()));
    let machine = start(&house);
    only_both_factors_come_in_at(&house, "pam-radius", &|name: &str, password: &str| {
        pam_lets_in(&machine, name, password)
    });
}

/// The first code typed is wrong, and that ends it; at the next login it is right.
#[test]
fn pam_radius_that_is_asked_for_the_code() {
    let (machine, person) = (start(&HOUSE), dc().person("clara"));
    let mut phone = HOUSE.enroll(&person);
    let wrong = phone.wrong_code();
    assert_eq!(log_in(&machine, &person.sam, &person.password, &wrong), Some(REFUSED));
    let code = phone.code();
    assert_eq!(log_in(&machine, &person.sam, "not-the-password", &code), Some(REFUSED));
    assert_eq!(log_in(&machine, &person.sam, &person.password, &code), Some(ADMITTED));
    // And in one, without a question.
    let both = format!("{}{}", person.password, phone.code());
    assert_eq!(pam_lets_in(&machine, &person.sam, &both), Ok(true));
    assert_eq!(admitted_at(&HOUSE, &person, "pam-radius"), ["code", "code"]);
    let first = HOUSE.logins_of(&person).into_iter().next().expect("there were logins");
    assert_eq!(first.text("source"), "192.0.2.77", "the address PAM names: {first:?}");
}

/// The password at the first prompt, the code when it is asked for; what comes of it.
fn log_in(machine: &Running, name: &str, password: &str, code: &str) -> Option<&'static str> {
    let mut command = machine.command("pamtester");
    command.args(["-I", "rhost=192.0.2.77", "example", name, "authenticate"]);
    let mut dialogue = Dialogue::start(&command);
    assert!(dialogue.until(&["Password: "]).is_some(), "{}", dialogue.shown());
    dialogue.types(password);
    assert!(dialogue.until(&[QUESTION]).is_some(), "{}", dialogue.shown());
    dialogue.types(code);
    let ends = [ADMITTED, REFUSED];
    dialogue.until(&ends).and_then(|which| ends.get(which).copied())
}

fn start(house: &RadiusHouse) -> Running {
    let page = Page::of("pam-radius");
    let mut machine = Machine::new()
        .file(CONFIGURATION, 0o600, &house.file(&page, CONFIGURATION))
        .file(PAM, 0o644, &house.file(&page, PAM))
        .start(&["sleep", "infinity"]);
    wait_until("the machine", || machine.is_entered().then_some(()));
    machine
}
