//! The code asked for inside the tunnel, by EAP-GTC.

use super::house::{APPEND, AUTO, CHALLENGE, assert_let_in, assert_refused, dc, enrolled, machine, ways};
use crate::support::eapol::{Method, Session, Tls};
use crate::support::plan::PUBLIC_URL;

/// How EAP-GTC is asked, and by what.
fn ways_to_ask() -> impl Iterator<Item = (Method, Tls)> {
    [Method::TtlsGtc, Method::PeapGtc].into_iter().flat_map(|method| Tls::ALL.map(|tls| (method, tls)))
}

fn asked(at: &str, (method, tls): (Method, Tls), name: &str, typed: &[&str]) -> Session {
    machine(at, method).tls(tls).asked(name, typed).joins()
}

#[test]
fn password_and_then_the_code_come_in() {
    for at in [CHALLENGE, AUTO] {
        for way in ways_to_ask() {
            let (person, mut phone) = enrolled("rita");
            let session = asked(at, way, &person.upn, &[&person.password, &phone.code()]);
            assert_let_in(&session);
            let shown = session.first().shown();
            assert_eq!(shown.len(), 2, "{way:?}: {shown:?}");
            assert_eq!(shown[1], "Code:", "{way:?}");
            assert_eq!(ways(&person), ["code"], "{way:?}");
        }
    }
}

#[test]
fn one_string_of_both_comes_in_where_it_may() {
    for way in ways_to_ask() {
        let (person, mut phone) = enrolled("rita");
        for at in [APPEND, AUTO] {
            let both = format!("{}{}", person.password, phone.code());
            let session = asked(at, way, &person.upn, &[&both]);
            assert_let_in(&session);
            assert_eq!(session.first().shown().len(), 1, "{way:?}");
        }
    }
}

#[test]
fn a_wrong_answer_is_refused() {
    for way in ways_to_ask() {
        let (person, mut phone) = enrolled("rita");
        assert_refused(&asked(CHALLENGE, way, &person.upn, &[&person.password, &phone.wrong_code()]));
        assert_refused(&asked(CHALLENGE, way, &person.upn, &["not-the-password", &phone.code()]));
        assert_eq!(ways(&person), [""; 0], "{way:?}");
    }
}

#[test]
fn everybody_is_asked_alike() {
    for way in ways_to_ask() {
        let (person, _phone) = enrolled("rita");
        let known = asked(CHALLENGE, way, &person.upn, &[&person.password, "123456"]);
        let wrong = asked(CHALLENGE, way, &person.upn, &["not-the-password", "123456"]);
        let nobody = asked(CHALLENGE, way, "nobody-at-all@ad.example.test", &["anything", "123456"]);
        for session in [&known, &wrong, &nobody] {
            assert_refused(session);
            assert_eq!(session.first().shown(), known.first().shown(), "{way:?}");
            assert_eq!(session.first().rounds(), known.first().rounds(), "{way:?}");
        }
    }
}

/// On the question, and no more than that: wpa_supplicant takes no third message inside EAP-TTLS.
#[test]
fn who_is_not_enrolled_is_told_where_to() {
    for way in ways_to_ask() {
        let person = dc().person("nora");
        let session = asked(CHALLENGE, way, &person.upn, &[&person.password, "123456", "read"]);
        assert_refused(&session);
        let shown = session.first().shown().concat();
        assert!(shown.contains(PUBLIC_URL), "{way:?}: {shown}");
    }
}

/// After both factors; where the answer to the question was the last thing that EAP-TTLS can say, it is a plain refusal.
#[test]
fn who_proves_both_factors_at_a_disabled_account_is_refused_in_time() {
    for way in ways_to_ask() {
        let (person, mut phone) = enrolled("dana");
        dc().set(&person.dn, "userAccountControl", "514");
        assert_refused(&asked(CHALLENGE, way, &person.upn, &[&person.password, &phone.code(), "read"]));
        let both = format!("{}{}", person.password, phone.code());
        let session = asked(APPEND, way, &person.upn, &[&both, "read"]);
        assert_refused(&session);
        assert!(session.first().shown().concat().contains("disabled"), "{way:?}: {:?}", session.first().shown());
    }
}
