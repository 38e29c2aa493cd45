//! RADIUS by the crate `radius`, which shares no code with ours; it knows no Message-Authenticator (RFC 3579 section
//! 3.2), so that is put in and checked here.

use hmac::{Hmac, KeyInit, Mac as _};
use md5::{Digest as _, Md5};
use radius::core::avp::AVP;
use radius::core::code::Code;
use radius::core::packet::Packet;
use radius::core::rfc2869::MESSAGE_AUTHENTICATOR_TYPE;
use std::ops::Range;

/// Where the value of a Message-Authenticator stands that is the first attribute.
const SIGNATURE: Range<usize> = 22..38;
const AUTHENTICATOR: Range<usize> = 4..20;

/// An Access-Request with these attributes behind its Message-Authenticator.
pub(crate) fn request(secret: &str, fill: impl FnOnce(&mut Packet)) -> Vec<u8> {
    let mut packet = Packet::new(Code::AccessRequest, secret.as_bytes());
    packet.add(AVP::from_bytes(MESSAGE_AUTHENTICATOR_TYPE, &[0; 16]));
    fill(&mut packet);
    let mut octets = packet.encode().expect("the request can be written");
    let signature = hmac(&octets, secret);
    octets[SIGNATURE].copy_from_slice(&signature);
    octets
}

/// A reply with these attributes behind its Message-Authenticator.
pub(crate) fn reply(to: &[u8], secret: &str, code: Code, fill: impl FnOnce(&mut Packet)) -> Vec<u8> {
    let request = Packet::decode(to, secret.as_bytes()).expect("the request can be read");
    let mut packet = request.make_response_packet(code);
    packet.add(AVP::from_bytes(MESSAGE_AUTHENTICATOR_TYPE, &[0; 16]));
    fill(&mut packet);
    let mut octets = packet.encode().expect("the reply can be written");
    octets[AUTHENTICATOR].copy_from_slice(&to[AUTHENTICATOR]);
    let signature = hmac(&octets, secret);
    octets[SIGNATURE].copy_from_slice(&signature);
    let authenticator = Md5::new().chain_update(&octets).chain_update(secret).finalize();
    octets[AUTHENTICATOR].copy_from_slice(&authenticator);
    octets
}

/// Whether the first attribute is a right Message-Authenticator; `authenticator` is the request's.
pub(crate) fn is_signed(octets: &[u8], authenticator: &[u8], secret: &str) -> bool {
    if octets.len() < SIGNATURE.end || octets[20..22] != [80, 18] {
        return false;
    }
    let mut plain = octets.to_vec();
    plain[AUTHENTICATOR].copy_from_slice(authenticator);
    plain[SIGNATURE].fill(0);
    hmac(&plain, secret) == octets[SIGNATURE]
}

/// The authenticator in a packet's header.
pub(crate) fn authenticator(octets: &[u8]) -> &[u8] {
    &octets[AUTHENTICATOR]
}

/// The values of one attribute, in order.
pub(crate) fn values(octets: &[u8], kind: u8) -> Vec<Vec<u8>> {
    places(octets, kind).into_iter().map(|place| octets[place].to_vec()).collect()
}

/// The same request with another value of the same length in one attribute, signed again.
pub(crate) fn changed(octets: &[u8], kind: u8, value: &[u8], secret: &str) -> Vec<u8> {
    let mut octets = octets.to_vec();
    for place in places(&octets, kind) {
        octets[place].copy_from_slice(value);
    }
    let signatures = places(&octets, MESSAGE_AUTHENTICATOR_TYPE);
    signatures.iter().for_each(|place| octets[place.clone()].fill(0));
    let signature = hmac(&octets, secret);
    signatures.into_iter().for_each(|place| octets[place].copy_from_slice(&signature));
    octets
}

fn places(octets: &[u8], kind: u8) -> Vec<Range<usize>> {
    let (mut start, mut found) = (AUTHENTICATOR.end, Vec::new());
    while let Some([this, length]) = octets.get(start..start + 2) {
        let end = start + usize::from(*length);
        if *length < 2 || end > octets.len() {
            break;
        }
        if *this == kind {
            found.push(start + 2..end);
        }
        start = end;
    }
    found
}

fn hmac(octets: &[u8], secret: &str) -> [u8; 16] {
    let mut mac = Hmac::<Md5>::new_from_slice(secret.as_bytes()).expect("any key will do");
    mac.update(octets);
    mac.finalize().into_bytes().into()
}
