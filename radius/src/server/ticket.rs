//! What a judgement under way carries, to find back to its packet.

use std::fmt;
use std::net::IpAddr;
use std::sync::Arc;

use vestibule_gate::{Moment, Source, Typed};

use super::duplicates::Key;
use super::questions::State;
use super::settings::Client;
use super::turn::Context;
use crate::eap::Waiting;
use crate::mschap::Response;
use crate::packet::{Asked, Attributes};
use crate::reply::Rules;

/// Stands for one packet under way. Not `Clone`: one packet has one answer. A ticket that is dropped leaves its packet
/// unanswered, and its duplicates too, until it is forgotten.
#[must_use]
pub struct Ticket {
    pub(super) slip: Slip,
    pub(super) work: Work,
}

/// What a reply must know of its packet.
pub(super) struct Slip {
    pub(super) key: Key,
    pub(super) client: Arc<Client>,
    /// Proxy-State attributes to be sent back, in their order.
    pub(super) proxy: Attributes,
    pub(super) arrived: Moment,
    /// Identifier of the EAP packet that came: a refusal carries EAP-Failure then.
    pub(super) eap: Option<u8>,
}

impl Slip {
    /// The device's address.
    pub(super) fn peer(&self) -> IpAddr {
        self.key.from.peer.ip().to_canonical()
    }

    pub(super) const fn asked(&self) -> &Asked {
        &self.key.asked
    }
}

/// What is under way.
pub(super) enum Work {
    Login(Box<Round>),
    Eap(Box<EapRound>),
    Status,
    Accounting,
}

/// One round of a login.
pub(super) struct Round {
    /// User-Name as it was sent.
    pub(super) user_name: Vec<u8>,
    pub(super) source: Source,
    /// The response that is proven: that of the first round, with the identifier of this one.
    pub(super) response: Option<Response>,
    /// A code that came before it was asked for.
    pub(super) early: Option<Typed>,
    /// The State that this round brought.
    pub(super) state: Option<State>,
}

/// One step of an EAP conversation that waits for the gate.
pub(super) struct EapRound {
    pub(super) context: Context,
    pub(super) waiting: Box<Waiting>,
}

impl Ticket {
    /// The client's name: the application.
    pub fn client(&self) -> &Arc<str> {
        &self.slip.client.name
    }

    /// When the packet came.
    pub const fn arrived(&self) -> Moment {
        self.slip.arrived
    }

    /// The rules that an Access-Accept follows: they say what [`super::Facts`] are needed.
    pub fn reply_rules(&self) -> &Rules {
        &self.slip.client.reply
    }
}

impl fmt::Debug for Ticket {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Ticket")
            .field("client", &self.slip.client.name)
            .field("id", &self.slip.key.asked.id)
            .finish_non_exhaustive()
    }
}
