//! What an administrator is told of winbind: not once for each device that asks again.

use std::fmt::Arguments;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use vestibule_gate::Moment;
use vestibule_gate::ports::Clock;

/// The same trouble is said again after this time.
const PAUSE: Duration = Duration::from_secs(60);

/// The voice of this module.
pub(crate) struct Log {
    clock: Arc<dyn Clock>,
    last: Mutex<Option<(String, Moment)>>,
}

impl Log {
    pub(crate) fn new(clock: Arc<dyn Clock>) -> Self {
        Self { clock, last: Mutex::default() }
    }

    /// Says why responses cannot be proven, unless just that was said a moment ago. `what` names no secret.
    pub(crate) fn trouble(&self, what: Arguments<'_>) {
        let (now, what) = (self.clock.moment(), what.to_string());
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        if last.as_ref().is_some_and(|(said, since)| *said == what && since.plus(PAUSE) > now) {
            return;
        }
        tracing::error!("no MS-CHAPv2 response can be proven: {what}");
        *last = Some((what, now));
    }
}
