//! What the gate answers. A door turns a [`Verdict`] into bytes and learns nothing else.

use std::sync::Arc;

use thiserror::Error;

use crate::{AccountState, Bound, Door, Form, GraceLeft, Moment, Reason, Reconnection, Sid};

/// The answer to one attempt. Success on a wire takes it by value.
#[must_use]
#[derive(Debug)]
pub enum Verdict {
    /// Let them in.
    Admit(Admitted),
    /// Ask for the code. Says nothing of the password, nor whether the person exists.
    Ask(Pending),
    /// Keep them out.
    Refuse(Refusal),
    /// Nobody can be judged now; never to be shown as a wrong password.
    Unavailable(Outage),
}

/// The proof that somebody may come in. Made by the gate alone ([`crate::Gate::judge`], [`crate::Gate::answer`],
/// [`crate::Gate::reconnect`]), after what admits was recorded durably.
/// Not `Clone`: one proof serves one answer.
#[derive(Debug)]
pub struct Admitted {
    bound: Bound,
    groups: Vec<Sid>,
    not_before: Moment,
    grace: Option<Grace>,
    reconnection: Option<Arc<Reconnection>>,
}

/// What somebody is told who was let in although they are not enrolled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grace {
    /// Where to enrol, if there is a portal.
    pub address: Option<String>,
    /// What is left of it.
    pub left: GraceLeft,
}

impl Grace {
    /// What a door tells in one line, in English as all texts of the doors.
    pub fn sentence(&self) -> String {
        let counted = |number: u64, one: &str, many: &str| match number {
            0 => format!("this was the last {one}"),
            1 => format!("1 {one} is left"),
            number => format!("{number} {many} are left"),
        };
        let days = self.left.days.map(|days| match days {
            0 => "this is the last day".to_owned(),
            days => counted(days, "day", "days"),
        });
        let logins = self.left.logins.map(|logins| counted(u64::from(logins), "login", "logins"));
        let left: Vec<String> = days.into_iter().chain(logins).collect();
        let at = self.address.as_ref().map(|address| format!(" at {address}")).unwrap_or_default();
        format!("Set up your second factor{at}: {}.", left.join(", "))
    }
}

impl Admitted {
    pub(crate) const fn new(bound: Bound, groups: Vec<Sid>, not_before: Moment, grace: Option<Grace>) -> Self {
        Self { bound, groups, not_before, grace, reconnection: None }
    }

    /// The same with the permission to come back.
    pub(crate) fn with(self, reconnection: Option<Arc<Reconnection>>) -> Self {
        Self { reconnection, ..self }
    }

    /// The permission to come back by a resumed TLS session; `None` where there is none. Of a client that came back, the
    /// one it came back by.
    pub const fn reconnection(&self) -> Option<&Arc<Reconnection>> {
        self.reconnection.as_ref()
    }

    /// What is to be told to somebody who was let in by grace.
    pub const fn grace(&self) -> Option<&Grace> {
        self.grace.as_ref()
    }

    /// Who was admitted and on what ground.
    pub const fn bound(&self) -> &Bound {
        &self.bound
    }

    /// The groups the decision stood on; empty where the application asks for none
    /// (see [`crate::Application::wants_groups`]).
    pub fn groups(&self) -> &[Sid] {
        &self.groups
    }

    /// The answer must not leave earlier: the first round of a challenge ends for everyone at the same time.
    pub const fn not_before(&self) -> Moment {
        self.not_before
    }

    /// Spends the proof on a session that will be checked again (see [`crate::Gate::still`]).
    pub fn into_bound(self) -> Bound {
        self.bound
    }
}

/// A login that waits for its code: the first round of a challenge. It goes back to [`crate::Gate::answer`] with what
/// was typed, once: it is not `Clone`. Whether it can still succeed cannot be seen from outside.
#[derive(Debug)]
pub struct Pending {
    pub(crate) door: Door,
    pub(crate) application: Arc<str>,
    pub(crate) name: Vec<u8>,
    /// The password field of the first round, sealed.
    pub(crate) typed: Vec<u8>,
    pub(crate) form: Form,
    pub(crate) station: Option<Arc<[u8]>>,
    pub(crate) born: Moment,
    pub(crate) not_before: Moment,
    /// What the question may say.
    pub(crate) said: Said,
    /// Set where the first round already decided; told in the second.
    pub(crate) doom: Option<Doom>,
}

/// A refusal that is kept for the second round, so that the first looks alike for everyone.
#[derive(Debug)]
pub(crate) struct Doom {
    pub(crate) reason: Reason,
    pub(crate) said: Said,
    /// Identity and short name, where the name named somebody.
    pub(crate) who: Option<(Sid, String)>,
}

impl Pending {
    /// What the question may say beside asking for the code: nothing, or where to enrol.
    pub const fn said(&self) -> &Said {
        &self.said
    }

    /// The question must not leave earlier.
    pub const fn not_before(&self) -> Moment {
        self.not_before
    }
}

/// A refusal, without its reason: that is in the audit.
#[derive(Debug)]
pub struct Refusal {
    said: Said,
    not_before: Moment,
}

impl Refusal {
    pub(crate) const fn new(said: Said, not_before: Moment) -> Self {
        Self { said, not_before }
    }

    /// What the person may be told.
    pub const fn said(&self) -> &Said {
        &self.said
    }

    /// The answer must not leave earlier, so that all refusals take alike.
    pub const fn not_before(&self) -> Moment {
        self.not_before
    }
}

/// What a refusal may say. Only somebody who proved both factors, or who is not enrolled and proved the password, is
/// told anything (RFC 4513 and ASVS 6.3.8 ask for one face otherwise).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Said {
    /// Nothing.
    Nothing,
    /// Where to enrol; `None` where no portal is configured, which still tells that a code is needed.
    Enrol(Option<String>),
    /// The state of the account, and where a password can be changed if that is configured and would help.
    Account(AccountState, Option<String>),
}

impl Said {
    /// Whether it tells to enrol.
    pub(crate) const fn is_where_to_enrol(&self) -> bool {
        match self {
            Self::Enrol(_) => true,
            Self::Nothing | Self::Account(..) => false,
        }
    }
}

/// Why nobody can be judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Error)]
pub enum Outage {
    /// The store cannot be read or written.
    #[error("the store is not available")]
    Store,
    /// No directory server answers, or an answer lacks what a decision needs.
    #[error("the directory is not available")]
    Directory,
    /// What the store holds cannot be opened with the sealing key, or was put in another's place.
    #[error("a sealed record cannot be opened")]
    Seal,
    /// Too many attempts of this person wait, or a change came in between.
    #[error("too busy")]
    Busy,
    /// The source of chance failed.
    #[error("no random numbers")]
    Chance,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_of_grace_is_counted_down() {
        let said = |days, logins| {
            let address = Some("https://mfa.example.test".to_owned());
            Grace { address, left: GraceLeft { days, logins } }.sentence()
        };
        let begin = "Set up your second factor at https://mfa.example.test: ";
        assert_eq!(said(Some(3), None), format!("{begin}3 days are left."));
        assert_eq!(said(Some(1), Some(0)), format!("{begin}1 day is left, this was the last login."));
        assert_eq!(said(Some(0), Some(2)), format!("{begin}this is the last day, 2 logins are left."));
    }
}
