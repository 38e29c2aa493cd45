//! Every request a client may send, read as far as a check or a small server needs (RFC 4511 section 4).

use super::ber::{self, Malformed, Reader, Tag, Writer};
use super::bind::BindRequest;
use super::envelope::{Encode, Message};
use super::extended::ExtendedRequest;
use super::frame::MessageId;
use super::modify::ModifyRequest;
use super::operation::Op;
use super::search::SearchRequest;

/// A request. Has no `Debug`, since a bind holds a password.
#[derive(Clone, Copy)]
pub enum Request<'a> {
    /// To be someone.
    Bind(BindRequest<'a>),
    /// To end the connection.
    Unbind,
    /// To find entries.
    Search(SearchRequest<'a>),
    /// To change an entry.
    Modify(ModifyRequest<'a>),
    /// To make the entry of this name.
    Add(&'a [u8]),
    /// To remove the entry of this name.
    Delete(&'a [u8]),
    /// To rename or move the entry of this name.
    ModifyDn(&'a [u8]),
    /// To compare a value with one of the entry of this name.
    Compare {
        /// The entry.
        dn: &'a [u8],
        /// The attribute.
        attribute: &'a [u8],
        /// The asserted value.
        value: &'a [u8],
    },
    /// To stop working on the request with this id.
    Abandon(MessageId),
    /// Something named by an object identifier.
    Extended(ExtendedRequest<'a>),
}

impl<'a> Request<'a> {
    /// Reads the operation of a message, all of it.
    ///
    /// # Errors
    /// [`Malformed`] when it does not follow the grammar, or is an answer.
    pub fn decode(message: &Message<'a>) -> Result<Self, Malformed> {
        let content = message.content;
        Ok(match message.op {
            Op::BindRequest => Self::Bind(BindRequest::decode(content)?),
            Op::UnbindRequest if content.is_empty() => Self::Unbind,
            Op::UnbindRequest => return Err(Malformed::Trailing),
            Op::SearchRequest => Self::Search(SearchRequest::decode(content)?),
            Op::ModifyRequest => Self::Modify(ModifyRequest::decode(content)?),
            Op::AddRequest => Self::Add(entry_and_more(content)?),
            Op::DelRequest => Self::Delete(content),
            Op::ModifyDnRequest => Self::ModifyDn(modify_dn(content)?),
            Op::CompareRequest => compare(content)?,
            Op::AbandonRequest => Self::Abandon(MessageId::new(ber::number(content)?).ok_or(Malformed::Value)?),
            Op::ExtendedRequest => Self::Extended(ExtendedRequest::decode(content)?),
            Op::BindResponse
            | Op::SearchResultEntry
            | Op::SearchResultDone
            | Op::SearchResultReference
            | Op::ModifyResponse
            | Op::AddResponse
            | Op::DelResponse
            | Op::ModifyDnResponse
            | Op::CompareResponse
            | Op::ExtendedResponse
            | Op::IntermediateResponse => return Err(Malformed::Operation),
        })
    }
}

/// An UnbindRequest to be sent (RFC 4511 section 4.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unbind;

impl Encode for Unbind {
    fn write(&self, writer: &mut Writer) {
        writer.element(Op::UnbindRequest.tag(), &[]);
    }
}

/// An AbandonRequest to be sent, with the id of what is abandoned (RFC 4511 section 4.11).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Abandon(pub MessageId);

impl Encode for Abandon {
    fn write(&self, writer: &mut Writer) {
        writer.number(Op::AbandonRequest.tag(), self.0.get());
    }
}

fn entry_and_more(content: &[u8]) -> Result<&[u8], Malformed> {
    let mut request = Reader::new(content);
    let dn = request.octets()?;
    let attributes = request.expect(Tag::SEQUENCE)?;
    request.end()?;
    ber::well_formed(attributes)?;
    Ok(dn)
}

fn modify_dn(content: &[u8]) -> Result<&[u8], Malformed> {
    let mut request = Reader::new(content);
    let dn = request.octets()?;
    request.octets()?;
    request.boolean(Tag::BOOLEAN)?;
    request.optional(Tag::context(0))?;
    request.end()?;
    Ok(dn)
}

fn compare(content: &[u8]) -> Result<Request<'_>, Malformed> {
    let mut request = Reader::new(content);
    let dn = request.octets()?;
    let mut assertion = request.enter(Tag::SEQUENCE)?;
    request.end()?;
    let (attribute, value) = (assertion.octets()?, assertion.octets()?);
    assertion.end()?;
    Ok(Request::Compare { dn, attribute, value })
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]
    use proptest::prelude::*;

    use super::*;

    fn request(bytes: &[u8]) -> Result<Request<'_>, Malformed> {
        Request::decode(&Message::decode(bytes)?)
    }

    #[test]
    fn small_requests_are_read() {
        assert!(matches!(request(&[0x30, 5, 2, 1, 2, 0x42, 0]), Ok(Request::Unbind)));
        assert!(matches!(request(&[0x30, 6, 2, 1, 2, 0x50, 1, 9]), Ok(Request::Abandon(id)) if id.get() == 9));
        assert!(matches!(request(&[0x30, 6, 2, 1, 2, 0x4a, 1, b'x']), Ok(Request::Delete(b"x"))));
        let compare = [0x30, 15, 2, 1, 2, 0x6e, 10, 4, 1, b'd', 0x30, 5, 4, 1, b'a', 4, 0];
        assert!(matches!(request(&compare), Ok(Request::Compare { dn: b"d", attribute: b"a", value: b"" })));
    }

    #[test]
    fn an_answer_or_an_unbind_with_content_is_no_request() {
        assert_eq!(request(&[0x30, 12, 2, 1, 1, 0x61, 7, 10, 1, 0, 4, 0, 4, 0]).err(), Some(Malformed::Operation));
        assert_eq!(request(&[0x30, 6, 2, 1, 2, 0x42, 1, 0]).err(), Some(Malformed::Trailing));
        assert_eq!(request(&[0x30, 5, 2, 1, 2, 0x50, 0]).err(), Some(Malformed::Value));
    }

    proptest! {
        #[test]
        fn no_bytes_stop_the_reader(tag in prop_oneof![Just(0x60_u8), Just(0x63), Just(0x66), Just(0x68), Just(0x6c), Just(0x6e), Just(0x77)],
                                    content in proptest::collection::vec(prop_oneof![Just(4_u8), Just(0x30), Just(0x31), Just(0x0a), 0_u8..8, any::<u8>()], 0..80)) {
            let mut bytes = vec![0x30, u8::try_from(content.len()).unwrap() + 5, 2, 1, 1, tag, u8::try_from(content.len()).unwrap()];
            bytes.extend_from_slice(&content);
            let _ = request(&bytes);
        }
    }
}
