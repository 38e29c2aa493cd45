//! Authenticators: added, removed, disabled and enabled.

use zeroize::Zeroizing;

use super::{Act, ManageError, Office, Officer};
use crate::audit::Event;
use crate::ports::{AuthenticatorRow, Change, NewAuthenticator};
use crate::seal::Place;
use crate::{Parameters, Person, Seed, Sid, issue, totp};

const SHORTEST_SEED: usize = 16;

/// An authenticator to add.
#[derive(Debug, Default)]
pub struct AddAuthenticator {
    /// The person's word for it; at most 64 characters.
    pub label: String,
    /// Its seed, at least 128 bits (RFC 4226 R6); `None` makes one of 160.
    pub seed: Option<Seed>,
    /// Algorithm, digits, period.
    pub parameters: Parameters,
}

/// An authenticator that was added. Its secret is shown once.
pub struct Added {
    /// Its id.
    pub id: String,
    /// The `otpauth://` address for a QR code; it holds the secret.
    pub address: Zeroizing<String>,
}

impl Office {
    /// Adds a confirmed, enabled authenticator.
    ///
    /// # Errors
    /// As [`ManageError`] says.
    pub async fn add_authenticator(
        &self,
        officer: &Officer,
        who: &Person,
        what: AddAuthenticator,
    ) -> Result<Added, ManageError> {
        self.permit_for(officer, Act::AddAuthenticator, &who.id, &who.name).await?;
        if !what.parameters.are_valid() {
            return Err(ManageError::BadParameters);
        }
        if !issue::is_label(&what.label) {
            return Err(ManageError::BadLabel);
        }
        let seed = match what.seed {
            Some(seed) if seed.expose().len() < SHORTEST_SEED => {
                return Err(ManageError::ShortSeed(seed.expose().len() * 8));
            }
            Some(seed) => seed,
            None => issue::seed(&*self.chance)?,
        };
        let (id, epoch) = (issue::id(&*self.chance)?, 1);
        let place = Place { person: &who.id, authenticator: &id, epoch };
        let sealed = self.sealer.seal(&seed, &place, &*self.chance)?;
        let address = totp::address(&seed, what.parameters, "Vestibule", &who.name);
        let address = Zeroizing::new(address.ok_or(ManageError::BadParameters)?);
        let event = self.event(officer, "authenticator-added", Some(who), Some(&id), &what.label);
        let (label, parameters) = (what.label, what.parameters);
        let authenticator = NewAuthenticator { id: id.clone(), label, seed: sealed, epoch, parameters };
        let change = Change::AddAuthenticator { person: who.id.clone(), name: who.name.clone(), authenticator };
        self.make(change, event, &id).await?;
        Ok(Added { id, address })
    }

    /// Removes an authenticator for good; one of `of`, where somebody is named.
    ///
    /// # Errors
    /// As [`ManageError`] says.
    pub async fn remove_authenticator(&self, officer: &Officer, of: Option<&Sid>, id: &str) -> Result<(), ManageError> {
        let words = (Act::RemoveAuthenticator, "authenticator-removed");
        let event = self.about_authenticator(officer, words, of, id).await?;
        self.make(Change::RemoveAuthenticator { id: id.to_owned() }, event, id).await
    }

    /// Enables or disables an authenticator; one of `of`, where somebody is named.
    ///
    /// # Errors
    /// As [`ManageError`] says.
    pub async fn set_authenticator(
        &self,
        officer: &Officer,
        of: Option<&Sid>,
        id: &str,
        enabled: bool,
    ) -> Result<(), ManageError> {
        let name = if enabled { "authenticator-enabled" } else { "authenticator-disabled" };
        let event = self.about_authenticator(officer, (Act::SetAuthenticator, name), of, id).await?;
        self.make(Change::SetAuthenticator { id: id.to_owned(), enabled }, event, id).await
    }

    async fn about_authenticator(
        &self,
        officer: &Officer,
        (act, name): (Act, &'static str),
        of: Option<&Sid>,
        id: &str,
    ) -> Result<Event, ManageError> {
        self.permit(officer, act).await?;
        let all = self.records.authenticators(of).await?;
        let theirs = |row: &AuthenticatorRow| row.id == id && of.is_none_or(|of| row.person == *of);
        let row = all.into_iter().find(theirs).ok_or_else(|| ManageError::NotFound(id.to_owned()))?;
        self.permit_for(officer, act, &row.person, &row.person_name).await?;
        let event = self.event(officer, name, None, Some(id), &row.label);
        Ok(Event { person: row.person_name, sid: Some(row.person), ..event })
    }
}
