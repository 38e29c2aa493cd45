//! What many cases do or expect in the same way.

use crate::support::audit::events;
use crate::support::dc::BASE;
use crate::support::house::{House, both};
use crate::support::ldap::{Answer, Connection};
use crate::support::people::Person;
use crate::support::process::wait_until;
use crate::support::shared::{dc, house};

/// LDAP result codes, RFC 4511 appendix A.
pub(crate) mod code {
    pub(crate) const SUCCESS: u32 = 0;
    pub(crate) const OPERATIONS_ERROR: u32 = 1;
    pub(crate) const PROTOCOL_ERROR: u32 = 2;
    pub(crate) const AUTH_METHOD_NOT_SUPPORTED: u32 = 7;
    pub(crate) const UNAVAILABLE_CRITICAL_EXTENSION: u32 = 12;
    pub(crate) const CONFIDENTIALITY_REQUIRED: u32 = 13;
    pub(crate) const INVALID_CREDENTIALS: u32 = 49;
    pub(crate) const INSUFFICIENT_ACCESS_RIGHTS: u32 = 50;
    pub(crate) const UNAVAILABLE: u32 = 52;
    pub(crate) const UNWILLING_TO_PERFORM: u32 = 53;
}

/// The one face of a refusal that tells nothing.
pub(crate) fn refused() -> Answer {
    Answer { code: code::INVALID_CREDENTIALS, matched: String::new(), diagnostic: String::new() }
}

/// A new person of the shared directory with an authenticator in the shared house.
pub(crate) fn enrolled(name: &str) -> (Person, crate::support::phone::Phone) {
    let person = dc().person(name);
    let phone = house().enroll(&person);
    (person, phone)
}

/// Tries until it is not "unavailable": a controller that is too busy for a moment is no part of the case.
pub(crate) fn answered(mut attempt: impl FnMut() -> Answer) -> Answer {
    wait_until("a login that can be judged", || Some(attempt()).filter(|answer| answer.code != code::UNAVAILABLE))
}

/// Password and code as one string.
pub(crate) fn typed(person: &Person, code: &str) -> String {
    format!("{}{code}", person.password)
}

/// Fails unless whoever is bound on this connection is this person for the directory too.
pub(crate) fn assert_bound_as(session: &mut Connection, person: &Person) {
    let groups = session.token_groups();
    assert!(groups.contains(&person.sid), "the directory knows {} here, not {groups:?}", person.sam);
    let (found, answer) = session.find(BASE, "objectSid", &person.sid, &["sAMAccountName"]);
    assert_eq!(answer.code, code::SUCCESS, "{answer:?}");
    assert_eq!(found.first().and_then(|entry| entry.text("sAMAccountName")).as_deref(), Some(person.sam.as_str()));
}

/// Fails unless the connection shows nothing but the rootDSE.
pub(crate) fn assert_anonymous(session: &mut Connection) {
    let (found, answer) = session.find(BASE, "objectClass", "user", &["sAMAccountName"]);
    assert_eq!((found.len(), answer.code), (0, code::OPERATIONS_ERROR), "{answer:?}");
    assert!(session.read("", &["defaultNamingContext"]).is_some(), "the rootDSE stays readable");
}

/// Runs a command that must succeed, and returns what it prints.
pub(crate) fn run(house: &House, arguments: &[&str]) -> String {
    let output = house.manage(arguments);
    assert!(output.status.success(), "{arguments:?}: {}", both(&output));
    String::from_utf8(output.stdout).expect("text")
}

/// The id of somebody's only authenticator.
pub(crate) fn authenticator_of(house: &House, person: &Person) -> String {
    let listed = events(run(house, &["authenticator", "list", &person.dn, "--json"]).as_bytes());
    assert_eq!(listed.len(), 1, "{listed:?}");
    listed[0].text("id").to_owned()
}
