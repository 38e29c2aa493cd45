//! Strings that are remembered for a while: whose, where, and what ends it.

use crate::balancer::{BALANCERS, connect_as};
use crate::steps::{answered, authenticator_of, code, refused, run, typed};
use crate::support::house::{House, WEBMAIL};
use crate::support::ldap::Answer;
use crate::support::people::Person;
use crate::support::phone::Phone;
use crate::support::plan::Plan;
use crate::support::process::wait_until;
use crate::support::shared::dc;
use std::sync::{Barrier, LazyLock};
use std::thread;

const MAIL: &str = "mail";
const CALENDAR: &str = "calendar";
const BRIEF: &str = "brief";
const HOME: [u8; 4] = [192, 0, 2, 40];

static HOUSE: LazyLock<House> = LazyLock::new(|| {
    let remember =
        |span: &str| format!("code = \"append\"\nproxy-protocol-from = [\"{BALANCERS}\"]\nremember = \"{span}\"");
    Plan::behind(dc())
        .listener(MAIL, &remember("1h"))
        .listener(CALENDAR, &remember("1h"))
        .listener(BRIEF, &remember("4s"))
        .open()
});

fn enrolled() -> (Person, Phone) {
    let person = dc().person("romy");
    let phone = HOUSE.enroll(&person);
    (person, phone)
}

fn bind_at(listener: &str, from: [u8; 4], name: &str, both: &str) -> Answer {
    answered(|| connect_as(from, &HOUSE, listener).bind(name, both))
}

fn bind(person: &Person, both: &str) -> Answer {
    bind_at(MAIL, HOME, &person.upn, both)
}

/// Somebody whose string is remembered, with the string.
fn remembered() -> (Person, Phone, String) {
    let (person, mut phone) = enrolled();
    let both = typed(&person, &phone.code());
    for _ in 0..2 {
        let answer = bind(&person, &both);
        assert_eq!(answer.code, code::SUCCESS, "{answer:?}");
    }
    (person, phone, both)
}

/// The code behind somebody's password.
fn code_of<'a>(person: &Person, both: &'a str) -> &'a str {
    both.strip_prefix(&*person.password).expect("the password stands first")
}

/// How somebody was admitted, time by time.
fn ways(person: &Person) -> Vec<String> {
    let logins = HOUSE.logins_of(person).into_iter().filter(|login| login.text("outcome") == "admitted");
    logins.map(|login| login.text("mfa").to_owned()).collect()
}

#[test]
fn same_string_comes_in_again_and_the_audit_says_why() {
    let (person, _, both) = remembered();
    assert_eq!(bind_at(MAIL, HOME, &person.sam, &both).code, code::SUCCESS, "by another spelling of the name");
    assert_eq!(ways(&person), ["code", "remembered", "remembered"]);
}

#[test]
fn nothing_is_remembered_where_it_is_not_configured() {
    let (person, mut phone) = enrolled();
    let both = typed(&person, &phone.code());
    assert_eq!(answered(|| HOUSE.connect_to(WEBMAIL).bind(&person.upn, &both)).code, code::SUCCESS);
    assert_eq!(answered(|| HOUSE.connect_to(WEBMAIL).bind(&person.upn, &both)), refused());
}

#[test]
fn string_is_remembered_at_its_application_alone() {
    let (person, _, both) = remembered();
    assert_eq!(bind_at(CALENDAR, HOME, &person.upn, &both), refused());
    assert_eq!(answered(|| HOUSE.connect_to(WEBMAIL).bind(&person.upn, &both)), refused());
}

#[test]
fn string_is_remembered_at_its_source_alone() {
    let (person, _, both) = remembered();
    assert_eq!(bind_at(MAIL, [192, 0, 2, 41], &person.upn, &both), refused());
    assert_eq!(answered(|| HOUSE.connect_to(MAIL).bind(&person.upn, &both)), refused(), "no source is another source");
    assert_eq!(bind(&person, &both).code, code::SUCCESS);
}

#[test]
fn another_password_before_the_remembered_code_is_refused() {
    let (person, _, both) = remembered();
    let code = both.strip_prefix(&person.password).expect("the password comes first");
    assert_eq!(bind(&person, &format!("not-the-password{code}")), refused());
    assert_eq!(bind(&person, &person.password), refused());
    assert_eq!(dc().wrong_passwords(&person), 0, "nothing was passed on");
}

#[test]
fn changed_password_ends_it() {
    let (mut person, _, both) = remembered();
    let (same, code) = (person.password.clone(), code_of(&person, &both).to_owned());
    dc().set_password(&mut person, "Another-House-Guest-8");
    assert_eq!(bind(&person, &both), refused());
    assert_eq!(bind(&person, &typed(&person, &code)), refused());
    dc().set_password(&mut person, &same);
    assert_eq!(bind(&person, &both), refused(), "the old password, set again, is a new one");
}

#[test]
fn disablement_ends_it() {
    let (person, _, both) = remembered();
    dc().set(&person.dn, "userAccountControl", "514");
    assert_eq!(bind(&person, &both).code, code::INVALID_CREDENTIALS);
    dc().set(&person.dn, "userAccountControl", "512");
    assert_eq!(bind(&person, &both), refused(), "it does not begin again");
}

#[test]
fn added_authenticator_ends_it() {
    let (person, _, both) = remembered();
    let _another = HOUSE.enroll(&person);
    assert_eq!(bind(&person, &both), refused());
}

#[test]
fn removed_or_disabled_authenticator_ends_it() {
    for verb in ["remove", "disable"] {
        let (person, _, both) = remembered();
        let id = authenticator_of(&HOUSE, &person);
        let yes: &[&str] = if verb == "remove" { &["--yes"] } else { &[] };
        run(&HOUSE, &[&["authenticator", verb, &person.dn, &id], yes].concat());
        assert_eq!(bind(&person, &both).code, code::INVALID_CREDENTIALS, "{verb}");
        if verb == "disable" {
            run(&HOUSE, &["authenticator", "enable", &person.dn, &id]);
            assert_eq!(bind(&person, &both), refused(), "it does not begin again");
        }
    }
}

#[test]
fn window_ends_it() {
    let (person, mut phone) = enrolled();
    let both = typed(&person, &phone.code());
    assert_eq!(bind_at(BRIEF, HOME, &person.upn, &both).code, code::SUCCESS);
    wait_until("the window to end", || {
        let answer = bind_at(BRIEF, HOME, &person.upn, &both);
        (answer == refused()).then_some(())
    });
    let ways = ways(&person);
    assert_eq!(ways.first().map(String::as_str), Some("code"));
    assert!(ways.iter().skip(1).all(|way| way == "remembered"), "being remembered does not prolong it: {ways:?}");
    assert_eq!(bind_at(BRIEF, HOME, &person.upn, &typed(&person, &phone.code())).code, code::SUCCESS);
}

#[test]
fn protected_person_is_never_remembered() {
    let (person, mut phone) = enrolled();
    dc().join(&person.dn, &format!("CN=Account Operators,CN=Builtin,{}", crate::support::dc::BASE));
    let both = typed(&person, &phone.code());
    assert_eq!(bind(&person, &both).code, code::SUCCESS);
    assert_eq!(bind(&person, &both), refused());
    let (person, _, both) = remembered();
    dc().join(&person.dn, &format!("CN=Account Operators,CN=Builtin,{}", crate::support::dc::BASE));
    assert_eq!(bind(&person, &both), refused(), "nor on the strength of what was remembered before");
}

#[test]
fn recovery_code_is_not_remembered() {
    let (person, _) = enrolled();
    let printed = run(&HOUSE, &["recovery", "new", &person.dn, "--yes"]);
    let code = printed.split_whitespace().find(|word| word.len() == 29).expect("a recovery code is printed");
    let both = typed(&person, code);
    assert_eq!(bind(&person, &both).code, code::SUCCESS);
    assert_eq!(bind(&person, &both), refused());
}

#[test]
fn remembered_string_outlives_the_server() {
    let house = {
        let lines = format!("code = \"append\"\nproxy-protocol-from = [\"{BALANCERS}\"]\nremember = \"1h\"");
        Plan::behind(dc()).listener(MAIL, &lines).open()
    };
    let person = dc().person("romy");
    let mut phone = house.enroll(&person);
    let both = typed(&person, &phone.code());
    let bind = || answered(|| connect_as(HOME, &house, MAIL).bind(&person.upn, &both));
    assert_eq!(bind().code, code::SUCCESS);
    house.kill9();
    house.start_again();
    assert_eq!(bind().code, code::SUCCESS);
}

/// As mail clients do: one for each folder, all with the one string. One of them spends the code.
#[test]
fn twenty_connections_at_once_come_in_by_one_code() {
    let (person, mut phone) = enrolled();
    let both = typed(&person, &phone.code());
    let start = Barrier::new(20);
    thread::scope(|scope| {
        for _ in 0..20 {
            scope.spawn(|| {
                let mut session = connect_as(HOME, &HOUSE, MAIL);
                start.wait();
                let answer = answered(|| session.bind(&person.upn, &both));
                assert_eq!(answer.code, code::SUCCESS, "{answer:?}");
            });
        }
    });
    let mut ways = ways(&person);
    ways.sort();
    assert_eq!(ways.iter().filter(|way| *way == "code").count(), 1, "{ways:?}");
    assert_eq!(ways.iter().filter(|way| *way == "remembered").count(), 19, "{ways:?}");
}
