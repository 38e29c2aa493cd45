//! The permission to come back by a resumed TLS session, without password and code.

use std::sync::Arc;

use crate::{Door, Moment, Person, Source, Timestamp};

/// The permission of one person at one station to come back to one application. Made by the gate alone, in the
/// transaction that admitted. It is no proof: [`crate::Gate::reconnect`] looks at everything again.
#[derive(Debug)]
pub struct Reconnection {
    /// 128 random bits as 32 hexadecimal digits.
    pub(crate) id: String,
    pub(crate) door: Door,
    /// As read at the admission.
    pub(crate) person: Person,
    pub(crate) application: Arc<str>,
    pub(crate) station: Arc<[u8]>,
    /// When the fresh code was given, or the exempt login was, by both clocks.
    pub(crate) fresh: Timestamp,
    pub(crate) born: Moment,
    pub(crate) until: Moment,
    /// The epoch of the person's authenticators at the admission.
    pub(crate) epoch: u64,
    pub(crate) ground: ComesBackBy,
}

/// What the admission stood on that the reconnection goes back to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum ComesBackBy {
    /// A fresh code of this authenticator.
    Code(String),
    /// An exemption; which one holds is decided at each return.
    Exempt,
}

/// A client that comes back by a resumed TLS session.
#[derive(Debug)]
pub struct Return {
    /// The application it comes to.
    pub application: Arc<str>,
    /// Where it comes from.
    pub source: Source,
    /// The client's machine (Calling-Station-Id), spelt as in [`crate::Attempt::station`].
    pub station: Arc<[u8]>,
    /// When it arrived.
    pub arrived: Moment,
}

impl Reconnection {
    /// 32 hexadecimal digits, as `vestibule wifi list` shows them.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The latest it can be good for, on this node's monotonic clock; the policy may end it earlier.
    pub const fn until(&self) -> Moment {
        self.until
    }

    /// Who was admitted, as read then.
    pub const fn person(&self) -> &Person {
        &self.person
    }

    /// The machine it is for.
    pub fn station(&self) -> &[u8] {
        &self.station
    }
}
