//! StartTLS: L6 and class 24 of the known attacks.

use std::time::Duration;

use vestibule_ldap_proxy::session::Transport;
use vestibule_ldap_proxy::wire::{ExtendedResponse, Message, Op};

use super::rig::*;

const START_TLS: &str = "1.3.6.1.4.1.1466.20037";

fn start_tls(number: u32) -> bytes::Bytes {
    extended(number, START_TLS, None)
}

#[test]
fn tls_begins_behind_an_answer_that_names_the_operation() {
    let mut line = Line::new(Transport::StartTls);
    let ada = line.ada();
    line.send(&start_tls(1));
    let bytes = line.heard_bytes();
    let response = ExtendedResponse::decode(Message::decode(&bytes).unwrap().content).unwrap();
    assert_eq!((response.result.code.0, response.name), (0, Some(START_TLS.as_bytes())));
    assert_eq!(line.did, [Did::StartTls]);
    assert!(!line.session.reads(0, 0).client);
    line.tls_started();
    line.did.clear();
    line.bind_as(&ada, 2);
}

#[test]
fn bytes_behind_the_request_end_the_connection() {
    let mut line = Line::new(Transport::StartTls);
    line.send(&[start_tls(1), root_dse(2, &[])].concat());
    assert_eq!((line.heard_bytes().len(), line.forwarded().len()), (0, 0));
    line.assert_closed();
}

#[test]
fn bytes_in_the_clear_before_the_handshake_end_the_connection() {
    let mut line = Line::new(Transport::StartTls);
    line.send(&start_tls(1));
    let _ = line.heard_bytes();
    line.send(&root_dse(2, &[]));
    assert_eq!((line.heard_bytes().len(), line.forwarded().len()), (0, 0));
    line.assert_closed();
}

#[test]
fn requests_without_an_answer_stand_in_the_way() {
    let mut line = Line::new(Transport::StartTls);
    line.send(&root_dse(1, &[]));
    line.send(&start_tls(2));
    assert_eq!(line.codes(), [(2, Op::ExtendedResponse, 1)]);
    line.directory_sends(&answer(1, Op::SearchResultDone, 0));
    line.send(&start_tls(3));
    assert_eq!(line.codes(), [(1, Op::SearchResultDone, 0), (3, Op::ExtendedResponse, 0)]);
}

#[test]
fn tls_does_not_begin_twice() {
    let mut line = Line::new(Transport::StartTls);
    line.send(&start_tls(1));
    line.tls_started();
    line.send(&start_tls(2));
    assert_eq!(line.codes(), [(1, Op::ExtendedResponse, 0), (2, Op::ExtendedResponse, 1)]);
    let mut line = Line::new(Transport::Tls);
    line.send(&start_tls(1));
    assert_eq!(line.codes(), [(1, Op::ExtendedResponse, 1)]);
}

#[test]
fn it_is_refused_where_it_is_not_offered_and_with_a_value() {
    let mut line = Line::new(Transport::DangerousClear);
    line.send(&start_tls(1));
    assert_eq!(line.codes(), [(1, Op::ExtendedResponse, 2)]);
    let mut line = Line::new(Transport::StartTls);
    line.send(&extended(1, START_TLS, Some(b"")));
    assert_eq!(line.codes(), [(1, Op::ExtendedResponse, 2)]);
}

#[test]
fn who_was_bound_in_the_clear_is_nobody_inside_tls() {
    let mut line = Line::bound(Transport::DangerousStartTls);
    line.send(&start_tls(2));
    assert_eq!(line.did, [Did::DropUpstream, Did::StartTls]);
    line.tls_started();
    line.send(&search(3));
    assert_eq!(line.codes(), [(2, Op::ExtendedResponse, 0), (3, Op::SearchResultDone, 1)]);
}

#[test]
fn it_never_goes_on_to_the_directory() {
    for transport in [Transport::Tls, Transport::DangerousClear, Transport::DangerousStartTls] {
        let mut line = Line::bound(transport);
        line.send(&start_tls(2));
        assert_eq!(line.forwarded().len(), 0);
    }
}

#[test]
fn a_handshake_that_does_not_come_ends_the_connection() {
    let mut line = Line::new(Transport::StartTls);
    line.send(&start_tls(1));
    let _ = line.heard_bytes();
    line.wait(Duration::from_secs(10));
    assert_eq!(line.heard(), []);
    line.assert_closed();
}
