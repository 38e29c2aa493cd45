//! After the bind: the directory answers the bound person, through us, and nobody else.

use crate::steps::{code, enrolled, typed};
use crate::support::ber::{integer, octets, sequence};
use crate::support::dc::BASE;
use crate::support::ldap::{Connection, control, present, search_request, tag};
use crate::support::people::{ADD, DELETE, modify_request, quoted_utf16};
use crate::support::shared::{dc, house};

#[test]
fn pages_pass_through() {
    let (person, mut phone) = enrolled("sina");
    let mut session = house().connect();
    assert_eq!(session.bind(&person.upn, &typed(&person, &phone.code())).code, code::SUCCESS);
    let page_of_two = sequence(0x30, &[integer(2), octets("")]);
    let search = search_request(BASE, 2, &present("objectSid"), &["cn"]);
    let id = session.send_with(&search, &[control("1.2.840.113556.1.4.319", true, Some(&page_of_two))]);
    let (entries, answer) = session.search_answer(id);
    assert_eq!((entries.len(), answer.code), (2, code::SUCCESS));
}

#[test]
fn own_password_can_be_changed_and_the_new_one_is_asked_then() {
    let (person, mut phone) = enrolled("sina");
    let mut session = house().connect();
    assert_eq!(session.bind(&person.upn, &typed(&person, &phone.code())).code, code::SUCCESS);
    let (old, new) = (quoted_utf16(&person.password), quoted_utf16("Another-House-Guest-8"));
    let change = modify_request(&person.dn, &[(DELETE, "unicodePwd", &[&old]), (ADD, "unicodePwd", &[&new])]);
    let id = session.send(&change);
    let answer = session.answer_to(id);
    assert_eq!(answer.code, code::SUCCESS, "{answer:?}");
    let code = phone.code();
    assert_eq!(house().bind(&person.upn, &typed(&person, &code)).code, code::INVALID_CREDENTIALS);
    assert_eq!(house().bind(&person.upn, &format!("Another-House-Guest-8{code}")).code, code::SUCCESS);
}

/// Otherwise a session would be an oracle for other people's passwords, past every counter.
#[test]
fn another_persons_password_cannot_be_tried_by_changing_it() {
    let ((person, mut phone), other) = (enrolled("sina"), dc().person("sven"));
    let mut session = house().connect();
    assert_eq!(session.bind(&person.upn, &typed(&person, &phone.code())).code, code::SUCCESS);
    let (old, new) = (quoted_utf16("a guess"), quoted_utf16("Another-House-Guest-8"));
    let change = modify_request(&other.dn, &[(DELETE, "unicodePwd", &[&old]), (ADD, "unicodePwd", &[&new])]);
    let id = session.send(&change);
    assert_eq!(session.answer_to(id).code, code::UNWILLING_TO_PERFORM);
    assert_eq!(dc().wrong_passwords(&other), 0);
}

/// A client that followed them would take its password and code to a controller, perhaps in the clear.
#[test]
fn referrals_are_withheld() {
    let (person, mut phone) = enrolled("sina");
    let references = |session: &mut Connection| {
        session.send(&search_request(BASE, 2, &present("uid"), &["cn"]));
        let messages = std::iter::from_fn(|| session.receive().filter(|message| message.tag != tag::SEARCH_DONE));
        messages.filter(|message| message.tag == tag::REFERENCE).count()
    };
    let mut direct = dc().as_administrator();
    assert!(references(&mut direct) > 0, "the directory sends some");
    let mut session = house().connect();
    assert_eq!(session.bind(&person.upn, &typed(&person, &phone.code())).code, code::SUCCESS);
    assert_eq!(references(&mut session), 0);
}
