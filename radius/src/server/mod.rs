//! The RADIUS server as pure state (RFC 2865, 2866, 3579, 5080, 5997).
//!
//! A packet goes in, an [`Effect`] comes out; the program has the gate judge, waits and sends. Nothing here waits, reads
//! a clock or knows who may come in; an Access-Accept is made of a [`Verdict`] that admits, and of nothing else.

mod accounting;
mod counters;
mod duplicates;
mod effect;
mod settings;
mod silence;
mod ticket;

use std::sync::Arc;

use vestibule_gate::ports::Chance;
use vestibule_gate::{Moment, Verdict};

pub use accounting::{Record, Status};
pub use counters::Counters;
pub use effect::{Effect, Facts, From, Judge, Needs, Reply, Second, Transport};
pub use settings::{Client, Encoding, Limits, Settings, SourceAttribute};
pub use silence::{Refused, Silence};
pub use ticket::Ticket;

/// The server. To be shared; a short lock is held over its tables, never over cryptography.
pub struct Server {
    _chance: Arc<dyn Chance>,
}

impl Server {
    /// A server with these settings; `chance` gives State its 128 bits.
    pub fn new(settings: Settings, chance: Arc<dyn Chance>) -> Self {
        let _ = settings;
        Self { _chance: chance }
    }

    /// Puts other settings in force. What is under way ends under those it began with; questions stay open for clients
    /// of the same name.
    pub fn replace(&self, settings: Settings) {
        let _ = settings;
    }

    /// The client a packet would be of, for the log.
    pub fn client(&self, from: &From) -> Option<Arc<str>> {
        let _ = from;
        None
    }

    /// Takes one packet: a datagram, or what [`crate::packet::stream::next`] took off a stream.
    pub fn receive(&self, now: Moment, from: &From, packet: &[u8]) -> Effect {
        let _ = (now, from, packet);
        Effect::Silent(Silence::UnknownClient)
    }

    /// Takes what the gate said. What comes back is to be done like that of [`Server::receive`]: mostly a reply.
    pub fn verdict(&self, now: Moment, ticket: Ticket, verdict: Verdict, facts: Facts) -> Effect {
        let _ = (now, ticket, verdict, facts);
        Effect::Silent(Silence::Outage)
    }

    /// Answers Status-Server, or keeps silent where logins cannot be served (RFC 5997 section 4.2).
    pub fn status(&self, now: Moment, ticket: Ticket, healthy: bool) -> Effect {
        let _ = (now, ticket, healthy);
        Effect::Silent(Silence::Outage)
    }

    /// Answers an Accounting-Request whose record was written; keeps silent where it was not.
    pub fn accounted(&self, now: Moment, ticket: Ticket, written: bool) -> Effect {
        let _ = (now, ticket, written);
        Effect::Silent(Silence::NotWritten)
    }

    /// Forgets what is over. To be called every second or so.
    pub fn tick(&self, now: Moment) {
        let _ = now;
    }

    /// What has been counted so far.
    pub fn counters(&self) -> Counters {
        Counters::default()
    }
}
