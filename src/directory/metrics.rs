//! What is counted of each server, to be read by the metrics page.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// Upper bounds of the latency classes, in milliseconds; one class more is above the last.
pub(crate) const BOUNDS: [u64; 8] = [1, 3, 10, 30, 100, 300, 1000, 3000];

/// Counters of one server, since the start.
#[derive(Debug, Default)]
pub(crate) struct Metrics {
    pub(crate) binds: Counter,
    pub(crate) searches: Counter,
    pub(crate) failures: Counter,
    pub(crate) dials: Counter,
    latency: [AtomicU64; BOUNDS.len() + 1],
    latency_sum: AtomicU64,
}

/// A number that only rises.
#[derive(Debug, Default)]
pub(crate) struct Counter(AtomicU64);

/// The state of one server at one time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ServerSnapshot {
    pub(crate) directory: String,
    pub(crate) url: String,
    pub(crate) up: bool,
    pub(crate) binds: u64,
    pub(crate) searches: u64,
    pub(crate) failures: u64,
    pub(crate) dials: u64,
    /// Connections without anybody bound that are ready.
    pub(crate) warm: usize,
    /// How many answers fell into each class of [`BOUNDS`], and above.
    pub(crate) latency: [u64; BOUNDS.len() + 1],
    /// Milliseconds of all answers together.
    pub(crate) latency_sum: u64,
}

impl Counter {
    pub(crate) fn add(&self) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn get(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

impl Metrics {
    /// Counts an answer that took `took`.
    pub(crate) fn answered(&self, took: Duration) {
        let millis = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
        let class = BOUNDS.iter().position(|&bound| millis <= bound).unwrap_or(BOUNDS.len());
        if let Some(class) = self.latency.get(class) {
            class.fetch_add(1, Ordering::Relaxed);
        }
        self.latency_sum.fetch_add(millis, Ordering::Relaxed);
    }

    pub(crate) fn latency(&self) -> ([u64; BOUNDS.len() + 1], u64) {
        (self.latency.each_ref().map(|class| class.load(Ordering::Relaxed)), self.latency_sum.load(Ordering::Relaxed))
    }
}
