//! Logins in two rounds (RFC 2865 section 2.1): everybody is asked alike, and a question has one answer.

use super::house::{AUTO, CHALLENGE, answered, assert_accepts, assert_asks, assert_refuses, client, enrolled, login};
use crate::support::radclient::Reply;
use crate::support::shared::dc;

#[test]
fn code_is_asked_for_and_comes_in() {
    for at in [CHALLENGE, AUTO] {
        let (person, mut phone) = enrolled("rita");
        let question = login(at, &person.upn, &person.password);
        assert_asks(&question);
        assert_eq!(question.text("Reply-Message"), "Code:");
        assert_accepts(&client(at).answer(&person.upn, &phone.code(), &question));
    }
}

#[test]
fn wrong_code_is_refused_and_so_is_the_same_question_again() {
    let (person, mut phone) = enrolled("rita");
    let question = login(CHALLENGE, &person.upn, &person.password);
    assert_refuses(&client(CHALLENGE).answer(&person.upn, &phone.wrong_code(), &question));
    assert_refuses(&client(CHALLENGE).answer(&person.upn, &phone.code(), &question));
}

#[test]
fn everybody_is_asked_alike() {
    let (person, mut phone) = enrolled("rita");
    let known = login(CHALLENGE, &person.upn, &person.password);
    let wrong = login(CHALLENGE, &person.upn, "not the password");
    let nobody = login(CHALLENGE, "nobody-at-all@ad.example.test", "anything");
    for question in [&known, &wrong, &nobody] {
        assert_asks(question);
        assert_eq!(question.text("Reply-Message"), "Code:");
    }
    assert_eq!(dc().wrong_passwords(&person), 0, "the directory is asked after the code");
    let code = phone.code();
    assert_refuses(&client(CHALLENGE).answer(&person.upn, &code, &wrong));
    assert_refuses(&client(CHALLENGE).answer("nobody-at-all@ad.example.test", "123456", &nobody));
    assert_accepts(&client(CHALLENGE).answer(&person.upn, &code, &known));
}

#[test]
fn question_is_of_one_client_and_one_name() {
    let (person, mut phone) = enrolled("rita");
    let (other, mut others) = enrolled("rolf");
    let question = login(CHALLENGE, &person.upn, &person.password);
    assert_refuses(&client(AUTO).answer(&person.upn, &phone.code(), &question));
    assert_refuses(&client(CHALLENGE).answer(&other.upn, &others.code(), &question));
    assert_accepts(&client(CHALLENGE).answer(&person.upn, &phone.code(), &question));
}

#[test]
fn unknown_state_is_refused_and_counts_for_nobody() {
    let (person, mut phone) = enrolled("rita");
    let made_up = [("User-Name", person.upn.as_str()), ("User-Password", "123456"), ("State", "0x6162636465666768")];
    for _ in 0..6 {
        assert_refuses(&client(CHALLENGE).send("auth", &made_up));
    }
    let question = login(CHALLENGE, &person.upn, &person.password);
    let reply: Reply = answered(|| client(CHALLENGE).answer(&person.upn, &phone.code(), &question));
    assert_accepts(&reply);
}
