//! What ends a fast reconnect before its time, and with it. The machine's TLS session is the same in all cases; EAP-TTLS
//! has no way back from a resumed session into the tunnel, PEAP has, and asks for all again.

use super::house::{
    BRIEF, EVERYBODYS, RETURN, RETURN_DECLARED, STAFF, STAFFS, VLAN, assert_let_in, dc, enrolled, exempt, house,
    last_refusal, machine, ways,
};
use crate::steps::run;
use crate::support::eapol::{Method, Session, Tls};
use crate::support::people::{Person, group_dn};
use crate::support::process::pause;
use crate::support::shared::EXEMPT;
use std::time::Duration;

/// By each method that asks, and version of TLS.
fn each(case: impl Fn(Method, Tls)) {
    for method in [Method::TtlsGtc, Method::PeapGtc] {
        Tls::ALL.into_iter().for_each(|tls| case(method, tls));
    }
}

/// Somebody comes in, something happens, and their machine comes again; whoever is asked again has this password and a
/// fresh code.
fn comes_again(
    (method, tls): (Method, Tls),
    at: &str,
    later: &str,
    happens: impl FnMut(&Person) + Send,
) -> (Person, Session) {
    let (person, mut phone) = enrolled("erna");
    let [first, second] = [person.password.as_str(), later].map(|password| match password {
        "" => format!("{}{}", person.password, phone.code()),
        password => format!("{password}{}", phone.code()),
    });
    let mut happens = happens;
    let login = machine(at, method).asked(&person.upn, &[&first, &second]).tls(tls);
    let session = login.again(|| happens(&person)).joins();
    assert!(session.first().is_accepted(), "{}", session.output);
    (person, session)
}

/// Fails unless it is over: EAP-TTLS refuses, PEAP asks again, which some pass.
fn assert_over(method: Method, session: &Session, passes: bool) {
    let again = session.second();
    assert!(!again.is_resumed(), "{method:?}: {}", session.output);
    let asked = method == Method::PeapGtc;
    assert_eq!(again.shown().is_empty(), !asked, "{method:?}: {}", session.output);
    assert_eq!(again.is_accepted(), asked && passes, "{method:?}: {}", session.output);
}

#[test]
fn changed_password_ends_it() {
    const LATER: &str = "Another-House-Guest-8-x";
    each(|method, tls| {
        let (person, session) = comes_again((method, tls), RETURN, LATER, |person| {
            dc().set_password(&mut person.clone(), LATER);
        });
        assert_over(method, &session, true);
        assert_eq!(last_refusal(&person), "password-changed");
    });
}

#[test]
fn disablement_ends_it() {
    each(|method, tls| {
        let (person, session) = comes_again((method, tls), RETURN, "", |person| {
            dc().set(&person.dn, "userAccountControl", "514");
        });
        assert_over(method, &session, false);
        assert_eq!(ways(&person), ["code"]);
    });
}

#[test]
fn new_authenticator_ends_it() {
    each(|method, tls| {
        let (person, session) = comes_again((method, tls), RETURN, "", |person| {
            let _another = house().enroll(person);
        });
        assert_over(method, &session, true);
        assert_eq!(last_refusal(&person), "factors-changed");
    });
}

#[test]
fn revocation_ends_it() {
    each(|method, tls| {
        let (person, session) = comes_again((method, tls), RETURN, "", |person| {
            let listed = run(house(), &["wifi", "list", "--person", &person.sid, "--json"]);
            assert!(listed.contains(&person.sid), "{listed}");
            run(house(), &["wifi", "revoke", "--person", &person.sid]);
            let listed = run(house(), &["wifi", "list", "--person", &person.sid, "--json"]);
            assert!(!listed.contains(&person.sid), "{listed}");
        });
        assert_over(method, &session, true);
        assert_ne!(last_refusal(&person), "");
    });
}

/// The TLS session is not found any more: both methods ask for all again.
#[test]
fn window_ends_it() {
    each(|method, tls| {
        let (person, session) = comes_again((method, tls), BRIEF, "", |_| pause(Duration::from_millis(3300)));
        assert_let_in(&session);
        assert!(!session.second().is_resumed(), "{method:?}: {}", session.output);
        assert_eq!(session.second().shown().len(), 1);
        assert_eq!(ways(&person), ["code", "code"], "{method:?}");
    });
}

#[test]
fn another_machine_cannot_use_it() {
    each(|method, tls| {
        let (person, mut phone) = enrolled("erna");
        let [first, second] = [(); 2].map(|()| format!("{}{}", person.password, phone.code()));
        let login = machine(RETURN, method).asked(&person.upn, &[&first, &second]).tls(tls);
        let session = login.again(|| {}).moves_to("02-00-5E-99-99-99").joins();
        assert_let_in(&session);
        assert!(!session.second().is_resumed(), "{method:?}: {}", session.output);
        assert_eq!(ways(&person), ["code", "code"], "{method:?}");
    });
}

#[test]
fn machine_that_is_spelt_otherwise_is_the_same() {
    let (person, mut phone) = enrolled("erna");
    let both = format!("{}{}", person.password, phone.code());
    let login = machine(RETURN, Method::TtlsPap).logs_in(&person.upn, &both).address("02:00:5e:aa:bb:cc");
    let session = login.again(|| {}).moves_to("02:00:5e:aa:bb:cc").joins();
    assert_let_in(&session);
    assert!(session.second().is_resumed(), "{}", session.output);
}

#[test]
fn groups_are_read_again() {
    let vlan = |session: &Session, number: usize| {
        let told = session.conversations[number].told(VLAN).concat();
        String::from_utf8_lossy(&told).trim_start_matches(char::from(0)).to_owned()
    };
    each(|method, tls| {
        let (_, session) = comes_again((method, tls), RETURN, "", |person| dc().join(&person.dn, &STAFF));
        assert_let_in(&session);
        assert!(session.second().is_resumed(), "{method:?}: {}", session.output);
        assert_eq!([0, 1].map(|number| vlan(&session, number)), [EVERYBODYS, STAFFS], "{method:?}");
    });
}

#[test]
fn exemption_that_is_over_ends_it() {
    for method in [Method::TtlsMschapv2, Method::PeapMschapv2] {
        for tls in Tls::ALL {
            let person = exempt("erna");
            let login = machine(RETURN_DECLARED, method).logs_in(&person.upn, &person.password).tls(tls);
            let session = login.again(|| dc().leave(&person.dn, &group_dn(EXEMPT))).joins();
            assert!(session.first().is_accepted(), "{}", session.output);
            assert!(!session.second().is_accepted(), "{method:?}: {}", session.output);
            assert_eq!(ways(&person), ["exempt"], "{method:?}");
        }
    }
}
