//! Where a person's mail goes, found by their identity alone. No decision stands on it.

use async_trait::async_trait;
use vestibule_gate::{Moment, Outage, Sid};

use super::entry::Entry;
use super::{Directories, active_directory, openldap};
use crate::mail::{Address, Mailbox, Mailboxes};

/// What is read of a person.
const MAILBOX: [&str; 2] = ["mail", "displayName"];

#[async_trait]
impl Mailboxes for Directories {
    async fn mailbox(&self, who: &Sid, until: Moment) -> Result<Option<Mailbox>, Outage> {
        let windows = who.as_str().starts_with("S-1-");
        for backend in self.backends.iter().filter(|backend| backend.is_active_directory() == windows) {
            let entry = if windows {
                active_directory::by_identity(backend, who, &MAILBOX, until).await?
            } else {
                openldap::by_identity(backend, who, &MAILBOX, until).await?
            };
            if let Some(entry) = entry {
                return Ok(mailbox(&entry));
            }
        }
        Ok(None)
    }
}

/// The first value of `mail` that is one address; a mailbox may have several.
fn mailbox(entry: &Entry) -> Option<Mailbox> {
    let texts = entry.values("mail").iter().filter_map(|value| std::str::from_utf8(value).ok());
    let address = texts.filter_map(Address::parse).next()?;
    Some(Mailbox { address, name: entry.text("displayName").map(str::to_owned) })
}
