//! Turns for new logins: so many are judged at once, others wait a little and are then given up in silence. Who
//! answers a question waits for no turn, so that logins under way end while new ones flood the door (RFC 5080
//! section 2.2.3).

use std::time::Duration;

use tokio::sync::{Semaphore, SemaphorePermit};

/// New logins judged at once. A directory server takes 64 questions at a time and refuses the next: a third of them is
/// kept for second rounds and for other doors.
const AT_ONCE: usize = 40;
/// How long a new login waits for its turn. Devices ask again after three to five seconds.
const PATIENCE: Duration = Duration::from_secs(1);

/// The turns.
pub(super) struct Turns(Semaphore);

impl Default for Turns {
    fn default() -> Self {
        Self(Semaphore::new(AT_ONCE))
    }
}

impl Turns {
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
        let turns = Turns::default();
        let mut taken = Vec::new();
        for _ in 0..AT_ONCE {
            taken.extend(turns.wait().await);
        }
        assert_eq!(taken.len(), AT_ONCE);
        assert!(turns.wait().await.is_none());
        taken.pop();
        assert!(turns.wait().await.is_some());
    }
}
