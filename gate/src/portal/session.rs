//! Somebody who is signed in.

use crate::{Admitted, Answer, Attempt, Bound, By, Door, Form, Moment, Outage, Person, Still, Verdict};

use super::{Confirmation, FRESH, FRESH_FOR_OTHERS, LONGEST_FOR_OTHERS, PORTAL, Portal};

/// A session at the portal. Made of an [`Admitted`] by value, and not `Clone`.
#[derive(Debug)]
pub struct Session {
    pub(super) bound: Bound,
    /// What was typed last: at the sign-in, or when a fresh code was asked for.
    pub(super) by: By,
    /// When it was opened.
    opened: Moment,
    /// When the last code was typed that counts as fresh for a while.
    confirmed: Option<Moment>,
}

impl Session {
    /// Who it is, as read at the sign-in.
    pub const fn person(&self) -> &Person {
        &self.bound.person
    }

    /// What was typed last.
    pub const fn by(&self) -> &By {
        &self.by
    }

    /// Whether they may change what admits them now.
    pub fn is_fresh(&self, now: Moment) -> bool {
        self.confirmed.is_some_and(|at| now < at.plus(FRESH))
    }

    /// Until when their code is fresh enough to manage others; `None` where none was typed that counts.
    pub fn manages_until(&self) -> Option<Moment> {
        self.confirmed.map(|at| at.plus(FRESH_FOR_OTHERS))
    }

    /// Whether others can still be managed in it: for an hour from its beginning, whatever was typed since. The person's
    /// own pages stay.
    pub fn may_manage(&self, now: Moment) -> bool {
        now < self.opened.plus(LONGEST_FOR_OTHERS)
    }

    /// Whether the person typed something of the second factor to be let in, so that a role counts at all. With a bypass
    /// code they look, and [`Session::manages_until`] lets them change nothing.
    pub(crate) const fn has_factor(&self) -> bool {
        match self.by {
            By::Code(_) | By::Recovery | By::Bypass(_) => true,
            By::Grace
            | By::Remembered
            | By::Repeated
            | By::Reconnected
            | By::Exempt { .. }
            | By::Service
            | By::Monitor => false,
        }
    }

    fn renew(&mut self, by: &By, now: Moment) {
        self.by = by.clone();
        self.confirmed = match by {
            By::Code(_) | By::Recovery => Some(now),
            // Good for many logins, or nothing of theirs at all.
            By::Bypass(_)
            | By::Grace
            | By::Remembered
            | By::Repeated
            | By::Reconnected
            | By::Exempt { .. }
            | By::Service
            | By::Monitor => None,
        };
    }
}

impl Portal {
    /// Spends an admission on a session.
    pub fn open(&self, admitted: Admitted) -> Session {
        let bound = admitted.into_bound();
        let by = bound.by.clone();
        let opened = self.now();
        let mut session = Session { bound, by: by.clone(), opened, confirmed: None };
        session.renew(&by, opened);
        session
    }

    /// Whether a session still stands: the account usable, password and authenticators unchanged. To be asked before
    /// anything is shown or changed, half a minute after it was asked last at the latest.
    ///
    /// # Errors
    /// An [`Outage`] when that cannot be said now.
    pub async fn still(&self, session: &Session) -> Result<Still, Outage> {
        self.gate.still(&session.bound).await
    }

    /// Takes a fresh code of the signed-in person.
    pub async fn confirm(&self, session: &mut Session, answer: Answer) -> Confirmation {
        let person = session.person();
        let attempt = Attempt {
            door: Door::Web,
            application: PORTAL.into(),
            source: answer.source,
            name: person.name.as_bytes().to_vec(),
            typed: answer.typed,
            form: Form::Code,
            session: None,
            asks: false,
            station: None,
            arrived: answer.arrived,
        };
        match self.gate.confirm(attempt, person).await {
            Verdict::Admit(admitted) => {
                let by = admitted.bound().by().clone();
                session.renew(&by, self.now());
                Confirmation::Confirmed
            }
            Verdict::Refuse(refusal) => Confirmation::Refused(refusal),
            Verdict::Unavailable(outage) => Confirmation::Unavailable(outage),
            // A code that came alone is never asked for again.
            Verdict::Ask(_) => Confirmation::Unavailable(Outage::Busy),
        }
    }
}
