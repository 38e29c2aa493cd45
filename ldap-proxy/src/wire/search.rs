//! SearchRequest, SearchResultEntry and SearchResultReference (RFC 4511 section 4.5).

use super::ber::{Malformed, Reader, Tag, Writer};
use super::envelope::Encode;
use super::filter::{self, Filter};
use super::operation::Op;

/// How far below the base a search looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// The base alone.
    Base,
    /// The children of the base.
    One,
    /// The base and all below it.
    Subtree,
    /// All below the base, without it.
    Subordinates,
}

/// When aliases are followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are those of RFC 4511")]
pub enum Dereference {
    Never,
    InSearching,
    FindingBase,
    Always,
}

/// A search as it came in.
#[derive(Debug, Clone, Copy)]
pub struct SearchRequest<'a> {
    /// Where it begins, as sent.
    pub base: &'a [u8],
    /// How far it goes.
    pub scope: Scope,
    /// What it does with aliases.
    pub dereference: Dereference,
    /// At most so many entries; 0 is no limit of the client's.
    pub size_limit: u32,
    /// At most so many seconds; 0 is no limit of the client's.
    pub time_limit: u32,
    /// Whether values are left out.
    pub types_only: bool,
    filter: &'a [u8],
    attributes: Reader<'a>,
}

impl<'a> SearchRequest<'a> {
    /// Reads the value of a SearchRequest and checks its filter, without memory of its own.
    ///
    /// # Errors
    /// [`Malformed`] when it is not one, or its filter is beyond the limits.
    pub fn decode(content: &'a [u8]) -> Result<Self, Malformed> {
        let mut request = Reader::new(content);
        let base = request.octets()?;
        let scope = scope(request.number(Tag::ENUMERATED)?)?;
        let dereference = dereference(request.number(Tag::ENUMERATED)?)?;
        let size_limit = request.number(Tag::INTEGER)?;
        let time_limit = request.number(Tag::INTEGER)?;
        let types_only = request.boolean(Tag::BOOLEAN)?;
        let filter = request.whole()?;
        filter::check(filter)?;
        let attributes = request.enter(Tag::SEQUENCE)?;
        request.end()?;
        let mut walk = attributes;
        while !walk.is_empty() {
            walk.octets()?;
        }
        Ok(Self { base, scope, dereference, size_limit, time_limit, types_only, filter, attributes })
    }

    /// The filter as a value.
    ///
    /// # Errors
    /// [`Malformed::Value`] when an attribute name in it is not UTF-8.
    pub fn filter(&self) -> Result<Filter, Malformed> {
        Filter::decode(self.filter)
    }

    /// The attributes asked for; none means all.
    pub fn attributes(&self) -> impl Iterator<Item = &'a [u8]> + use<'a> {
        let mut rest = self.attributes;
        std::iter::from_fn(move || rest.octets().ok())
    }
}

fn scope(number: u32) -> Result<Scope, Malformed> {
    Ok(match number {
        0 => Scope::Base,
        1 => Scope::One,
        2 => Scope::Subtree,
        3 => Scope::Subordinates,
        _ => return Err(Malformed::Value),
    })
}

fn dereference(number: u32) -> Result<Dereference, Malformed> {
    Ok(match number {
        0 => Dereference::Never,
        1 => Dereference::InSearching,
        2 => Dereference::FindingBase,
        3 => Dereference::Always,
        _ => return Err(Malformed::Value),
    })
}

/// A search to be sent.
#[derive(Debug, Clone, Copy)]
pub struct Search<'a> {
    /// Where it begins.
    pub base: &'a str,
    /// How far it goes.
    pub scope: Scope,
    /// What is looked for.
    pub filter: &'a Filter,
    /// What is read; empty means all.
    pub attributes: &'a [&'a str],
    /// At most so many entries; 0 is no limit.
    pub size_limit: u32,
    /// At most so many seconds; 0 is no limit.
    pub time_limit: u32,
}

impl Encode for Search<'_> {
    fn write(&self, writer: &mut Writer) {
        writer.nest(Op::SearchRequest.tag(), |writer| {
            writer.octets(self.base.as_bytes());
            writer.number(Tag::ENUMERATED, self.scope as u32);
            writer.number(Tag::ENUMERATED, Dereference::Never as u32);
            writer.number(Tag::INTEGER, self.size_limit);
            writer.number(Tag::INTEGER, self.time_limit);
            writer.boolean(Tag::BOOLEAN, false);
            self.filter.write(writer);
            writer.nest(Tag::SEQUENCE, |writer| {
                self.attributes.iter().for_each(|attribute| writer.octets(attribute.as_bytes()));
            });
        });
    }
}

/// An entry as it came in.
#[derive(Debug, Clone, Copy)]
pub struct SearchResultEntry<'a> {
    /// Its distinguished name.
    pub dn: &'a [u8],
    attributes: Reader<'a>,
}

/// One attribute of an entry, with binary values.
#[derive(Debug, Clone, Copy)]
pub struct PartialAttribute<'a> {
    /// Its description as sent, options included.
    pub name: &'a [u8],
    values: Reader<'a>,
}

impl<'a> SearchResultEntry<'a> {
    /// Reads the value of a SearchResultEntry, every attribute of it.
    ///
    /// # Errors
    /// [`Malformed`] when it is not one.
    pub fn decode(content: &'a [u8]) -> Result<Self, Malformed> {
        let mut entry = Reader::new(content);
        let dn = entry.octets()?;
        let attributes = entry.enter(Tag::SEQUENCE)?;
        entry.end()?;
        let mut walk = attributes;
        while !walk.is_empty() {
            PartialAttribute::read(&mut walk)?;
        }
        Ok(Self { dn, attributes })
    }

    /// The attributes in order.
    pub fn attributes(&self) -> impl Iterator<Item = PartialAttribute<'a>> + use<'a> {
        let mut rest = self.attributes;
        std::iter::from_fn(move || PartialAttribute::read(&mut rest).ok())
    }

    /// The values of the attribute with this name, without regard to case; empty where it is absent.
    pub fn values(&self, name: &str) -> impl Iterator<Item = &'a [u8]> + use<'a> {
        let found = self.attributes().find(|attribute| attribute.name.eq_ignore_ascii_case(name.as_bytes()));
        found.into_iter().flat_map(|attribute| attribute.values())
    }
}

impl<'a> PartialAttribute<'a> {
    fn read(list: &mut Reader<'a>) -> Result<Self, Malformed> {
        let mut attribute = list.enter(Tag::SEQUENCE)?;
        let name = attribute.octets()?;
        let values = attribute.enter(Tag::SET)?;
        attribute.end()?;
        let mut walk = values;
        while !walk.is_empty() {
            walk.octets()?;
        }
        Ok(Self { name, values })
    }

    /// The values, in no particular order.
    pub fn values(&self) -> impl Iterator<Item = &'a [u8]> + use<'a> {
        let mut rest = self.values;
        std::iter::from_fn(move || rest.octets().ok())
    }
}

/// An entry to be sent: a name, and attributes with their values.
#[derive(Debug, Clone, Copy)]
pub struct Entry<'a, N, V> {
    /// Its distinguished name.
    pub dn: &'a str,
    /// Its attributes in order.
    pub attributes: &'a [(N, Vec<V>)],
}

impl<N: AsRef<[u8]>, V: AsRef<[u8]>> Encode for Entry<'_, N, V> {
    fn write(&self, writer: &mut Writer) {
        writer.nest(Op::SearchResultEntry.tag(), |writer| {
            writer.octets(self.dn.as_bytes());
            writer.nest(Tag::SEQUENCE, |writer| {
                for (name, values) in self.attributes {
                    writer.nest(Tag::SEQUENCE, |writer| {
                        writer.octets(name.as_ref());
                        writer.nest(Tag::SET, |writer| values.iter().for_each(|value| writer.octets(value.as_ref())));
                    });
                }
            });
        });
    }
}

/// Reads the addresses of a SearchResultReference, or of a result's referral.
pub fn addresses(content: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut rest = Reader::new(content);
    std::iter::from_fn(move || rest.octets().ok())
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]
    use super::*;
    use crate::wire::{Message, MessageId, message};

    #[test]
    fn a_search_comes_back() {
        let filter = Filter::equal("sAMAccountName", "ada");
        let search = Search {
            base: "DC=x",
            scope: Scope::Subtree,
            filter: &filter,
            attributes: &["objectSid", "mail"],
            size_limit: 2,
            time_limit: 300,
        };
        let bytes = message(MessageId::new(5).unwrap(), &search);
        let read = SearchRequest::decode(Message::decode(&bytes).unwrap().content).unwrap();
        assert_eq!((read.base, read.scope, read.dereference), (&b"DC=x"[..], Scope::Subtree, Dereference::Never));
        assert_eq!((read.size_limit, read.time_limit, read.types_only), (2, 300, false));
        assert_eq!(read.filter().unwrap(), filter);
        assert_eq!(read.attributes().collect::<Vec<_>>(), [&b"objectSid"[..], b"mail"]);
    }

    #[test]
    fn an_entry_comes_back_with_binary_values() {
        let attributes = [
            ("objectSid", vec![vec![0, 255, 1]]),
            ("memberOf", vec![b"CN=a".to_vec(), b"CN=b".to_vec()]),
            ("none", vec![]),
        ];
        let bytes = message(MessageId::new(5).unwrap(), &Entry { dn: "CN=ada", attributes: &attributes });
        let entry = SearchResultEntry::decode(Message::decode(&bytes).unwrap().content).unwrap();
        assert_eq!(entry.dn, b"CN=ada");
        assert_eq!(entry.values("OBJECTSID").collect::<Vec<_>>(), [&[0, 255, 1][..]]);
        assert_eq!(entry.values("memberOf").count(), 2);
        assert_eq!(entry.values("none").count() + entry.values("absent").count(), 0);
        assert_eq!(entry.attributes().count(), 3);
    }

    #[test]
    fn scopes_and_flags_out_of_range_are_refused() {
        let good = [4, 0, 10, 1, 0, 10, 1, 0, 2, 1, 0, 2, 1, 0, 1, 1, 0, 0x87, 1, b'a', 0x30, 0];
        assert!(SearchRequest::decode(&good).is_ok());
        for (place, octet) in [(4, 4), (7, 4), (10, 0xff), (15, 2), (17, 0x8f), (20, 0x31)] {
            let mut bad = good;
            *bad.get_mut(place).unwrap() = octet;
            assert!(SearchRequest::decode(&bad).is_err(), "{place}");
        }
    }
}
