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
