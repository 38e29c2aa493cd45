//! Somebody a form names: by a name they are known by, or by their identity.

use vestibule_gate::{ManageError, Office, Person, Sid};

/// The one person of the directory that this names.
///
/// # Errors
/// [`ManageError::NobodyNamed`], or an outage.
pub(super) async fn whom(office: &Office, text: &str) -> Result<Person, ManageError> {
    match office.person(text).await {
        Err(nobody @ ManageError::NobodyNamed(_)) => match office.identified(&Sid::new(text)).await {
            Err(ManageError::NotFound(_)) => Err(nobody),
            found => found,
        },
        found => found,
    }
}
