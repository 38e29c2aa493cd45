//! What the directory sends: it streams, and nothing of it can admit anybody or bring the session down.

use bytes::Bytes;
use vestibule_ldap_proxy::session::{Referrals, Transport};
use vestibule_ldap_proxy::wire::{Answer, LdapResult, Op, ResultCode, Tag, message, notice_of_disconnection};

use super::rig::*;

fn reference(number: u32) -> Bytes {
    raw(number, Op::SearchResultReference.tag(), &[4, 8, b'l', b'd', b'a', b'p', b':', b'/', b'/', b'x'], &[])
}

fn referral(number: u32, op: Op) -> Bytes {
    let content = [10, 1, 10, 4, 0, 4, 0, 0xa3, 10, 4, 8, b'l', b'd', b'a', b'p', b':', b'/', b'/', b'x'];
    raw(number, op.tag(), &content, &[])
}

#[test]
fn answers_go_on_byte_for_byte() {
    let mut line = Line::bound(Transport::Tls);
    line.send(&search(2));
    // Lengths as Active Directory writes them.
    let done = [0x30, 0x84, 0, 0, 0, 16, 2, 1, 2, 0x65, 0x84, 0, 0, 0, 7, 10, 1, 0, 4, 0, 4, 0];
    let answers = [&entry(2, "CN=a", &[("mail", vec!["a@x"])])[..], &entry(2, "CN=b", &[]), &done].concat();
    line.directory_sends(&answers);
    assert_eq!(line.heard_bytes(), answers);
}

#[test]
fn a_long_entry_streams_without_being_held() {
    let mut line = Line::bound(Transport::Tls);
    line.send(&search(2));
    let value = "x".repeat(16 * 1024 * 1024);
    let long = entry(2, "CN=a", &[("thumbnailPhoto", vec![&value])]);
    let mut heard = 0;
    for piece in long.chunks(65_536) {
        line.directory_sends(piece);
        let bytes = line.heard_bytes();
        assert_eq!(bytes, piece);
        heard += bytes.len();
    }
    assert_eq!(heard, long.len());
    line.directory_sends(&answer(2, Op::SearchResultDone, 0));
    assert_eq!(line.codes(), [(2, Op::SearchResultDone, 0)]);
}

#[test]
fn an_answer_of_ours_waits_for_the_end_of_a_message_that_is_under_way() {
    let mut line = Line::bound(Transport::Tls);
    line.send(&search(2));
    let long = entry(2, "CN=a", &[("mail", vec!["a@example.test"])]);
    line.directory_sends(&long[..20]);
    line.send(&extended(3, "1.2.3", None));
    line.send(&bind(4, "", ""));
    assert_eq!(line.client, bind(4, "", ""));
    line.directory_sends(&long[20..]);
    assert_eq!(
        line.codes(),
        [(2, Op::SearchResultEntry, u32::MAX), (3, Op::ExtendedResponse, 2), (4, Op::BindResponse, 0)]
    );
}

#[test]
fn search_references_are_withheld() {
    let mut line = Line::bound(Transport::Tls);
    line.send(&search(2));
    let bytes =
        [entry(2, "CN=a", &[]), reference(2), entry(2, "CN=b", &[]), reference(2), answer(2, Op::SearchResultDone, 0)]
            .concat();
    for piece in bytes.chunks(3) {
        line.directory_sends(piece);
    }
    let expected = [entry(2, "CN=a", &[]), entry(2, "CN=b", &[]), answer(2, Op::SearchResultDone, 0)].concat();
    assert_eq!(line.heard_bytes(), expected);
}

#[test]
fn a_referral_becomes_no_such_object_without_an_address() {
    for (request, op) in [(search(2), Op::SearchResultDone), (modify(2, "CN=x", &[(2, "mail")]), Op::ModifyResponse)] {
        let mut line = Line::bound(Transport::Tls);
        line.send(&request);
        line.directory_sends(&referral(2, op));
        assert_eq!(line.heard_bytes(), answer(2, op, 32));
        line.send(&request);
        assert_eq!(line.forwarded(), [&request[..], &request].concat());
    }
}

#[test]
fn referrals_pass_where_that_was_chosen() {
    let mut line = Line::bound_with(Transport::Tls, |settings| settings.referrals = Referrals::Pass);
    line.send(&search(2));
    let bytes = [reference(2), referral(2, Op::SearchResultDone)].concat();
    line.directory_sends(&bytes);
    assert_eq!(line.heard_bytes(), bytes);
}

#[test]
fn an_answer_of_the_wrong_type_goes_on_and_ends_its_request() {
    let mut line = Line::bound(Transport::Tls);
    line.send(&search(2));
    line.directory_sends(&answer(2, Op::ExtendedResponse, 12));
    assert_eq!(line.codes(), [(2, Op::ExtendedResponse, 12)]);
    line.send(&search(2));
    assert!(!line.session.is_closed());
}

#[test]
fn an_answer_nobody_waits_for_is_withheld() {
    let mut line = Line::bound(Transport::Tls);
    line.directory_sends(&[answer(9, Op::SearchResultDone, 0), entry(9, "CN=a", &[])].concat());
    assert_eq!(line.heard(), []);
    line.send(&search(2));
    line.directory_sends(&answer(2, Op::SearchResultDone, 0));
    assert_eq!(line.codes(), [(2, Op::SearchResultDone, 0)]);
}

#[test]
fn a_bind_answer_of_the_directorys_is_never_passed_on() {
    let mut line = Line::bound(Transport::Tls);
    line.send(&search(2));
    line.directory_sends(&answer(2, Op::BindResponse, 0));
    line.assert_disconnected(52);
}

#[test]
fn a_request_or_noise_from_the_directory_ends_the_connection() {
    for bytes in [
        search(2),
        Bytes::from_static(&[0x16, 3, 1]),
        raw(2, Tag(0x5e), &[], &[]),
        raw(2, Op::SearchResultDone.tag(), &[4, 0], &[]),
    ] {
        let mut line = Line::bound(Transport::Tls);
        line.send(&search(2));
        line.directory_sends(&bytes);
        line.assert_disconnected(52);
    }
}

#[test]
fn a_notice_of_the_directorys_becomes_ours() {
    let mut line = Line::bound(Transport::Tls);
    line.directory_sends(&notice_of_disconnection(ResultCode::UNAVAILABLE, "secret words"));
    let heard = line.heard().pop().unwrap();
    assert_eq!((heard.id, heard.code), (0, 52));
    assert!(!heard.text.contains("secret"));
    line.assert_closed();
}

#[test]
fn a_directory_that_goes_ends_a_bound_session() {
    let mut line = Line::bound(Transport::Tls);
    line.send(&search(2));
    line.directory_closes();
    line.assert_disconnected(52);
}

#[test]
fn in_the_middle_of_a_message_the_end_has_no_words() {
    for mut line in [Line::new(Transport::Tls), Line::bound(Transport::Tls)] {
        line.send(&root_dse(2, &[]));
        let result = LdapResult::new(ResultCode::SUCCESS).with_diagnostic("a text that is cut off");
        let done = message(id(2), &Answer { op: Op::SearchResultDone, result });
        line.directory_sends(&done[..25]);
        line.directory_closes();
        assert_eq!(line.heard_bytes(), &done[..25]);
        line.assert_closed();
    }
}
