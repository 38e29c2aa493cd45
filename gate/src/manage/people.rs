//! People as those see them who help them. Nothing is changed here.

use std::collections::HashSet;

use super::{Act, ManageError, Office, Officer};
use crate::ports::{AuthenticatorRow, BypassRow, Found, Group, Inquiry, PeopleFilter, PersonRow, Pool};
use crate::{AccountState, Explanation, Mac, Outage, Person, Sid, Timestamp};

/// The longest text that is searched for, in octets.
const LONGEST: usize = 128;
/// The most that one search or page gives.
const MOST: usize = 200;

/// Somebody a search found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Looked {
    /// Their identity.
    pub id: Sid,
    /// Their short name.
    pub name: String,
    /// Their distinguished name.
    pub dn: String,
    /// Why the account cannot be used; `None` when it can.
    pub account: Option<AccountState>,
    /// Enabled authenticators.
    pub authenticators: u32,
    /// Wrong codes since the last admission.
    pub wrong_codes: u32,
    /// The last admission anywhere.
    pub last_admission: Option<Timestamp>,
}

/// Everything of one person.
#[derive(Clone, Debug)]
pub struct PersonSheet {
    /// Their identity.
    pub id: Sid,
    /// Their short name.
    pub name: String,
    /// Their distinguished name; `None` when the directory does not know them any more.
    pub dn: Option<String>,
    /// Why the account cannot be used; `None` when it can.
    pub account: Option<AccountState>,
    /// Whether they are protected; `None` where it cannot be known: no gate runs here, or they are not in the directory.
    pub protected: Option<bool>,
    /// Their authenticators, disabled ones too.
    pub authenticators: Vec<AuthenticatorRow>,
    /// Unused recovery codes.
    pub recovery_codes: u32,
    /// Bypass codes that run.
    pub bypasses: Vec<BypassRow>,
    /// The end of an activation code that can be used.
    pub activation: Option<Timestamp>,
    /// Wrong codes since the last admission, over all pools.
    pub wrong_codes: u32,
    /// The worst pools: application, source, wrong codes, last wrong.
    pub pools: Vec<(String, Option<String>, u32, Option<Timestamp>)>,
    /// The last admission anywhere.
    pub last_admission: Option<Timestamp>,
    /// Since when they are told to enrol.
    pub first_told: Option<Timestamp>,
    /// Logins by grace.
    pub grace_logins: u32,
}

impl Office {
    /// People of the directory one of whose names begins with `text`.
    ///
    /// # Errors
    /// As [`ManageError`] says.
    pub async fn search_people(
        &self,
        officer: &Officer,
        text: &str,
        most: usize,
    ) -> Result<Found<Looked>, ManageError> {
        self.permit(officer, Act::Search).await?;
        let text = searched(text)?;
        let Found { found, more } = self.directory.search_people(text, most.min(MOST), self.until()).await?;
        let mut looked = Vec::with_capacity(found.len());
        for person in found {
            looked.push(self.look(person).await?);
        }
        Ok(Found { found: looked, more })
    }

    /// Groups of the directory whose name begins with `text`.
    ///
    /// # Errors
    /// As [`ManageError`] says.
    pub async fn search_groups(&self, officer: &Officer, text: &str, most: usize) -> Result<Found<Group>, ManageError> {
        self.permit(officer, Act::ShowExemptions).await?;
        Ok(self.directory.search_groups(searched(text)?, most.min(MOST), self.until()).await?)
    }

    /// A page of the people the store knows.
    ///
    /// # Errors
    /// As [`ManageError`] says.
    pub async fn known_people(&self, officer: &Officer, filter: &PeopleFilter) -> Result<Vec<PersonRow>, ManageError> {
        self.permit(officer, Act::Search).await?;
        let limit = filter.limit.min(u32::try_from(MOST).unwrap_or(u32::MAX));
        Ok(self.records.people_of(&PeopleFilter { limit, ..filter.clone() }).await?)
    }

    /// Everything of the person of this identity.
    ///
    /// # Errors
    /// As [`ManageError`] says; nobody is found whom neither directory nor store knows.
    pub async fn sheet(&self, officer: &Officer, id: &Sid) -> Result<PersonSheet, ManageError> {
        self.permit(officer, Act::ShowPerson).await?;
        let row = self.records.person(id).await?;
        let (person, protected) = self.known_to_directory(officer, id).await?;
        let name = person.as_ref().map(|person| person.name.clone()).or(row.as_ref().map(|row| row.name.clone()));
        let name = name.ok_or_else(|| ManageError::NotFound(id.to_string()))?;
        let now = self.clock.now();
        let pool = Pool { person: id.clone(), application: "".into(), source: None };
        let standing = self.records.standing(&Inquiry { pool, typed: Mac([0; 32]), repeat: None, now }).await?;
        Ok(PersonSheet {
            id: id.clone(),
            name,
            dn: person.as_ref().map(|person| person.dn.clone()),
            account: person.and_then(|person| person.state),
            protected,
            authenticators: self.records.authenticators(Some(id)).await?,
            recovery_codes: self.records.recovery_left(id).await?,
            bypasses: self.records.bypasses(Some(id), now).await?,
            activation: self.records.activation(id, now).await?.map(|stored| stored.until),
            wrong_codes: row.as_ref().map_or(0, |row| row.wrong_codes),
            last_admission: row.as_ref().and_then(|row| row.last_admission),
            pools: row.map(|row| row.pools).unwrap_or_default(),
            first_told: standing.first_told,
            grace_logins: standing.grace.logins,
        })
    }

    /// The person of this identity, in the directory now.
    ///
    /// # Errors
    /// [`ManageError::NotFound`], or an outage.
    pub async fn identified(&self, id: &Sid) -> Result<Person, ManageError> {
        let person = self.directory.identified(id, self.until()).await?;
        person.ok_or_else(|| ManageError::NotFound(id.to_string()))
    }

    /// The short name of somebody of this identity, in the directory or, for who has left it, in the store.
    ///
    /// # Errors
    /// [`ManageError::NotFound`], or an outage.
    pub async fn name_of(&self, id: &Sid) -> Result<String, ManageError> {
        if let Some(person) = self.directory.identified(id, self.until()).await? {
            return Ok(person.name);
        }
        let row = self.records.person(id).await?;
        row.map(|row| row.name).ok_or_else(|| ManageError::NotFound(id.to_string()))
    }

    /// The bypass codes that run, of one person or of everybody, for who may see them.
    ///
    /// # Errors
    /// As [`ManageError`] says.
    pub async fn running_bypasses(&self, officer: &Officer, of: Option<&Sid>) -> Result<Vec<BypassRow>, ManageError> {
        self.permit(officer, Act::ShowPerson).await?;
        self.bypasses(of).await
    }

    /// What would be asked of somebody.
    ///
    /// # Errors
    /// As [`ManageError`] says; an application that is not there is not found.
    pub async fn explain(
        &self,
        officer: &Officer,
        who: &Person,
        application: &str,
        source: Option<std::net::IpAddr>,
    ) -> Result<Explanation, ManageError> {
        self.permit(officer, Act::Explain).await?;
        let gate = self.gate.as_ref().ok_or(Outage::Busy)?;
        let name = gate.policy().applications.get_key_value(application).map(|(name, _)| name.clone());
        let name = name.ok_or_else(|| ManageError::NotFound(application.to_owned()))?;
        let mut said = gate.explain(who, &name, source).await?;
        if let crate::Requirement::Exempt { group, .. } = &said.requirement {
            // Nothing is decided on the way: without it the rest is as true.
            said.through = self.directory.way(who, group, self.until()).await.unwrap_or_default();
        }
        Ok(said)
    }

    async fn look(&self, person: Person) -> Result<Looked, Outage> {
        let row = self.records.person(&person.id).await?;
        Ok(Looked {
            id: person.id,
            name: person.name,
            dn: person.dn,
            account: person.state,
            authenticators: row.as_ref().map_or(0, |row| row.authenticators),
            wrong_codes: row.as_ref().map_or(0, |row| row.wrong_codes),
            last_admission: row.and_then(|row| row.last_admission),
        })
    }

    async fn known_to_directory(
        &self,
        officer: &Officer,
        id: &Sid,
    ) -> Result<(Option<Person>, Option<bool>), ManageError> {
        let gate = self.gate.as_ref().map(|gate| gate.policy());
        let Some(policy) = officer.policy().or(gate.as_ref()) else {
            return Ok((self.directory.identified(id, self.until()).await?, None));
        };
        let found = self.protection(policy, id).await?;
        Ok(found.map_or((None, None), |(person, protected)| (Some(person), Some(protected))))
    }
}

/// A text that can be searched for.
fn searched(text: &str) -> Result<&str, ManageError> {
    let text = text.trim();
    if text.is_empty() || text.len() > LONGEST || text.chars().any(char::is_control) {
        return Err(ManageError::BadSearch);
    }
    Ok(text)
}

/// Rows without those seen before.
pub(super) fn once<T>(rows: Vec<T>, key: impl Fn(&T) -> Sid) -> Vec<T> {
    let mut seen = HashSet::new();
    rows.into_iter().filter(|row| seen.insert(key(row))).collect()
}
