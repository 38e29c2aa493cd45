//! Two kinds of time, kept apart by type: [`Timestamp`] is the wall clock (codes, windows, audit), [`Moment`] the
//! node's monotonic clock (deadlines and floors), which a clock step does not move.

use std::time::Duration;

use serde::{Deserialize, Serialize};

/// A point on the wall clock: milliseconds since 1970-01-01 00:00:00 UTC, leap seconds not counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
pub struct Timestamp(pub u64);

impl Timestamp {
    /// From whole seconds since the epoch.
    pub const fn from_secs(secs: u64) -> Self {
        Self(secs.saturating_mul(1000))
    }

    /// Whole seconds since the epoch.
    pub const fn as_secs(self) -> u64 {
        self.0 / 1000
    }

    /// This point plus `by`, saturating.
    #[must_use]
    pub const fn plus(self, by: Duration) -> Self {
        Self(self.0.saturating_add(millis(by)))
    }

    /// This point minus `by`, not before the epoch.
    #[must_use]
    pub const fn minus(self, by: Duration) -> Self {
        Self(self.0.saturating_sub(millis(by)))
    }
}

/// A point on the node's monotonic clock: milliseconds since an arbitrary start. Meaningless on another node.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Moment(pub u64);

impl Moment {
    /// This moment plus `by`, saturating.
    #[must_use]
    pub const fn plus(self, by: Duration) -> Self {
        Self(self.0.saturating_add(millis(by)))
    }

    /// The time from this moment to `later`; zero when `later` is not later.
    pub const fn until(self, later: Self) -> Duration {
        Duration::from_millis(later.0.saturating_sub(self.0))
    }
}

const fn millis(by: Duration) -> u64 {
    let millis = by.as_millis();
    if millis > u64::MAX as u128 { u64::MAX } else { millis as u64 }
}
