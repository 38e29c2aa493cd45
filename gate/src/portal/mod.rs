//! What people do for themselves at the portal: sign in, enrol, and change what admits them.
//!
//! Signing in is a login like any other ([`crate::Gate::judge`]), of an application whose settings have `portal`. What
//! somebody may change, and on what proof, is decided here and nowhere else:
//!
//! - A **first enrolment** ([`Enrolling`]) needs a proven password of somebody who has no factor at all, and an
//!   activation code where the policy asks for one; never a password alone of a protected person.
//! - Every **other change** needs a [`Session`] whose code is fresh: typed within [`FRESH`], and no bypass code, which
//!   is good for many logins and must not become a lasting factor.
//! - An **offer** ([`Offer`]) becomes an authenticator by a code of it, typed back. Nothing is stored before.
//!
//! Each change is one transaction with its audit event, and holds only on the state it was decided on.

mod change;
mod event;
mod first;
mod offer;
mod seen;
mod session;

use std::sync::Arc;
use std::time::Duration;

use thiserror::Error;

use crate::ports::{Changed, FirstFactor, Records};
use crate::{Answer, Attempt, Door, Form, Gate, Moment, Outage, Pending, Refusal, Source, Typed, Verdict};

pub use first::Enrolling;
pub use offer::{Accepted, Grant, Offer, Purpose};
pub use seen::Seen;
pub use session::Session;

/// The portal's name among the applications.
pub const PORTAL: &str = "portal";
/// For so long after a code somebody may change what admits them.
pub(crate) const FRESH: Duration = Duration::from_secs(300);
/// For so long after a code an administrator may change what admits others.
pub(crate) const FRESH_FOR_OTHERS: Duration = Duration::from_secs(900);
/// For so long after a sign-in somebody may manage others; then they sign in anew.
pub(crate) const LONGEST_FOR_OTHERS: Duration = Duration::from_secs(3600);
/// An enrolment that takes longer begins anew.
pub(crate) const LONGEST: Duration = Duration::from_secs(600);
/// No refusal leaves earlier.
const FLOOR: Duration = Duration::from_millis(300);

/// What people do for themselves.
pub struct Portal {
    gate: Arc<Gate>,
    records: Arc<dyn Records>,
}

/// A name and a password, as typed on the first page.
#[derive(Debug)]
pub struct SignIn {
    /// The name as typed.
    pub name: Vec<u8>,
    /// The password as typed.
    pub typed: Typed,
    /// Where it came from; the end user's address is known at a portal.
    pub source: Source,
    /// When it arrived.
    pub arrived: Moment,
}

/// How a code inside a session, or an activation code, was taken.
#[must_use]
#[derive(Debug)]
pub enum Confirmation {
    /// It was right.
    Confirmed,
    /// It was not; the answer leaves no earlier than the refusal says.
    Refused(Refusal),
    /// Nobody can say.
    Unavailable(Outage),
}

/// Why somebody's change was not made. Nothing was written then.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum PortalError {
    /// A fresh code is needed first.
    #[error("a fresh code is needed first")]
    NotFresh,
    /// The code is none of the offered authenticator, or the two codes do not follow each other.
    #[error("the code is not right")]
    WrongCode,
    /// It took too long, or there were too many wrong codes: it begins anew.
    #[error("this took too long and begins anew")]
    OfferOver,
    /// Eight authenticators are the most.
    #[error("there are eight authenticators, which is the most")]
    TooMany,
    /// The last authenticator stays where a code is required.
    #[error("the last authenticator stays")]
    LastOne,
    /// They have none of this id.
    #[error("there is no such authenticator")]
    NotFound,
    /// The label cannot be used.
    #[error("the name must have 1 to 64 characters")]
    BadLabel,
    /// They have a factor already: a first enrolment is over.
    #[error("there is an authenticator already")]
    Taken,
    /// The first enrolment needs an activation code.
    #[error("an activation code is needed")]
    ActivationNeeded,
    /// A clock is set right only by somebody who signed in by something else.
    #[error("another authenticator or a recovery code is needed for this")]
    SameFactor,
    /// Something was changed meanwhile; the session has ended.
    #[error("something was changed meanwhile")]
    Changed,
    /// Something is not available.
    #[error("{0}")]
    Outage(#[from] Outage),
}

impl Portal {
    /// Over this gate, and the same store as a book of records.
    pub fn new(gate: Arc<Gate>, records: Arc<dyn Records>) -> Self {
        Self { gate, records }
    }

    /// Judges name and password. Ends for everybody in the same question or an outage; the question says where to enrol
    /// only to who proved the password and has no factor.
    pub async fn sign_in(&self, who: SignIn, first: &mut dyn FirstFactor) -> Verdict {
        let SignIn { name, typed, source, arrived } = who;
        let (door, application) = (Door::Web, PORTAL.into());
        let (session, station) = (None, None);
        let attempt =
            Attempt { door, application, source, name, typed, form: Form::Text, session, asks: true, station, arrived };
        self.gate.judge(attempt, first).await
    }

    /// Judges the code.
    pub async fn answer(&self, pending: Pending, answer: Answer, first: &mut dyn FirstFactor) -> Verdict {
        self.gate.answer(pending, answer, first).await
    }

    fn now(&self) -> Moment {
        self.gate.ports.clock.moment()
    }
}

/// What a change came to, in the portal's words.
const fn outcome(changed: Changed) -> Result<(), PortalError> {
    match changed {
        Changed::Done => Ok(()),
        Changed::NotFound => Err(PortalError::NotFound),
        Changed::TooMany => Err(PortalError::TooMany),
        Changed::Taken => Err(PortalError::Taken),
        Changed::Last => Err(PortalError::LastOne),
        Changed::Stale => Err(PortalError::Changed),
    }
}
