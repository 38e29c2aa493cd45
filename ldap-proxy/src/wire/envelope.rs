//! A whole LDAPMessage: id, operation, controls (RFC 4511 section 4.1.1).
//!
//! RFC 4511 lets a receiver pass over trailing elements it does not know. We refuse them instead: what we
//! do not understand, a directory behind us might.

use bytes::Bytes;

use super::ber::{Malformed, Reader, Tag, Writer};
use super::control::{Control, Controls};
use super::frame::MessageId;
use super::operation::Op;

/// One message, opened but its operation not yet read.
#[derive(Debug, Clone)]
pub struct Message<'a> {
    /// Its id.
    pub id: MessageId,
    /// Which operation it carries.
    pub op: Op,
    /// The value of the operation.
    pub content: &'a [u8],
    /// The controls beside it.
    pub controls: Controls<'a>,
}

impl<'a> Message<'a> {
    /// Opens exactly one message.
    ///
    /// # Errors
    /// [`Malformed`] when `bytes` are not one whole message with a known operation and readable controls.
    pub fn decode(bytes: &'a [u8]) -> Result<Self, Malformed> {
        let mut outer = Reader::new(bytes);
        let mut message = outer.enter(Tag::SEQUENCE)?;
        outer.end()?;
        let id = MessageId::new(message.number(Tag::INTEGER)?).ok_or(Malformed::Value)?;
        let (tag, content) = message.element()?;
        let op = Op::from_tag(tag).ok_or(Malformed::Operation)?;
        let controls = message.optional(Tag::constructed(0))?.map_or(Ok(Controls::none()), Controls::decode)?;
        message.end()?;
        Ok(Self { id, op, content, controls })
    }
}

/// An operation that can be written into a message.
pub trait Encode {
    /// Writes the operation, its application tag included.
    fn write(&self, writer: &mut Writer);

    /// About how many octets it takes; at least that much is reserved, so that a secret is written only once.
    fn size_hint(&self) -> usize {
        0
    }
}

/// Encodes one message without controls.
#[must_use]
pub fn message(id: MessageId, operation: &impl Encode) -> Bytes {
    Bytes::from(encode(id, operation, &[]))
}

/// Encodes one message with controls.
#[must_use]
pub fn message_with_controls(id: MessageId, operation: &impl Encode, controls: &[Control<'_>]) -> Bytes {
    Bytes::from(encode(id, operation, controls))
}

pub(crate) fn encode(id: MessageId, operation: &impl Encode, controls: &[Control<'_>]) -> Vec<u8> {
    let mut writer = Writer::with_capacity(64 + operation.size_hint());
    writer.nest(Tag::SEQUENCE, |writer| {
        writer.number(Tag::INTEGER, id.get());
        operation.write(writer);
        if !controls.is_empty() {
            writer.nest(Tag::constructed(0), |writer| controls.iter().for_each(|control| control.write(writer)));
        }
    });
    writer.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn trailing_elements_and_second_control_lists_are_refused() {
        for bad in [
            &[0x30, 5, 2, 1, 7, 0x42, 0, 0][..],
            &[0x30, 7, 2, 1, 7, 0x42, 0, 4, 0],
            &[0x30, 9, 2, 1, 7, 0x42, 0, 0xa0, 0, 0xa0, 0],
            &[0x30, 5, 2, 1, 7, 0x5f, 0],
            &[0x30, 5, 2, 1, 7, 0x62, 0],
        ] {
            assert!(Message::decode(bad).is_err(), "{bad:02x?}");
        }
        assert!(Message::decode(&[0x30, 7, 2, 1, 7, 0x42, 0, 0xa0, 0]).is_ok());
    }
}
