//! One event a login, with the fields the contract names.

use crate::steps::{code, enrolled, refused, typed};
use crate::support::audit::Event;
use crate::support::house::WEBMAIL;
use crate::support::people::{Person, group_dn};
use crate::support::shared::{EXEMPT, dc, house};

const FIELDS: [&str; 14] = [
    "time",
    "event",
    "outcome",
    "reason",
    "person",
    "sid",
    "door",
    "application",
    "source",
    "mfa",
    "authenticator",
    "rule",
    "node",
    "duration-ms",
];

/// The only event of somebody who came once.
fn only_login_of(person: &Person) -> Event {
    let mut events = house().logins_of(person);
    assert_eq!(events.len(), 1, "one login, one event: {events:?}");
    let event = events.remove(0);
    for field in FIELDS {
        assert!(event.has(field), "{field} is in {event:?}");
    }
    assert_eq!((event.text("door"), event.text("application"), event.text("source")), ("ldap", WEBMAIL, "127.0.0.1"));
    event
}

#[test]
fn admission_by_code_names_the_authenticator() {
    let (person, mut phone) = enrolled("ines");
    assert_eq!(house().bind(&person.upn, &typed(&person, &phone.code())).code, code::SUCCESS);
    let event = only_login_of(&person);
    assert_eq!((event.text("outcome"), event.text("mfa")), ("admitted", "code"));
    assert!(!event.text("authenticator").is_empty(), "{event:?}");
}

#[test]
fn admission_by_exemption_names_the_rule() {
    let person = dc().person("ines");
    dc().join(&person.dn, &group_dn(EXEMPT));
    assert_eq!(house().bind(&person.upn, &person.password).code, code::SUCCESS);
    let event = only_login_of(&person);
    assert_eq!((event.text("outcome"), event.text("mfa")), ("admitted", "exempt"));
    assert!(!event.text("rule").is_empty(), "{event:?}");
}

#[test]
fn refusals_say_why_and_differ() {
    let (wrong_code, phone) = enrolled("ines");
    let (wrong_password, mut other) = enrolled("ines");
    let unenrolled = dc().person("ines");
    assert_eq!(house().bind(&wrong_code.upn, &typed(&wrong_code, &phone.wrong_code())), refused());
    assert_eq!(house().bind(&wrong_password.upn, &format!("a guess{}", other.code())), refused());
    assert_eq!(house().bind(&unenrolled.upn, &unenrolled.password).code, code::INVALID_CREDENTIALS);
    let events = [&wrong_code, &wrong_password, &unenrolled].map(only_login_of);
    for event in &events {
        assert_eq!((event.text("outcome"), event.text("mfa")), ("refused", "none"), "{event:?}");
    }
    let [first, second, third] = events.each_ref().map(|event| event.text("reason"));
    assert!(first != second && second != third && first != third && !first.is_empty(), "{events:?}");
}

#[test]
fn spoilt_name_does_not_break_a_line_of_the_log() {
    let name = "ines\r\n{\"outcome\":\"admitted\"}\u{1b}[31m";
    assert_eq!(house().bind(name, "anything"), refused());
    let forged = house().audit().into_iter().filter(|event| !event.has("door"));
    assert_eq!(forged.count(), 0);
    let file = std::fs::read_to_string(house().folder().join("audit.jsonl")).expect("the audit file is there");
    for line in file.lines() {
        assert!(serde_json::from_str::<serde_json::Value>(line).is_ok(), "{line:?}");
        assert!(!line.contains('\u{1b}'), "{line:?}");
    }
}

#[test]
fn chain_of_the_log_verifies() {
    let verified = house().manage(&["audit", "verify"]);
    assert!(verified.status.success(), "{}", crate::support::house::both(&verified));
}

#[test]
fn management_commands_are_audited() {
    let (person, _phone) = enrolled("ines");
    let events = house().audit();
    let added = events.iter().filter(|event| event.text("door") == "cli" && event.text("sid") == person.sid);
    assert_eq!(added.count(), 1);
}
