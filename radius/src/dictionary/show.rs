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
