//! Recovery codes.

use zeroize::Zeroizing;

use super::{Act, ManageError, Office, Officer};
use crate::ports::Change;
use crate::{Person, issue};

impl Office {
    /// Replaces a person's recovery codes by ten new ones. They are shown once and stored as slow hashes.
    ///
    /// # Errors
    /// As [`ManageError`] says.
    pub async fn new_recovery(&self, officer: &Officer, who: &Person) -> Result<Vec<Zeroizing<String>>, ManageError> {
        self.permit_for(officer, Act::NewRecovery, &who.id, &who.name).await?;
        let issue::Recovery { shown, rows } = issue::recovery(&*self.chance, &*self.slow).await?;
        let event = self.event(officer, "recovery-codes-replaced", Some(who), None, "");
        let change = Change::ReplaceRecovery { person: who.id.clone(), name: who.name.clone(), codes: rows };
        self.make(change, event, who.id.as_str()).await?;
        Ok(shown)
    }
}
