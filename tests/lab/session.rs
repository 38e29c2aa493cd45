//! After the bind: the directory answers the bound person, through us, and nobody else.

use crate::steps::{assert_bound_as, code, enrolled, typed};
use crate::support::dc::BASE;
use crate::support::ldap::control;
use crate::support::people::{ADD, DELETE, group_dn, modify_request, quoted_utf16};
use crate::support::shared::{EXEMPT, dc, house};
use std::thread;

const PEOPLE: usize = 20;
const BINDS_OF_THE_EXEMPT: usize = 7;
const BINDS_OF_THE_ENROLLED: usize = 3;

/// Two hundred binds, each followed by searches, of forty people at once.
#[test]
fn every_connection_is_its_own_caller() {
    let exempt: Vec<_> = (0..PEOPLE).map(|_| dc().person("sven")).collect();
    for person in &exempt {
        dc().join(&person.dn, &group_dn(EXEMPT));
    }
    let mut enrolled: Vec<_> = (0..PEOPLE).map(|_| enrolled("sina")).collect();
    thread::scope(|scope| {
        for person in &exempt {
            scope.spawn(move || {
                for _ in 0..BINDS_OF_THE_EXEMPT {
                    let mut session = house().connect();
                    assert_eq!(session.bind(&person.upn, &person.password).code, code::SUCCESS);
                    assert_bound_as(&mut session, person);
                }
            });
        }
        for (person, phone) in &mut enrolled {
            scope.spawn(move || {
                let mut session = house().connect();
                for _ in 0..BINDS_OF_THE_ENROLLED {
                    assert_eq!(session.bind(&person.upn, &typed(person, &phone.code())).code, code::SUCCESS);
                    assert_bound_as(&mut session, person);
                }
            });
        }
    });
}

#[test]
fn pages_pass_through() {
    let (person, mut phone) = enrolled("sina");
    let mut session = house().connect();
    assert_eq!(session.bind(&person.upn, &typed(&person, &phone.code())).code, code::SUCCESS);
    let page_of_two =
        crate::support::ber::sequence(0x30, &[crate::support::ber::integer(2), crate::support::ber::octets("")]);
    let search = crate::support::ldap::search_request(BASE, 2, &crate::support::ldap::present("objectSid"), &["cn"]);
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
