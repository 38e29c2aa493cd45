//! What goes on to the directory once somebody is bound: rule 23, L4, L8.

use vestibule_ldap_proxy::session::Transport;
use vestibule_ldap_proxy::wire::{Control, Op, Scope, Tag};

use super::rig::*;

#[test]
fn requests_of_the_bound_go_on_byte_for_byte() {
    let mut line = Line::bound_as_service();
    for (request, _) in every_operation(2) {
        line.send(&request);
        assert_eq!(line.forwarded(), request);
        line.directory_sends(&answer(2, Op::SearchResultDone, 0));
    }
}

#[test]
fn a_request_in_the_long_form_of_active_directory_stays_as_it_is() {
    let request = [0x30, 0x84, 0, 0, 0, 10, 2, 1, 2, 0x4a, 0x84, 0, 0, 0, 1, b'x'];
    let mut line = Line::bound(Transport::Tls);
    let (beginning, rest) = request.split_at(15);
    line.send(beginning);
    assert_eq!(line.forwarded().len(), 0);
    line.send(rest);
    assert_eq!(line.forwarded(), &request[..]);
}

#[test]
fn extended_operations_have_an_allow_list() {
    let mut line = Line::bound(Transport::Tls);
    for oid in ["1.3.6.1.4.1.4203.1.11.3", "1.3.6.1.1.8", "1.3.6.1.4.1.1466.101.119.1", "1.3.6.1.4.1.4203.1.11.1"] {
        let request = extended(2, oid, None);
        line.send(&request);
        assert_eq!(line.forwarded(), request, "{oid}");
        line.directory_sends(&answer(2, Op::ExtendedResponse, 0));
        assert_eq!(line.codes(), [(2, Op::ExtendedResponse, 0)]);
    }
    for oid in [
        "1.2.840.113556.1.4.1781",  // fast bind
        "1.2.840.113556.1.4.2212",  // batch
        "1.3.6.1.1.21.1",           // transaction
        "1.3.6.1.4.1.4203.666.6.5", // verify credentials
        "1.2.3",
        "",
        "1.3.6.1.4.1.4203.1.11.3 ",
    ] {
        line.send(&extended(3, oid, None));
        assert_eq!(line.codes(), [(3, Op::ExtendedResponse, 2)], "{oid}");
        assert_eq!(line.forwarded().len(), 0);
    }
}

#[test]
fn an_unknown_critical_control_is_refused_in_the_answer_that_belongs_to_the_request() {
    let control = [Control { oid: b"1.2.3.4", critical: true, value: None }];
    let mut line = Line::bound(Transport::Tls);
    for (tag, content, answer) in [
        (Op::DelRequest.tag(), &b"CN=x"[..], Op::DelResponse),
        (Op::AddRequest.tag(), &[4, 0, 0x30, 0], Op::AddResponse),
        (Op::ExtendedRequest.tag(), &[0x80, 1, b'1'], Op::ExtendedResponse),
    ] {
        line.send(&raw(2, tag, content, &control));
        assert_eq!(line.codes(), [(2, answer, 12)]);
    }
    line.send(&search_of(2, "DC=x", Scope::Subtree, &[], &control));
    assert_eq!(line.codes(), [(2, Op::SearchResultDone, 12)]);
    line.send(&raw(3, Op::AbandonRequest.tag(), &[2], &control));
    assert_eq!((line.heard().len(), line.forwarded().len()), (0, 0));
}

#[test]
fn proxied_authorization_is_refused_even_where_it_is_not_critical() {
    let mut line = Line::bound(Transport::Tls);
    for oid in ["2.16.840.1.113730.3.4.18", "2.16.840.1.113730.3.4.12"] {
        for critical in [true, false] {
            let controls = [
                Control { oid: b"1.2.840.113556.1.4.319", critical: true, value: None },
                Control { oid: oid.as_bytes(), critical, value: Some(b"dn:CN=admin") },
            ];
            line.send(&search_of(2, "DC=x", Scope::Subtree, &[], &controls));
            assert_eq!(line.codes(), [(2, Op::SearchResultDone, 12)]);
        }
    }
    assert_eq!(line.forwarded().len(), 0);
}

#[test]
fn known_controls_and_unknown_ones_that_are_not_critical_go_on() {
    let mut line = Line::bound(Transport::Tls);
    for (number, (oid, critical)) in [
        ("1.2.840.113556.1.4.319", true),
        ("1.2.840.113556.1.4.473", true),
        ("1.2.840.113556.1.4.841", true),
        ("1.2.840.113556.1.4.2239", true),
        ("2.16.840.1.113730.3.4.2", true),
        ("2.16.840.1.113730.3.4.9", true),
        ("1.3.6.1.1.12", true),
        ("1.2.3.4", false),
    ]
    .into_iter()
    .enumerate()
    {
        let controls = [Control { oid: oid.as_bytes(), critical, value: Some(b"value") }];
        let request = search_of(u32::try_from(number).unwrap() + 2, "DC=x", Scope::Subtree, &[], &controls);
        line.send(&request);
        assert_eq!(line.forwarded(), request, "{oid}");
    }
    assert_eq!(line.heard(), []);
}

#[test]
fn what_cannot_be_decoded_ends_the_connection() {
    for bytes in [
        &[0x16, 3, 1, 0, 0][..],                             // TLS where none is spoken
        &[0x30, 0x80, 2, 1, 2],                              // indefinite
        &[0x30, 5, 2, 1, 2, 0x5e, 0],                        // an operation nobody knows
        &[0x30, 5, 2, 1, 2, 0x62, 0],                        // an unbind in constructed form
        &[0x30, 7, 2, 1, 2, 0x42, 0, 4, 0],                  // something behind the operation
        &[0x30, 5, 2, 1, 0, 0x42, 0],                        // the server's own id
        &[0x30, 12, 2, 1, 1, 0x61, 7, 10, 1, 0, 4, 0, 4, 0], // an answer
        &[0x30, 6, 2, 1, 2, 0x63, 1, 0],                     // a search that is none
    ] {
        let mut line = Line::bound(Transport::Tls);
        line.send(bytes);
        line.assert_disconnected(2);
        assert_eq!(line.forwarded().len(), 0, "{bytes:02x?}");
    }
}

#[test]
fn what_came_before_the_undecodable_still_goes_on() {
    let mut line = Line::bound(Transport::Tls);
    line.send(&[&search(2)[..], &[0x31]].concat());
    assert_eq!(line.forwarded(), search(2));
    line.assert_disconnected(2);
}

#[test]
fn an_id_that_is_waited_for_cannot_be_used_again() {
    let mut line = Line::bound(Transport::Tls);
    line.send(&search(2));
    line.directory_sends(&answer(2, Op::SearchResultDone, 0));
    line.send(&search(2));
    assert_eq!(line.heard().len(), 1);
    line.send(&search(2));
    line.assert_disconnected(2);
}

#[test]
fn filters_beyond_the_limits_end_the_connection() {
    for (levels, passes) in [(60, true), (70, false), (100_000, false)] {
        let mut filter = vec![0x87, 1, b'a'];
        for _ in 0..levels {
            let mut writer = vestibule_ldap_proxy::wire::Writer::default();
            writer.element(Tag::constructed(0), &filter);
            filter = writer.finish();
        }
        let head = [4, 0, 10, 1, 2, 10, 1, 0, 2, 1, 0, 2, 1, 0, 1, 1, 0];
        let request = raw(2, Op::SearchRequest.tag(), &[&head[..], &filter, &[0x30, 0]].concat(), &[]);
        let mut line = Line::bound(Transport::Tls);
        line.send(&request);
        if passes {
            assert_eq!(line.forwarded(), request);
        } else {
            line.assert_disconnected(2);
        }
    }
}
