//! Counters of verdicts, and of what is done for others: one for each combination that happened.

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

/// What was done for others, or refused to who wanted to, since the program started.
#[derive(Debug, Default)]
pub struct Acts {
    counts: Mutex<BTreeMap<(String, &'static str, Outcome), u64>>,
}

impl Acts {
    pub(crate) fn add(&self, application: &str, event: &'static str, outcome: Outcome) {
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        *counts.entry((application.to_owned(), event, outcome)).or_default() += 1;
    }

    /// All counters: `portal` or `api`, event, outcome, number.
    pub fn read(&self) -> Vec<(String, &'static str, Outcome, u64)> {
        let counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        counts.iter().map(|((application, event, outcome), n)| (application.clone(), *event, *outcome, *n)).collect()
    }
}
