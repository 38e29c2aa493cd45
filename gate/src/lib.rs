//! Who may come in.
#![doc = include_str!("../README.md")]

mod activation;
mod attempt;
mod audit;
mod bound;
mod crockford;
mod explain;
#[cfg(any(test, feature = "fakes"))]
pub mod fakes;
mod gate;
mod issue;
mod judge;
mod manage;
mod person;
mod policy;
mod portal;
pub mod ports;
mod protect;
mod queue;
mod reconnection;
mod recovery;
mod requirement;
mod seal;
mod secret;
mod split;
mod still;
mod throttle;
mod time;
mod totp;
mod verdict;

pub use attempt::{Answer, Attempt, Door, Form, Source};
pub use audit::{Acts, Count, Event, Mfa, Outcome, Reason, Tally};
pub use bound::{Bound, By, Still};
pub use explain::Explanation;
pub use gate::{Gate, Ports};
pub use manage::{
    Act, AddAuthenticator, Added, AskedToken, AuditPage, AuditQuery, Bearer, Coverage, Exempted, Exempting, Issued,
    ListedPerson, Lists, Looked, MadeToken, ManageError, Managing, Member, NoScope, Office, Officer, Origin, Overview,
    People, PersonSheet, Preview, Revoked, Role, Scope, WouldBe,
};
pub use person::{AccountState, BadPasswords, PasswordVersion, Person, Sid};
pub use policy::{Application, CodeWay, ExemptRule, FirstByPassword, Grace, Networks, Policy, Staff};
pub use portal::{
    Accepted, Confirmation, Enrolling, Grant, Offer, PORTAL, Portal, PortalError, Purpose, Seen, Session, SignIn,
};
pub use reconnection::{Reconnection, Return, station_name};
pub use requirement::{GraceLeft, Requirement};
pub use seal::{Mac, Sealed, Sealer, SealingKey};
pub use secret::{Password, Seed, Typed};
pub use time::{Moment, Timestamp};
pub use totp::{Algorithm, Parameters, code as code_at};
pub use verdict::{Admitted, Grace as ByGrace, Outage, Pending, Refusal, Said, Verdict};
