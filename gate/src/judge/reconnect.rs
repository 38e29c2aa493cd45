//! A client that comes back by a resumed TLS session.

use std::sync::Arc;

use super::case::Case;
use crate::{Gate, Outage, Reconnection, Return, Verdict};

impl Gate {
    /// Judges a client that comes back on what an earlier login left behind. Never a question.
    ///
    /// As [`Gate::judge`], it makes exactly one audit event and one counter.
    pub async fn reconnect(&self, what: &Arc<Reconnection>, again: Return) -> Verdict {
        let case = Case::returning(what, again, self.policy(), &self.ports);
        self.unavailable(case, Outage::Busy).await
    }
}
