//! An entry that a search found, with its values as the directory writes them.

use std::str::FromStr;

use vestibule_gate::Sid;
use vestibule_ldap_proxy::wire::{Malformed, SearchResultEntry};

/// A found object.
#[derive(Debug, Clone, Default)]
pub(crate) struct Entry {
    pub(crate) dn: String,
    attributes: Vec<(String, Vec<Vec<u8>>)>,
}

impl Entry {
    /// Copies what came over the wire.
    pub(crate) fn read(entry: &SearchResultEntry<'_>) -> Result<Self, Malformed> {
        let dn = text(entry.dn).ok_or(Malformed::Value)?.to_owned();
        let mut attributes = Vec::new();
        for attribute in entry.attributes() {
            let name = text(attribute.name).ok_or(Malformed::Value)?.to_owned();
            attributes.push((name, attribute.values().map(<[u8]>::to_vec).collect()));
        }
        Ok(Self { dn, attributes })
    }

    /// All values of an attribute; none where it is absent.
    pub(crate) fn values(&self, name: &str) -> &[Vec<u8>] {
        let found = self.attributes.iter().find(|(found, _)| found.eq_ignore_ascii_case(name));
        found.map_or(&[], |(_, values)| values)
    }

    /// How many values an attribute has that was asked for with a range (MS-ADTS 3.1.1.3.1.3.3), and whether these are
    /// all: the directory says where a range ends with a star.
    pub(crate) fn count(&self, name: &str) -> (usize, bool) {
        let ranged = |found: &str| {
            let (plain, range) = found.split_once(";range=")?;
            plain.eq_ignore_ascii_case(name).then(|| range.ends_with("-*"))
        };
        let found = self.attributes.iter().find_map(|(found, values)| Some((values.len(), ranged(found)?)));
        found.unwrap_or_else(|| (self.values(name).len(), true))
    }

    /// The one value of an attribute, where it is text.
    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        self.values(name).first().and_then(|value| text(value))
    }

    /// The one value of an attribute as a number in decimal digits.
    pub(crate) fn number<T: FromStr>(&self, name: &str) -> Option<T> {
        self.text(name)?.parse().ok()
    }

    /// The one value of an attribute as a security identifier.
    pub(crate) fn sid(&self, name: &str) -> Option<Sid> {
        Sid::from_bytes(self.values(name).first()?)
    }

    /// All values of an attribute as security identifiers; `None` when it is absent or one value is none.
    pub(crate) fn sids(&self, name: &str) -> Option<Vec<Sid>> {
        let values = self.values(name);
        if values.is_empty() {
            return None;
        }
        values.iter().map(|value| Sid::from_bytes(value)).collect()
    }
}

fn text(bytes: &[u8]) -> Option<&str> {
    std::str::from_utf8(bytes).ok()
}
