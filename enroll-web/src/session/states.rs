//! What the session of each level holds.

use std::fmt;

use vestibule_gate::{Enrolling as FirstEnrolment, Moment, Offer, Pending, Session};
use zeroize::Zeroizing;

use crate::language::Text;
use crate::staff::{Handed, StaffPlace};

/// Codes that were made are shown for so long at most.
const SHOWN_FOR: std::time::Duration = std::time::Duration::from_secs(600);

/// Somebody typed a name and a password. Nothing is known of them.
pub(crate) struct Begun {
    pub(crate) pending: Pending,
}

/// Somebody proved the password and has no authenticator yet, or just got the first one.
pub(crate) struct Enrolling {
    pub(crate) stage: Stage,
    /// Whether an activation code was asked for: one step more.
    pub(crate) activated: bool,
}

impl Enrolling {
    /// Whether there are codes that were not saved yet.
    pub(crate) fn has_codes(&self, now: Moment) -> bool {
        match &self.stage {
            Stage::Codes(codes) => codes.shown(now).is_some(),
            Stage::Asked { .. } | Stage::Finished => false,
        }
    }
}

/// How far a first enrolment has come.
#[expect(clippy::large_enum_variant, reason = "there are at most 20,000, nearly all of them in the first stage")]
pub(crate) enum Stage {
    /// An authenticator is about to be offered, or is.
    Asked {
        /// What it is offered on.
        enrolling: FirstEnrolment,
        /// The offer.
        offer: Option<Offer>,
    },
    /// The recovery codes are to be saved. What the enrolment was granted on is gone.
    Codes(Codes),
    /// Nothing is left but to read how to go on.
    Finished,
}

/// Recovery codes that were just made.
pub(crate) struct Codes {
    shown: Vec<Zeroizing<String>>,
    until: Moment,
}

impl Codes {
    pub(crate) fn new(shown: Vec<Zeroizing<String>>, now: Moment) -> Self {
        Self { shown, until: now.plus(SHOWN_FOR) }
    }

    /// The codes, while they may be shown.
    pub(crate) fn shown(&self, now: Moment) -> Option<&[Zeroizing<String>]> {
        (now < self.until).then_some(&*self.shown)
    }
}

/// Somebody is signed in.
pub(crate) struct Person {
    pub(crate) session: Session,
    /// When it was last seen that the session still stands.
    pub(crate) checked: Moment,
    pub(crate) offer: Option<Offer>,
    pub(crate) codes: Option<Codes>,
    /// Where to go after a fresh code.
    pub(crate) wanted: Wanted,
    /// What to tell on the next page that tells such things, once.
    pub(crate) notice: Option<Notice>,
    /// A code that was made for somebody else, to be handed on.
    pub(crate) handed: Option<Handed>,
}

impl Person {
    pub(crate) const fn new(session: Session, now: Moment) -> Self {
        Self { session, checked: now, offer: None, codes: None, wanted: Wanted::Account, notice: None, handed: None }
    }
}

/// A page that needs a fresh code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Wanted {
    Account,
    Add,
    RecoveryCodes,
    Rename(Id),
    Remove(Id),
    Replace(Id),
    Resync(Id),
    Staff(StaffPlace),
}

/// The id of an authenticator, as the gate makes them. It opens nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Id(String);

impl Id {
    /// `None` for what cannot be one.
    pub(crate) fn read(text: &str) -> Option<Self> {
        let is_digit = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
        ((16..=32).contains(&text.len()) && text.bytes().all(is_digit)).then(|| Self(text.to_owned()))
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A sentence on what was done or could not be, and to which authenticator.
pub(crate) struct Notice {
    pub(crate) text: Text,
    pub(crate) label: String,
    /// Whether it could not be done.
    pub(crate) wrong: bool,
}

impl Notice {
    pub(crate) fn done(text: Text, label: &str) -> Self {
        Self { text, label: label.to_owned(), wrong: false }
    }

    pub(crate) const fn wrong(text: Text) -> Self {
        Self { text, label: String::new(), wrong: true }
    }
}
