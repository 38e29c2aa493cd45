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

/// Type and value of an attribute, and what is behind it.
type Split<'a> = (u8, &'a [u8], &'a [u8]);

/// Takes off the attribute in front; `None` at the end.
fn split(octets: &[u8]) -> Result<Option<Split<'_>>, Malformed> {
    let Some((&number, behind)) = octets.split_first() else { return Ok(None) };
    let Some((&length, behind)) = behind.split_first() else { return Err(Malformed::Overrun(number)) };
    let length = usize::from(length).checked_sub(2).ok_or(Malformed::AttributeLength(number))?;
    let (value, rest) = behind.split_at_checked(length).ok_or(Malformed::Overrun(number))?;
    Ok(Some((number, value, rest)))
}

#[cfg(test)]
#[expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests fail by panicking")]
mod tests {
    use hex_literal::hex;
    use proptest::prelude::*;

    use super::*;

    /// A packet of these attributes, as octets.
    fn packet(attributes: &[u8]) -> Vec<u8> {
        let length = u16::try_from(20 + attributes.len()).unwrap().to_be_bytes();
        [&[1, 7], length.as_slice(), &[0xaa; 16], attributes].concat()
    }

    #[test]
    fn the_example_of_rfc_2865_is_read() {
        // Section 7.1.
        let octets = hex!(
            "01 00 00 38 0f 40 3f 94 73 97 80 57 bd 83 d5 cb 98 f4 22 7a 01 06 6e 65 6d 6f 02 12 0d be 70 8d 93 d4 13"
            "ce 31 96 e4 3f 78 2a 0a ee 04 06 c0 a8 01 10 05 06 00 00 00 03"
        );
        let read = Packet::decode(&octets).unwrap();
        assert_eq!((read.code(), read.id()), (Code::AccessRequest, 0));
        assert_eq!(*read.authenticator(), hex!("0f403f9473978057bd83d5cb98f4227a"));
        let numbers: Vec<u8> = read.attributes().map(|attribute| attribute.number).collect();
        assert_eq!(numbers, [1, 2, 4, 5]);
        assert_eq!(read.first(number::USER_NAME), Some(&b"nemo"[..]));
        assert_eq!(read.first(number::NAS_PORT), Some(&[0, 0, 0, 3][..]));
        assert!(!read.has(number::STATE));
    }

    #[test]
    fn less_than_a_header_is_refused() {
        let whole = packet(&[]);
        assert!(Packet::decode(&whole).is_ok());
        for length in 0..20 {
            assert_eq!(Packet::decode(&whole[..length]).unwrap_err(), Malformed::Short(length));
        }
    }

    #[test]
    fn the_length_field_is_held_to_20_and_4096() {
        let mut octets = vec![0; 5000];
        for (said, expected) in [
            (0, Err(Malformed::Length(0))),
            (19, Err(Malformed::Length(19))),
            (20, Ok(())),
            (4097, Err(Malformed::Length(4097))),
            (65535, Err(Malformed::Length(65535))),
        ] {
            octets.splice(2..4, u16::to_be_bytes(said));
            assert_eq!(Packet::decode(&octets).map(|_| ()), expected, "{said}");
        }
        let mut most = packet(&[[26, 255].as_slice(), &[0; 253]].concat().repeat(15));
        most.extend_from_slice(&[&[26, 251][..], &[0; 249]].concat());
        most.splice(2..4, 4096u16.to_be_bytes());
        assert_eq!(most.len(), 4096);
        assert_eq!(Packet::decode(&most).unwrap().attributes().count(), 16);
    }

    #[test]
    fn fewer_octets_than_said_are_refused_and_more_are_padding() {
        let whole = packet(&[1, 3, b'a']);
        let cut = Packet::decode(&whole[..22]).unwrap_err();
        assert_eq!(cut, Malformed::Truncated { said: 23, there: 22 });
        let padded = [whole.as_slice(), &[2, 0, 9]].concat();
        let read = Packet::decode(&padded).unwrap();
        assert_eq!(read.octets(), whole);
        assert_eq!(read.attributes().count(), 1);
    }

    #[test]
    fn attributes_that_cannot_be_are_refused() {
        for (attributes, expected) in [
            (&[1, 0][..], Malformed::AttributeLength(1)),
            (&[1, 1], Malformed::AttributeLength(1)),
            (&[1, 3, b'a', 24, 0, 0, 0], Malformed::AttributeLength(24)),
            (&[1, 4, b'a'], Malformed::Overrun(1)),
            (&[1, 3, b'a', 80], Malformed::Overrun(80)),
            (&[1, 255], Malformed::Overrun(1)),
        ] {
            assert_eq!(Packet::decode(&packet(attributes)).unwrap_err(), expected);
        }
        assert_eq!(Packet::decode(&packet(&[18, 2])).unwrap().first(18), Some(&[][..]));
    }

    #[test]
    fn at_most_200_attributes_are_read() {
        assert_eq!(Packet::decode(&packet(&[33, 2].repeat(200))).unwrap().all(33).count(), 200);
        assert_eq!(Packet::decode(&packet(&[33, 2].repeat(201))).unwrap_err(), Malformed::TooMany);
    }

    #[test]
    fn unknown_attributes_are_kept_in_their_order() {
        let octets = packet(&[250, 3, 1, 33, 3, 2, 250, 2, 33, 3, 1]);
        let read = Packet::decode(&octets).unwrap();
        let numbers: Vec<u8> = read.attributes().map(|attribute| attribute.number).collect();
        assert_eq!(numbers, [250, 33, 250, 33]);
        assert_eq!(read.all(33).collect::<Vec<_>>(), [&[2], &[1]]);
    }

    #[test]
    fn what_may_stand_once_is_seen_to_stand_twice() {
        let octets = packet(&[1, 3, b'a', 24, 3, 1, 24, 3, 1]);
        let read = Packet::decode(&octets).unwrap();
        assert_eq!(read.only(1), Ok(Some(&b"a"[..])));
        assert_eq!(read.only(2), Ok(None));
        assert_eq!(read.only(24), Err(Repeated(24)));
    }

    #[test]
    fn a_long_value_is_joined() {
        let octets = packet(&[79, 4, 1, 2, 1, 3, b'a', 79, 3, 3]);
        let read = Packet::decode(&octets).unwrap();
        assert_eq!(read.joined(79), Some(vec![1, 2, 3]));
        assert_eq!(read.joined(78), None);
    }

    #[test]
    fn vendor_attributes_are_found_alone_and_together() {
        let octets = packet(&hex!(
            "1a0d 00000137 0b07 0102030405" // Microsoft's 11 alone
            "1a0f 00000137 1903aa 1904bbcc 0b02" // 25, 25 and 11 together
            "1a0a 00000009 0b04 ffff" // Cisco's 11
            "1a05 000001" // no vendor
            "1a0a 00000137 0bff dddd" // not formed as recommended
            "1a06 00000137" // nothing within
        ));
        let read = Packet::decode(&octets).unwrap();
        assert_eq!(read.vendor(311, 11).collect::<Vec<_>>(), [&[1, 2, 3, 4, 5][..], &[]]);
        assert_eq!(read.vendor(311, 25).collect::<Vec<_>>(), [&[0xaa][..], &[0xbb, 0xcc]]);
        assert_eq!(read.only_vendor(9, 11), Ok(Some(&[0xff, 0xff][..])));
        assert_eq!(read.only_vendor(311, 25), Err(Repeated(25)));
        assert_eq!(read.only_vendor(311, 26), Ok(None));
    }

    proptest! {
        #[test]
        fn no_octets_stop_it(octets in proptest::collection::vec(any::<u8>(), 0..600)) {
            let _ = Packet::decode(&octets);
        }

        #[test]
        fn what_is_read_fills_the_packet(attributes in proptest::collection::vec(any::<u8>(), 0..60)) {
            let octets = packet(&attributes);
            if let Ok(read) = Packet::decode(&octets) {
                let again: Vec<u8> = read
                    .attributes()
                    .flat_map(|one| [&[one.number, u8::try_from(one.value.len() + 2).unwrap()], one.value].concat())
                    .collect();
                prop_assert_eq!(again, attributes);
            }
        }
    }
}
