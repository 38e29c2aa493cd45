//! Attributes as a person reads them: for `vestibule try radius` and messages. Never what is hidden on the wire.

use std::fmt::Write as _;
use std::net::{Ipv4Addr, Ipv6Addr};

use super::{Attribute, Dictionary, Hidden, Type};
use crate::packet::{self, SubAttributes, number, tunnel};

impl Dictionary {
    /// Every attribute by name and value. Vendors' are taken apart; unknown ones are named by number and shown in
    /// hexadecimal. Control characters in text are escaped.
    pub fn show(&self, attributes: packet::Iter<'_>) -> Vec<(String, String)> {
        let mut shown = Vec::new();
        for attribute in attributes {
            if attribute.number == number::VENDOR_SPECIFIC
                && let Some(within) = SubAttributes::of(attribute.value)
            {
                let vendor = within.vendor();
                shown.extend(within.map(|within| self.one(Some(vendor), within)));
            } else {
                shown.push(self.one(None, attribute));
            }
        }
        shown
    }

    fn one(&self, vendor: Option<u32>, attribute: packet::Attribute<'_>) -> (String, String) {
        if let Some(known) = self.numbered(vendor, attribute.number.into()) {
            return known.show(attribute.value);
        }
        let name = match vendor {
            Some(vendor) => format!("Vendor-{vendor}-Attribute-{}", attribute.number),
            None => format!("Attribute-{}", attribute.number),
        };
        (name, hexadecimal(attribute.value))
    }
}

impl Attribute {
    fn show(&self, value: &[u8]) -> (String, String) {
        if self.hidden != Hidden::No {
            return (self.name.to_string(), "(hidden)".to_owned());
        }
        if !self.tagged {
            return (self.name.to_string(), self.shown(value));
        }
        let (tag, shown) = match tunnel::split_number(value) {
            Some((tag, number)) if self.kind.is_number() => (tag, self.shown(&number.to_be_bytes())),
            Some(_) | None => {
                let (tag, text) = tunnel::split_text(value);
                (tag, self.shown(text))
            }
        };
        let name = if tag == 0 { self.name.to_string() } else { format!("{}:{tag}", self.name) };
        (name, shown)
    }

    fn shown(&self, value: &[u8]) -> String {
        self.typed(value).unwrap_or_else(|| hexadecimal(value))
    }

    /// `None` where the value is not what its type says.
    fn typed(&self, value: &[u8]) -> Option<String> {
        match &self.kind {
            Type::Text => text(value),
            Type::Octets(_) => text(value).filter(|_| value.iter().all(|octet| (b' '..=b'~').contains(octet))),
            Type::Number(size) => {
                (value.len() == usize::from(*size)).then_some(())?;
                let number = value.iter().fold(0u64, |sum, octet| (sum << 8) | u64::from(*octet));
                let named = self.values.iter().find(|(_, known)| *known == number);
                Some(named.map_or_else(|| number.to_string(), |(name, _)| name.to_string()))
            }
            Type::Signed => Some(i32::from_be_bytes(value.try_into().ok()?).to_string()),
            Type::Date => Some(u32::from_be_bytes(value.try_into().ok()?).to_string()),
            Type::Ipv4 => Some(Ipv4Addr::from(<[u8; 4]>::try_from(value).ok()?).to_string()),
            Type::Ipv6 => Some(Ipv6Addr::from(<[u8; 16]>::try_from(value).ok()?).to_string()),
            Type::Ip if value.len() == 4 => Some(Ipv4Addr::from(<[u8; 4]>::try_from(value).ok()?).to_string()),
            Type::Ip => Some(Ipv6Addr::from(<[u8; 16]>::try_from(value).ok()?).to_string()),
            Type::Ipv6Prefix => ipv6_prefix(value),
            Type::Ipv4Prefix | Type::InterfaceId | Type::Ether | Type::Unsupported(_) => None,
        }
    }
}

fn text(value: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(value).ok()?;
    Some(text.chars().fold(String::with_capacity(text.len()), |mut shown, letter| {
        if letter.is_control() {
            shown.extend(letter.escape_default())
        } else {
            shown.push(letter)
        }
        shown
    }))
}

fn hexadecimal(value: &[u8]) -> String {
    value.iter().fold("0x".to_owned(), |mut shown, octet| {
        // Writing to a String cannot fail.
        let _ = write!(shown, "{octet:02x}");
        shown
    })
}

/// The address may be cut behind the prefix (RFC 3162 section 2.3).
fn ipv6_prefix(value: &[u8]) -> Option<String> {
    let &[_reserved, length, ref there @ ..] = value else { return None };
    let mut octets = [0; 16];
    (there.len() <= 16 && length <= 128).then_some(())?;
    octets.iter_mut().zip(there).for_each(|(octet, from)| *octet = *from);
    Some(format!("{}/{length}", Ipv6Addr::from(octets)))
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests fail by panicking")]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::packet::Attributes;

    fn shown(parts: &[(u8, &[u8])]) -> Vec<String> {
        let mut attributes = Attributes::new();
        for (number, value) in parts {
            attributes.push(*number, value).unwrap();
        }
        let pairs = Dictionary::standard().show(attributes.iter());
        pairs.into_iter().map(|(name, value)| format!("{name} = {value}")).collect()
    }

    #[test]
    fn attributes_are_shown_by_name_and_value() {
        let there = shown(&[
            (1, b"ada"),
            (2, &[1; 16]),
            (6, &[0, 0, 0, 2]),
            (6, &[0, 0, 0, 99]),
            (8, &[192, 0, 2, 7]),
            (8, &[192, 0, 2]),
            (18, "Gr\u{fc}\u{df}e\r\n\x1b[31m".as_bytes()),
            (25, b"OU=Staff;"),
            (25, &[0, 1]),
            (64, &[1, 0, 0, 13]),
            (81, b"\x0142"),
            (81, b"42"),
            (97, &[0, 32, 0x20, 0x01, 0x0d, 0xb8]),
            (200, &[0xab]),
            (69, &[1; 19]),
        ]);
        assert_eq!(
            there,
            [
                "User-Name = ada",
                "User-Password = (hidden)",
                "Service-Type = Framed-User",
                "Service-Type = 99",
                "Framed-IP-Address = 192.0.2.7",
                "Framed-IP-Address = 0xc00002",
                "Reply-Message = Gr\u{fc}\u{df}e\\r\\n\\u{1b}[31m",
                "Class = OU=Staff;",
                "Class = 0x0001",
                "Tunnel-Type:1 = VLAN",
                "Tunnel-Private-Group-Id:1 = 42",
                "Tunnel-Private-Group-Id = 42",
                "Framed-IPv6-Prefix = 2001:db8::/32",
                "Attribute-200 = 0xab",
                "Tunnel-Password = (hidden)",
            ]
        );
    }

    #[test]
    fn vendor_attributes_are_taken_apart() {
        let there = shown(&[
            (26, b"\x00\x00\x01\x37\x10\x04ab\x07\x06\x00\x00\x00\x01"),
            (26, b"\x00\x00\x00\x09\x01\x04ab\xc8\x03c"),
            (26, b"\x00\x00\xff\xff\x01\x03z"),
            (26, b"\x00"),
        ]);
        assert_eq!(
            there,
            [
                "MS-MPPE-Send-Key = (hidden)",
                "MS-MPPE-Encryption-Policy = Encryption-Allowed",
                "Cisco-AVPair = ab",
                "Vendor-9-Attribute-200 = 0x63",
                "Vendor-65535-Attribute-1 = 0x7a",
                "Attribute-26 = 0x00",
            ]
        );
    }

    proptest! {
        #[test]
        fn no_octets_stop_it(number: u8, value in proptest::collection::vec(any::<u8>(), 0..60)) {
            let _ = shown(&[(number, &value)]);
        }
    }
}
