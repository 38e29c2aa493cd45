//! Exemptions made at run time: added, asked for and approved by somebody else, removed.

use super::{Act, ManageError, Office, Officer, is_oneself, plain_reason};
use crate::audit::Event;
use crate::ports::{Change, Exemption, Group, RequestedExemption};
use crate::protect::is_protected;
use crate::{Sid, Timestamp, issue};

/// What became of an exemption somebody wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exempted {
    /// It.
    pub exemption: Exemption,
    /// Its group.
    pub group: Group,
    /// Whether it waits for somebody else's approval, and holds for nobody until then.
    pub waits: bool,
}

impl Officer {
    /// Whether this was asked for by who acts: somebody else approves it.
    pub(super) fn asked_for(&self, asked: &RequestedExemption) -> bool {
        let owner = &asked.exemption.owner;
        asked.behind == self.behind()
            || is_oneself(self.person_behind(), &asked.behind)
            || is_oneself(owner, self.person_behind())
            || is_oneself(self.person_behind(), owner)
    }
}

impl Office {
    /// Exempts a group, or asks for that where somebody else must approve.
    ///
    /// # Errors
    /// As [`ManageError`] says.
    pub async fn exempt(
        &self,
        officer: &Officer,
        group: &str,
        reason: &str,
        until: Option<Timestamp>,
    ) -> Result<Exempted, ManageError> {
        self.permit(officer, Act::AddExemption).await?;
        let reason = plain_reason(reason)?;
        if until.is_some_and(|until| until <= self.clock.now()) {
            return Err(ManageError::BadSpan("an exemption ends in the future"));
        }
        let found = self.directory.group(group, self.until()).await?;
        let found = found.ok_or_else(|| ManageError::NoGroupNamed(group.to_owned()))?;
        self.not_their_own(officer, Act::AddExemption, &found.id).await?;
        let exemption = Exemption {
            id: issue::id(&*self.chance)?,
            group: found.id.clone(),
            group_name: found.name.clone(),
            reason: reason.to_owned(),
            owner: officer.name().to_owned(),
            created: self.clock.now(),
            until,
        };
        let waits = officer.needs_approval();
        let (name, change) = if waits {
            let requested = RequestedExemption { exemption: exemption.clone(), behind: officer.behind() };
            ("exemption-requested", Change::RequestExemption(requested))
        } else {
            ("exemption-added", Change::AddExemption(exemption.clone()))
        };
        let event = self.about_exemption(officer, name, &exemption);
        self.make(change, event, group).await?;
        Ok(Exempted { exemption, group: found, waits })
    }

    /// Puts an exemption in force that somebody else asked for.
    ///
    /// # Errors
    /// As [`ManageError`] says; [`ManageError::Oneself`] for who asked for it.
    pub async fn approve_exemption(&self, officer: &Officer, id: &str) -> Result<Exemption, ManageError> {
        self.permit(officer, Act::ApproveExemption).await?;
        let asked = self.records.requested_exemptions().await?.into_iter().find(|asked| asked.exemption.id == id);
        let asked = asked.ok_or_else(|| ManageError::NotFound(id.to_owned()))?;
        if officer.asked_for(&asked) {
            return self.refuse(officer, Act::ApproveExemption, ManageError::Oneself).await;
        }
        let exemption = asked.exemption;
        if exemption.until.is_some_and(|until| until <= self.clock.now()) {
            return Err(ManageError::BadSpan("this exemption would be over already"));
        }
        self.not_their_own(officer, Act::ApproveExemption, &exemption.group).await?;
        let event = self.about_exemption(officer, "exemption-approved", &exemption);
        self.make(Change::ApproveExemption { id: id.to_owned() }, event, id).await?;
        Ok(exemption)
    }

    /// Removes an exemption that was made at run time, or turns one down that is asked for.
    ///
    /// # Errors
    /// As [`ManageError`] says.
    pub async fn remove_exemption(&self, officer: &Officer, id: &str) -> Result<(), ManageError> {
        self.permit(officer, Act::RemoveExemption).await?;
        let held = self.records.all_exemptions().await?.into_iter().find(|held| held.id == id);
        let held = match held {
            Some(held) => Some(held),
            None => {
                let asked = self.records.requested_exemptions().await?.into_iter();
                asked.map(|asked| asked.exemption).find(|asked| asked.id == id)
            }
        };
        let held = held.ok_or_else(|| ManageError::NotFound(id.to_owned()))?;
        let event = self.about_exemption(officer, "exemption-removed", &held);
        self.make(Change::RemoveExemption { id: id.to_owned() }, event, id).await
    }

    fn about_exemption(&self, officer: &Officer, name: &'static str, what: &Exemption) -> Event {
        Event {
            rule: Some(what.id.clone()),
            sid: Some(what.group.clone()),
            person: what.group_name.clone(),
            ..self.event(officer, name, None, None, &what.reason)
        }
    }

    /// Nobody exempts themselves: whoever stands behind it must not be in the group, unless no exemption can hold for
    /// them anyway.
    async fn not_their_own(&self, officer: &Officer, act: Act, group: &Sid) -> Result<(), ManageError> {
        let person = match officer.id() {
            Some(id) => self.directory.identified(id, self.until()).await?,
            None => self.directory.resolve(officer.person_behind(), self.until()).await?,
        };
        let Some(person) = person else { return Ok(()) };
        let groups = self.directory.groups(&person, self.until()).await?;
        let protected = officer.policy().is_some_and(|policy| is_protected(policy, &person, &groups));
        if groups.contains(group) && !protected {
            return self.refuse(officer, act, ManageError::Oneself).await;
        }
        Ok(())
    }
}
