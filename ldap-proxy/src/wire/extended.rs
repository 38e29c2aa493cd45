//! ExtendedRequest, ExtendedResponse and the notice of disconnection (RFC 4511 sections 4.12 and 4.4.1).

use bytes::Bytes;

use super::ber::{Malformed, Reader, Tag, Writer};
use super::envelope::{Encode, message};
use super::frame::MessageId;
use super::oid;
use super::operation::Op;
use super::result::{LdapResult, ResultCode};

/// A request named by an object identifier.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ExtendedRequest<'a> {
    /// Its object identifier in dotted form.
    pub name: &'a [u8],
    /// What it says, encoded as its own specification wants.
    pub value: Option<&'a [u8]>,
}

impl<'a> ExtendedRequest<'a> {
    /// A request without a value.
    #[must_use]
    pub const fn new(oid: &'a str) -> Self {
        Self { name: oid.as_bytes(), value: None }
    }

    /// Reads the value of an ExtendedRequest.
    ///
    /// # Errors
    /// [`Malformed`] when it is not one.
    pub fn decode(content: &'a [u8]) -> Result<Self, Malformed> {
        let mut request = Reader::new(content);
        let name = request.expect(Tag::context(0))?;
        let value = request.optional(Tag::context(1))?;
        request.end()?;
        Ok(Self { name, value })
    }

    /// Whether it is the operation with this identifier.
    #[must_use]
    pub fn is(&self, oid: &str) -> bool {
        self.name == oid.as_bytes()
    }
}

impl Encode for ExtendedRequest<'_> {
    fn write(&self, writer: &mut Writer) {
        writer.nest(Op::ExtendedRequest.tag(), |writer| {
            writer.element(Tag::context(0), self.name);
            if let Some(value) = self.value {
                writer.element(Tag::context(1), value);
            }
        });
    }
}

/// The answer to an extended request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ExtendedResponse<'a> {
    /// The outcome.
    pub result: LdapResult<'a>,
    /// The object identifier the answer is about.
    pub name: Option<&'a [u8]>,
    /// What it says beyond the outcome.
    pub value: Option<&'a [u8]>,
}

impl<'a> ExtendedResponse<'a> {
    /// Reads the value of an ExtendedResponse.
    ///
    /// # Errors
    /// [`Malformed`] when it is not one.
    pub fn decode(content: &'a [u8]) -> Result<Self, Malformed> {
        let mut response = Reader::new(content);
        let result = LdapResult::read(&mut response)?;
        let name = response.optional(Tag::context(10))?;
        let value = response.optional(Tag::context(11))?;
        response.end()?;
        Ok(Self { result, name, value })
    }
}

impl Encode for ExtendedResponse<'_> {
    fn write(&self, writer: &mut Writer) {
        writer.nest(Op::ExtendedResponse.tag(), |writer| {
            self.result.write(writer);
            if let Some(name) = self.name {
                writer.element(Tag::context(10), name);
            }
            if let Some(value) = self.value {
                writer.element(Tag::context(11), value);
            }
        });
    }
}

/// The message that says the connection ends, and why.
#[must_use]
pub fn notice_of_disconnection(code: ResultCode, text: &str) -> Bytes {
    let response = ExtendedResponse {
        result: LdapResult::new(code).with_diagnostic(text),
        name: Some(oid::extended::NOTICE_OF_DISCONNECTION.as_bytes()),
        value: None,
    };
    message(MessageId::UNSOLICITED, &response)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]
    use super::*;
    use crate::wire::Message;

    #[test]
    fn a_notice_names_itself_and_has_id_zero() {
        let bytes = notice_of_disconnection(ResultCode::UNAVAILABLE, "gone");
        let message = Message::decode(&bytes).unwrap();
        let response = ExtendedResponse::decode(message.content).unwrap();
        assert_eq!((message.id, message.op), (MessageId::UNSOLICITED, Op::ExtendedResponse));
        assert_eq!(response.name, Some(oid::extended::NOTICE_OF_DISCONNECTION.as_bytes()));
        assert_eq!((response.result.code.0, response.result.diagnostic), (52, &b"gone"[..]));
    }

    #[test]
    fn a_request_comes_back() {
        for value in [None, Some(&b""[..]), Some(b"abc")] {
            let request = ExtendedRequest { name: b"1.2.3", value };
            let bytes = message(MessageId::new(1).unwrap(), &request);
            assert_eq!(ExtendedRequest::decode(Message::decode(&bytes).unwrap().content), Ok(request));
        }
        assert!(ExtendedRequest::new("1.2.3").is("1.2.3"));
        assert!(!ExtendedRequest::new("1.2.3").is("1.2.30"));
    }
}
