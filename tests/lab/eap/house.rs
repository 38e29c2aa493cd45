//! One house for the cases that break nothing: its access points, each known by an address of its own.

use crate::support::dc::Dc;
use crate::support::eapol::{Machine, Method, Session, Tls};
use crate::support::house::House;
use crate::support::people::{Person, group_dn};
use crate::support::phone::Phone;
use crate::support::plan::{Plan, RADIUS_SECRET};
use crate::support::shared::EXEMPT;
use crate::winbind::{DC, MEMBER};
use std::sync::LazyLock;

pub(crate) const APPEND: &str = "127.0.11.1";
pub(crate) const NAMED: &str = "127.0.11.2";
pub(crate) const CHALLENGE: &str = "127.0.11.3";
pub(crate) const AUTO: &str = "127.0.11.4";
/// Responses of the exempt are enough.
pub(crate) const DECLARED: &str = "127.0.11.5";
/// Need not sign.
pub(crate) const UNSIGNED: &str = "127.0.11.6";
/// Machines may come back for an hour.
pub(crate) const RETURN: &str = "127.0.11.7";
/// Machines may come back for three seconds.
pub(crate) const BRIEF: &str = "127.0.11.8";
/// Machines may come back, and responses of the exempt are enough.
pub(crate) const RETURN_DECLARED: &str = "127.0.11.9";
/// The code stands in the name, and machines may come back.
pub(crate) const RETURN_NAMED: &str = "127.0.11.10";

/// Tunnel-Private-Group-Id.
pub(crate) const VLAN: u8 = 81;
/// The VLAN of those who are in no group that has another.
pub(crate) const EVERYBODYS: &str = "10";
/// The VLAN of the staff.
pub(crate) const STAFFS: &str = "20";

/// The group that has a VLAN of its own.
pub(crate) static STAFF: LazyLock<String> = LazyLock::new(|| dc().new_group("Wired Staff").dn);

static HOUSE: LazyLock<House> = LazyLock::new(|| plan("").open());

/// EAP, with further settings of it, and the clients of the house.
pub(crate) fn plan(settings: &str) -> Plan {
    let vlan = |number| {
        format!(
            "attributes = {{ Tunnel-Type = \"VLAN\", Tunnel-Medium-Type = \"IEEE-802\", Tunnel-Private-Group-Id = \"{number}\" }}"
        )
    };
    let rules = format!("reply = [{{ group = \"{}\", {} }}, {{ {} }}]", *STAFF, vlan(STAFFS), vlan(EVERYBODYS));
    let declared = "dangerous-single-factor = true";
    Plan::behind(dc())
        .exempt(&group_dn(EXEMPT))
        .section(&MEMBER.section())
        .radius(&format!("eap = {{ certificate-file = \"HERE/wifi.pem\", key-file = \"HERE/wifi.key\"{settings} }}"))
        .radius_client("append", APPEND, &rules)
        .radius_client("named", NAMED, "code = \"username\"")
        .radius_client("challenge", CHALLENGE, "code = \"challenge\"")
        .radius_client("auto", AUTO, "code = \"auto\"")
        .radius_client("declared", DECLARED, declared)
        .radius_client("unsigned", UNSIGNED, "dangerous-message-authenticator-optional = true")
        .radius_client("return", RETURN, &format!("fast-reconnect = \"1h\"\n{rules}"))
        .radius_client("brief", BRIEF, "fast-reconnect = \"3s\"")
        .radius_client("return-declared", RETURN_DECLARED, &format!("fast-reconnect = \"1h\"\n{declared}"))
        .radius_client("return-named", RETURN_NAMED, "fast-reconnect = \"1h\"\ncode = \"username\"")
}

/// The house.
pub(crate) fn house() -> &'static House {
    &HOUSE
}

/// The controller behind it.
pub(crate) fn dc() -> &'static Dc {
    &DC
}

/// A new person with an authenticator in the house.
pub(crate) fn enrolled(name: &str) -> (Person, Phone) {
    let person = dc().person(name);
    let phone = house().enroll(&person);
    (person, phone)
}

/// Somebody without authenticator, in the exempt group.
pub(crate) fn exempt(name: &str) -> Person {
    let person = dc().person(name);
    dc().join(&person.dn, &group_dn(EXEMPT));
    person
}

/// A machine at an access point of the house.
pub(crate) fn machine<'a>(at: &str, method: Method) -> Machine<'a> {
    machine_of(house(), at, method)
}

/// A machine at an access point of any house.
pub(crate) fn machine_of<'a>(house: &House, at: &str, method: Method) -> Machine<'a> {
    Machine::new(at, house.address("radius/auth"), &house.authority_file(), method).address(&address())
}

/// A machine with a login that comes in by this method, with its code where the method has room for one.
pub(crate) fn logging_in<'a>(house: &House, method: Method, person: &Person, code: &str) -> Machine<'a> {
    if method.tells_the_password() {
        machine_of(house, APPEND, method).logs_in(&person.upn, &format!("{}{code}", person.password))
    } else {
        machine_of(house, NAMED, method).logs_in(&format!("{}-{code}", person.sam), &person.password)
    }
}

/// The version of TLS as OpenSSL calls it.
pub(crate) fn name_of(tls: Tls) -> &'static str {
    match tls {
        Tls::V12 => "TLSv1.2",
        Tls::V13 => "TLSv1.3",
    }
}

/// Fails unless somebody was let in, by replies that are signed.
pub(crate) fn assert_let_in(session: &Session) {
    assert!(session.is_let_in(), "let in:\n{}", session.output);
    for conversation in &session.conversations {
        assert!(conversation.is_signed(RADIUS_SECRET), "each reply is signed before all else:\n{}", session.output);
    }
}

/// Fails unless somebody was kept out, by a word and not by silence.
pub(crate) fn assert_refused(session: &Session) {
    assert!(session.is_refused(), "kept out:\n{}", session.output);
}

/// How often somebody was admitted, and by what each time.
pub(crate) fn ways(person: &Person) -> Vec<String> {
    let logins = house().logins_of(person).into_iter().filter(|login| login.text("outcome") == "admitted");
    logins.map(|login| login.text("mfa").to_owned()).collect()
}

/// Why somebody was refused the last time.
pub(crate) fn last_refusal(person: &Person) -> String {
    let logins = house().logins_of(person);
    let refused = logins.iter().rfind(|login| login.text("outcome") == "refused");
    refused.map(|login| login.text("reason").to_owned()).unwrap_or_default()
}

/// A MAC address of its own for each machine: refusals count by it.
fn address() -> String {
    let number = crate::support::scratch::number();
    format!("02:00:5e:{:02x}:{:02x}:01", number / 256 % 256, number % 256)
}
