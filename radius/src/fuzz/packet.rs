//! Target `radius_packet`: whatever octets, as one packet.

use bytes::BytesMut;

use crate::dictionary::Dictionary;
use crate::mschap::{self, MICROSOFT, Response};
use crate::packet::{
    Attributes, MAX_ATTRIBUTES, Packet, Secret, Signed, number, request, stream, tunnel, unhide_password, unhide_salted,
};
use crate::scrv1;

/// Whatever the octets begin with, read as a datagram and off a stream, everything in it
/// interpreted, and written again. `dictionary` shows it.
///
/// # Panics
/// When what was read is not what came, or what we write is not authentic.
pub fn radius_packet(data: &[u8], dictionary: &Dictionary) {
    let secret = Secret::new(b"testing123".to_vec());
    let mut received = BytesMut::from(data);
    let first = stream::next(&mut received);
    let Ok(packet) = Packet::decode(data) else {
        assert!(!matches!(&first, Ok(Some(whole)) if Packet::decode(whole).is_ok()), "a stream takes more");
        return;
    };
    assert_eq!(first.ok().flatten().as_deref(), Some(packet.octets()));
    assert!(packet.attributes().count() <= MAX_ATTRIBUTES);
    let _ = (packet.message_authenticator(&secret), packet.accounting_authenticator(&secret));
    let _ = packet.response_message_authenticator(&packet.asked(), &secret);
    interpret(&packet, &secret);
    let _ = dictionary.show(packet.attributes());
    write_again(&packet, &secret);
}

fn interpret(packet: &Packet<'_>, secret: &Secret) {
    for value in packet.all(number::USER_PASSWORD) {
        if let Ok(typed) = unhide_password(value, packet.authenticator(), secret) {
            assert!(typed.expose().len() <= 128);
            let _ = scrv1::split(typed.expose());
        }
        let _ = scrv1::split(value);
    }
    let _ = (packet.joined(number::EAP_MESSAGE), packet.only(number::STATE));
    for attribute in packet.attributes() {
        let (tag, text) = tunnel::split_text(attribute.value);
        assert!(tag <= tunnel::MAX_TAG && text.len() <= attribute.value.len());
        let _ = (tunnel::split_number(attribute.value), unhide_salted(text, packet.authenticator(), secret));
    }
    let challenge = packet.only_vendor(MICROSOFT, mschap::number::MS_CHAP_CHALLENGE);
    let response = packet.only_vendor(MICROSOFT, mschap::number::MS_CHAP2_RESPONSE);
    if let (Ok(Some(challenge)), Ok(Some(response))) = (challenge, response)
        && let Ok(read) = Response::read(challenge, response)
    {
        let name = packet.first(number::USER_NAME).unwrap_or_default();
        let _ = (read.challenge_hash(name), Response::code_within(response));
    }
}

fn write_again(packet: &Packet<'_>, secret: &Secret) {
    let mut attributes = Attributes::new();
    for attribute in packet.attributes() {
        assert_eq!(attributes.push(attribute.number, attribute.value), Ok(()));
    }
    let again = request(packet.code(), packet.id(), packet.authenticator(), &attributes, secret, Signed::Without);
    assert_eq!(again.as_deref(), Ok(packet.octets()));
    let unsigned = !packet.has(number::MESSAGE_AUTHENTICATOR);
    let room = packet.attributes().count() < MAX_ATTRIBUTES;
    if let Ok(signed) = request(packet.code(), packet.id(), packet.authenticator(), &attributes, secret, Signed::First)
        && unsigned
        && room
    {
        // An Accounting-Request is signed over an authenticator that is computed later.
        let zero = *packet.authenticator() == [0; 16];
        let read = Packet::decode(&signed);
        let authentic = read.is_ok_and(|read| read.message_authenticator(secret).is_ok());
        assert!(authentic || (packet.code() == crate::packet::Code::AccountingRequest && !zero));
    }
}
