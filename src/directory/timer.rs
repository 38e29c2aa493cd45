//! Deadlines on the program's monotonic clock.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use vestibule_gate::ports::Clock;
use vestibule_gate::{Moment, Timestamp};

use super::failure::Failure;

/// The clock of the program with what the directory needs of it.
#[derive(Clone)]
pub(crate) struct Timer(Arc<dyn Clock>);

impl Timer {
    pub(crate) fn new(clock: Arc<dyn Clock>) -> Self {
        Self(clock)
    }

    /// The monotonic clock.
    pub(crate) fn moment(&self) -> Moment {
        self.0.moment()
    }

    /// The wall clock.
    pub(crate) fn now(&self) -> Timestamp {
        self.0.now()
    }

    /// `by` from now.
    pub(crate) fn after(&self, by: Duration) -> Moment {
        self.moment().plus(by)
    }

    /// What is left until `until`; zero when it has passed.
    pub(crate) fn left(&self, until: Moment) -> Duration {
        self.moment().until(until)
    }

    /// Runs `work` until `until` at the latest. What is dropped then must leave nothing half done in use.
    pub(crate) async fn within<T>(
        &self,
        until: Moment,
        work: impl Future<Output = Result<T, Failure>>,
    ) -> Result<T, Failure> {
        tokio::time::timeout(self.left(until), work).await.unwrap_or(Err(Failure::TimedOut))
    }
}
