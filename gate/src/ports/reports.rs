//! The store as those who watch read it: how many have an authenticator, day by day.

use std::collections::HashSet;

use async_trait::async_trait;

use crate::{Outage, Sid, Timestamp};

/// What is kept for charts and lists. Nothing is decided on any of it.
#[async_trait]
pub trait Reports: Send + Sync {
    /// Everybody with an enabled authenticator.
    ///
    /// # Errors
    /// [`Outage::Store`], as everywhere in this trait.
    async fn enrolled(&self) -> Result<HashSet<Sid>, Outage>;

    /// The samples of the days from `since` on, by day.
    async fn coverage(&self, since: Timestamp) -> Result<Vec<CoverageRow>, Outage>;

    /// When somebody was last let in, or gave a wrong code, at each application, as far as that is still counted.
    async fn seen(&self) -> Result<Vec<(String, Timestamp)>, Outage>;

    /// Keeps samples; one of the same day and group is replaced.
    async fn note_coverage(&self, rows: Vec<CoverageRow>, now: Timestamp) -> Result<(), Outage>;
}

/// How many of a group, or of everybody, could give a code on a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CoverageRow {
    /// The group and its name then; `None` for everybody.
    pub group: Option<(Sid, String)>,
    /// What was counted.
    pub sample: Sample,
}

/// One day's count. Disabled accounts are in neither number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sample {
    /// The day's beginning, in UTC.
    pub day: Timestamp,
    /// How many there were.
    pub members: u64,
    /// Of them, with an enabled authenticator.
    pub enrolled: u64,
}
