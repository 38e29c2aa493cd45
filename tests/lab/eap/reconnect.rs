//! Fast reconnect: where it is allowed, a machine comes back by its TLS session; elsewhere there is none to come back by.

use super::house::{
    APPEND, RETURN, RETURN_DECLARED, RETURN_NAMED, assert_let_in, dc, enrolled, exempt, house, machine, ways,
};
use crate::support::eapol::{Machine, Method, Tls};
use crate::support::people::Person;
use crate::support::phone::Phone;

/// What a TLS 1.2 server says when it sends a ticket, and OpenSSL's name for what it reads in TLS 1.3.
const TICKET: &str = "handshake/new session ticket";
/// Machines want tickets of TLS 1.2 only where they are told to.
const WANTS_TICKETS: &str = "tls_disable_session_ticket=0";

/// A machine that may come back, with a login by this method.
fn returning<'a>(method: Method, person: &Person, phone: &mut Phone) -> Machine<'a> {
    if method.tells_the_password() {
        let both = format!("{}{}", person.password, phone.code());
        machine(RETURN, method).logs_in(&person.upn, &both)
    } else {
        machine(RETURN_NAMED, method).logs_in(&format!("{}-{}", person.sam, phone.code()), &person.password)
    }
}

/// The code is good once: what admits the second time is not the code.
#[test]
fn machine_comes_back_by_every_method() {
    for method in Method::ALL {
        for tls in Tls::ALL {
            let (person, mut phone) = enrolled("resi");
            let session = returning(method, &person, &mut phone).tls(tls).again(|| {}).joins();
            assert_let_in(&session);
            let resumed: Vec<bool> = session.conversations.iter().map(|each| each.is_resumed()).collect();
            assert_eq!(resumed, [false, true], "{method:?} {tls:?}:\n{}", session.output);
            assert_eq!(ways(&person), ["code", "remembered"], "{method:?} {tls:?}");
            assert!(session.second().rounds() < session.first().rounds(), "{method:?} {tls:?}: it is shorter");
        }
    }
}

#[test]
fn machine_comes_back_by_a_ticket_of_tls_1_2_too() {
    for method in [Method::TtlsPap, Method::PeapGtc] {
        let (person, mut phone) = enrolled("resi");
        let session = returning(method, &person, &mut phone).option(WANTS_TICKETS);
        let session = session.again(|| {}).again(|| {}).joins();
        assert_let_in(&session);
        let resumed = session.conversations.iter().filter(|each| each.is_resumed()).count();
        assert_eq!(resumed, 2, "the second time and the third: {}", session.output);
    }
}

#[test]
fn exempt_machine_comes_back_and_is_still_exempt() {
    for tls in Tls::ALL {
        let person = exempt("resi");
        let login = machine(RETURN_DECLARED, Method::PeapMschapv2).logs_in(&person.upn, &person.password);
        let session = login.tls(tls).again(|| {}).joins();
        assert_let_in(&session);
        assert!(session.second().is_resumed(), "{}", session.output);
        assert_eq!(ways(&person), ["exempt", "exempt"]);
    }
}

/// By default there is nothing to come back by: no ticket is sent, and the second time all is proven again.
#[test]
fn without_fast_reconnect_there_is_no_session_to_come_back_by() {
    for method in [Method::TtlsPap, Method::TtlsGtc, Method::PeapGtc] {
        for tls in Tls::ALL {
            let (person, mut phone) = enrolled("resi");
            let both = format!("{}{}", person.password, phone.code());
            let login = machine(APPEND, method).logs_in(&person.upn, &both).tls(tls).option(WANTS_TICKETS);
            let session = login.again(|| {}).joins();
            assert!(session.first().is_accepted(), "{}", session.output);
            assert!(session.second().is_refused(), "the code is spent: {}", session.output);
            assert!(!session.output.contains("resumed=1"), "{method:?} {tls:?}:\n{}", session.output);
            assert!(!session.output.contains(TICKET), "{method:?} {tls:?}:\n{}", session.output);
            assert_eq!(ways(&person), ["code"]);
        }
    }
}

/// CVE-2017-9148: a session of a login that failed is none.
#[test]
fn who_was_refused_cannot_come_back() {
    for method in [Method::TtlsPap, Method::PeapGtc] {
        for tls in Tls::ALL {
            let (person, phone) = enrolled("resi");
            let wrong = format!("{}{}", person.password, phone.wrong_code());
            let session = machine(RETURN, method).logs_in(&person.upn, &wrong).tls(tls).again(|| {}).joins();
            assert!(session.conversations.iter().all(|each| !each.is_accepted()), "{}", session.output);
        }
    }
}

#[test]
fn recovery_codes_leave_nothing_behind() {
    let (person, _phone) = enrolled("resi");
    let printed = house().manage(&["recovery", "new", &person.dn, "--yes"]);
    let printed = String::from_utf8_lossy(&printed.stdout).into_owned();
    let code = printed.split_whitespace().find(|word| word.len() == 29).expect("a recovery code is printed");
    let both = format!("{}{code}", person.password);
    let session = machine(RETURN, Method::PeapGtc).logs_in(&person.upn, &both).again(|| {}).joins();
    assert!(session.first().is_accepted() && !session.second().is_accepted(), "{}", session.output);
    assert_eq!(ways(&person).len(), 1);
}

#[test]
fn protected_people_prove_all_every_time() {
    let (person, mut phone) = enrolled("resi");
    dc().join(&person.dn, &format!("CN=Account Operators,CN=Builtin,{}", crate::support::dc::BASE));
    let session = returning(Method::PeapGtc, &person, &mut phone).again(|| {}).joins();
    assert!(session.first().is_accepted() && !session.second().is_accepted(), "{}", session.output);
}
