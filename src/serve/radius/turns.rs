//! Turns: so many logins are judged at once, others wait a little and are then given up in silence. Who answers a
//! question has turns of their own, so that logins under way end while new ones flood the door (RFC 5080
//! section 2.2.3).

use std::time::Duration;

use tokio::sync::{Semaphore, SemaphorePermit};

/// New logins judged at once. A directory server takes 64 questions at a time and refuses the next.
const NEW: usize = 40;
/// Second rounds judged at once.
const ANSWERS: usize = 20;
/// How long a login waits for its turn. Devices ask again after three to five seconds.
const PATIENCE: Duration = Duration::from_millis(1_500);

/// The turns of one kind of login.
pub(super) struct Turns(Semaphore);

impl Turns {
    /// Those of new logins.
    pub(super) fn of_new_logins() -> Self {
        Self(Semaphore::new(NEW))
    }

    /// Those of second rounds.
    pub(super) fn of_answers() -> Self {
        Self(Semaphore::new(ANSWERS))
    }

    /// Those of EAP's TLS, which keeps a core busy: one core is left to everybody else.
    pub(super) fn of_tls() -> Self {
        let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        Self(Semaphore::new(cores.saturating_sub(1).max(1)))
    }

    /// Waits for a turn however long it takes: what is begun is bounded elsewhere, and each turn is short.
    pub(super) async fn come(&self) -> Option<SemaphorePermit<'_>> {
        self.0.acquire().await.ok()
    }

    /// Waits for a turn, which lasts until it is dropped; `None` when none came in time.
    pub(super) async fn wait(&self) -> Option<SemaphorePermit<'_>> {
        tokio::time::timeout(PATIENCE, self.0.acquire()).await.ok()?.ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn one_too_many_waits_and_then_goes_without() {
        for (turns, most) in [(Turns::of_new_logins(), NEW), (Turns::of_answers(), ANSWERS)] {
            let mut taken = Vec::new();
            for _ in 0..most {
                taken.extend(turns.wait().await);
            }
            assert_eq!(taken.len(), most);
            assert!(turns.wait().await.is_none());
            taken.pop();
            assert!(turns.wait().await.is_some());
        }
    }
}
