//! The audit event, the counters, and the rule that a flood of refusals shares one row.

mod event;
mod flood;
mod tally;

pub use event::{Count, Event, Mfa, Outcome, Reason};
pub(crate) use flood::Flood;
pub use tally::{Acts, Tally};
