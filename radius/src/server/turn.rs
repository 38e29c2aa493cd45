//! One step of an EAP conversation: TLS is worked on outside the server's lock, on any core.

use std::fmt;

use vestibule_gate::{Moment, Source};

use super::conversations::Place;
use super::questions::{Bound, State};
use super::ticket::Slip;
use crate::eap::{Chances, Conversation, Head, Step};

/// Work to be done, taken out of the server; [`Turn::run`] does it, and [`super::Server::turned`] takes it back. One that
/// is dropped leaves its packet unanswered and its conversation over.
#[must_use]
pub struct Turn {
    pub(super) slip: Slip,
    pub(super) context: Context,
    pub(super) job: Job,
}

/// What was done. To be given back at once.
#[must_use]
pub struct Turned {
    pub(super) slip: Slip,
    pub(super) context: Context,
    pub(super) step: Step,
}

/// What the rest of the way must know of the packet.
pub(super) struct Context {
    pub(super) bound: Bound,
    pub(super) place: Place,
    /// The State that the packet brought.
    pub(super) state: Option<State>,
    pub(super) source: Source,
    pub(super) chances: Chances,
    /// Whether the device wants to know the conversation's name (EAP-Key-Name).
    pub(super) wants_name: bool,
}

pub(super) enum Job {
    /// A conversation begins; the identifier is that of the response that said who it is.
    Begin(Box<Head>, u8),
    /// A conversation goes on with this packet.
    Continue(Box<Conversation>, Vec<u8>),
}

impl Turn {
    /// Does the work: up to a few milliseconds of cryptography, no waiting.
    pub fn run(self, now: Moment) -> Turned {
        let Self { slip, context, job } = self;
        let step = match job {
            Job::Begin(head, ident) => Conversation::begin(*head, ident),
            Job::Continue(conversation, octets) => conversation.receive(now, &octets, context.chances),
        };
        Turned { slip, context, step }
    }
}

impl fmt::Debug for Turn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Turn").field("client", &self.slip.client.name).finish_non_exhaustive()
    }
}

impl fmt::Debug for Turned {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Turned").field("client", &self.slip.client.name).finish_non_exhaustive()
    }
}
