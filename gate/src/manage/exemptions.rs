//! Exemptions made at run time.

use super::{ManageError, Office};
use crate::audit::Event;
use crate::ports::{Change, Exemption, Group};
use crate::{Timestamp, issue};

impl Office {
    /// Exempts a group.
    ///
    /// # Errors
    /// As [`ManageError`] says.
    pub async fn exempt(
        &self,
        group: &str,
        reason: &str,
        until: Option<Timestamp>,
    ) -> Result<(Exemption, Group), ManageError> {
        let found = self.directory.group(group, self.until()).await?;
        let found = found.ok_or_else(|| ManageError::NoGroupNamed(group.to_owned()))?;
        let exemption = Exemption {
            id: issue::id(&*self.chance)?,
            group: found.id.clone(),
            group_name: found.name.clone(),
            reason: reason.to_owned(),
            owner: self.operator.clone(),
            created: self.clock.now(),
            until,
        };
        let event = Event {
            rule: Some(exemption.id.clone()),
            sid: Some(found.id.clone()),
            person: found.name.clone(),
            ..self.event("exemption-added", None, None, reason)
        };
        self.make(Change::AddExemption(exemption.clone()), event, group).await?;
        Ok((exemption, found))
    }

    /// Removes an exemption that was made at run time.
    ///
    /// # Errors
    /// As [`ManageError`] says.
    pub async fn remove_exemption(&self, id: &str) -> Result<(), ManageError> {
        let event = Event { rule: Some(id.to_owned()), ..self.event("exemption-removed", None, None, "") };
        self.make(Change::RemoveExemption { id: id.to_owned() }, event, id).await
    }
}
