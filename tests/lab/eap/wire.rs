//! EAP octet by octet (RFC 3748, RFC 3579), by a client of our own.

use super::house::{APPEND, AUTO, UNSIGNED, enrolled, house};
use crate::radius::raw::{Raw, is_signed, request};
use crate::support::plan::RADIUS_SECRET;
use crate::support::process::wait_until;
use crate::support::wire::values;
use radius::core::avp::AVP;
use radius::core::code::Code;
use radius::core::packet::Packet;
use radius::core::rfc2865;

const ACCESS_REJECT: u8 = 3;
const ACCESS_CHALLENGE: u8 = 11;
const STATE: u8 = 24;
const EAP_MESSAGE: u8 = 79;

/// EAP codes and types (RFC 3748 sections 4 and 5, RFC 5281).
const EAP_REQUEST: u8 = 1;
const EAP_FAILURE: u8 = 4;
const IDENTITY: u8 = 1;
const NAK: u8 = 3;
const TTLS: u8 = 21;
const PEAP: u8 = 25;

fn response(ident: u8, kind: u8, data: &[u8]) -> Vec<u8> {
    let length = u8::try_from(data.len() + 5).expect("a short packet");
    [&[2, ident, 0, length, kind], data].concat()
}

fn identity(name: &str) -> Vec<u8> {
    response(1, IDENTITY, name.as_bytes())
}

fn fill(packet: &mut Packet, eap: &[u8], state: &[u8]) {
    rfc2865::add_user_name(packet, "anonymous");
    rfc2865::add_calling_station_id(packet, "02-00-5E-77-00-01");
    packet.add(AVP::from_bytes(EAP_MESSAGE, eap));
    if !state.is_empty() {
        packet.add(AVP::from_bytes(STATE, state));
    }
}

/// An Access-Request with this EAP packet, as the answer to what bore this State.
fn carrying(eap: &[u8], state: &[u8]) -> Vec<u8> {
    request(|packet| fill(packet, eap, state))
}

/// A reply: its code, the EAP packet in it, and its State.
fn ask(raw: &Raw, eap: &[u8], state: &[u8]) -> (u8, Vec<u8>, Vec<u8>) {
    let packet = carrying(eap, state);
    let reply = wait_until("an answer", || raw.ask(&packet));
    assert!(is_signed(&reply, &packet), "every reply is signed before all else");
    (reply[0], values(&reply, EAP_MESSAGE).concat(), values(&reply, STATE).concat())
}

fn raw(at: &str) -> Raw {
    Raw::new(at, house().address("radius/auth"))
}

/// A conversation that has begun: the method proposed, and the State.
fn begun(raw: &Raw) -> (Vec<u8>, Vec<u8>) {
    let (code, proposed, state) = ask(raw, &identity("anonymous@ad.example.test"), &[]);
    assert_eq!(code, ACCESS_CHALLENGE);
    assert_eq!((proposed[0], proposed[4], proposed[5]), (EAP_REQUEST, TTLS, 0x20), "EAP-TTLS, version 0, Start");
    (proposed, state)
}

/// RFC 3579 section 3.2: even where a password may come without.
#[test]
fn without_message_authenticator_there_is_silence() {
    for at in [APPEND, UNSIGNED] {
        let mut packet = Packet::new(Code::AccessRequest, RADIUS_SECRET.as_bytes());
        fill(&mut packet, &identity("anonymous"), &[]);
        let packet = packet.encode().expect("the request can be written");
        assert_eq!(raw(at).ask(&packet), None, "{at}");
    }
}

/// RFC 3579 section 2.1.
#[test]
fn eap_start_is_answered_by_a_request_for_the_identity() {
    let raw = raw(APPEND);
    let (code, asked, state) = ask(&raw, &[], &[]);
    assert_eq!(code, ACCESS_CHALLENGE);
    assert_eq!((asked[0], asked[4]), (EAP_REQUEST, IDENTITY));
    let (code, proposed, _) = ask(&raw, &response(asked[1], IDENTITY, b"anonymous"), &state);
    assert_eq!((code, proposed[4]), (ACCESS_CHALLENGE, TTLS));
}

/// RFC 3579 section 2.2: five are answered by the same request, the sixth ends it.
#[test]
fn six_responses_that_are_none_end_a_conversation() {
    let raw = raw(APPEND);
    let (proposed, mut state) = begun(&raw);
    let wrong = |number: u8| match number % 3 {
        0 => response(proposed[1].wrapping_add(9), TTLS, &[0]),
        1 => response(proposed[1], 4, b"MD5"),
        _ => [&[2, proposed[1], 0, 200, TTLS][..], b"cut off"].concat(),
    };
    for number in 0..5 {
        let (code, again, next) = ask(&raw, &wrong(number), &state);
        assert_eq!((code, &again), (ACCESS_CHALLENGE, &proposed), "response {number}");
        state = next;
    }
    let (code, word, _) = ask(&raw, &wrong(5), &state);
    assert_eq!((code, word[0], word.len()), (ACCESS_REJECT, EAP_FAILURE, 4));
    let (code, word, _) = ask(&raw, &response(proposed[1], TTLS, &[0]), &state);
    assert_eq!((code, word[0]), (ACCESS_REJECT, EAP_FAILURE), "it is over");
}

#[test]
fn method_is_the_machines_choice_of_two() {
    let raw = raw(APPEND);
    let (proposed, state) = begun(&raw);
    let (code, other, _) = ask(&raw, &response(proposed[1], NAK, &[13, PEAP]), &state);
    assert_eq!((code, other[4], other[5]), (ACCESS_CHALLENGE, PEAP, 0x20));
    for wanted in [&[13][..], &[0], &[4, 6, 43, 52]] {
        let (proposed, state) = begun(&raw);
        let (code, word, _) = ask(&raw, &response(proposed[1], NAK, wanted), &state);
        assert_eq!((code, word[0]), (ACCESS_REJECT, EAP_FAILURE), "{wanted:?}");
    }
}

#[test]
fn state_is_of_one_client_and_one_conversation() {
    let (ours, others) = (raw(APPEND), raw(AUTO));
    let (proposed, state) = begun(&ours);
    let nak = response(proposed[1], NAK, &[PEAP]);
    let (code, word, _) = ask(&others, &nak, &state);
    assert_eq!((code, word[0]), (ACCESS_REJECT, EAP_FAILURE), "of another client");
    let (code, word, _) = ask(&ours, &nak, b"not-one-of-ours");
    assert_eq!((code, word[0]), (ACCESS_REJECT, EAP_FAILURE), "nobody gave it");
    let (code, _, _) = ask(&ours, &nak, &state);
    assert_eq!(code, ACCESS_CHALLENGE, "and the conversation goes on");
    let (code, word, _) = ask(&ours, &response(proposed[1], NAK, &[13]), &state);
    assert_eq!((code, word[0]), (ACCESS_REJECT, EAP_FAILURE), "a State is good once");
}

#[test]
fn same_packet_has_the_same_answer() {
    let raw = raw(APPEND);
    let packet = carrying(&identity("anonymous"), &[]);
    let first = wait_until("an answer", || raw.ask(&packet));
    assert_eq!(first[0], ACCESS_CHALLENGE);
    for _ in 0..3 {
        assert_eq!(raw.ask(&packet).as_ref(), Some(&first), "octet by octet");
    }
}

/// A password in the packet is none of EAP's.
#[test]
fn password_beside_eap_admits_nobody() {
    let (person, mut phone) = enrolled("wanda");
    let both = format!("{}{}", person.password, phone.code());
    let packet = request(|packet| {
        rfc2865::add_user_name(packet, &person.upn);
        rfc2865::add_user_password(packet, both.as_bytes()).expect("a password of usual length");
        packet.add(AVP::from_bytes(EAP_MESSAGE, &identity(&person.upn)));
    });
    let reply = wait_until("an answer", || raw(APPEND).ask(&packet));
    assert!([ACCESS_REJECT, ACCESS_CHALLENGE].contains(&reply[0]), "{reply:?}");
    assert_eq!(house().logins_of(&person).len(), 0, "nobody is judged by it");
}
