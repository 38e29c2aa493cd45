//! What administrators change: authenticators, recovery codes, counts, exemptions. Each change is one transaction with
//! its audit event; who may make it is the caller's matter (the command line needs the store's files).

use std::sync::Arc;

use thiserror::Error;
use zeroize::Zeroizing;

use crate::audit::{Event, Mfa, Outcome, Reason};
use crate::ports::{Chance, Change, Changed, Clock, Directory, Exemption, Group, NewAuthenticator, Records, SlowHash};
use crate::seal::Place;
use crate::{Door, Moment, Outage, Parameters, Person, Sealer, Seed, Sid, Timestamp, issue, totp};

const SHORTEST_SEED: usize = 16;
const PATIENCE: std::time::Duration = std::time::Duration::from_secs(5);

/// The administrator's desk: everything that changes who has which factor.
pub struct Office {
    /// The store.
    pub records: Arc<dyn Records>,
    /// The directories.
    pub directory: Arc<dyn Directory>,
    /// The clocks.
    pub clock: Arc<dyn Clock>,
    /// Chance for seeds, nonces and ids.
    pub chance: Arc<dyn Chance>,
    /// The slow hash of recovery codes.
    pub slow: Arc<dyn SlowHash>,
    /// The sealing key.
    pub sealer: Arc<Sealer>,
    /// The name of this node, for the audit.
    pub node: String,
    /// Who makes the changes, for the audit.
    pub operator: String,
}

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

/// Why a change was not made. Nothing was written then.
#[derive(Debug, Error)]
pub enum ManageError {
    /// The name does not name exactly one person.
    #[error("\"{0}\" does not name exactly one person")]
    NobodyNamed(String),
    /// The name does not name exactly one group.
    #[error("\"{0}\" does not name exactly one group")]
    NoGroupNamed(String),
    /// Nothing has this id.
    #[error("nothing has the id \"{0}\"")]
    NotFound(String),
    /// Eight authenticators are the most.
    #[error("they have eight authenticators, which is the most; remove one first")]
    TooMany,
    /// The secret is too short.
    #[error("the secret has {0} bits; at least 128 are needed")]
    ShortSeed(usize),
    /// The parameters cannot be used.
    #[error("digits must be 6 or 8, and the period 15 to 300 seconds")]
    BadParameters,
    /// The label cannot be used.
    #[error("the label must have at most 64 characters, none of them a control character")]
    BadLabel,
    /// Something is not available.
    #[error("{0}")]
    Outage(#[from] Outage),
}

impl Office {
    /// The person a name names, read from the directory.
    ///
    /// # Errors
    /// [`ManageError::NobodyNamed`], or an outage.
    pub async fn person(&self, name: &str) -> Result<Person, ManageError> {
        let person = self.directory.resolve(name, self.until()).await?;
        person.ok_or_else(|| ManageError::NobodyNamed(name.to_owned()))
    }

    /// Adds a confirmed, enabled authenticator.
    ///
    /// # Errors
    /// As [`ManageError`] says.
    pub async fn add_authenticator(&self, who: &Person, what: AddAuthenticator) -> Result<Added, ManageError> {
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
        let event = self.event("authenticator-added", Some(who), Some(&id), &what.label);
        let (label, parameters) = (what.label, what.parameters);
        let authenticator = NewAuthenticator { id: id.clone(), label, seed: sealed, epoch, parameters };
        let change = Change::AddAuthenticator { person: who.id.clone(), name: who.name.clone(), authenticator };
        self.make(change, event, &id).await?;
        Ok(Added { id, address })
    }

    /// Removes an authenticator for good.
    ///
    /// # Errors
    /// As [`ManageError`] says.
    pub async fn remove_authenticator(&self, id: &str) -> Result<(), ManageError> {
        let event = self.about_authenticator("authenticator-removed", id).await?;
        self.make(Change::RemoveAuthenticator { id: id.to_owned() }, event, id).await
    }

    /// Enables or disables an authenticator.
    ///
    /// # Errors
    /// As [`ManageError`] says.
    pub async fn set_authenticator(&self, id: &str, enabled: bool) -> Result<(), ManageError> {
        let name = if enabled { "authenticator-enabled" } else { "authenticator-disabled" };
        let event = self.about_authenticator(name, id).await?;
        self.make(Change::SetAuthenticator { id: id.to_owned(), enabled }, event, id).await
    }

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

    /// Sets a person's counts of wrong codes and passwords to nothing. The directory's own count is not touched.
    ///
    /// # Errors
    /// As [`ManageError`] says; somebody the store never heard of is not found.
    pub async fn unlock(&self, who: &Sid, name: &str) -> Result<(), ManageError> {
        let event =
            Event { person: name.to_owned(), sid: Some(who.clone()), ..self.event("person-unlocked", None, None, "") };
        self.make(Change::Unlock { person: who.clone() }, event, who.as_str()).await
    }

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

    /// Pins what a configured name means, once and for all.
    ///
    /// # Errors
    /// An outage of the store.
    pub async fn pin(&self, name: &str, id: &Sid) -> Result<(), ManageError> {
        let event = Event { sid: Some(id.clone()), ..self.event("name-pinned", None, None, name) };
        self.make(Change::Pin { name: name.to_owned(), id: id.clone() }, event, name).await
    }

    async fn make(&self, change: Change, event: Event, id: &str) -> Result<(), ManageError> {
        match self.records.change(change, event, self.clock.now()).await? {
            Changed::Done => Ok(()),
            Changed::NotFound => Err(ManageError::NotFound(id.to_owned())),
            Changed::TooMany => Err(ManageError::TooMany),
            // Of changes that are not made here.
            Changed::Taken | Changed::Last | Changed::Stale => Err(ManageError::Outage(Outage::Busy)),
        }
    }

    async fn about_authenticator(&self, name: &'static str, id: &str) -> Result<Event, ManageError> {
        let all = self.records.authenticators(None).await?;
        let row = all.into_iter().find(|row| row.id == id).ok_or_else(|| ManageError::NotFound(id.to_owned()))?;
        let event = self.event(name, None, Some(id), &row.label);
        Ok(Event { person: row.person_name, sid: Some(row.person), ..event })
    }

    fn event(&self, name: &'static str, who: Option<&Person>, authenticator: Option<&str>, note: &str) -> Event {
        Event {
            time: self.clock.now(),
            event: name,
            outcome: Outcome::Admitted,
            reason: Reason::Administration,
            person: who.map(|who| who.name.clone()).unwrap_or_default(),
            sid: who.map(|who| who.id.clone()),
            door: Door::Cli.as_str(),
            application: String::new(),
            source: String::new(),
            mfa: Mfa::None,
            authenticator: authenticator.map(str::to_owned),
            rule: None,
            node: self.node.clone(),
            duration_ms: 0,
            steps: std::collections::BTreeMap::new(),
            enforced: None,
            would_be: None,
            count: None,
            operator: Some(self.operator.clone()),
            note: (!note.is_empty()).then(|| note.to_owned()),
        }
    }

    fn until(&self) -> Moment {
        self.clock.moment().plus(PATIENCE)
    }
}
