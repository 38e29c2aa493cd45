//! Reads a packet (RFC 2865 sections 3 and 5): lengths checked once, then a view that cannot fail.

use thiserror::Error;

use super::vendor::SubAttributes;
use super::{Asked, Authenticator, Code, MAX_ATTRIBUTES, MAX_PACKET, MIN_PACKET, number};

/// A well-formed packet over the octets it came in. Who sent it is not yet known.
#[derive(Clone, Copy, Debug)]
pub struct Packet<'a> {
    /// Header and attributes, without padding.
    octets: &'a [u8],
    code: Code,
    id: u8,
    authenticator: Authenticator,
    attributes: &'a [u8],
}

/// One attribute as it stands in a packet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Attribute<'a> {
    /// Its type.
    pub number: u8,
    /// Its value, 0 to 253 octets. (RFC 2865 asks for one at least; old clients send empty text.)
    pub value: &'a [u8],
}

/// Why octets are no packet. To be discarded in silence (RFC 2865 section 3); a stream must be closed (RFC 6613
/// section 2.6.4).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum Malformed {
    /// Fewer octets than a header has.
    #[error("{0} octets are fewer than a header's 20")]
    Short(usize),
    /// The length field is outside 20 to 4096.
    #[error("the length field says {0}, outside 20 to 4096")]
    Length(usize),
    /// The length field says more than there is.
    #[error("the length field says {said}, but only {there} octets came")]
    Truncated {
        /// What the field says.
        said: usize,
        /// What came.
        there: usize,
    },
    /// An attribute's length is 0 or 1.
    #[error("attribute {0} says a length below 2")]
    AttributeLength(u8),
    /// An attribute reaches beyond the packet, or is cut behind its type.
    #[error("attribute {0} reaches beyond the packet")]
    Overrun(u8),
    /// More attributes than [`MAX_ATTRIBUTES`].
    #[error("more than 200 attributes")]
    TooMany,
}

/// An attribute stands more than once where it may stand once at most.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("attribute {0} stands more than once")]
pub struct Repeated(
    /// Its type.
    pub u8,
);

impl<'a> Packet<'a> {
    /// Checks header, length and every attribute. Octets behind the length are padding and ignored.
    ///
    /// # Errors
    /// [`Malformed`], the first fault met.
    pub fn decode(octets: &'a [u8]) -> Result<Self, Malformed> {
        let there = octets.len();
        let Some((&[code, id, high, low], behind)) = octets.split_first_chunk::<4>() else {
            return Err(Malformed::Short(there));
        };
        let Some((&authenticator, _)) = behind.split_first_chunk::<16>() else { return Err(Malformed::Short(there)) };
        let said = usize::from(u16::from_be_bytes([high, low]));
        if !(MIN_PACKET..=MAX_PACKET).contains(&said) {
            return Err(Malformed::Length(said));
        }
        let Some(octets) = octets.get(..said) else { return Err(Malformed::Truncated { said, there }) };
        let attributes = octets.get(MIN_PACKET..).unwrap_or_default();
        check(attributes)?;
        Ok(Self { octets, code: code.into(), id, authenticator, attributes })
    }

    /// The packet as it came, without padding.
    pub const fn octets(&self) -> &'a [u8] {
        self.octets
    }

    /// The attributes as they came.
    pub(super) const fn attribute_octets(&self) -> &'a [u8] {
        self.attributes
    }

    /// What kind of packet it is.
    pub const fn code(&self) -> Code {
        self.code
    }

    /// The identifier, by which answers find their request.
    pub const fn id(&self) -> u8 {
        self.id
    }

    /// The Request Authenticator or Response Authenticator.
    pub const fn authenticator(&self) -> &Authenticator {
        &self.authenticator
    }

    /// What an answer to this packet must know.
    pub const fn asked(&self) -> Asked {
        Asked { code: self.code, id: self.id, authenticator: self.authenticator }
    }

    /// All attributes in their order, unknown ones too.
    pub const fn attributes(&self) -> Iter<'a> {
        Iter { rest: self.attributes }
    }

    /// The values of every attribute of this type, in their order.
    pub fn all(&self, number: u8) -> impl Iterator<Item = &'a [u8]> + use<'a> {
        self.attributes().filter(move |attribute| attribute.number == number).map(|attribute| attribute.value)
    }

    /// Whether an attribute of this type is there.
    pub fn has(&self, number: u8) -> bool {
        self.first(number).is_some()
    }

    /// The value of the first attribute of this type.
    pub fn first(&self, number: u8) -> Option<&'a [u8]> {
        self.all(number).next()
    }

    /// The value of the only attribute of this type; `None` where there is none.
    ///
    /// # Errors
    /// [`Repeated`] when there are several.
    pub fn only(&self, number: u8) -> Result<Option<&'a [u8]>, Repeated> {
        let mut all = self.all(number);
        let first = all.next();
        if all.next().is_some() { Err(Repeated(number)) } else { Ok(first) }
    }

    /// A long value that was sent in pieces (EAP-Message, RFC 3579 section 3.1): all of this type, joined. `None`
    /// where there is none.
    pub fn joined(&self, number: u8) -> Option<Vec<u8>> {
        self.has(number).then(|| self.all(number).flatten().copied().collect())
    }

    /// The values of every vendor attribute of this vendor and type, also of several in one Vendor-Specific attribute
    /// (RFC 2865 section 5.26). What a vendor formed otherwise is passed over.
    pub fn vendor(&self, vendor: u32, number: u8) -> impl Iterator<Item = &'a [u8]> + use<'a> {
        self.all(number::VENDOR_SPECIFIC)
            .filter_map(SubAttributes::of)
            .filter(move |within| within.vendor() == vendor)
            .flatten()
            .filter(move |attribute| attribute.number == number)
            .map(|attribute| attribute.value)
    }

    /// The value of the only vendor attribute of this vendor and type; `None` where there is none.
    ///
    /// # Errors
    /// [`Repeated`] when there are several.
    pub fn only_vendor(&self, vendor: u32, number: u8) -> Result<Option<&'a [u8]>, Repeated> {
        let mut all = self.vendor(vendor, number);
        let first = all.next();
        if all.next().is_some() { Err(Repeated(number)) } else { Ok(first) }
    }
}

/// Walks over attributes.
#[derive(Clone, Debug)]
pub struct Iter<'a> {
    rest: &'a [u8],
}

impl<'a> Iter<'a> {
    pub(super) const fn new(rest: &'a [u8]) -> Self {
        Self { rest }
    }
}

impl<'a> Iterator for Iter<'a> {
    type Item = Attribute<'a>;

    fn next(&mut self) -> Option<Attribute<'a>> {
        let (number, value, rest) = split(self.rest).ok()??;
        self.rest = rest;
        Some(Attribute { number, value })
    }
}

fn check(mut rest: &[u8]) -> Result<(), Malformed> {
    let mut count = 0;
    while let Some((_, _, next)) = split(rest)? {
        rest = next;
        count += 1;
        if count > MAX_ATTRIBUTES {
            return Err(Malformed::TooMany);
        }
    }
    Ok(())
}

/// Type and value of the attribute in front, and what is behind it; `None` at the end.
fn split(octets: &[u8]) -> Result<Option<(u8, &[u8], &[u8])>, Malformed> {
    let Some((&number, behind)) = octets.split_first() else { return Ok(None) };
    let Some((&length, behind)) = behind.split_first() else { return Err(Malformed::Overrun(number)) };
    let length = usize::from(length).checked_sub(2).ok_or(Malformed::AttributeLength(number))?;
    let (value, rest) = behind.split_at_checked(length).ok_or(Malformed::Overrun(number))?;
    Ok(Some((number, value, rest)))
}
