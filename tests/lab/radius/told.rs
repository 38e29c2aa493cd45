//! What people are told in Reply-Message: only who proved both factors, or is not enrolled and proved the password.

use super::house::{APPEND, CHALLENGE, assert_asks, assert_refuses, client, enrolled, login};
use crate::steps::typed;
use crate::support::people::Person;
use crate::support::phone::Phone;
use crate::support::plan::PUBLIC_URL;
use crate::support::shared::dc;

#[test]
fn who_is_not_enrolled_is_told_where_to() {
    let person = dc().person("runa");
    let reply = login(APPEND, &person.upn, &person.password);
    assert_eq!(reply.code, "Access-Reject");
    assert!(reply.text("Reply-Message").contains(PUBLIC_URL), "{reply:?}");
    assert_refuses(&login(APPEND, &person.upn, "not the password"));
}

#[test]
fn who_is_not_enrolled_is_told_on_the_question_and_on_the_refusal() {
    let person = dc().person("runa");
    let question = login(CHALLENGE, &person.upn, &person.password);
    assert_asks(&question);
    assert!(question.text("Reply-Message").contains(PUBLIC_URL), "{question:?}");
    let reply = client(CHALLENGE).answer(&person.upn, "123456", &question);
    assert_eq!(reply.code, "Access-Reject");
    assert!(reply.text("Reply-Message").contains(PUBLIC_URL), "{reply:?}");
    let question = login(CHALLENGE, &person.upn, "not the password");
    assert_eq!(question.text("Reply-Message"), "Code:");
}

#[test]
fn password_to_be_changed_is_told_with_the_address() {
    let (person, phone) = enrolled("rudi");
    dc().set(&person.dn, "pwdLastSet", "0");
    told_with_both_factors(&person, phone, "https://password.example.test");
}

#[test]
fn disabled_account_is_told() {
    let (person, phone) = enrolled("rudi");
    dc().set(&person.dn, "userAccountControl", "514");
    told_with_both_factors(&person, phone, "disabled");
}

fn told_with_both_factors(person: &Person, mut phone: Phone, word: &str) {
    assert_refuses(&login(APPEND, &person.upn, &typed(person, &phone.wrong_code())));
    assert_refuses(&login(APPEND, &person.upn, &format!("not-the-password{}", phone.code())));
    let reply = login(APPEND, &person.upn, &typed(person, &phone.code()));
    assert_eq!(reply.code, "Access-Reject");
    assert!(reply.text("Reply-Message").contains(word), "{reply:?}");
}
