//! Writes packets. Message-Authenticator comes first (RFC 3579 section 3.2; behind a chosen prefix it could be forged,
//! CVE-2024-3596).

use bytes::Bytes;
use thiserror::Error;

use super::vendor::{Format, vendor_specific};
use super::{Asked, Authenticator, Code, Iter, MAX_PACKET, MAX_VALUE, MIN_PACKET, Secret, number};

/// Does not fit an attribute (253 octets) or a packet (4096).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("does not fit")]
pub struct TooLarge;

/// Whether a packet carries a Message-Authenticator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signed {
    /// In front of every other attribute.
    First,
    /// Not at all: Accounting, and clients that drop replies which hold one.
    Without,
}

/// Attributes to be sent, in their order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Attributes(Vec<u8>);

impl Attributes {
    /// None yet.
    pub const fn new() -> Self {
        Self(Vec::new())
    }

    /// Appends one.
    ///
    /// # Errors
    /// [`TooLarge`] when `value` is longer than 253 octets; nothing is appended then.
    pub fn push(&mut self, number: u8, value: &[u8]) -> Result<(), TooLarge> {
        if value.len() > MAX_VALUE {
            return Err(TooLarge);
        }
        let length = u8::try_from(value.len() + 2).map_err(|_| TooLarge)?;
        self.0.extend_from_slice(&[number, length]);
        self.0.extend_from_slice(value);
        Ok(())
    }

    /// Appends a value of any length as consecutive attributes of one type (EAP-Message, RFC 3579 section 3.1). An
    /// empty value appends nothing.
    pub fn push_long(&mut self, number: u8, value: &[u8]) {
        for piece in value.chunks(MAX_VALUE) {
            // Cannot fail: a piece is no longer than it may be.
            let _ = self.push(number, piece);
        }
    }

    /// Appends one of a vendor that uses the recommended format.
    ///
    /// # Errors
    /// [`TooLarge`] when `value` is longer than 247 octets; nothing is appended then.
    pub fn push_vendor(&mut self, vendor: u32, number: u8, value: &[u8]) -> Result<(), TooLarge> {
        vendor_specific(self, vendor, Format::RECOMMENDED, number.into(), value)
    }

    /// Appends all of another.
    pub fn append(&mut self, other: &Self) {
        self.0.extend_from_slice(&other.0);
    }

    /// They, in their order.
    pub fn iter(&self) -> Iter<'_> {
        Iter::new(&self.0)
    }

    /// How many octets they take.
    pub const fn octets(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none.
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// A reply, with its Response Authenticator (RFC 2865 section 3).
///
/// # Errors
/// [`TooLarge`] when the packet would be longer than 4096 octets.
pub fn reply(
    code: Code,
    asked: &Asked,
    attributes: &Attributes,
    secret: &Secret,
    signed: Signed,
) -> Result<Bytes, TooLarge> {
    let mut packet = packet(code, asked.id, &asked.authenticator, attributes, secret, signed)?;
    let authenticator = secret.digest_before(&[&packet]);
    put_authenticator(&mut packet, &authenticator);
    Ok(packet.into())
}

/// An Access-Request or Status-Server; the authenticator is 16 octets of chance.
///
/// # Errors
/// [`TooLarge`] when the packet would be longer than 4096 octets.
pub fn request(
    code: Code,
    id: u8,
    authenticator: &Authenticator,
    attributes: &Attributes,
    secret: &Secret,
    signed: Signed,
) -> Result<Bytes, TooLarge> {
    packet(code, id, authenticator, attributes, secret, signed).map(Bytes::from)
}

/// An Accounting-Request, with its authenticator (RFC 2866 section 3).
///
/// # Errors
/// [`TooLarge`] when the packet would be longer than 4096 octets.
pub fn accounting_request(id: u8, attributes: &Attributes, secret: &Secret, signed: Signed) -> Result<Bytes, TooLarge> {
    let mut packet = packet(Code::AccountingRequest, id, &[0; 16], attributes, secret, signed)?;
    let authenticator = secret.digest_before(&[&packet]);
    put_authenticator(&mut packet, &authenticator);
    Ok(packet.into())
}

/// The packet with `authenticator` in its header, over which the Message-Authenticator is computed.
fn packet(
    code: Code,
    id: u8,
    authenticator: &Authenticator,
    attributes: &Attributes,
    secret: &Secret,
    signed: Signed,
) -> Result<Vec<u8>, TooLarge> {
    const MESSAGE_AUTHENTICATOR: [u8; 2] = [number::MESSAGE_AUTHENTICATOR, 18];
    let length = MIN_PACKET + attributes.octets() + if signed == Signed::First { 18 } else { 0 };
    if length > MAX_PACKET {
        return Err(TooLarge);
    }
    let [high, low] = u16::try_from(length).map_err(|_| TooLarge)?.to_be_bytes();
    let head = [code.number(), id, high, low];
    let mut packet = Vec::with_capacity(length);
    packet.extend_from_slice(&head);
    packet.extend_from_slice(authenticator);
    if signed == Signed::First {
        let zero = [0; 16];
        let mac = secret.hmac(&[&head, authenticator, &MESSAGE_AUTHENTICATOR, &zero, &attributes.0]);
        packet.extend_from_slice(&MESSAGE_AUTHENTICATOR);
        packet.extend_from_slice(&mac);
    }
    packet.extend_from_slice(&attributes.0);
    Ok(packet)
}

fn put_authenticator(packet: &mut [u8], authenticator: &Authenticator) {
    packet.iter_mut().skip(4).zip(authenticator).for_each(|(octet, from)| *octet = *from);
}

#[cfg(test)]
#[expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests fail by panicking")]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::packet::{Attribute, Packet};

    fn asked() -> Asked {
        Asked { code: Code::AccessRequest, id: 200, authenticator: [0x11; 16] }
    }

    #[test]
    fn message_authenticator_is_first_in_every_reply() {
        let secret = Secret::new(b"testing".to_vec());
        let mut attributes = Attributes::new();
        attributes.push(number::PROXY_STATE, b"x").unwrap();
        for code in [Code::AccessAccept, Code::AccessReject, Code::AccessChallenge, Code::ProtocolError] {
            let octets = reply(code, &asked(), &attributes, &secret, Signed::First).unwrap();
            assert_eq!((octets[0], octets[1], octets[20]), (code.number(), 200, 80));
            let without = reply(code, &asked(), &attributes, &secret, Signed::Without).unwrap();
            assert_eq!(without.len(), octets.len() - 18);
            assert!(!Packet::decode(&without).unwrap().has(number::MESSAGE_AUTHENTICATOR));
        }
    }

    #[test]
    fn what_does_not_fit_is_not_written() {
        let (secret, mut attributes) = (Secret::new(vec![]), Attributes::new());
        assert_eq!(attributes.push(18, &[0; 254]), Err(TooLarge));
        assert!(attributes.is_empty());
        for _ in 0..15 {
            attributes.push(18, &[0; 253]).unwrap();
        }
        attributes.push(18, &[0; 249]).unwrap();
        assert_eq!(attributes.octets(), 4076);
        assert_eq!(reply(Code::AccessAccept, &asked(), &attributes, &secret, Signed::Without).unwrap().len(), 4096);
        assert_eq!(reply(Code::AccessAccept, &asked(), &attributes, &secret, Signed::First), Err(TooLarge));
        assert_eq!(accounting_request(0, &attributes, &secret, Signed::First), Err(TooLarge));
    }

    #[test]
    fn a_long_value_is_cut_into_pieces() {
        let mut attributes = Attributes::new();
        attributes.push_long(79, &[7; 600]);
        let lengths: Vec<usize> = attributes.iter().map(|attribute| attribute.value.len()).collect();
        assert_eq!(lengths, [253, 253, 94]);
        attributes.push_long(79, &[]);
        assert_eq!(attributes.iter().count(), 3);
    }

    #[test]
    fn a_vendor_attribute_has_the_vendors_format() {
        let mut attributes = Attributes::new();
        attributes.push_vendor(9, 1, b"shell:priv-lvl=15").unwrap();
        assert_eq!(attributes.0, b"\x1a\x19\x00\x00\x00\x09\x01\x13shell:priv-lvl=15");
        assert_eq!(attributes.push_vendor(9, 1, &[0; 248]), Err(TooLarge));
        attributes.push_vendor(9, 1, &[0; 247]).unwrap();
        let written = |number, length, kind, value: &[u8]| {
            let mut attributes = Attributes::new();
            let format = Format { number, length };
            vendor_specific(&mut attributes, 429, format, kind, value).map(|()| attributes.0[6..].to_vec())
        };
        assert_eq!(written(2, 2, 0x0102, b"ab"), Ok(vec![1, 2, 0, 6, b'a', b'b']));
        assert_eq!(written(4, 0, 0x0102_0304, b"ab"), Ok(vec![1, 2, 3, 4, b'a', b'b']));
        assert_eq!(written(1, 0, 9, b""), Ok(vec![9]));
        assert_eq!(written(1, 1, 256, b""), Err(TooLarge));
        assert_eq!(written(4, 2, 9, &[0; 243]).map(|octets| octets.len()), Ok(249));
        assert_eq!(written(4, 2, 9, &[0; 244]), Err(TooLarge));
    }

    proptest! {
        #[test]
        fn what_was_written_is_read(
            parts in proptest::collection::vec((any::<u8>(), proptest::collection::vec(any::<u8>(), 0..=253)), 0..15),
            id: u8,
            authenticator: [u8; 16],
        ) {
            let (secret, mut attributes) = (Secret::new(b"testing".to_vec()), Attributes::new());
            for (number, value) in &parts {
                attributes.push(*number, value).unwrap();
            }
            let octets = request(Code::AccessRequest, id, &authenticator, &attributes, &secret, Signed::Without).unwrap();
            let read = Packet::decode(&octets).unwrap();
            prop_assert_eq!((read.id(), *read.authenticator()), (id, authenticator));
            let there: Vec<Attribute<'_>> = read.attributes().collect();
            let expected: Vec<Attribute<'_>> = parts.iter().map(|(number, value)| Attribute { number: *number, value }).collect();
            prop_assert_eq!(there, expected);
        }
    }
}
