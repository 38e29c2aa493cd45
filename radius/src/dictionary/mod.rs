//! Names of attributes and values, from texts in the format of FreeRADIUS dictionaries (its dictionary(5)): our own
//! for the RFCs and eight vendors, and those of administrators.
//!
//! Decides nothing about what is sent: a dictionary knows what an attribute is called, its number, and its type.

mod read;
mod show;
mod types;

use std::collections::HashMap;
use std::sync::Arc;

use thiserror::Error;

use crate::packet::Format;

pub use types::{BadValue, Type};

/// Attributes by name and by number.
#[derive(Clone, Debug, Default)]
pub struct Dictionary {
    attributes: Vec<Arc<Attribute>>,
    /// By name in lower case.
    by_name: HashMap<String, usize>,
    /// By vendor (0 for none) and number: the first that was defined.
    by_number: HashMap<(u32, u32), usize>,
    /// By name in lower case.
    vendors: HashMap<String, Vendor>,
}

/// A vendor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Vendor {
    /// Its name.
    pub name: Arc<str>,
    /// Its number (IANA "Private Enterprise Numbers").
    pub number: u32,
    /// How it forms its attributes.
    pub format: Format,
}

/// What is known of one attribute.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attribute {
    /// Its name, as the text writes it.
    pub name: Arc<str>,
    /// Whose it is; `None` for those of RFCs.
    pub vendor: Option<Vendor>,
    /// Its type on the wire, within its vendor's.
    pub number: u32,
    /// What its value is.
    pub kind: Type,
    /// Whether a tag precedes the value (RFC 2868 section 3).
    pub tagged: bool,
    /// How the value is hidden.
    pub hidden: Hidden,
    /// Whether a long value is spread over several (EAP-Message).
    pub concatenated: bool,
    /// Names of values.
    pub values: Vec<(Arc<str>, u64)>,
}

/// How a value is hidden on the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hidden {
    /// Not at all.
    No,
    /// As User-Password (RFC 2865 section 5.2; `encrypt=1`).
    UserPassword,
    /// Under a salt (RFC 2868 section 3.5; `encrypt=2`).
    Salted,
    /// As Ascend-Send-Secret (`encrypt=3`), which cannot be sent.
    Ascend,
}

/// What is wrong in a text, and what helps.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{file}, line {line}: {what}; {remedy}")]
pub struct Fault {
    /// The file, as it was named.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// What is wrong.
    pub what: String,
    /// What helps.
    pub remedy: String,
}

/// Reads the file that a text names behind `$INCLUDE`, or says why not.
pub type Include<'a> = &'a mut dyn FnMut(&str) -> Result<String, String>;

/// Our own texts.
const STANDARD: [(&str, &str); 10] = [
    ("rfc", include_str!("../../dictionaries/rfc")),
    ("accounting", include_str!("../../dictionaries/accounting")),
    ("aruba", include_str!("../../dictionaries/aruba")),
    ("cisco", include_str!("../../dictionaries/cisco")),
    ("citrix", include_str!("../../dictionaries/citrix")),
    ("fortinet", include_str!("../../dictionaries/fortinet")),
    ("juniper", include_str!("../../dictionaries/juniper")),
    ("microsoft", include_str!("../../dictionaries/microsoft")),
    ("mikrotik", include_str!("../../dictionaries/mikrotik")),
    ("paloalto", include_str!("../../dictionaries/paloalto")),
];

impl Dictionary {
    /// Our own texts.
    pub fn standard() -> Self {
        let mut dictionary = Self::default();
        for (file, text) in STANDARD {
            // That none has a fault is a test below.
            let _ = dictionary.read(file, text, &mut |_| Err("not in our own texts".to_owned()));
        }
        dictionary
    }

    /// Adds what `text` defines. `file` is what faults call it. The same name for the same number may be defined
    /// again and replaces the former.
    ///
    /// # Errors
    /// Every [`Fault`] of the text and of what it includes. What was without fault is defined all the same.
    pub fn read(&mut self, file: &str, text: &str, include: Include<'_>) -> Result<(), Vec<Fault>> {
        read::read(self, file, text, include)
    }

    /// The attribute of this name, in any case of letters.
    pub fn attribute(&self, name: &str) -> Option<&Arc<Attribute>> {
        self.attributes.get(*self.by_name.get(&name.to_ascii_lowercase())?)
    }

    /// The attribute of this number; `vendor` is `None` for those of RFCs.
    pub fn numbered(&self, vendor: Option<u32>, number: u32) -> Option<&Arc<Attribute>> {
        self.attributes.get(*self.by_number.get(&(vendor.unwrap_or(0), number))?)
    }

    /// The known name nearest to one that is not known, for a remedy.
    pub fn nearest(&self, name: &str) -> Option<&str> {
        let wanted = name.to_ascii_lowercase();
        self.attributes
            .iter()
            .map(|attribute| (distance(&wanted, &attribute.name.to_ascii_lowercase()), &*attribute.name))
            .min()
            .filter(|(distance, _)| *distance <= 3)
            .map(|(_, name)| name)
    }
}

impl Attribute {
    /// The number of its vendor.
    pub fn vendor_number(&self) -> Option<u32> {
        self.vendor.as_ref().map(|vendor| vendor.number)
    }
}

/// How many letters must be added, taken away or changed to make `one` of `other` (Levenshtein).
fn distance(one: &str, other: &str) -> usize {
    let other: Vec<char> = other.chars().collect();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (at, letter) in one.chars().enumerate() {
        let mut next = vec![at + 1];
        for (pair, there) in row.windows(2).zip(&other) {
            let &[diagonal, above] = pair else { continue };
            let left = next.last().copied().unwrap_or_default();
            next.push((above + 1).min(left + 1).min(diagonal + usize::from(letter != *there)));
        }
        row = next;
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests fail by panicking")]
mod tests {
    use super::*;

    #[test]
    fn our_own_texts_are_without_fault() {
        let mut dictionary = Dictionary::default();
        for (file, text) in STANDARD {
            assert_eq!(dictionary.read(file, text, &mut |_| Err(String::new())), Ok(()));
        }
        for attribute in &dictionary.attributes {
            assert!(!matches!(attribute.kind, Type::Unsupported(_)), "{}", attribute.name);
        }
    }

    #[test]
    fn well_known_attributes_have_their_numbers() {
        let dictionary = Dictionary::standard();
        let of = |name: &str| {
            let attribute = dictionary.attribute(name).ok_or(name).unwrap();
            (attribute.vendor_number(), attribute.number)
        };
        assert_eq!(of("user-name"), (None, 1));
        assert_eq!(of("Filter-Id"), (None, 11));
        assert_eq!(of("Tunnel-Private-Group-ID"), (None, 81));
        assert_eq!(of("Framed-IPv6-Prefix"), (None, 97));
        assert_eq!(of("Error-Cause"), (None, 101));
        assert_eq!(of("Cisco-AVPair"), (Some(9), 1));
        assert_eq!(of("ASA-Group-Policy"), (Some(3076), 25));
        assert_eq!(of("Fortinet-Group-Name"), (Some(12356), 1));
        assert_eq!(of("PaloAlto-User-Group"), (Some(25461), 5));
        assert_eq!(of("Juniper-Local-User-Name"), (Some(2636), 1));
        assert_eq!(of("Aruba-User-Role"), (Some(14823), 1));
        assert_eq!(of("MS-MPPE-Recv-Key"), (Some(311), 17));
        assert_eq!(of("Mikrotik-Group"), (Some(14988), 3));
        assert_eq!(of("Citrix-User-Groups"), (Some(66), 16));
        assert!(dictionary.attribute("User-Nam").is_none());
        assert_eq!(dictionary.numbered(Some(9), 1).unwrap().name.as_ref(), "Cisco-AVPair");
        assert!(dictionary.numbered(Some(9), 0).is_none());
    }

    #[test]
    fn a_mistyped_name_is_guessed() {
        let dictionary = Dictionary::standard();
        assert_eq!(dictionary.nearest("Fliter-Id"), Some("Filter-Id"));
        assert_eq!(dictionary.nearest("Cisco-AV-Pair"), Some("Cisco-AVPair"));
        assert_eq!(dictionary.nearest("something else entirely"), None);
        assert_eq!(distance("kitten", "sitting"), 3);
    }
}
