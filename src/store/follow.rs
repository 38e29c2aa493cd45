//! What a follower of the audit (file, later journald, syslog, webhook) needs beside `Records`: its cursor.

use async_trait::async_trait;
use vestibule_gate::ports::Records;
use vestibule_gate::{Outage, Timestamp};

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
