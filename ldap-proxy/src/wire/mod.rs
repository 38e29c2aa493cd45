//! LDAP messages on the wire: strict BER (X.690 as narrowed by RFC 4511 section 5.1) and the operations of RFC 4511.
//!
//! Reading borrows from the input, follows no recursion the peer steers, never panics and never reserves
//! memory by a length the peer names. Writing produces minimal definite lengths.
//!
//! - [`frame::peek`] finds the bounds of one message from its first bytes, so that long answers can stream.
//! - [`Message::decode`] opens a whole message; [`Request::decode`] and [`Response::decode`] read its operation.
//! - [`message()`] and [`message_with_controls`] write one.
//!
//! This module must not decide what a message is allowed to do: that is the session's.

pub mod ber;
mod bind;
mod control;
mod envelope;
mod extended;
pub mod filter;
pub mod frame;
mod modify;
pub mod oid;
mod operation;
mod request;
mod response;
mod result;
pub mod search;

pub use ber::{Malformed, Reader, Tag, Writer};
pub use bind::{Authentication, BindRequest};
pub use control::{Control, Controls};
pub use envelope::{Encode, Message, message, message_with_controls};
pub use extended::{ExtendedRequest, ExtendedResponse, notice_of_disconnection};
pub use filter::Filter;
pub use frame::{Frame, MessageId, Peek};
pub use modify::{Change, ModifyOperation, ModifyRequest};
pub use operation::Op;
pub use request::{Abandon, Request, Unbind};
pub use response::Response;
pub use result::{Answer, LdapResult, ResultCode};
pub use search::{Dereference, Entry, PartialAttribute, Scope, Search, SearchRequest, SearchResultEntry};
