//! The name outside the tunnel is anybody's: what counts is who was proven inside.

use super::house::{
    APPEND, EVERYBODYS, STAFF, STAFFS, VLAN, assert_let_in, assert_refused, dc, enrolled, exempt, machine, ways,
};
use crate::support::eapol::{Method, Session};

fn vlan(session: &Session) -> String {
    let told = session.first().told(VLAN).concat();
    String::from_utf8_lossy(&told).trim_start_matches(char::from(0)).to_owned()
}

#[test]
fn name_of_somebody_exempt_outside_exempts_nobody() {
    let stranger = exempt("max");
    for method in [Method::TtlsPap, Method::PeapGtc] {
        let (person, mut phone) = enrolled("ines");
        let alone = machine(APPEND, method).outer(&stranger.upn).logs_in(&person.upn, &person.password).joins();
        assert_refused(&alone);
        let both = format!("{}{}", person.password, phone.code());
        assert_let_in(&machine(APPEND, method).outer(&stranger.upn).logs_in(&person.upn, &both).joins());
        assert_eq!(ways(&person), ["code"]);
    }
    assert_eq!(ways(&stranger), [""; 0]);
}

#[test]
fn vlan_is_that_of_who_was_proven_inside() {
    let (member, mut phone) = enrolled("ines");
    dc().join(&member.dn, &STAFF);
    let (guest, mut guests) = enrolled("ines");
    for method in [Method::TtlsPap, Method::PeapGtc] {
        let both = format!("{}{}", guest.password, guests.code());
        let session = machine(APPEND, method).outer(&member.upn).logs_in(&guest.upn, &both).joins();
        assert_let_in(&session);
        assert_eq!(vlan(&session), EVERYBODYS);
        let both = format!("{}{}", member.password, phone.code());
        let session = machine(APPEND, method).outer(&guest.upn).logs_in(&member.upn, &both).joins();
        assert_let_in(&session);
        assert_eq!(vlan(&session), STAFFS);
    }
}

#[test]
fn realm_inside_is_that_outside() {
    for method in [Method::TtlsPap, Method::TtlsGtc, Method::PeapGtc] {
        let (person, mut phone) = enrolled("ines");
        let both = format!("{}{}", person.password, phone.code());
        let other = machine(APPEND, method).outer("anonymous@other.example.org").logs_in(&person.upn, &both);
        assert_refused(&other.joins());
        let none = machine(APPEND, method).outer("anonymous").logs_in(&person.upn, &both);
        assert_let_in(&none.joins());
    }
}

/// Nothing outside is asked for, logged or looked up.
#[test]
fn nobody_is_looked_up_by_the_name_outside() {
    let (outside, inside) = (dc().person("ole"), dc().person("ole"));
    let session = machine(APPEND, Method::TtlsPap).outer(&outside.upn).logs_in(&inside.upn, "no password").joins();
    assert_refused(&session);
    assert_eq!(super::house::house().logins_of(&outside).len(), 0);
}
