//! What somebody who is signed in changes about themselves.

use std::time::Duration;

use zeroize::Zeroizing;

use crate::issue::{self, Recovery};
use crate::ports::{AuthenticatorRow, Change, OwnChange};
use crate::requirement::{Holds, Requirement};
use crate::seal::Place;
use crate::{By, Outage, Source, Typed, totp};

use super::{Portal, PortalError, Session, event, outcome};

/// So far a clock that is set right may be off (RULES 27).
const FARTHEST: Duration = Duration::from_secs(600);

impl Portal {
    /// The person's authenticators, disabled ones too.
    ///
    /// # Errors
    /// An outage of the store.
    pub async fn authenticators(&self, session: &Session) -> Result<Vec<AuthenticatorRow>, Outage> {
        self.records.authenticators(Some(&session.person().id)).await
    }

    /// How many recovery codes they have left.
    ///
    /// # Errors
    /// An outage of the store.
    pub async fn recovery_left(&self, session: &Session) -> Result<u32, Outage> {
        self.records.recovery_left(&session.person().id).await
    }

    /// Gives an authenticator another name.
    ///
    /// # Errors
    /// [`PortalError`].
    pub async fn rename(
        &self,
        session: &mut Session,
        id: &str,
        label: &str,
        source: Source,
    ) -> Result<(), PortalError> {
        if label.trim().is_empty() || !issue::is_label(label) {
            return Err(PortalError::BadLabel);
        }
        let what = OwnChange::Rename { id: id.to_owned(), label: label.to_owned() };
        self.change(session, "authenticator-renamed", Some(id), label, what, source).await
    }

    /// Removes an authenticator; the last one only where no code is required of them anyway.
    ///
    /// # Errors
    /// [`PortalError`].
    pub async fn remove(&self, session: &mut Session, id: &str, source: Source) -> Result<(), PortalError> {
        let label = self.own(session, id).await?.label;
        let keep_one = self.needs_one(session).await?;
        let what = OwnChange::Remove { id: id.to_owned(), keep_one };
        self.change(session, "authenticator-removed", Some(id), &label, what, source).await
    }

    /// Sets right how far an authenticator's clock is off, by two codes that follow each other. Only for who signed in
    /// by another authenticator or a recovery code.
    ///
    /// # Errors
    /// [`PortalError`].
    pub async fn resync(
        &self,
        session: &mut Session,
        id: &str,
        (first, second): (&Typed, &Typed),
        source: Source,
    ) -> Result<(), PortalError> {
        let by_another = match session.by() {
            By::Code(used) => used != id,
            By::Recovery => true,
            By::Bypass(_)
            | By::Grace
            | By::Remembered
            | By::Repeated
            | By::Reconnected
            | By::Exempt { .. }
            | By::Service
            | By::Monitor => false,
        };
        if !by_another {
            return Err(PortalError::SameFactor);
        }
        let ports = &self.gate.ports;
        let standing = self.standing(session.person(), &source).await?;
        let stored = standing.authenticators.iter().find(|stored| stored.id == id).ok_or(PortalError::NotFound)?;
        let place = Place { person: &session.person().id, authenticator: id, epoch: stored.epoch };
        let seed = ports.sealer.open(&stored.seed, &place)?;
        let typed = (first.expose(), second.expose());
        let now = ports.clock.now();
        let found = totp::consecutive(&seed, stored.parameters, typed, now, FARTHEST, stored.last_step);
        let (drift, step) = found.ok_or(PortalError::WrongCode)?;
        let what = OwnChange::Resynchronise { id: id.to_owned(), drift, step };
        self.change(session, "authenticator-resynchronised", Some(id), &drift.to_string(), what, source).await
    }

    /// Replaces the recovery codes by ten new ones, to be shown once.
    ///
    /// # Errors
    /// [`PortalError`].
    pub async fn new_recovery(
        &self,
        session: &mut Session,
        source: Source,
    ) -> Result<Vec<Zeroizing<String>>, PortalError> {
        if !session.is_fresh(self.now()) {
            return Err(PortalError::NotFresh);
        }
        let Recovery { shown, rows } = self.recovery_codes().await?;
        self.change(session, "recovery-codes-replaced", None, "", OwnChange::Recovery(rows), source).await?;
        Ok(shown)
    }

    /// Ends every session of the person, at every door, and what is remembered. It needs no fresh code: whoever finds a
    /// stranger in must be able to put them out at once.
    ///
    /// # Errors
    /// [`PortalError`].
    pub async fn sign_out_everywhere(&self, mut session: Session, source: Source) -> Result<(), PortalError> {
        self.write(&mut session, "signed-out-everywhere", None, "", OwnChange::SignOut, source).await
    }

    pub(super) async fn change(
        &self,
        session: &mut Session,
        name: &'static str,
        authenticator: Option<&str>,
        note: &str,
        what: OwnChange,
        source: Source,
    ) -> Result<(), PortalError> {
        if !session.is_fresh(self.now()) {
            return Err(PortalError::NotFresh);
        }
        self.write(session, name, authenticator, note, what, source).await
    }

    async fn write(
        &self,
        session: &mut Session,
        name: &'static str,
        authenticator: Option<&str>,
        note: &str,
        what: OwnChange,
        source: Source,
    ) -> Result<(), PortalError> {
        let person = session.person();
        let mut event = self.changed(name, person, &source, event::mfa(session.by()));
        event.authenticator = authenticator.map(str::to_owned);
        event.note = (!note.is_empty()).then(|| note.to_owned());
        let change = Change::Own { person: person.id.clone(), epoch: session.bound.epoch, what };
        outcome(self.records.change(change, event, self.gate.ports.clock.now()).await?)?;
        // Written on the epoch this session knew, so the one after it is this session's own.
        session.bound.epoch += 1;
        Ok(())
    }

    pub(super) async fn recovery_codes(&self) -> Result<Recovery, Outage> {
        issue::recovery(&*self.gate.ports.chance, &*self.gate.ports.slow).await
    }

    async fn own(&self, session: &Session, id: &str) -> Result<AuthenticatorRow, PortalError> {
        let all = self.authenticators(session).await?;
        all.into_iter().find(|row| row.id == id).ok_or(PortalError::NotFound)
    }

    /// Whether a code is required of them at other doors.
    async fn needs_one(&self, session: &Session) -> Result<bool, PortalError> {
        let (policy, until) = (self.gate.policy(), self.now().plus(crate::judge::LONGEST));
        let person = self.gate.ports.directory.again(session.person(), until).await?.ok_or(PortalError::Changed)?;
        let rules = self.gate.rules(&policy).await?;
        let required = self.gate.required(&policy, &rules, &person, Holds::Factor).await?;
        Ok(!matches!(required, Requirement::Exempt { .. }))
    }
}
