//! Attributes of a person that somebody configured, for what is told to a device about who it lets in. No decision
//! stands on them.

use vestibule_gate::{Moment, Outage, Person};

use super::{Directories, active_directory, openldap};

/// An attribute and its values as the directory writes them.
pub(crate) type Values = (String, Vec<Vec<u8>>);

impl Directories {
    /// Reads attributes as our account; one that is absent has no values.
    ///
    /// # Errors
    /// [`Outage::Directory`] when that cannot be said by `until`, or the person is gone.
    pub(crate) async fn attributes(&self, who: &Person, names: &[&str], until: Moment) -> Result<Vec<Values>, Outage> {
        let backend = self.of(who)?;
        let entry = if backend.is_active_directory() {
            active_directory::entry(backend, who, names, until).await?
        } else {
            openldap::entry(backend, who, names, until).await?
        };
        let entry = entry.ok_or(Outage::Directory)?;
        Ok(names.iter().map(|name| ((*name).to_owned(), entry.values(name).to_vec())).collect())
    }
}
