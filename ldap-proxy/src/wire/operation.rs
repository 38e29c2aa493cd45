//! The operations of RFC 4511 by their application tags, and which answer belongs to which request.

use super::ber::Tag;

/// An operation of RFC 4511 section 4.2 to 4.13.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names are those of RFC 4511")]
pub enum Op {
    BindRequest,
    BindResponse,
    UnbindRequest,
    SearchRequest,
    SearchResultEntry,
    SearchResultDone,
    SearchResultReference,
    ModifyRequest,
    ModifyResponse,
    AddRequest,
    AddResponse,
    DelRequest,
    DelResponse,
    ModifyDnRequest,
    ModifyDnResponse,
    CompareRequest,
    CompareResponse,
    AbandonRequest,
    ExtendedRequest,
    ExtendedResponse,
    IntermediateResponse,
}

impl Op {
    /// The operation with this tag, form (primitive or constructed) included.
    #[must_use]
    pub const fn from_tag(tag: Tag) -> Option<Self> {
        Some(match tag.0 {
            0x60 => Self::BindRequest,
            0x61 => Self::BindResponse,
            0x42 => Self::UnbindRequest,
            0x63 => Self::SearchRequest,
            0x64 => Self::SearchResultEntry,
            0x65 => Self::SearchResultDone,
            0x73 => Self::SearchResultReference,
            0x66 => Self::ModifyRequest,
            0x67 => Self::ModifyResponse,
            0x68 => Self::AddRequest,
            0x69 => Self::AddResponse,
            0x4a => Self::DelRequest,
            0x6b => Self::DelResponse,
            0x6c => Self::ModifyDnRequest,
            0x6d => Self::ModifyDnResponse,
            0x6e => Self::CompareRequest,
            0x6f => Self::CompareResponse,
            0x50 => Self::AbandonRequest,
            0x77 => Self::ExtendedRequest,
            0x78 => Self::ExtendedResponse,
            0x79 => Self::IntermediateResponse,
            _ => return None,
        })
    }

    /// Its tag.
    #[must_use]
    pub const fn tag(self) -> Tag {
        Tag(match self {
            Self::BindRequest => 0x60,
            Self::BindResponse => 0x61,
            Self::UnbindRequest => 0x42,
            Self::SearchRequest => 0x63,
            Self::SearchResultEntry => 0x64,
            Self::SearchResultDone => 0x65,
            Self::SearchResultReference => 0x73,
            Self::ModifyRequest => 0x66,
            Self::ModifyResponse => 0x67,
            Self::AddRequest => 0x68,
            Self::AddResponse => 0x69,
            Self::DelRequest => 0x4a,
            Self::DelResponse => 0x6b,
            Self::ModifyDnRequest => 0x6c,
            Self::ModifyDnResponse => 0x6d,
            Self::CompareRequest => 0x6e,
            Self::CompareResponse => 0x6f,
            Self::AbandonRequest => 0x50,
            Self::ExtendedRequest => 0x77,
            Self::ExtendedResponse => 0x78,
            Self::IntermediateResponse => 0x79,
        })
    }

    /// What ends this request. `None` for those that are never answered, and for answers.
    #[must_use]
    pub const fn final_answer(self) -> Option<Self> {
        match self {
            Self::BindRequest => Some(Self::BindResponse),
            Self::SearchRequest => Some(Self::SearchResultDone),
            Self::ModifyRequest => Some(Self::ModifyResponse),
            Self::AddRequest => Some(Self::AddResponse),
            Self::DelRequest => Some(Self::DelResponse),
            Self::ModifyDnRequest => Some(Self::ModifyDnResponse),
            Self::CompareRequest => Some(Self::CompareResponse),
            Self::ExtendedRequest => Some(Self::ExtendedResponse),
            Self::UnbindRequest
            | Self::AbandonRequest
            | Self::BindResponse
            | Self::SearchResultEntry
            | Self::SearchResultDone
            | Self::SearchResultReference
            | Self::ModifyResponse
            | Self::AddResponse
            | Self::DelResponse
            | Self::ModifyDnResponse
            | Self::CompareResponse
            | Self::ExtendedResponse
            | Self::IntermediateResponse => None,
        }
    }

    /// Whether a client sends it.
    #[must_use]
    pub const fn is_request(self) -> bool {
        self.final_answer().is_some() || matches!(self, Self::UnbindRequest | Self::AbandonRequest)
    }

    /// Whether it is an answer after which no other comes for the same request.
    #[must_use]
    pub const fn is_final_answer(self) -> bool {
        !self.is_request()
            && !matches!(self, Self::SearchResultEntry | Self::SearchResultReference | Self::IntermediateResponse)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_and_operations_are_one_to_one() {
        let known = (0..=255).filter_map(|tag| Op::from_tag(Tag(tag)).map(|op| (tag, op)));
        let mut count = 0;
        for (tag, op) in known {
            assert_eq!(op.tag(), Tag(tag));
            assert!(Tag(tag).is_application());
            count += 1;
        }
        assert_eq!(count, 21);
    }

    #[test]
    fn each_request_ends_with_a_final_answer() {
        for op in (0..=255).filter_map(|tag| Op::from_tag(Tag(tag))) {
            if let Some(answer) = op.final_answer() {
                assert!(answer.is_final_answer() && op.is_request());
            }
        }
        assert!(!Op::IntermediateResponse.is_final_answer());
    }
}
