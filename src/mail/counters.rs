//! What the mail follower counts, for the metrics.

use std::sync::atomic::{AtomicU64, Ordering};

/// Counts since the start.
#[derive(Debug, Default)]
pub(crate) struct Counters {
    sent: AtomicU64,
    refused: AtomicU64,
    retried: AtomicU64,
    withheld: AtomicU64,
    unaddressed: AtomicU64,
}

impl Counters {
    /// Each by its name.
    pub(crate) fn read(&self) -> [(&'static str, u64); 5] {
        let read = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        [
            ("sent", read(&self.sent)),
            ("refused", read(&self.refused)),
            ("retried", read(&self.retried)),
            ("withheld", read(&self.withheld)),
            ("unaddressed", read(&self.unaddressed)),
        ]
    }

    /// A mail was taken by the server.
    pub(super) fn sent(&self) {
        self.sent.fetch_add(1, Ordering::Relaxed);
    }

    /// A mail will never be taken, and is left out.
    pub(super) fn refused(&self) {
        self.refused.fetch_add(1, Ordering::Relaxed);
    }

    /// A mail could not be sent, and is tried again.
    pub(super) fn retried(&self) {
        self.retried.fetch_add(1, Ordering::Relaxed);
    }

    /// A mail was left out because of too many to one person.
    pub(super) fn withheld(&self) {
        self.withheld.fetch_add(1, Ordering::Relaxed);
    }

    /// A person has no address.
    pub(super) fn unaddressed(&self) {
        self.unaddressed.fetch_add(1, Ordering::Relaxed);
    }
}
