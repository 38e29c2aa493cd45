//! LDAPResult and the answers that are nothing more (RFC 4511 section 4.1.9, appendix A).

use super::ber::{Malformed, Reader, Tag, Writer};
use super::envelope::Encode;
use super::operation::Op;

/// The outcome of a request. Unknown codes pass through as they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ResultCode(pub u32);

#[expect(missing_docs, reason = "the names are those of RFC 4511 appendix A")]
impl ResultCode {
    pub const SUCCESS: Self = Self(0);
    pub const OPERATIONS_ERROR: Self = Self(1);
    pub const PROTOCOL_ERROR: Self = Self(2);
    pub const TIME_LIMIT_EXCEEDED: Self = Self(3);
    pub const SIZE_LIMIT_EXCEEDED: Self = Self(4);
    pub const COMPARE_FALSE: Self = Self(5);
    pub const COMPARE_TRUE: Self = Self(6);
    pub const AUTH_METHOD_NOT_SUPPORTED: Self = Self(7);
    pub const STRONGER_AUTH_REQUIRED: Self = Self(8);
    pub const REFERRAL: Self = Self(10);
    pub const ADMIN_LIMIT_EXCEEDED: Self = Self(11);
    pub const UNAVAILABLE_CRITICAL_EXTENSION: Self = Self(12);
    pub const CONFIDENTIALITY_REQUIRED: Self = Self(13);
    pub const SASL_BIND_IN_PROGRESS: Self = Self(14);
    pub const NO_SUCH_ATTRIBUTE: Self = Self(16);
    pub const CONSTRAINT_VIOLATION: Self = Self(19);
    pub const NO_SUCH_OBJECT: Self = Self(32);
    pub const INVALID_DN_SYNTAX: Self = Self(34);
    pub const INVALID_CREDENTIALS: Self = Self(49);
    pub const INSUFFICIENT_ACCESS_RIGHTS: Self = Self(50);
    pub const BUSY: Self = Self(51);
    pub const UNAVAILABLE: Self = Self(52);
    pub const UNWILLING_TO_PERFORM: Self = Self(53);
    pub const OTHER: Self = Self(80);
}

/// What every answer says: the code, how far a name was found, a text, and where else to ask.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LdapResult<'a> {
    /// The outcome.
    pub code: ResultCode,
    /// The nearest entry that exists.
    pub matched_dn: &'a [u8],
    /// A text for a person to read, UTF-8 by the standard.
    pub diagnostic: &'a [u8],
    /// The encoded addresses of a referral; empty where there is none.
    pub referral: &'a [u8],
}

impl<'a> LdapResult<'a> {
    /// A result that says nothing but its code.
    #[must_use]
    pub const fn new(code: ResultCode) -> Self {
        Self { code, matched_dn: &[], diagnostic: &[], referral: &[] }
    }

    /// The same with a text.
    #[must_use]
    pub const fn with_diagnostic(self, text: &'a str) -> Self {
        Self { diagnostic: text.as_bytes(), ..self }
    }

    /// Reads the components of a result; what a particular answer adds is left in the reader.
    ///
    /// # Errors
    /// [`Malformed`] when they are not there.
    pub fn read(reader: &mut Reader<'a>) -> Result<Self, Malformed> {
        let code = ResultCode(reader.number(Tag::ENUMERATED)?);
        let matched_dn = reader.octets()?;
        let diagnostic = reader.octets()?;
        let referral = reader.optional(Tag::constructed(3))?.unwrap_or_default();
        Ok(Self { code, matched_dn, diagnostic, referral })
    }

    /// Writes the components without a tag around them.
    pub fn write(&self, writer: &mut Writer) {
        writer.number(Tag::ENUMERATED, self.code.0);
        writer.octets(self.matched_dn);
        writer.octets(self.diagnostic);
        if !self.referral.is_empty() {
            writer.element(Tag::constructed(3), self.referral);
        }
    }
}

/// An answer that consists of a result: every final answer, an ExtendedResponse without name and value among them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Answer<'a> {
    /// Which answer.
    pub op: Op,
    /// What it says.
    pub result: LdapResult<'a>,
}

impl Encode for Answer<'_> {
    fn write(&self, writer: &mut Writer) {
        writer.nest(self.op.tag(), |writer| self.result.write(writer));
    }

    fn size_hint(&self) -> usize {
        self.result.matched_dn.len() + self.result.diagnostic.len() + self.result.referral.len()
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]
    use super::*;
    use crate::wire::{Message, MessageId, message};

    #[test]
    fn an_answer_comes_back_with_its_referral() {
        let result = LdapResult { referral: &[4, 1, b'x'], ..LdapResult::new(ResultCode(10)).with_diagnostic("über") };
        let bytes = message(MessageId::new(9).unwrap(), &Answer { op: Op::SearchResultDone, result });
        let opened = Message::decode(&bytes).unwrap();
        assert_eq!(opened.op, Op::SearchResultDone);
        assert_eq!(LdapResult::read(&mut Reader::new(opened.content)), Ok(result));
    }

    #[test]
    fn a_bare_bind_success_is_fourteen_octets() {
        let answer = Answer { op: Op::BindResponse, result: LdapResult::new(ResultCode::SUCCESS) };
        let bytes = message(MessageId::new(1).unwrap(), &answer);
        assert_eq!(bytes.as_ref(), [0x30, 12, 2, 1, 1, 0x61, 7, 10, 1, 0, 4, 0, 4, 0]);
    }
}
