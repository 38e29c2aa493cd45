//! BindRequest (RFC 4511 section 4.2). Its answer is an [`crate::wire::Answer`].

use zeroize::Zeroizing;

use super::ber::{Malformed, Reader, Tag, Writer};
use super::envelope::{self, Encode};
use super::frame::MessageId;
use super::operation::Op;

/// A request to be someone. Has no `Debug`, since it holds a password.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct BindRequest<'a> {
    /// The protocol version; only 3 is served.
    pub version: u32,
    /// The name as typed, not yet known to be UTF-8.
    pub name: &'a [u8],
    /// How they prove to be that person.
    pub authentication: Authentication<'a>,
}

/// The choice of proof in a BindRequest.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Authentication<'a> {
    /// A password.
    Simple(&'a [u8]),
    /// SASL `[3]`, Active Directory's Sicily `[9]` to `[11]`, or a choice nobody knows.
    Other(Tag),
}

impl<'a> BindRequest<'a> {
    /// A simple bind of version 3.
    #[must_use]
    pub const fn simple(name: &'a [u8], password: &'a [u8]) -> Self {
        Self { version: 3, name, authentication: Authentication::Simple(password) }
    }

    /// Reads the value of a BindRequest. What lies inside another choice than simple is not looked at.
    ///
    /// # Errors
    /// [`Malformed`] when it is not one.
    pub fn decode(content: &'a [u8]) -> Result<Self, Malformed> {
        let mut bind = Reader::new(content);
        let version = bind.number(Tag::INTEGER)?;
        let name = bind.octets()?;
        let (tag, value) = bind.element()?;
        bind.end()?;
        let simple = tag == Tag::context(0);
        let authentication = if simple { Authentication::Simple(value) } else { Authentication::Other(tag) };
        Ok(Self { version, name, authentication })
    }

    /// Encodes the message in memory that is wiped.
    #[must_use]
    pub fn message(&self, id: MessageId) -> Zeroizing<Vec<u8>> {
        Zeroizing::new(envelope::encode(id, self, &[]))
    }
}

impl Encode for BindRequest<'_> {
    fn write(&self, writer: &mut Writer) {
        writer.nest(Op::BindRequest.tag(), |writer| {
            writer.number(Tag::INTEGER, self.version);
            writer.octets(self.name);
            match self.authentication {
                Authentication::Simple(password) => writer.element(Tag::context(0), password),
                Authentication::Other(tag) => writer.element(tag, &[]),
            }
        });
    }

    fn size_hint(&self) -> usize {
        let secret = match self.authentication {
            Authentication::Simple(password) => password.len(),
            Authentication::Other(_) => 0,
        };
        self.name.len() + secret
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]
    use super::*;
    use crate::wire::Message;

    #[test]
    fn a_simple_bind_comes_back_and_is_written_once() {
        let name = vec![b'n'; 300];
        let bind = BindRequest::simple(&name, b"geheim");
        let bytes = bind.message(MessageId::new(3).unwrap());
        assert!(bytes.capacity() >= bytes.len() && bytes.capacity() <= 64 + 306);
        let message = Message::decode(&bytes).unwrap();
        assert_eq!((message.op, message.id.get()), (Op::BindRequest, 3));
        assert!(BindRequest::decode(message.content).unwrap() == bind);
    }

    #[test]
    fn every_other_choice_is_told_apart_from_a_password() {
        for tag in (0x81..=0x8b).chain([0xa0, 0xa3, 0x04]) {
            let bytes = [2, 1, 3, 4, 0, tag, 2, 0xff, 0xff];
            let bind = BindRequest::decode(&bytes).unwrap();
            assert!(bind.authentication == Authentication::Other(Tag(tag)));
        }
    }

    #[test]
    fn a_second_proof_is_refused() {
        assert_eq!(BindRequest::decode(&[2, 1, 3, 4, 0, 0x80, 0, 0x80, 0]).err(), Some(Malformed::Trailing));
        assert_eq!(BindRequest::decode(&[2, 1, 3, 4, 0]).err(), Some(Malformed::Truncated));
    }
}
