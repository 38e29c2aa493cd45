//! Binding: L1 to L5 and L11 of the known attacks, rules 1, 13, 19 and 23.

use std::time::Duration;

use vestibule_gate::AccountState;
use vestibule_ldap_proxy::session::Transport;
use vestibule_ldap_proxy::wire::{Control, Op, Tag, message_with_controls};

use super::rig::*;

const BIND: Op = Op::BindResponse;

#[test]
fn the_right_password_and_code_are_admitted_on_the_connection_that_proved_them() {
    let mut line = Line::new(Transport::Tls);
    let ada = line.ada();
    line.send(&bind(7, "ada", &format!("geheim{}", line.fakes.code(&ada.phone, 0))));
    assert_eq!(line.codes(), [(7, BIND, 0)]);
    assert_eq!(line.did, [Did::Judge, Did::Adopt]);
    assert_eq!(line.session.bound().unwrap().person().id, ada.person.id);
    line.send(&search(8));
    assert_eq!(line.forwarded(), search(8));
}

#[test]
fn a_wrong_code_is_refused_without_a_word_and_not_before_its_moment() {
    let mut line = Line::new(Transport::Tls);
    line.ada();
    line.send(&bind(1, "ada", "geheim000000"));
    line.wait(Duration::from_millis(299));
    assert_eq!(line.heard(), []);
    line.wait_for_deadline();
    assert_eq!(line.heard(), [Heard { id: 1, op: BIND, code: 49, text: String::new() }]);
    assert_eq!(line.did, [Did::Judge]);
    assert!(line.session.bound().is_none());
}

#[test]
fn the_same_bytes_refuse_a_stranger_a_wrong_password_and_a_wrong_code() {
    let mut faces = Vec::new();
    for (name, with_code, password) in
        [("nobody", false, "x"), ("ada", true, "falsch"), ("ada", false, "geheim"), ("ada", false, "geheim000000")]
    {
        let mut line = Line::new(Transport::Tls);
        let ada = line.ada();
        let code = if with_code { line.fakes.code(&ada.phone, 0) } else { String::new() };
        line.send(&bind(1, name, &format!("{password}{code}")));
        line.wait_for_deadline();
        faces.push(line.heard_bytes());
    }
    assert!(!faces.first().unwrap().is_empty());
    assert!(faces.windows(2).all(|pair| pair.first() == pair.last()));
}

#[test]
fn nothing_is_processed_while_a_refusal_waits_to_leave() {
    let mut line = Line::new(Transport::Tls);
    line.ada();
    line.send(&bind(1, "ada", "falsch"));
    line.send(&root_dse(2, &[]));
    assert!(!line.session.reads(0, 0).client);
    assert_eq!((line.heard().len(), line.forwarded().len()), (0, 0));
    line.wait_for_deadline();
    assert_eq!(line.codes(), [(1, BIND, 49)]);
    assert_eq!(line.forwarded(), root_dse(2, &[]));
}

#[test]
fn a_failed_bind_leaves_the_connection_usable() {
    let mut line = Line::new(Transport::Tls);
    let ada = line.ada();
    line.send(&bind(1, "ada", "falsch"));
    line.wait_for_deadline();
    line.send(&search(2));
    assert_eq!(line.codes(), [(1, BIND, 49), (2, Op::SearchResultDone, 1)]);
    line.bind_as(&ada, 3);
}

/// Every way a second bind can fail.
fn bad_binds() -> Vec<(&'static [u8], u32)> {
    vec![
        (&[2, 1, 3, 4, 3, b'a', b'd', b'a', 0x80, 1, b'x'], 49),
        (&[2, 1, 3, 4, 3, b'a', b'd', b'a', 0x80, 0], 53),
        (&[2, 1, 3, 4, 0, 0x80, 1, b'x'], 49),
        (&[2, 1, 3, 4, 0, 0xa3, 0], 7),
        (&[2, 1, 3, 4, 0, 0x89, 0], 7),
        (&[2, 1, 2, 4, 3, b'a', b'd', b'a', 0x80, 1, b'x'], 2),
    ]
}

#[test]
fn a_bind_ends_the_old_identity_and_its_connection_whatever_becomes_of_it() {
    for (content, code) in bad_binds() {
        let mut line = Line::bound(Transport::Tls);
        line.slow = true;
        line.send(&raw(2, Op::BindRequest.tag(), content, &[]));
        assert_eq!(line.did.first(), Some(&Did::DropUpstream), "{code}");
        assert!(line.session.bound().is_none());
        if code == 49 {
            line.judge();
            line.wait_for_deadline();
        }
        assert_eq!(line.codes(), [(2, BIND, code)]);
        for (request, answer) in every_operation(3) {
            line.send(&request);
            assert_eq!(line.codes(), [(3, answer, 1)]);
        }
        assert_eq!(line.forwarded().len(), 0);
    }
}

#[test]
fn a_good_bind_takes_the_place_of_another() {
    let mut line = Line::bound(Transport::Tls);
    let bob = line.fakes.person("bob", "anders");
    let phone = line.fakes.enrol(&bob);
    line.send(&bind(2, "bob", &format!("anders{}", line.fakes.code(&phone, 0))));
    assert_eq!(line.did, [Did::DropUpstream, Did::Judge, Did::Adopt]);
    assert_eq!(line.session.bound().unwrap().person().id, bob.id);
}

#[test]
fn requests_without_an_answer_at_a_bind_get_none() {
    let mut line = Line::bound(Transport::Tls);
    line.slow = true;
    line.send(&search(2));
    line.send(&bind(3, "ada", "falsch"));
    line.directory_sends(&answer(2, Op::SearchResultDone, 0));
    assert_eq!(line.heard(), []);
}

#[test]
fn nothing_behind_a_bind_is_looked_at_before_its_answer() {
    let mut line = Line::new(Transport::Tls);
    let ada = line.ada();
    line.slow = true;
    let typed = format!("geheim{}", line.fakes.code(&ada.phone, 0));
    let behind = [search(2), root_dse(3, &[]), bind(4, "ada", "falsch"), unbind(5)].concat();
    line.send(&[&bind(1, "ada", &typed)[..], &behind].concat());
    assert_eq!(line.client, behind);
    assert_eq!((line.heard().len(), line.forwarded().len()), (0, 0));
    assert_eq!(line.did, [Did::Judge]);
    line.judge();
    assert_eq!(line.forwarded(), [search(2), root_dse(3, &[])].concat());
    assert_eq!(line.did, [Did::Judge, Did::Adopt, Did::DropUpstream, Did::Judge]);
    assert_eq!(line.client, unbind(5));
}

#[test]
fn an_abandon_of_the_bind_being_judged_is_passed_over() {
    let mut line = Line::new(Transport::Tls);
    let ada = line.ada();
    line.slow = true;
    line.send(&bind(1, "ada", &format!("geheim{}", line.fakes.code(&ada.phone, 0))));
    line.send(&abandon(2, 1));
    line.judge();
    assert_eq!(line.codes(), [(1, BIND, 0)]);
    assert_eq!((line.forwarded().len(), line.client.len()), (0, 0));
}

#[test]
fn a_judgement_of_a_client_that_went_comes_to_nothing() {
    let mut line = Line::new(Transport::Tls);
    let ada = line.ada();
    line.slow = true;
    line.send(&bind(1, "ada", &format!("geheim{}", line.fakes.code(&ada.phone, 0))));
    line.session.client_closed();
    line.go_on();
    assert_eq!(line.did, [Did::Judge, Did::Close]);
    line.judge();
    assert_eq!(line.did, [Did::Judge, Did::Close]);
    line.assert_closed();
}

#[test]
fn a_name_with_an_empty_password_is_refused_here() {
    let mut line = Line::new(Transport::Tls);
    line.ada();
    line.send(&bind(1, "ada", ""));
    assert_eq!(line.codes(), [(1, BIND, 53)]);
    assert_eq!(line.did, []);
}

#[test]
fn a_password_without_a_name_is_refused() {
    let mut line = Line::new(Transport::Tls);
    line.send(&bind(1, "", "anything"));
    line.wait_for_deadline();
    assert_eq!(line.codes(), [(1, BIND, 49)]);
    assert_eq!(line.fakes.directory.asked(), 0);
}

#[test]
fn an_anonymous_bind_succeeds_and_admits_to_nothing() {
    let mut line = Line::bound(Transport::Tls);
    line.send(&bind(2, "", ""));
    assert_eq!(line.codes(), [(2, BIND, 0)]);
    assert_eq!(line.did, [Did::DropUpstream]);
    line.send(&search(3));
    assert_eq!(line.codes(), [(3, Op::SearchResultDone, 1)]);
}

#[test]
fn every_choice_but_a_password_is_refused_and_nothing_of_it_goes_on() {
    for tag in (0x81..=0x8b).chain(0xa0..=0xab) {
        let mut line = Line::new(Transport::Tls);
        line.send(&raw(1, Op::BindRequest.tag(), &[2, 1, 3, 4, 0, tag, 2, 0xff, 0x80], &[]));
        assert_eq!(line.codes(), [(1, BIND, 7)], "{tag:02x}");
        assert_eq!((line.did.len(), line.forwarded().len()), (0, 0));
    }
}

#[test]
fn only_version_three_is_served() {
    for version in [1, 2, 4, 127] {
        let mut line = Line::new(Transport::Tls);
        line.send(&raw(1, Op::BindRequest.tag(), &[2, 1, version, 4, 0, 0x80, 0], &[]));
        assert_eq!(line.codes(), [(1, BIND, 2)]);
    }
}

#[test]
fn a_bind_with_a_control_it_would_have_to_understand_is_refused() {
    let control = |oid: &'static [u8], critical| [Control { oid, critical, value: None }];
    for (controls, code) in [
        (control(b"1.2.3.4", true), 12),
        (control(b"2.16.840.1.113730.3.4.18", false), 12),
        (control(b"1.2.3.4", false), 53),
        (control(b"1.3.6.1.4.1.42.2.27.8.5.1", false), 53),
    ] {
        let mut line = Line::new(Transport::Tls);
        let request = vestibule_ldap_proxy::wire::BindRequest::simple(b"ada", b"");
        line.send(&message_with_controls(id(1), &request, &controls));
        assert_eq!(line.codes(), [(1, BIND, code)]);
    }
}

#[test]
fn a_bind_in_the_clear_is_refused_and_not_judged() {
    let mut line = Line::new(Transport::StartTls);
    let ada = line.ada();
    for typed in [format!("geheim{}", line.fakes.code(&ada.phone, 0)), String::new()] {
        line.send(&bind(1, "ada", &typed));
        assert_eq!(line.codes(), [(1, BIND, 13)]);
    }
    assert_eq!(line.did, []);
}

#[test]
fn a_listener_that_dares_takes_binds_in_the_clear() {
    for transport in [Transport::DangerousClear, Transport::DangerousStartTls] {
        let _ = Line::bound(transport);
    }
}

#[test]
fn the_state_of_an_account_is_told_to_who_proved_both() {
    let mut line = Line::new(Transport::Tls);
    let ada = line.ada();
    line.fakes.directory.set_state("ada", Some(AccountState::PasswordExpired));
    line.send(&bind(1, "ada", &format!("geheim{}", line.fakes.code(&ada.phone, 0))));
    line.wait_for_deadline();
    let heard = line.heard().pop().unwrap();
    assert_eq!((heard.op, heard.code), (BIND, 49));
    assert!(
        heard
            .text
            .starts_with("80090308: LdapErr: DSID-0C0903A9, comment: AcceptSecurityContext error, data 532, v1db1")
    );
}

#[test]
fn who_is_not_enrolled_is_told_where_to_enrol() {
    let mut line = Line::new(Transport::Tls);
    line.fakes.person("eve", "geheim");
    line.send(&bind(1, "eve", "geheim"));
    line.wait_for_deadline();
    let heard = line.heard().pop().unwrap();
    assert_eq!((heard.op, heard.code), (BIND, 49));
    assert!(
        heard.text.contains("data 52e, v1db1") && heard.text.contains("https://mfa.example.test"),
        "{}",
        heard.text
    );
}

#[test]
fn an_outage_is_never_a_wrong_password() {
    let mut line = Line::new(Transport::Tls);
    line.ada();
    line.fakes.directory.set_down(true);
    line.send(&bind(1, "ada", "falsch"));
    assert_eq!(line.codes(), [(1, BIND, 52)]);
    assert!(line.session.bound().is_none() && line.session.reads(0, 0).client);
}

#[test]
fn two_proofs_in_one_bind_end_the_connection() {
    let mut line = Line::new(Transport::Tls);
    line.send(&raw(1, Tag(0x60), &[2, 1, 3, 4, 0, 0x80, 1, b'x', 0x80, 1, b'y'], &[]));
    line.assert_disconnected(2);
}
