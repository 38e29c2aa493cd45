//! What a follower of the audit (file, later journald, syslog, webhook) needs beside `Records`: its cursor.

use async_trait::async_trait;
use vestibule_gate::ports::Records;
use vestibule_gate::{Outage, Sid, Timestamp};

/// A store whose audit can be followed.
#[async_trait]
pub(crate) trait Followed: Records {
    /// The sequence number of the last row this follower has taken; 0 before the first.
    ///
    /// # Errors
    /// [`Outage::Store`].
    async fn cursor(&self, follower: &str) -> Result<u64, Outage>;

    /// Moves the cursor forward to `sequence`; a lower one changes nothing.
    ///
    /// # Errors
    /// [`Outage::Store`].
    async fn advance(&self, follower: &str, sequence: u64, now: Timestamp) -> Result<(), Outage>;
}

/// A store that knows which mails were sent.
#[async_trait]
pub(crate) trait Mailed: Followed {
    /// The follower's cursor, put at the audit's end where it had none: what was before it came is not for it.
    ///
    /// # Errors
    /// [`Outage::Store`], as everywhere in this trait.
    async fn begin(&self, follower: &str, now: Timestamp) -> Result<u64, Outage>;

    /// When a mail of this kind was last sent to this person.
    async fn mailed(&self, person: &Sid, kind: &str) -> Result<Option<Timestamp>, Outage>;

    /// Notes that a mail of this kind was sent to this person.
    async fn note_mailed(&self, person: &Sid, kind: &str, now: Timestamp) -> Result<(), Outage>;
}
