//! One person's attempts are judged one at a time on a node, so that parallel guesses cannot pass the throttle.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use async_lock::{Mutex as Turnstile, MutexGuardArc};

use crate::{Outage, Sid};

const MOST_WAITING: usize = 32;

/// The waiting lines, one a person.
#[derive(Default)]
pub(crate) struct Queue {
    lanes: Mutex<HashMap<Sid, Lane>>,
}

/// One person's line.
#[derive(Default)]
struct Lane {
    turnstile: Arc<Turnstile<()>>,
    /// Those who wait and the one whose turn it is.
    inside: usize,
}

/// Somebody's turn; the next one's begins when it is dropped.
pub(crate) struct Turn<'a> {
    queue: &'a Queue,
    who: Sid,
    guard: Option<MutexGuardArc<()>>,
    /// True when others were judged between the call and the turn.
    pub(crate) waited: bool,
}

impl Queue {
    /// Waits for one's turn.
    ///
    /// # Errors
    /// [`Outage::Busy`] when 32 wait already.
    pub(crate) async fn enter(&self, who: &Sid) -> Result<Turn<'_>, Outage> {
        let turnstile = {
            let mut lanes = self.lanes.lock().unwrap_or_else(PoisonError::into_inner);
            let lane = lanes.entry(who.clone()).or_default();
            if lane.inside > MOST_WAITING {
                return Err(Outage::Busy);
            }
            lane.inside += 1;
            lane.turnstile.clone()
        };
        // From here on the turn cleans up after itself, also when the caller stops waiting.
        let mut turn = Turn { queue: self, who: who.clone(), guard: None, waited: false };
        match turnstile.try_lock_arc() {
            Some(guard) => turn.guard = Some(guard),
            None => {
                turn.waited = true;
                turn.guard = Some(turnstile.lock_arc().await);
            }
        }
        Ok(turn)
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        self.guard = None;
        let mut lanes = self.queue.lanes.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(lane) = lanes.get_mut(&self.who) {
            lane.inside = lane.inside.saturating_sub(1);
            if lane.inside == 0 {
                lanes.remove(&self.who);
            }
        }
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests fail by panicking")]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    #[test]
    fn one_at_a_time_and_the_lanes_are_swept() {
        let (queue, who) = (Queue::default(), Sid::new("S-1-5-21-1-2-3-1000"));
        let inside = AtomicUsize::new(0);
        std::thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| {
                    for _ in 0..200 {
                        let _turn = pollster::block_on(queue.enter(&who)).unwrap();
                        assert_eq!(inside.fetch_add(1, Ordering::SeqCst), 0);
                        inside.fetch_sub(1, Ordering::SeqCst);
                    }
                });
            }
        });
        assert!(queue.lanes.lock().unwrap().is_empty());
    }

    #[test]
    fn the_thirty_fourth_is_turned_away() {
        let (queue, who) = (Queue::default(), Sid::new("S-1-5-21-1-2-3-1001"));
        let first = pollster::block_on(queue.enter(&who)).unwrap();
        let mut waiting: Vec<_> = (0..MOST_WAITING).map(|_| Box::pin(queue.enter(&who))).collect();
        let mut context = std::task::Context::from_waker(std::task::Waker::noop());
        for wait in &mut waiting {
            assert!(wait.as_mut().poll(&mut context).is_pending());
        }
        assert!(matches!(pollster::block_on(queue.enter(&who)), Err(Outage::Busy)));
        drop(first);
        drop(waiting);
        assert!(pollster::block_on(queue.enter(&who)).is_ok());
    }
}
