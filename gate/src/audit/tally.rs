//! Counters of verdicts: one for each combination that happened.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use super::{Outcome, Reason};
use crate::{Door, Timestamp};

/// Verdicts counted since the program started.
#[derive(Debug, Default)]
pub struct Tally {
    counts: Mutex<BTreeMap<Key, u64>>,
    seen: Mutex<BTreeMap<Arc<str>, Timestamp>>,
}

type Key = (Door, Arc<str>, Outcome, Reason);

impl Tally {
    pub(crate) fn add(&self, now: Timestamp, door: Door, application: &Arc<str>, outcome: Outcome, reason: Reason) {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        match seen.get_mut(application) {
            Some(last) => *last = now,
            None => drop(seen.insert(application.clone(), now)),
        }
        drop(seen);
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        *counts.entry((door, application.clone(), outcome, reason)).or_default() += 1;
    }

    /// When somebody last tried to log in at each application.
    pub fn seen(&self) -> BTreeMap<Arc<str>, Timestamp> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// All counters: door, application, outcome, reason, number.
    pub fn read(&self) -> Vec<(Door, Arc<str>, Outcome, Reason, u64)> {
        let counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        counts.iter().map(|((door, app, outcome, reason), n)| (*door, app.clone(), *outcome, *reason, *n)).collect()
    }
}
