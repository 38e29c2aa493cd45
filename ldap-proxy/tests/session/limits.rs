//! How much, how long, how many.

use std::time::Duration;

use vestibule_ldap_proxy::session::{Reads, Transport, WAITING};
use vestibule_ldap_proxy::wire::Op;

use super::rig::*;

fn delete_of(octets: usize) -> bytes::Bytes {
    raw(2, Op::DelRequest.tag(), &vec![b'x'; octets], &[])
}

#[test]
fn messages_are_shorter_before_a_bind_than_after() {
    let mut line = Line::new(Transport::Tls);
    line.send(&delete_of(255 * 1024));
    assert_eq!(line.codes(), [(2, Op::DelResponse, 1)]);
    line.send(&delete_of(257 * 1024)[..100]);
    line.assert_disconnected(2);
    let mut line = Line::bound(Transport::Tls);
    line.send(&delete_of(9 * 1024 * 1024));
    assert_eq!(line.forwarded().len(), delete_of(9 * 1024 * 1024).len());
    line.send(&delete_of(11 * 1024 * 1024)[..100]);
    line.assert_disconnected(2);
}

#[test]
fn a_side_is_not_read_while_much_waits_for_the_other() {
    let line = Line::bound(Transport::Tls);
    let reads = |to_client, to_upstream| line.session.reads(to_client, to_upstream);
    assert_eq!(reads(WAITING - 1, WAITING - 1), Reads { client: true, upstream: true });
    assert_eq!(reads(WAITING, 0), Reads { client: true, upstream: false });
    assert_eq!(reads(0, WAITING), Reads { client: false, upstream: true });
    assert!(!reads(16 * WAITING, 0).client);
}

#[test]
fn the_client_is_not_read_while_too_many_requests_wait() {
    let mut line = Line::bound_with(Transport::Tls, |settings| settings.max_outstanding = 3);
    let requests: Vec<_> = (2..8).map(search).collect();
    line.send(&requests.concat());
    assert_eq!(line.forwarded(), requests[..3].concat());
    assert!(!line.session.reads(0, 0).client && line.session.reads(0, 0).upstream);
    line.directory_sends(&answer(3, Op::SearchResultDone, 0));
    assert_eq!(line.forwarded(), requests[3]);
}

#[test]
fn nobody_has_fewer_requests_waiting() {
    let mut line = Line::new(Transport::Tls);
    let requests: Vec<_> = (1..40).map(|number| root_dse(number, &[])).collect();
    line.send(&requests.concat());
    assert_eq!(line.forwarded(), requests[..16].concat());
    assert!(!line.session.reads(0, 0).client);
    for number in 1..40 {
        line.directory_sends(&answer(number, Op::SearchResultDone, 0));
    }
    assert_eq!(line.codes().len(), 39);
}

#[test]
fn a_first_message_that_does_not_come_ends_the_connection() {
    let mut line = Line::new(Transport::Tls);
    line.send(&search(1)[..10]);
    line.wait(Duration::from_millis(9_999));
    assert_eq!(line.did, []);
    line.wait(Duration::from_millis(1));
    line.assert_closed();
}

#[test]
fn an_idle_connection_ends_with_a_notice() {
    let mut line = Line::new(Transport::Tls);
    line.send(&bind(1, "", ""));
    let _ = line.heard();
    line.wait(Duration::from_secs(15 * 60 - 1));
    // A trickle is no message.
    line.send(&search(2)[..5]);
    line.wait(Duration::from_secs(1));
    line.assert_disconnected(52);
}

#[test]
fn what_comes_and_goes_keeps_a_connection() {
    let mut line = Line::bound(Transport::Tls);
    line.wait(Duration::from_secs(14 * 60));
    line.send(&search(2));
    line.wait(Duration::from_secs(60 * 60));
    line.directory_sends(&answer(2, Op::SearchResultDone, 0));
    line.wait(Duration::from_secs(14 * 60));
    assert_eq!(line.did, []);
    line.wait(Duration::from_secs(60));
    line.assert_disconnected(52);
}

#[test]
fn a_persons_session_has_a_longest_duration_and_a_service_accounts_has_none() {
    let mut line = Line::bound(Transport::Tls);
    line.send(&search(2));
    line.wait(Duration::from_secs(12 * 60 * 60 - 1));
    assert_eq!(line.did, []);
    line.wait(Duration::from_secs(1));
    line.assert_disconnected(52);
    let mut line = Line::bound_as_service();
    line.send(&search(2));
    line.wait(Duration::from_secs(1_000 * 60 * 60));
    assert_eq!(line.did, []);
}

#[test]
fn a_session_that_fails_its_check_ends_with_a_notice() {
    let mut line = Line::bound(Transport::Tls);
    line.session.end("the password was changed");
    line.go_on();
    line.assert_disconnected(52);
}
