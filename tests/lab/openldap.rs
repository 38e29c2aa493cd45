//! Vestibule in front of a real OpenLDAP: names, nested groups, locks, password changes, fail-over, and a crowd.

use crate::pair::{Pair, assert_same, control_value};
use crate::slapd::{CROWD, SUFFIX, Slapd, password_modify, who_am_i};
use crate::steps::{authenticator_of, code, refused, run, typed};
use crate::support::ber::{Reader, integer, octets, sequence};
use crate::support::house::House;
use crate::support::ldap::{Connection, control, present, search_request, tag};
use crate::support::people::{ADD, DELETE, Person, modify_request};
use crate::support::phone::Phone;
use crate::support::process::wait_until;
use std::sync::LazyLock;

const PASSWORD_MODIFY: &str = "1.3.6.1.4.1.4203.1.11.1";
const ENTRIES: usize = 10_000;

static SLAPD: LazyLock<Slapd> = LazyLock::new(|| Slapd::start(ENTRIES));

static HOUSE: LazyLock<House> = LazyLock::new(|| {
    SLAPD
        .plan()
        .directory("mail-as-name = true")
        .listener("pass", "code = \"append\"\nreferrals = \"pass\"")
        .listener("mail", "code = \"append\"\nremember = \"1h\"")
        .open()
});

fn enrolled(name: &str) -> (Person, Phone) {
    let person = SLAPD.person(name);
    let phone = HOUSE.enroll(&person);
    (person, phone)
}

/// A connection to a listener on which somebody new has logged in, and who it is.
fn bound(listener: &str) -> (Connection, Person, Phone) {
    let (person, mut phone) = enrolled("olive");
    let mut session = HOUSE.connect_to(listener);
    assert_eq!(session.bind(&person.dn, &typed(&person, &phone.code())).code, code::SUCCESS);
    (session, person, phone)
}

/// The same person straight and through a listener.
fn pair(listener: &str) -> Pair {
    let (door, person, _) = bound(listener);
    let mut direct = SLAPD.connect().expect("the server takes connections");
    assert_eq!(direct.bind(&person.dn, &person.password).code, code::SUCCESS);
    Pair { direct, door }
}

#[test]
fn everybody_is_known_by_uid_mail_and_name_as_one_person() {
    let (person, mut phone) = enrolled("otis");
    for name in [&person.sam, &person.upn, &person.dn] {
        let mut session = HOUSE.connect();
        assert_eq!(session.bind(name, &typed(&person, &phone.code())).code, code::SUCCESS, "{name}");
        assert_eq!(who_am_i(&mut session), format!("dn:{}", person.dn));
    }
    let logins = HOUSE.logins_of(&person);
    assert_eq!(logins.len(), 3, "all of them are one person's: {logins:?}");
    assert!(logins.iter().all(|login| login.text("mfa") == "code"));
}

#[test]
fn neither_the_password_alone_nor_a_spent_code_nor_an_unknown_name_comes_in() {
    let (person, mut phone) = enrolled("otis");
    let both = typed(&person, &phone.code());
    assert_eq!(HOUSE.bind(&person.sam, &person.password), refused());
    assert_eq!(HOUSE.bind(&person.sam, &both).code, code::SUCCESS);
    assert_eq!(HOUSE.bind(&person.sam, &both), refused());
    assert_eq!(HOUSE.bind(&person.sam, &format!("not-it{}", phone.code())), refused());
    assert_eq!(HOUSE.bind("nobody", &both), refused());
    assert_eq!(HOUSE.bind("*", &both), refused());
    assert_eq!(HOUSE.bind(SUFFIX, &both), refused());
    let newcomer = SLAPD.person("otto");
    let answer = HOUSE.bind(&newcomer.sam, &newcomer.password);
    assert_eq!(answer.code, code::INVALID_CREDENTIALS);
    assert!(answer.diagnostic.contains("https://"), "whoever has no authenticator is told where to enrol: {answer:?}");
}

/// One level for each group in a group; the sixth is not followed.
#[test]
fn exemption_reaches_five_levels_of_groups() {
    let (near, far) = (SLAPD.person("odin"), SLAPD.person("odin"));
    let nest = |person: &Person, levels: usize| {
        (0..levels).fold(person.dn.clone(), |member, level| SLAPD.group(&format!("level-{level}"), &member))
    };
    let (fifth, sixth) = (nest(&near, 5), nest(&far, 6));
    let house = SLAPD.plan().exempt(&fifth).exempt(&sixth).open();
    let answer = house.bind(&near.sam, &near.password);
    assert_eq!(answer.code, code::SUCCESS, "{answer:?}");
    assert_eq!(house.logins_of(&near)[0].text("mfa"), "exempt");
    assert_eq!(house.bind(&far.sam, &far.password).code, code::INVALID_CREDENTIALS);
    SLAPD.change(&modify_request(&fifth, &[(ADD, "member", &[far.dn.as_bytes()])]));
    assert_eq!(house.bind(&far.sam, &far.password).code, code::SUCCESS, "a membership counts at once");
    SLAPD.change(&modify_request(&fifth, &[(DELETE, "member", &[far.dn.as_bytes()])]));
    assert_eq!(house.bind(&far.sam, &far.password).code, code::INVALID_CREDENTIALS, "and so does its end");
}

#[test]
fn who_is_locked_does_not_come_in_with_the_right_password_and_code() {
    let (person, mut phone) = enrolled("olga");
    SLAPD.set(&person.dn, "pwdAccountLockedTime", "000001010000Z");
    let both = typed(&person, &phone.code());
    assert_eq!(HOUSE.bind(&person.sam, &both).code, code::INVALID_CREDENTIALS);
    SLAPD.change(&modify_request(&person.dn, &[(DELETE, "pwdAccountLockedTime", &[])]));
    assert_eq!(HOUSE.bind(&person.sam, &typed(&person, &phone.code())).code, code::SUCCESS);
}

#[test]
fn wrong_passwords_through_the_door_do_not_lock() {
    let (person, mut phone) = enrolled("olga");
    let code = phone.code();
    for guess in 0..12 {
        assert_eq!(HOUSE.bind(&person.sam, &format!("a-guess-the-{guess}th{code}")), refused());
    }
    let mut direct = SLAPD.connect().expect("the server takes connections");
    assert_eq!(direct.bind(&person.dn, &person.password).code, code::SUCCESS, "five failures would have locked");
}

#[test]
fn own_password_can_be_changed_by_password_modify() {
    for named in [true, false] {
        let (mut session, person, mut phone) = bound("webmail");
        let new = "Another-House-Guest-8";
        let who = named.then_some(person.dn.as_str());
        let answer = session.extended(PASSWORD_MODIFY, Some(&password_modify(who, Some(&person.password), new)));
        assert_eq!(answer.code, code::SUCCESS, "{answer:?}");
        let code = phone.code();
        assert_eq!(HOUSE.bind(&person.sam, &typed(&person, &code)).code, code::INVALID_CREDENTIALS);
        assert_eq!(HOUSE.bind(&person.sam, &format!("{new}{code}")).code, code::SUCCESS);
    }
}

#[test]
fn another_persons_password_cannot_be_tried_by_password_modify() {
    let (mut session, _, _) = bound("webmail");
    let other = SLAPD.person("oscar");
    for old in ["a guess", other.password.as_str()] {
        let value = password_modify(Some(&other.dn), Some(old), "Another-House-Guest-8");
        assert_eq!(session.extended(PASSWORD_MODIFY, Some(&value)).code, code::UNWILLING_TO_PERFORM);
    }
    let mut direct = SLAPD.connect().expect("the server takes connections");
    assert_eq!(direct.bind(&other.dn, &other.password).code, code::SUCCESS, "nothing was passed on");
}

#[test]
fn ten_thousand_entries_come_through_as_they_are() {
    let mut pair = pair("pass");
    for wanted in [&["*", "+"][..], &["cn", "serialNumber"]] {
        let search = search_request(CROWD, 2, &present("objectClass"), wanted);
        assert_eq!(pair.same(&format!("{wanted:?}"), &search, &[]).len(), ENTRIES + 2);
    }
    let search = search_request(CROWD, 2, &present("serialNumber"), &["cn"]);
    let keys = sequence(0x30, &[sequence(0x30, &[octets("cn")])]);
    pair.same("sorted", &search, &[control("1.2.840.113556.1.4.473", true, Some(&keys))]);
    let (mut cookie, mut entries) = (Vec::new(), 0);
    loop {
        let page = sequence(0x30, &[integer(3000), octets(&cookie)]);
        let paged = "1.2.840.113556.1.4.319";
        let messages = pair.same("a page", &search, &[control(paged, true, Some(&page))]);
        entries += messages.len() - 1;
        let value = control_value(messages.last().expect("a result"), paged).expect("the control of a page");
        let mut value = Reader(Reader(&value).value());
        let _estimate = value.number();
        cookie = value.value().to_vec();
        if cookie.is_empty() {
            break;
        }
    }
    assert_eq!(entries, ENTRIES);
}

#[test]
fn referrals_come_through_where_they_are_asked_for() {
    let mut pair = pair("pass");
    let everything = search_request(SUFFIX, 2, &present("ou"), &["ou"]);
    let messages = pair.same("the whole tree", &everything, &[]);
    assert!(messages.iter().any(|message| message.tag == tag::REFERENCE));
    let elsewhere = search_request(&format!("ou=elsewhere,{SUFFIX}"), 0, &present("objectClass"), &["*"]);
    assert_eq!(pair.same("elsewhere", &elsewhere, &[])[0].answer().code, 10, "a referral");
    let manage = control("2.16.840.1.113730.3.4.2", true, None);
    assert_eq!(pair.same("the referral itself", &elsewhere, &[manage]).len(), 2);
    let who_am_i = crate::support::ldap::extended_request("1.3.6.1.4.1.4203.1.11.3", None);
    assert_eq!(pair.same("Who am I?", &who_am_i, &[])[0].answer().code, code::SUCCESS);
}

#[test]
fn referrals_alone_are_withheld_where_they_are_dropped() {
    let mut pair = pair("webmail");
    let everything = search_request(SUFFIX, 2, &present("ou"), &["ou"]);
    let (mut direct, door) = pair.ask(&everything, &[]);
    direct.retain(|message| message.tag != tag::REFERENCE);
    assert_same("the whole tree without references", &direct, &door);
    let elsewhere = format!("ou=elsewhere,{SUFFIX}");
    let below = format!("ou=deeper,{elsewhere}");
    let requests = [
        search_request(&elsewhere, 0, &present("objectClass"), &["*"]),
        search_request(&below, 2, &present("objectClass"), &["*"]),
        modify_request(&below, &[(ADD, "description", &[b"x"])]),
        sequence(tag::COMPARE, &[octets(&below), sequence(0x30, &[octets("cn"), octets("x")])]),
    ];
    for request in requests {
        let (direct, door) = pair.ask(&request, &[]);
        let answer = door[0].answer();
        assert_eq!((direct[0].answer().code, answer.code), (10, 32), "a referral becomes no such object");
        assert_eq!(direct[0].tag, door[0].tag);
        let said = String::from_utf8_lossy(door[0].bytes()).into_owned();
        assert!(!said.contains("ldap:"), "no address: {said}");
    }
}

#[test]
fn remembered_until_the_password_changes() {
    let (person, mut phone) = enrolled("opal");
    let both = typed(&person, &phone.code());
    let bind = |name: &str, typed: &str| HOUSE.connect_to("mail").bind(name, typed);
    assert_eq!(bind(&person.sam, &both).code, code::SUCCESS);
    assert_eq!(bind(&person.upn, &both).code, code::SUCCESS);
    let ways: Vec<String> = HOUSE.logins_of(&person).iter().map(|login| login.text("mfa").to_owned()).collect();
    assert_eq!(ways, ["code", "remembered"]);
    SLAPD.set(&person.dn, "pwdAccountLockedTime", "000001010000Z");
    assert_eq!(bind(&person.sam, &both).code, code::INVALID_CREDENTIALS);
    SLAPD.change(&modify_request(&person.dn, &[(DELETE, "pwdAccountLockedTime", &[])]));
    assert_eq!(bind(&person.sam, &both).code, code::SUCCESS);
    run(&HOUSE, &["authenticator", "disable", &person.dn, &authenticator_of(&HOUSE, &person)]);
    assert_eq!(bind(&person.sam, &both).code, code::INVALID_CREDENTIALS);
    let (person, mut phone) = enrolled("opal");
    let both = typed(&person, &phone.code());
    assert_eq!(bind(&person.sam, &both).code, code::SUCCESS);
    // pwdChangedTime counts whole seconds: set within the second in which it was made, it looks the same.
    wait_until("a password set anew to be a change", || {
        SLAPD.set(&person.dn, "userPassword", &person.password);
        (bind(&person.sam, &both) == refused()).then_some(())
    });
}

/// Two servers with the same people; the first goes and comes back.
#[test]
fn second_server_takes_over_and_the_same_people_come_in() {
    let (first, second) = (Slapd::start(0), Slapd::start(0));
    let house = first.plan().and_behind_openldap(&second.url(), &second.authority_file()).open();
    let person = first.resident("fern");
    let mut phone = house.enroll(&person);
    let both = typed(&person, &phone.code());
    assert_eq!(house.bind(&person.sam, &both).code, code::SUCCESS);
    first.kill9();
    let answer = wait_until("a login through the second server", || {
        Some(house.bind(&person.sam, &typed(&person, &phone.code()))).filter(|answer| answer.code != code::UNAVAILABLE)
    });
    assert_eq!(answer.code, code::SUCCESS, "{answer:?}");
    assert_eq!(house.bind(&person.sam, &both), refused(), "a code is spent for both");
    second.kill9();
    assert_eq!(house.bind(&person.sam, &typed(&person, &phone.code())).code, code::UNAVAILABLE);
    first.start_again();
    let answer = wait_until("a login through the first server", || {
        Some(house.bind(&person.sam, &typed(&person, &phone.code()))).filter(|answer| answer.code != code::UNAVAILABLE)
    });
    assert_eq!(answer.code, code::SUCCESS, "{answer:?}");
}
