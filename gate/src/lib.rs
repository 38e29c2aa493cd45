//! Who may come in.
#![doc = include_str!("../README.md")]

mod attempt;
mod audit;
mod bound;
mod explain;
#[cfg(any(test, feature = "fakes"))]
pub mod fakes;
mod gate;
mod judge;
mod manage;
mod person;
mod policy;
pub mod ports;
mod protect;
mod queue;
mod recovery;
mod requirement;
mod seal;
mod secret;
mod split;
mod throttle;
mod time;
mod totp;
mod verdict;

pub use attempt::{Answer, Attempt, Door, Form, Source};
pub use audit::{Count, Event, Mfa, Outcome, Reason, Tally};
pub use bound::{Bound, By, Still};
pub use explain::Explanation;
pub use gate::{Gate, Ports};
pub use manage::{AddAuthenticator, Added, ManageError, Office};
pub use person::{AccountState, BadPasswords, PasswordVersion, Person, Sid};
pub use policy::{Application, CodeWay, ExemptRule, Networks, Policy};
pub use requirement::Requirement;
pub use seal::{Mac, Sealed, Sealer, SealingKey};
pub use secret::{Password, Seed, Typed};
pub use time::{Moment, Timestamp};
pub use totp::{Algorithm, Parameters, code as code_at};
pub use verdict::{Admitted, Outage, Pending, Refusal, Said, Verdict};
