//! Who is kept out, by every method.

use super::house::{
    APPEND, AUTO, CHALLENGE, DECLARED, assert_let_in, assert_refused, dc, enrolled, exempt, house, last_refusal,
    logging_in, machine, ways,
};
use crate::support::eapol::{Method, Tls};
use crate::support::plan::PUBLIC_URL;

/// One version of TLS for each method, in turn.
fn methods() -> impl Iterator<Item = (Method, Tls)> {
    Method::ALL.into_iter().zip(Tls::ALL.into_iter().cycle())
}

#[test]
fn wrong_password_is_refused_and_leaves_the_code() {
    for (method, tls) in methods() {
        let (person, mut phone) = enrolled("rita");
        let code = phone.code();
        let mut wrong = person.clone();
        "not-the-password".clone_into(&mut wrong.password);
        assert_refused(&logging_in(house(), method, &wrong, &code).tls(tls).joins());
        assert_let_in(&logging_in(house(), method, &person, &code).tls(tls).joins());
        assert_eq!(ways(&person), ["code"], "{method:?}");
    }
}

#[test]
fn wrong_code_is_refused_and_the_password_is_not_tried() {
    for (method, tls) in methods() {
        let (person, phone) = enrolled("rita");
        assert_refused(&logging_in(house(), method, &person, &phone.wrong_code()).tls(tls).joins());
        assert_eq!(last_refusal(&person), "wrong-code", "{method:?}");
        let mut wrong = person.clone();
        "not-the-password".clone_into(&mut wrong.password);
        assert_refused(&logging_in(house(), method, &wrong, &phone.wrong_code()).tls(tls).joins());
        assert_eq!(dc().wrong_passwords(&person), 0, "{method:?}: a stranger without a code cannot try passwords");
    }
}

#[test]
fn code_comes_in_once_over_all_methods() {
    let (person, mut phone) = enrolled("rita");
    let code = phone.code();
    assert_let_in(&logging_in(house(), Method::TtlsPap, &person, &code).joins());
    for (method, tls) in methods() {
        assert_refused(&logging_in(house(), method, &person, &code).tls(tls).joins());
    }
    assert_eq!(ways(&person), ["code"]);
}

#[test]
fn password_alone_is_refused() {
    for (method, tls) in methods().filter(|(method, _)| method.tells_the_password()) {
        let (person, _phone) = enrolled("rita");
        assert_refused(&machine(APPEND, method).logs_in(&person.upn, &person.password).tls(tls).joins());
        assert_eq!(dc().wrong_passwords(&person), 0, "{method:?}");
        assert_eq!(ways(&person), [""; 0], "{method:?}");
    }
}

#[test]
fn somebody_unknown_and_an_empty_password_are_refused() {
    for (method, tls) in methods() {
        let nobody = machine(APPEND, method).logs_in("nobody-at-all", "not-the-password123456");
        assert_refused(&nobody.tls(tls).joins());
        let (person, _phone) = enrolled("rita");
        assert_refused(&machine(APPEND, method).logs_in(&person.upn, "").tls(tls).joins());
        assert_eq!(ways(&person), [""; 0], "{method:?}");
    }
}

/// A response has no room for a code, and PAP none for a question.
#[test]
fn methods_without_room_for_a_code_are_refused() {
    let (person, _phone) = enrolled("rita");
    let responses = methods().filter(|(method, _)| !method.tells_the_password());
    for ((method, tls), at) in responses.zip([[APPEND, DECLARED], [CHALLENGE, DECLARED], [AUTO, DECLARED]]) {
        for at in at {
            assert_refused(&machine(at, method).logs_in(&person.sam, &person.password).tls(tls).joins());
        }
    }
    assert_refused(&machine(CHALLENGE, Method::TtlsPap).logs_in(&person.upn, &person.password).joins());
    assert_eq!(ways(&person), [""; 0]);
}

#[test]
fn exempt_people_come_in_by_passwords_and_by_responses_where_it_is_declared() {
    let person = exempt("max");
    for (method, tls) in methods() {
        let at = if method.tells_the_password() { APPEND } else { DECLARED };
        assert_let_in(&machine(at, method).logs_in(&person.upn, &person.password).tls(tls).joins());
        assert_refused(&machine(at, method).logs_in(&person.upn, "not-the-password").tls(tls).joins());
    }
    assert_eq!(ways(&person), ["exempt"; 6]);
    for (method, tls) in methods().filter(|(method, _)| !method.tells_the_password()) {
        let session = machine(APPEND, method).logs_in(&person.upn, &person.password).tls(tls).joins();
        assert_refused(&session);
    }
}

#[test]
fn who_is_not_enrolled_is_refused_and_told_where_to_enrol_where_something_is_shown() {
    for (method, tls) in methods() {
        let person = dc().person("nora");
        let session = machine(APPEND, method).logs_in(&person.upn, &person.password).tls(tls).joins();
        assert_refused(&session);
        let shown = session.first().shown().concat();
        let shows = matches!(method, Method::TtlsGtc | Method::PeapGtc);
        assert_eq!(shown.contains(PUBLIC_URL), shows, "{method:?}: {shown}");
        let session = machine(APPEND, method).logs_in(&person.upn, "not-the-password").tls(tls).joins();
        assert_refused(&session);
        assert!(!session.first().shown().concat().contains(PUBLIC_URL), "{method:?}");
    }
}

#[test]
fn disabled_accounts_are_refused() {
    for (method, tls) in methods() {
        let (person, mut phone) = enrolled("dana");
        dc().set(&person.dn, "userAccountControl", "514");
        assert_refused(&logging_in(house(), method, &person, &phone.code()).tls(tls).joins());
        assert_eq!(ways(&person), [""; 0], "{method:?}");
    }
}
