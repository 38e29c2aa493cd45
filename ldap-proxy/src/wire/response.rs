//! Every answer a directory may give, for our own client side (RFC 4511 section 4).

use super::ber::{Malformed, Reader};
use super::envelope::Message;
use super::extended::ExtendedResponse;
use super::operation::Op;
use super::result::{Answer, LdapResult};
use super::search::SearchResultEntry;

/// An answer.
#[derive(Debug, Clone, Copy)]
pub enum Response<'a> {
    /// One found entry; more follow.
    Entry(SearchResultEntry<'a>),
    /// Where else to look, as encoded addresses for [`super::search::addresses`]; more follows.
    Reference(&'a [u8]),
    /// The answer to an extended request, or an unsolicited notification.
    Extended(ExtendedResponse<'a>),
    /// Any other final answer: to a bind, a search, a change, a comparison.
    Final(Answer<'a>),
    /// Something in between that only its extension understands.
    Intermediate,
}

impl<'a> Response<'a> {
    /// Reads the operation of a message.
    ///
    /// # Errors
    /// [`Malformed`] when it does not follow the grammar, or is a request.
    pub fn decode(message: &Message<'a>) -> Result<Self, Malformed> {
        let op = message.op;
        match op {
            Op::SearchResultEntry => SearchResultEntry::decode(message.content).map(Self::Entry),
            Op::SearchResultReference => Ok(Self::Reference(message.content)),
            Op::ExtendedResponse => ExtendedResponse::decode(message.content).map(Self::Extended),
            Op::IntermediateResponse => Ok(Self::Intermediate),
            Op::BindResponse
            | Op::SearchResultDone
            | Op::ModifyResponse
            | Op::AddResponse
            | Op::DelResponse
            | Op::ModifyDnResponse
            | Op::CompareResponse => {
                let result = LdapResult::read(&mut Reader::new(message.content))?;
                Ok(Self::Final(Answer { op, result }))
            }
            Op::BindRequest
            | Op::UnbindRequest
            | Op::SearchRequest
            | Op::ModifyRequest
            | Op::AddRequest
            | Op::DelRequest
            | Op::ModifyDnRequest
            | Op::CompareRequest
            | Op::AbandonRequest
            | Op::ExtendedRequest => Err(Malformed::Operation),
        }
    }

    /// The result, where the answer has one.
    #[must_use]
    pub const fn result(&self) -> Option<LdapResult<'a>> {
        match self {
            Self::Extended(response) => Some(response.result),
            Self::Final(answer) => Some(answer.result),
            Self::Entry(_) | Self::Reference(_) | Self::Intermediate => None,
        }
    }
}
