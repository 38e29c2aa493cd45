//! What has been counted.

use std::sync::Arc;

use super::silence::{Refused, Silence};
use crate::packet::Code;

/// A snapshot for the metrics; counts never fall.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counters {
    /// Packets not answered, by client (`None`: nobody known) and reason.
    pub silent: Vec<(Option<Arc<str>>, Silence, u64)>,
    /// Replies made, by client and code; repeated ones are not counted.
    pub replies: Vec<(Arc<str>, Code, u64)>,
    /// Access-Rejects the gate knows nothing of, by client and reason.
    pub refused: Vec<(Arc<str>, Refused, u64)>,
    /// Replies sent again to a duplicate, by client.
    pub repeated: Vec<(Arc<str>, u64)>,
    /// Judgements under way.
    pub under_way: usize,
    /// Questions that wait for a code.
    pub pending: usize,
}
