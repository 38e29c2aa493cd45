//! Whether a server can be asked, known without asking.
//!
//! A server is *down* when it could not be reached, until a probe says otherwise. It is *avoided* for a while after it
//! failed to answer, so that later attempts go elsewhere first; where there is no other, it is still asked.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::Notify;
use vestibule_gate::Moment;

/// How long a server that failed to answer comes last.
const AVOIDED: Duration = Duration::from_secs(5);
/// An up server that nobody asked is probed so often.
const QUIET: Duration = Duration::from_secs(10);
const SHORTEST: Duration = Duration::from_secs(1);
const LONGEST: Duration = Duration::from_secs(30);
/// While no server of the directory is up: everybody waits for the first.
const LONGEST_ALONE: Duration = Duration::from_secs(2);

/// What is known of one server.
pub(crate) struct Health {
    state: Mutex<State>,
    /// How many servers of this directory are up.
    siblings: Arc<AtomicUsize>,
    /// Wakes the keeper when a probe is wanted at once.
    pub(crate) doubt: Notify,
}

#[derive(Default)]
struct State {
    up: bool,
    since: Moment,
    avoided: Moment,
    failures: u32,
    probe: Moment,
}

impl Health {
    /// Down until the first probe, which is due at once.
    pub(crate) fn new(siblings: Arc<AtomicUsize>) -> Self {
        Self { state: Mutex::default(), siblings, doubt: Notify::new() }
    }

    pub(crate) fn is_up(&self) -> bool {
        self.state().up
    }

    /// Up, and not avoided.
    pub(crate) fn is_good(&self, now: Moment) -> bool {
        let state = self.state();
        state.up && state.avoided <= now
    }

    /// Good for at least `by`.
    pub(crate) fn is_steady(&self, now: Moment, by: Duration) -> bool {
        let state = self.state();
        state.up && state.avoided.max(state.since).plus(by) <= now
    }

    pub(crate) fn is_probe_due(&self, now: Moment) -> bool {
        self.state().probe <= now
    }

    /// It answered. True when it was down before.
    pub(crate) fn answered(&self, now: Moment) -> bool {
        let mut state = self.state();
        let rose = !state.up;
        if rose {
            self.siblings.fetch_add(1, Ordering::Relaxed);
            state.since = now;
        }
        state.up = true;
        state.failures = 0;
        state.probe = now.plus(QUIET);
        rose
    }

    /// It could not be reached. True when it was up before.
    pub(crate) fn unreachable(&self, now: Moment) -> bool {
        let mut state = self.state();
        let fell = state.up;
        let others = if fell {
            self.siblings.fetch_sub(1, Ordering::Relaxed).saturating_sub(1)
        } else {
            self.siblings.load(Ordering::Relaxed)
        };
        state.up = false;
        let longest = if others == 0 { LONGEST_ALONE } else { LONGEST };
        state.probe = now.plus(SHORTEST.saturating_mul(1 << state.failures.min(5)).min(longest));
        state.failures = state.failures.saturating_add(1);
        fell
    }

    /// It did not answer as it should: others are asked first, and a probe has to say whether it is down. True when
    /// it was good before.
    pub(crate) fn doubted(&self, now: Moment) -> bool {
        let mut state = self.state();
        let fell = state.up && state.avoided <= now;
        state.avoided = now.plus(AVOIDED);
        if state.up {
            state.probe = now;
            self.doubt.notify_one();
        }
        fell
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Health {
    fn drop(&mut self) {
        if self.is_up() {
            self.siblings.fetch_sub(1, Ordering::Relaxed);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_is_down_until_it_answered_and_after_it_was_out_of_reach() {
        let siblings = Arc::new(AtomicUsize::new(0));
        let health = Health::new(Arc::clone(&siblings));
        assert!(!health.is_up() && health.is_probe_due(Moment(0)));
        assert!(health.answered(Moment(5)) && !health.answered(Moment(6)));
        assert!(health.is_good(Moment(6)) && siblings.load(Ordering::Relaxed) == 1);
        assert!(health.unreachable(Moment(7)) && !health.unreachable(Moment(8)));
        assert!(!health.is_good(Moment(9)) && siblings.load(Ordering::Relaxed) == 0);
    }

    #[test]
    fn doubt_avoids_but_leaves_it_up() {
        let health = Health::new(Arc::default());
        health.answered(Moment(0));
        assert!(health.doubted(Moment(100)) && !health.doubted(Moment(100)));
        assert!(health.is_up() && !health.is_good(Moment(101)) && health.is_probe_due(Moment(100)));
        assert!(health.is_good(Moment(5100)) && !health.is_steady(Moment(5100), Duration::from_secs(1)));
        assert!(health.is_steady(Moment(6100), Duration::from_secs(1)));
    }

    #[test]
    fn probes_of_a_lost_server_become_rare_unless_it_is_the_last() {
        let alone = Health::new(Arc::default());
        let beside = Health::new(Arc::new(AtomicUsize::new(1)));
        for _ in 0..10 {
            alone.unreachable(Moment(0));
            beside.unreachable(Moment(0));
        }
        assert!(alone.is_probe_due(Moment(2000)));
        assert!(!beside.is_probe_due(Moment(29_999)) && beside.is_probe_due(Moment(30_000)));
    }

    #[test]
    fn a_dropped_server_counts_no_longer() {
        let siblings = Arc::new(AtomicUsize::new(0));
        let health = Health::new(Arc::clone(&siblings));
        health.answered(Moment(0));
        drop(health);
        assert_eq!(siblings.load(Ordering::Relaxed), 0);
    }
}
