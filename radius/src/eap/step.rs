//! What a conversation wants next.

use std::sync::Arc;

use vestibule_gate::{Admitted, Moment, Pending, Reconnection, Typed};

use super::conversation::{Conversation, Waiting};
use super::keys::Keys;
use crate::mschap::Response;
use crate::reply;
use crate::server::Refused;

/// What comes next.
pub(crate) enum Step {
    /// This request goes to the client, and the conversation waits for its response.
    Say {
        conversation: Box<Conversation>,
        /// The EAP packet.
        request: Vec<u8>,
        /// It must not leave earlier.
        not_before: Option<Moment>,
        /// Whether a person has to type something.
        asks: bool,
    },
    /// The response was none: the request is repeated (RFC 3579 section 2.2).
    Repeat(Box<Conversation>),
    /// Somebody showed what they have: the gate is asked.
    Judge(Box<Waiting>, Credentials),
    /// A question was answered: the gate is asked.
    Answer(Box<Waiting>, Pending, Typed),
    /// A session was resumed: the gate is asked whether that holds.
    Return(Box<Waiting>, Arc<Reconnection>),
    /// It ends well.
    Accept(Box<Accepted>),
    /// The gate has admitted, and the end cannot be made: nothing is said, so that nobody takes it for a refusal.
    Lost,
    /// It ends badly.
    Fail {
        /// Identifier of the last response.
        ident: u8,
        /// Why, where the gate knows nothing of it.
        why: Option<Refused>,
        /// The gate's floor, where it refused.
        not_before: Option<Moment>,
    },
}

/// What an Access-Accept is made of.
pub(crate) struct Accepted {
    /// Identifier of the last response.
    pub(crate) ident: u8,
    /// The gate's proof.
    pub(crate) admitted: Admitted,
    /// What the client's rules need.
    pub(crate) facts: reply::Facts,
    /// The keys for the device.
    pub(crate) keys: Keys,
}

/// What somebody showed inside the tunnel.
pub(crate) struct Credentials {
    /// Who they say they are, as it was sent.
    pub(crate) name: Vec<u8>,
    pub(crate) shown: Shown,
    /// Whether the method can put a question.
    pub(crate) asks: bool,
}

/// How they prove it.
pub(crate) enum Shown {
    Text(Typed),
    Response(Box<Response>),
}
