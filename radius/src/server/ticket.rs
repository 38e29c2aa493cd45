//! What a judgement under way carries, to find back to its packet.

use std::fmt;
use std::sync::Arc;

use super::duplicates::Key;
use super::settings::Client;
use crate::packet::{Asked, Attributes};
use vestibule_gate::Moment;

/// Stands for one packet under way. Not `Clone`: one packet has one answer. A ticket that is dropped leaves its packet
/// unanswered, and its duplicates too, until it is forgotten.
#[must_use]
pub struct Ticket {
    pub(super) key: Key,
    pub(super) client: Arc<Client>,
    pub(super) asked: Asked,
    /// Proxy-State attributes to be sent back, in their order.
    pub(super) proxy: Attributes,
    pub(super) arrived: Moment,
}

impl Ticket {
    /// The client's name: the application.
    pub fn client(&self) -> &Arc<str> {
        &self.client.name
    }

    /// When the packet came.
    pub const fn arrived(&self) -> Moment {
        self.arrived
    }
}

impl fmt::Debug for Ticket {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Ticket").field("client", &self.client.name).field("id", &self.asked.id).finish_non_exhaustive()
    }
}
