//! Connections that are ready: TLS done, nobody bound. A login then costs no handshake.
//!
//! As many are kept as were lately taken in a second, so that a burst finds them. A connection is used by one taker
//! and never comes back.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::Notify;
use vestibule_gate::Moment;

use super::upstream::Upstream;

/// Kept ready even when nobody comes.
const FEWEST: usize = 2;
const MOST: usize = 64;
/// At most so many handshakes at a time; they cost the server as much as us.
const DIALS: usize = 8;
/// A connection that nobody took is renewed: directories close those that never bind.
const OLDEST: Duration = Duration::from_secs(30);
/// The ready ones are looked at so often.
const SWEEP: Duration = Duration::from_millis(250);
/// The span over which takers are counted.
const SPAN: Duration = Duration::from_secs(1);

/// The ready connections of one server.
#[derive(Default)]
pub(crate) struct Warm {
    pool: Mutex<Pool>,
    /// Wakes the keeper when one was taken.
    pub(crate) wanted: Notify,
}

#[derive(Default)]
struct Pool {
    ready: VecDeque<(Upstream, Moment)>,
    dialing: usize,
    /// Takers in this span, and lately.
    taken: usize,
    demand: usize,
    span: Moment,
    swept: Moment,
}

impl Warm {
    /// A connection that was open a moment ago.
    pub(crate) fn take(&self, now: Moment) -> Option<Upstream> {
        let mut next = self.first(now);
        while let Some((mut upstream, since)) = next {
            // Looked at without the lock, since that asks the kernel.
            if since.plus(OLDEST) > now && upstream.is_open() {
                return Some(upstream);
            }
            next = self.pool().ready.pop_front();
        }
        None
    }

    /// Keeps a connection where nobody is bound.
    pub(crate) fn put(&self, upstream: Upstream, now: Moment) {
        let mut pool = self.pool();
        if pool.ready.len() < MOST {
            pool.ready.push_back((upstream, now));
        }
    }

    /// How many are ready.
    pub(crate) fn len(&self) -> usize {
        self.pool().ready.len()
    }

    /// Drops what is old or closed, and says how many dials to begin. Each must end with [`Warm::dialed`].
    pub(crate) fn begin(&self, now: Moment) -> usize {
        let mut pool = self.pool();
        pool.count(now);
        if pool.swept.plus(SWEEP) <= now {
            pool.swept = now;
            pool.ready.retain_mut(|(upstream, since)| since.plus(OLDEST) > now && upstream.is_open());
        }
        let missing = pool.target().saturating_sub(pool.ready.len() + pool.dialing);
        let begun = missing.min(DIALS.saturating_sub(pool.dialing));
        pool.dialing += begun;
        begun
    }

    /// A dial has ended, well or not.
    pub(crate) fn dialed(&self) {
        let mut pool = self.pool();
        pool.dialing = pool.dialing.saturating_sub(1);
        if pool.is_low() {
            self.wanted.notify_one();
        }
    }

    /// Drops all: the server is not there.
    pub(crate) fn clear(&self) {
        self.pool().ready.clear();
    }

    /// The one that waits longest, for one taker more.
    fn first(&self, now: Moment) -> Option<(Upstream, Moment)> {
        let mut pool = self.pool();
        pool.count(now);
        pool.taken += 1;
        let first = pool.ready.pop_front();
        if pool.is_low() {
            self.wanted.notify_one();
        }
        first
    }

    fn pool(&self) -> MutexGuard<'_, Pool> {
        self.pool.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Pool {
    /// How many are to be ready.
    fn target(&self) -> usize {
        self.demand.max(self.taken).clamp(FEWEST, MOST)
    }

    /// Whether the keeper should be woken: not for each that is taken, where many are.
    fn is_low(&self) -> bool {
        self.ready.len() * 4 <= self.target() * 3
    }

    /// Starts a new span when the old one is over; what was lately wanted fades by a quarter a span.
    fn count(&mut self, now: Moment) {
        if self.span.plus(SPAN) > now {
            return;
        }
        self.demand = self.taken.max(self.demand * 3 / 4);
        self.taken = 0;
        self.span = now;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn demand_rises_at_once_and_fades() {
        let warm = Warm::default();
        assert_eq!(warm.begin(Moment(1000)), FEWEST);
        assert_eq!(warm.begin(Moment(1000)), 0, "those begun count");
        for _ in 0..100 {
            assert!(warm.take(Moment(1001)).is_none());
        }
        assert_eq!(warm.begin(Moment(1002)), DIALS - FEWEST, "no more than {DIALS} at a time");
        for _ in 0..DIALS {
            warm.dialed();
        }
        for span in 2..60 {
            for _ in 0..warm.begin(Moment(span * 1000)) {
                warm.dialed();
            }
        }
        assert_eq!(warm.begin(Moment(60_000)), FEWEST);
    }
}
