//! ModifyRequest (RFC 4511 section 4.6), as far as knowing what it would change.

use super::ber::{Malformed, Reader, Tag};

/// A request to change an entry.
#[derive(Debug, Clone, Copy)]
pub struct ModifyRequest<'a> {
    /// The entry, as named by the client.
    pub dn: &'a [u8],
    changes: Reader<'a>,
}

/// What one change does to its attribute.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ModifyOperation {
    /// Adds values.
    Add,
    /// Removes values, or all of them where none is named.
    Delete,
    /// Puts these values in place of all others.
    Replace,
    /// Adds a number to the value (RFC 4525).
    Increment,
}

/// One change of a ModifyRequest.
#[derive(Debug, Clone, Copy)]
pub struct Change<'a> {
    /// What is done.
    pub operation: ModifyOperation,
    /// The attribute description as sent: a name or an object identifier, with options perhaps.
    pub attribute: &'a [u8],
    values: Reader<'a>,
}

impl<'a> ModifyRequest<'a> {
    /// Reads the value of a ModifyRequest, every change of it.
    ///
    /// # Errors
    /// [`Malformed`] when it is not one.
    pub fn decode(content: &'a [u8]) -> Result<Self, Malformed> {
        let mut request = Reader::new(content);
        let dn = request.octets()?;
        let changes = request.enter(Tag::SEQUENCE)?;
        request.end()?;
        let mut walk = changes;
        while !walk.is_empty() {
            Change::read(&mut walk)?;
        }
        Ok(Self { dn, changes })
    }

    /// The changes in order.
    pub fn changes(&self) -> impl Iterator<Item = Change<'a>> + use<'a> {
        let mut rest = self.changes;
        std::iter::from_fn(move || if rest.is_empty() { None } else { Change::read(&mut rest).ok() })
    }
}

impl<'a> Change<'a> {
    fn read(list: &mut Reader<'a>) -> Result<Self, Malformed> {
        let mut change = list.enter(Tag::SEQUENCE)?;
        let operation = match change.number(Tag::ENUMERATED)? {
            0 => ModifyOperation::Add,
            1 => ModifyOperation::Delete,
            2 => ModifyOperation::Replace,
            3 => ModifyOperation::Increment,
            _ => return Err(Malformed::Value),
        };
        let mut attribute = change.enter(Tag::SEQUENCE)?;
        change.end()?;
        let description = attribute.octets()?;
        let values = attribute.enter(Tag::SET)?;
        attribute.end()?;
        let mut walk = values;
        while !walk.is_empty() {
            walk.octets()?;
        }
        Ok(Self { operation, attribute: description, values })
    }

    /// The values named.
    pub fn values(&self) -> impl Iterator<Item = &'a [u8]> + use<'a> {
        let mut rest = self.values;
        std::iter::from_fn(move || rest.octets().ok())
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]
    use super::*;
    use crate::wire::Writer;

    #[test]
    fn each_change_is_told_with_its_attribute_and_values() {
        let mut writer = Writer::default();
        writer.octets(b"CN=a");
        writer.nest(Tag::SEQUENCE, |list| {
            for (operation, value) in [(1, &b"old"[..]), (0, b"new")] {
                list.nest(Tag::SEQUENCE, |change| {
                    change.number(Tag::ENUMERATED, operation);
                    change.nest(Tag::SEQUENCE, |attribute| {
                        attribute.octets(b"unicodePwd");
                        attribute.nest(Tag::SET, |values| values.octets(value));
                    });
                });
            }
        });
        let bytes = writer.finish();
        let request = ModifyRequest::decode(&bytes).unwrap();
        assert_eq!(request.dn, b"CN=a");
        let changes: Vec<_> =
            request.changes().map(|c| (c.operation, c.attribute, c.values().collect::<Vec<_>>())).collect();
        let name = &b"unicodePwd"[..];
        let expected =
            [(ModifyOperation::Delete, name, vec![&b"old"[..]]), (ModifyOperation::Add, name, vec![&b"new"[..]])];
        assert_eq!(changes, expected);
    }

    #[test]
    fn an_unknown_operation_or_a_change_without_values_list_is_refused() {
        assert!(ModifyRequest::decode(&[4, 0, 0x30, 11, 0x30, 9, 10, 1, 9, 0x30, 4, 4, 0, 0x31, 0]).is_err());
        assert!(ModifyRequest::decode(&[4, 0, 0x30, 9, 0x30, 7, 10, 1, 0, 0x30, 2, 4, 0]).is_err());
        assert!(ModifyRequest::decode(&[4, 0, 0x30, 11, 0x30, 9, 10, 1, 0, 0x30, 4, 4, 0, 0x31, 0]).is_ok());
    }
}
