//! What a bind does to a connection, whatever was there before.

use crate::steps::{assert_anonymous, assert_bound_as, code, enrolled, refused, typed};
use crate::support::ber::{octets, sequence, tlv};
use crate::support::ldap::{bind_request, message, present, search_request, tag};
use crate::support::shared::house;

#[test]
fn failed_rebind_leaves_anonymous() {
    let (person, mut phone) = enrolled("bea");
    let wrong = typed(&person, &phone.wrong_code());
    let sasl = sequence(0xa3, &[octets("GSS-SPNEGO")]);
    let failures = [
        (bind_request(3, &person.upn, &tlv(0x80, wrong.as_bytes())), code::INVALID_CREDENTIALS),
        (bind_request(3, &person.upn, &tlv(0x80, b"")), code::UNWILLING_TO_PERFORM),
        (bind_request(3, "", &sasl), code::AUTH_METHOD_NOT_SUPPORTED),
    ];
    for (failing, expected) in failures {
        let mut session = house().connect();
        assert_eq!(session.bind(&person.upn, &typed(&person, &phone.code())).code, code::SUCCESS);
        assert_bound_as(&mut session, &person);
        let id = session.send(&failing);
        assert_eq!(session.answer_to(id).code, expected);
        assert_anonymous(&mut session);
    }
}

#[test]
fn wrong_password_on_a_bound_connection_leaves_anonymous() {
    let (person, mut phone) = enrolled("bea");
    let mut session = house().connect();
    assert_eq!(session.bind(&person.upn, &typed(&person, &phone.code())).code, code::SUCCESS);
    assert_eq!(session.bind(&person.upn, &format!("not-the-password{}", phone.code())), refused());
    assert_anonymous(&mut session);
}

#[test]
fn anonymous_rebind_leaves_anonymous() {
    let (person, mut phone) = enrolled("bea");
    let mut session = house().connect();
    assert_eq!(session.bind(&person.upn, &typed(&person, &phone.code())).code, code::SUCCESS);
    assert_eq!(session.bind("", "").code, code::SUCCESS);
    assert_anonymous(&mut session);
}

#[test]
fn rebind_changes_who_is_bound() {
    let ((first, mut one), (second, mut two)) = (enrolled("bea"), enrolled("ben"));
    let mut session = house().connect();
    assert_eq!(session.bind(&first.upn, &typed(&first, &one.code())).code, code::SUCCESS);
    assert_bound_as(&mut session, &first);
    assert_eq!(session.bind(&second.upn, &typed(&second, &two.code())).code, code::SUCCESS);
    assert_bound_as(&mut session, &second);
    assert!(!session.token_groups().contains(&first.sid));
}

#[test]
fn failed_bind_leaves_the_connection_usable() {
    let (person, mut phone) = enrolled("bea");
    let mut session = house().connect();
    assert_eq!(session.bind(&person.upn, &person.password), refused());
    assert_eq!(session.bind(&person.upn, &typed(&person, &phone.code())).code, code::SUCCESS);
    assert_bound_as(&mut session, &person);
}

/// Two requests in one segment: the search may wait or be refused, but never see what the bind before
/// it did not earn.
#[test]
fn search_behind_a_failing_bind_is_refused() {
    let (person, mut phone) = enrolled("bea");
    let mut session = house().connect();
    assert_eq!(session.bind(&person.upn, &typed(&person, &phone.code())).code, code::SUCCESS);
    let bind = bind_request(3, &person.upn, &tlv(0x80, person.password.as_bytes()));
    let search = search_request(crate::support::dc::BASE, 2, &present("sAMAccountName"), &["sAMAccountName"]);
    session.send_bytes(&[message(101, &bind, &[]), message(102, &search, &[])].concat());
    for _ in 0..2 {
        let message = session.receive().expect("an answer to each");
        match (message.id, message.tag) {
            (101, tag::BIND_RESPONSE) => assert_eq!(message.answer(), refused()),
            (102, tag::SEARCH_DONE) => assert_eq!(message.answer().code, code::OPERATIONS_ERROR),
            other => panic!("an answer of another kind: {other:x?}"),
        }
    }
}

#[test]
fn second_bind_behind_the_first_does_not_take_its_answer() {
    let (person, mut phone) = enrolled("bea");
    let good = bind_request(3, &person.upn, &tlv(0x80, typed(&person, &phone.code()).as_bytes()));
    let bad = bind_request(3, &person.upn, &tlv(0x80, person.password.as_bytes()));
    let mut session = house().connect();
    session.send_bytes(&[message(201, &good, &[]), message(202, &bad, &[])].concat());
    let answers: Vec<_> = (0..2).map(|_| session.receive().expect("an answer to each")).collect();
    let of = |id| answers.iter().find(|message| message.id == id).expect("each its own").answer().code;
    assert_ne!(of(202), code::SUCCESS);
    if of(202) == code::INVALID_CREDENTIALS {
        assert_anonymous(&mut session);
    }
}
