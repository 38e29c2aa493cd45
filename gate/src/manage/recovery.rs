//! Recovery codes.

use zeroize::Zeroizing;

use super::{ManageError, Office};
use crate::ports::Change;
use crate::{Person, issue};

impl Office {
    /// Replaces a person's recovery codes by ten new ones. They are shown once and stored as slow hashes.
    ///
    /// # Errors
    /// As [`ManageError`] says.
    pub async fn new_recovery(&self, who: &Person) -> Result<Vec<Zeroizing<String>>, ManageError> {
        let issue::Recovery { shown, rows } = issue::recovery(&*self.chance, &*self.slow).await?;
        let event = self.event("recovery-codes-replaced", Some(who), None, "");
        let change = Change::ReplaceRecovery { person: who.id.clone(), name: who.name.clone(), codes: rows };
        self.make(change, event, who.id.as_str()).await?;
        Ok(shown)
    }
}
