//! Types of values, and how a text becomes octets (RFC 2865 section 5, RFC 3162, RFC 6572).

use std::net::{Ipv4Addr, Ipv6Addr};
use std::sync::Arc;

use thiserror::Error;

use super::Attribute;

/// What a value is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Type {
    /// UTF-8 text.
    Text,
    /// Octets; of exactly this many where a number is given. Written as text, or in hexadecimal after `0x`.
    Octets(Option<usize>),
    /// A number of so many octets: 1, 2, 4 or 8.
    Number(u8),
    /// A signed number of 4 octets.
    Signed,
    /// Seconds since 1970, in 4 octets.
    Date,
    /// An IPv4 address.
    Ipv4,
    /// An IPv4 prefix (RFC 6572 section 4).
    Ipv4Prefix,
    /// An IPv6 address.
    Ipv6,
    /// An IPv6 prefix (RFC 3162 section 2.3).
    Ipv6Prefix,
    /// An address of either kind.
    Ip,
    /// The interface part of an IPv6 address (RFC 3162 section 2.2).
    InterfaceId,
    /// An Ethernet address.
    Ether,
    /// One that dictionaries have and this program has not, by its name there.
    Unsupported(Arc<str>),
}

/// A text is no value of an attribute. The text itself is not told: it may be secret.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum BadValue {
    /// It has another form.
    #[error("is not {0}")]
    NotA(&'static str),
    /// It has another length.
    #[error("has {there} octets, not {expected}")]
    Length {
        /// What the dictionary says.
        expected: usize,
        /// What it has.
        there: usize,
    },
    /// The type is not in this version.
    #[error("is of the type `{0}`, which is not in this version")]
    Unsupported(Arc<str>),
}

impl Type {
    /// The type that dictionaries give this name.
    pub(super) fn named(name: &str) -> Self {
        let lower = name.to_ascii_lowercase();
        match lower.as_str() {
            "string" | "text" => Self::Text,
            "octets" => Self::Octets(None),
            "byte" | "uint8" => Self::Number(1),
            "short" | "uint16" => Self::Number(2),
            "integer" | "uint32" | "time_delta" => Self::Number(4),
            "integer64" | "uint64" => Self::Number(8),
            "signed" | "int32" => Self::Signed,
            "date" => Self::Date,
            "ipaddr" | "ipv4addr" => Self::Ipv4,
            "ipv4prefix" => Self::Ipv4Prefix,
            "ipv6addr" => Self::Ipv6,
            "ipv6prefix" => Self::Ipv6Prefix,
            "combo-ip" | "combo-ipaddr" => Self::Ip,
            "ifid" => Self::InterfaceId,
            "ether" | "ethernet" => Self::Ether,
            _ => Self::sized(&lower).unwrap_or_else(|| Self::Unsupported(lower.as_str().into())),
        }
    }

    /// `octets[16]`.
    fn sized(name: &str) -> Option<Self> {
        let length = name.strip_prefix("octets[")?.strip_suffix(']')?;
        length.parse().ok().map(|length| Self::Octets(Some(length)))
    }

    /// Whether the values are numbers, which may have names.
    pub const fn is_number(&self) -> bool {
        matches!(self, Self::Number(_) | Self::Signed)
    }
}

impl Attribute {
    /// The octets of a value that is given as text: without tag, not hidden, perhaps too long for the wire.
    ///
    /// # Errors
    /// [`BadValue`] when it is no value of this attribute's type.
    pub fn octets(&self, text: &[u8]) -> Result<Vec<u8>, BadValue> {
        match &self.kind {
            Type::Text => Ok(text.to_vec()),
            Type::Octets(length) => octets(text, *length),
            Type::Number(size) => self.number(text, *size),
            Type::Signed => {
                let named = self.named_value(text).and_then(|number| i32::try_from(number).ok());
                let number =
                    named.or_else(|| parsed(text)).ok_or(BadValue::NotA("a number of 32 bits, nor a named value"))?;
                Ok(number.to_be_bytes().to_vec())
            }
            Type::Date => Ok(whole::<u32>(text, "a number of seconds since 1970")?.to_be_bytes().to_vec()),
            Type::Ipv4 => ipv4(text),
            Type::Ipv4Prefix => ipv4_prefix(text),
            Type::Ipv6 => ipv6(text),
            Type::Ipv6Prefix => ipv6_prefix(text),
            Type::Ip => ipv4(text).or_else(|_| ipv6(text)).map_err(|_| BadValue::NotA("an IP address")),
            Type::InterfaceId => interface_id(text),
            Type::Ether => ether(text),
            Type::Unsupported(name) => Err(BadValue::Unsupported(Arc::clone(name))),
        }
    }

    fn number(&self, text: &[u8], size: u8) -> Result<Vec<u8>, BadValue> {
        let number = self
            .named_value(text)
            .or_else(|| unsigned(text))
            .ok_or(BadValue::NotA("a number, nor one of the attribute's named values"))?;
        let all = number.to_be_bytes();
        let (above, kept) = all.split_at_checked(8usize.saturating_sub(size.into())).unwrap_or((&[], &all));
        if above.iter().any(|octet| *octet != 0) {
            return Err(BadValue::NotA("a number that fits"));
        }
        Ok(kept.to_vec())
    }

    fn named_value(&self, text: &[u8]) -> Option<u64> {
        let text = text.trim_ascii();
        let named = self.values.iter().find(|(name, _)| name.as_bytes().eq_ignore_ascii_case(text));
        named.map(|(_, number)| *number)
    }
}

fn parsed<T: std::str::FromStr>(text: &[u8]) -> Option<T> {
    std::str::from_utf8(text).ok()?.trim().parse().ok()
}

fn whole<T: std::str::FromStr>(text: &[u8], what: &'static str) -> Result<T, BadValue> {
    parsed(text).ok_or(BadValue::NotA(what))
}

/// A number in decimal, or in hexadecimal after `0x`.
pub(super) fn unsigned(text: &[u8]) -> Option<u64> {
    let text = std::str::from_utf8(text).ok()?.trim();
    match text.strip_prefix("0x").or_else(|| text.strip_prefix("0X")) {
        Some(hex) => u64::from_str_radix(hex, 16).ok(),
        None => text.parse().ok(),
    }
}

fn octets(text: &[u8], length: Option<usize>) -> Result<Vec<u8>, BadValue> {
    let octets = match text.strip_prefix(b"0x") {
        Some(digits) => hexadecimal(digits).ok_or(BadValue::NotA("hexadecimal after 0x"))?,
        None => text.to_vec(),
    };
    match length {
        Some(expected) if octets.len() != expected => Err(BadValue::Length { expected, there: octets.len() }),
        Some(_) | None => Ok(octets),
    }
}

fn hexadecimal(digits: &[u8]) -> Option<Vec<u8>> {
    let (pairs, []) = digits.as_chunks::<2>() else { return None };
    let digit = |octet: u8| char::from(octet).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    pairs.iter().map(|[high, low]| Some((digit(*high)? << 4) | digit(*low)?)).collect()
}

/// Dotted, or as the number of 32 bits, signed too, that Active Directory keeps in msRADIUSFramedIPAddress.
fn ipv4(text: &[u8]) -> Result<Vec<u8>, BadValue> {
    const WHAT: &str = "an IPv4 address";
    if let Some(address) = parsed::<Ipv4Addr>(text) {
        return Ok(address.octets().to_vec());
    }
    let number: i64 = whole(text, WHAT)?;
    let unsigned = u32::try_from(number).or_else(|_| i32::try_from(number).map(i32::cast_unsigned));
    unsigned.map(|number| number.to_be_bytes().to_vec()).map_err(|_| BadValue::NotA(WHAT))
}

fn ipv6(text: &[u8]) -> Result<Vec<u8>, BadValue> {
    Ok(whole::<Ipv6Addr>(text, "an IPv6 address")?.octets().to_vec())
}

fn ipv4_prefix(text: &[u8]) -> Result<Vec<u8>, BadValue> {
    const WHAT: &str = "an IPv4 prefix, such as 192.0.2.0/24 without bits behind it";
    let (address, length) = prefix::<Ipv4Addr>(text, 32).ok_or(BadValue::NotA(WHAT))?;
    let bits = address.to_bits();
    if bits & u32::MAX.checked_shr(length.into()).unwrap_or(0) != 0 {
        return Err(BadValue::NotA(WHAT));
    }
    Ok([&[0, length], address.octets().as_slice()].concat())
}

fn ipv6_prefix(text: &[u8]) -> Result<Vec<u8>, BadValue> {
    const WHAT: &str = "an IPv6 prefix, such as 2001:db8::/32 without bits behind it";
    let (address, length) = prefix::<Ipv6Addr>(text, 128).ok_or(BadValue::NotA(WHAT))?;
    let bits = address.to_bits();
    if bits & u128::MAX.checked_shr(length.into()).unwrap_or(0) != 0 {
        return Err(BadValue::NotA(WHAT));
    }
    Ok([&[0, length], address.octets().as_slice()].concat())
}

fn prefix<A: std::str::FromStr>(text: &[u8], most: u8) -> Option<(A, u8)> {
    let (address, length) = std::str::from_utf8(text).ok()?.trim().split_once('/')?;
    let length = length.parse().ok().filter(|length| *length <= most)?;
    Some((address.parse().ok()?, length))
}

fn interface_id(text: &[u8]) -> Result<Vec<u8>, BadValue> {
    const WHAT: BadValue = BadValue::NotA("an interface identifier, such as 0:0:0:1");
    let text = std::str::from_utf8(text).map_err(|_| WHAT)?.trim();
    let parts: Vec<u16> =
        text.split(':').map(|part| u16::from_str_radix(part, 16)).collect::<Result<_, _>>().map_err(|_| WHAT)?;
    let parts: [u16; 4] = parts.try_into().map_err(|_| WHAT)?;
    Ok(parts.iter().flat_map(|part| part.to_be_bytes()).collect())
}

fn ether(text: &[u8]) -> Result<Vec<u8>, BadValue> {
    const WHAT: BadValue = BadValue::NotA("an Ethernet address, such as 00:00:5e:00:53:01");
    let text = std::str::from_utf8(text).map_err(|_| WHAT)?.trim();
    let octets: Vec<u8> = text
        .split([':', '-'])
        .map(|part| if part.len() == 2 { u8::from_str_radix(part, 16).ok() } else { None })
        .collect::<Option<_>>()
        .ok_or(WHAT)?;
    if octets.len() == 6 { Ok(octets) } else { Err(WHAT) }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests fail by panicking")]
mod tests {
    use hex_literal::hex;
    use proptest::prelude::*;

    use super::super::Dictionary;

    const KINDS: &str = "
        ATTRIBUTE Text 1 string
        ATTRIBUTE Octets 2 octets
        ATTRIBUTE Four 3 octets[4]
        ATTRIBUTE Byte 4 byte
        ATTRIBUTE Short 5 short
        ATTRIBUTE Integer 6 integer
        ATTRIBUTE Long 7 integer64
        ATTRIBUTE Signed 8 signed
        ATTRIBUTE Date 9 date
        ATTRIBUTE V4 10 ipaddr
        ATTRIBUTE V4Prefix 11 ipv4prefix
        ATTRIBUTE V6 12 ipv6addr
        ATTRIBUTE V6Prefix 13 ipv6prefix
        ATTRIBUTE Either 14 combo-ip
        ATTRIBUTE Interface 15 ifid
        ATTRIBUTE Ether 16 ether
        ATTRIBUTE Tlv 17 tlv
        VALUE Integer Framed-User 2
        VALUE Byte Most 255
        VALUE Byte Too-Much 256
    ";

    fn octets(name: &str, text: &str) -> Option<Vec<u8>> {
        let mut dictionary = Dictionary::default();
        dictionary.read("kinds", KINDS, &mut |_| Err(String::new())).unwrap();
        dictionary.attribute(name).unwrap().octets(text.as_bytes()).ok()
    }

    #[test]
    fn values_become_the_octets_of_their_type() {
        let cases: [(&str, &str, &[u8]); 29] = [
            ("Text", " a\u{fc} ", " a\u{fc} ".as_bytes()),
            ("Octets", "OU=Staff;", b"OU=Staff;"),
            ("Octets", "0x00ffAb", &hex!("00ffab")),
            ("Four", "0x01020304", &hex!("01020304")),
            ("Four", "abcd", b"abcd"),
            ("Byte", "255", &[255]),
            ("Byte", "most", &[255]),
            ("Short", "0x0102", &[1, 2]),
            ("Integer", "3600", &hex!("00000e10")),
            ("Integer", " 3600 ", &hex!("00000e10")),
            ("Integer", "framed-user", &hex!("00000002")),
            ("Integer", "4294967295", &hex!("ffffffff")),
            ("Long", "18446744073709551615", &hex!("ffffffffffffffff")),
            ("Signed", "-1", &hex!("ffffffff")),
            ("Date", "1700000000", &hex!("6553f100")),
            ("V4", "192.0.2.7", &hex!("c0000207")),
            ("V4", "3221225991", &hex!("c0000207")),
            // As Active Directory writes it.
            ("V4", "-1073741305", &hex!("c0000207")),
            ("V4", "-1", &hex!("ffffffff")),
            ("V4Prefix", "192.0.2.0/24", &hex!("0018c0000200")),
            ("V4Prefix", "0.0.0.0/0", &hex!("000000000000")),
            ("V6", "2001:db8::1", &hex!("20010db8000000000000000000000001")),
            ("V6Prefix", "2001:db8::/32", &hex!("002020010db8000000000000000000000000")),
            ("V6Prefix", "::1/128", &hex!("008000000000000000000000000000000001")),
            ("Either", "192.0.2.7", &hex!("c0000207")),
            ("Either", "::1", &hex!("00000000000000000000000000000001")),
            ("Interface", "0:0:0:1f", &hex!("000000000000001f")),
            ("Ether", "00:00:5E:00:53:01", &hex!("00005e005301")),
            ("Ether", "00-00-5e-00-53-01", &hex!("00005e005301")),
        ];
        for (name, text, expected) in cases {
            assert_eq!(octets(name, text).as_deref(), Some(expected), "{name} {text}");
        }
    }

    #[test]
    fn other_texts_are_no_values() {
        for (name, text) in [
            ("Octets", "0x0"),
            ("Octets", "0xzz"),
            ("Four", "abc"),
            ("Byte", "256"),
            ("Byte", "Too-Much"),
            ("Byte", "-1"),
            ("Short", "65536"),
            ("Integer", "4294967296"),
            ("Integer", "Framed"),
            ("Integer", ""),
            ("Integer", "1.5"),
            ("Signed", "2147483648"),
            ("Date", "2026-01-01"),
            ("V4", "192.0.2"),
            ("V4", "4294967296"),
            ("V4", "-2147483649"),
            ("V4", "::1"),
            ("V4Prefix", "192.0.2.1/24"),
            ("V4Prefix", "192.0.2.0/33"),
            ("V4Prefix", "192.0.2.0"),
            ("V6", "192.0.2.1"),
            ("V6Prefix", "2001:db8::1/32"),
            ("V6Prefix", "::/129"),
            ("Either", "example.test"),
            ("Interface", "0:0:1"),
            ("Interface", "0:0:0:10000"),
            ("Ether", "00:00:5e:00:53"),
            ("Ether", "0:0:5e:0:53:1"),
            ("Tlv", "1"),
        ] {
            assert_eq!(octets(name, text), None, "{name} {text}");
        }
    }

    #[test]
    fn what_is_wrong_is_told_without_the_value() {
        let mut dictionary = Dictionary::default();
        dictionary.read("kinds", KINDS, &mut |_| Err(String::new())).unwrap();
        for name in ["Four", "Integer", "V4", "V6Prefix", "Ether", "Tlv"] {
            let told = dictionary.attribute(name).unwrap().octets(b"verysecret").unwrap_err().to_string();
            assert!(!told.contains("verysecret"), "{told}");
        }
    }

    proptest! {
        #[test]
        fn no_text_stops_it(text in proptest::collection::vec(any::<u8>(), 0..60), at in 1u32..=17) {
            let mut dictionary = Dictionary::default();
            dictionary.read("kinds", KINDS, &mut |_| Err(String::new())).unwrap();
            let _ = dictionary.numbered(None, at).map(|attribute| attribute.octets(&text));
        }
    }
}
