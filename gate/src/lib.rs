//! Who may come in.
//!
//! A door makes an [`Attempt`] and gets a [`Verdict`] from [`Gate::judge`]; nothing else in Vestibule decides
//! about factors. This crate holds the words, the rules and the ports ([`ports`]) and knows no door, no wire
//! format, no SQL and no runtime: time, chance, the directory and the store are arguments.
//!
//! It must not open sockets, read a clock, sleep, or draw random numbers of its own.

mod attempt;
mod audit;
mod bound;
//TMP mod explain;
//TMP fakes
//TMP mod gate;
//TMP mod judge;
//TMP mod manage;
mod person;
mod policy;
pub mod ports;
mod protect;
//TMP mod queue;
//TMP mod recovery;
mod requirement;
mod seal;
mod secret;
//TMP mod split;
//TMP mod throttle;
mod time;
mod totp;
mod verdict;

pub use attempt::{Attempt, Door, Source};
pub use audit::{Count, Event, Mfa, Outcome, Reason, Tally};
pub use bound::{Bound, By, Still};
//TMP pub use explain::Explanation;
//TMP pub use gate::{Gate, Ports};
//TMP pub use manage::{AddAuthenticator, Added, ManageError, Office};
pub use person::{AccountState, BadPasswords, PasswordVersion, Person, Sid};
pub use policy::{Application, CodeWay, ExemptRule, Networks, Policy};
pub use requirement::Requirement;
pub use seal::{Mac, Sealed, Sealer, SealingKey};
pub use secret::{Password, Seed, Typed};
pub use time::{Moment, Timestamp};
pub use totp::{Algorithm, Parameters};
pub use verdict::{Admitted, Outage, Refusal, Said, Verdict};
