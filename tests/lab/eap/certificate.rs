//! The server's certificate: machines that look at it tell nobody else their password, and a new one is shown as soon as
//! the configuration was read again.

use super::house::{APPEND, assert_let_in, assert_refused, dc, enrolled, house, logging_in, machine, machine_of, plan};
use crate::support::certificates::Authority;
use crate::support::eapol::{Method, SERVER_NAME, Session, Tls};
use crate::support::people::Person;
use crate::support::scratch;

/// Fails unless the machine has gone before it said anything about anybody.
fn assert_untold(session: &Session, person: &Person) {
    assert!(!session.is_let_in() && !session.first().has_tunnel(), "no tunnel: {}", session.output);
    assert!(!session.output.contains("proceed to Phase 2"), "{}", session.output);
    assert_eq!(house().logins_of(person).len(), 0, "nobody has logged in");
    assert_eq!(dc().wrong_passwords(person), 0);
}

#[test]
fn machine_that_expects_another_server_tells_it_no_password() {
    let folder = scratch::folder("stranger");
    let stranger = folder.path().join("stranger.pem");
    Authority::new("Somebody else").write_to(&stranger);
    for method in [Method::TtlsPap, Method::PeapGtc] {
        for tls in Tls::ALL {
            let (person, mut phone) = enrolled("cora");
            let login = || logging_in(house(), method, &person, "123456").tls(tls);
            assert_untold(&login().trusts(&stranger).joins(), &person);
            assert_untold(&login().expects("other.example.test").joins(), &person);
            assert_let_in(&logging_in(house(), method, &person, &phone.code()).tls(tls).joins());
        }
    }
    assert!(house().log().contains("certificate"), "the log tells why");
}

/// MS-PEAP section 3.1.5.5: the machine sees that the tunnel and what was proven inside end at one server.
#[test]
fn machine_may_want_crypto_binding() {
    for method in [Method::PeapMschapv2, Method::PeapGtc] {
        for tls in Tls::ALL {
            let (person, mut phone) = enrolled("cora");
            let login = logging_in(house(), method, &person, &phone.code()).tls(tls);
            assert_let_in(&login.option("crypto_binding=2").joins());
        }
    }
}

/// MS-PEAP knows version 0; a machine with a newer one alone is not let in by a version it does not speak.
#[test]
fn peap_of_version_1_is_not_spoken() {
    let (person, mut phone) = enrolled("cora");
    let both = format!("{}{}", person.password, phone.code());
    let session = machine(APPEND, Method::PeapGtc).option("peapver=1").logs_in(&person.upn, &both).joins();
    assert!(!session.is_let_in(), "{}", session.output);
}

#[test]
fn new_certificate_is_shown_after_a_reload_and_a_broken_one_never() {
    let house = plan("").open();
    let person = dc().person("cora");
    let mut phone = house.enroll(&person);
    let join = |authority: &std::path::Path, code: &str| {
        let login = machine_of(&house, APPEND, Method::TtlsPap).trusts(authority);
        login.logs_in(&person.upn, &format!("{}{code}", person.password)).joins()
    };
    assert_let_in(&join(&house.authority_file(), &phone.code()));
    let fresh = Authority::new("Next year's authority");
    let fresh_file = house.folder().join("fresh.pem");
    fresh.write_to(&fresh_file);
    fresh.issue(house.folder(), "wifi", &[SERVER_NAME]);
    assert!(!join(&fresh_file, "123456").first().has_tunnel(), "not before it is told to");
    house.reload();
    let session = join(&fresh_file, &phone.code());
    assert_let_in(&session);
    std::fs::write(house.folder().join("wifi.key"), "no key at all").expect("the key can be spoilt");
    house.reload();
    assert_let_in(&join(&fresh_file, &phone.code()));
    assert_refused(&join(&fresh_file, "123456"));
}
