//! What administrators change, and see: authenticators, recovery codes, activation and bypass codes, counts, exemptions,
//! API tokens. Each act takes the [`Officer`] who does it and is refused by the rules of `officer`; each change is one
//! transaction with its audit event.

mod act;
mod authenticators;
mod codes;
mod coverage;
mod exempting;
mod exemptions;
mod lists;
mod officer;
mod people;
mod reconnections;
mod recovery;
mod scope;
mod tokens;
mod watch;

use std::sync::Arc;

use thiserror::Error;

use crate::audit::{Event, Mfa, Outcome, Reason};
use crate::ports::{Chance, Change, Changed, Clock, Directory, Records, SlowHash};
use crate::{Door, Gate, Moment, Outage, Person, Sealer, Sid};

pub use act::Act;
pub use authenticators::{AddAuthenticator, Added};
pub use codes::Issued;
pub use coverage::{Coverage, People, Seen as ListedPerson};
pub use exempting::{Exempting, Member, Origin, Preview, WouldBe};
pub use exemptions::Exempted;
pub use lists::Lists;
pub use officer::{Managing, Officer, Role};
pub use people::{Looked, PersonSheet};
pub use reconnections::Revoked;
pub use scope::{NoScope, Scope};
pub use tokens::{AskedToken, Bearer, MadeToken};
pub use watch::{AuditPage, AuditQuery, Overview};

const PATIENCE: std::time::Duration = std::time::Duration::from_secs(5);
const PATIENCE_WITH_LISTS: std::time::Duration = std::time::Duration::from_secs(60);
const LONGEST_REASON: usize = 200;

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
    /// The gate that runs beside it, whose policy says who may act; `None` where nobody but the console does.
    pub gate: Option<Arc<Gate>>,
    /// Lists of people that were read a moment ago.
    pub lists: Lists,
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
    /// Somebody who has an authenticator or recovery codes needs no activation code.
    #[error(
        "they have an authenticator or recovery codes already: let them log in with a recovery code, or take all of it \
         away with `--remove-all`"
    )]
    Enrolled,
    /// A code would end too soon or too late.
    #[error("{0}")]
    BadSpan(&'static str),
    /// The reason cannot be used.
    #[error("the reason must have 1 to 200 characters, none of them a control character")]
    BadReason,
    /// Nobody helps themselves past their own authenticator.
    #[error("nobody does this for themselves: ask another administrator")]
    Oneself,
    /// The officer may not do this at all.
    #[error("this may not be done by who asks for it")]
    Forbidden,
    /// The officer may not do this for somebody who is protected.
    #[error("they are protected: an administrator does this for them")]
    Protected,
    /// A fresh code is needed first.
    #[error("a fresh code is needed first")]
    NotFresh,
    /// The text cannot be searched for.
    #[error("a search needs 1 to 128 characters, none of them a control character")]
    BadSearch,
    /// The token cannot be made so.
    #[error("a token needs one scope at least, and has 32 networks at most")]
    BadToken,
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

    /// Sets a person's counts of wrong codes and passwords to nothing. The directory's own count is not touched.
    ///
    /// # Errors
    /// As [`ManageError`] says; somebody the store never heard of is not found.
    pub async fn unlock(&self, officer: &Officer, who: &Sid, name: &str) -> Result<(), ManageError> {
        self.permit_for(officer, Act::Unlock, who, name).await?;
        let event = self.event(officer, "person-unlocked", None, None, "");
        let event = Event { person: name.to_owned(), sid: Some(who.clone()), ..event };
        self.make(Change::Unlock { person: who.clone() }, event, who.as_str()).await
    }

    /// Pins what a configured name means, once and for all.
    ///
    /// # Errors
    /// An outage of the store.
    pub async fn pin(&self, officer: &Officer, name: &str, id: &Sid) -> Result<(), ManageError> {
        self.permit(officer, Act::Pin).await?;
        let event = Event { sid: Some(id.clone()), ..self.event(officer, "name-pinned", None, None, name) };
        self.make(Change::Pin { name: name.to_owned(), id: id.clone() }, event, name).await
    }

    async fn make(&self, change: Change, event: Event, id: &str) -> Result<(), ManageError> {
        let (application, name) = (event.application.clone(), event.event);
        match self.records.change(change, event, self.clock.now()).await? {
            Changed::Done => {
                self.count(&application, name, Outcome::Admitted);
                Ok(())
            }
            Changed::NotFound => Err(ManageError::NotFound(id.to_owned())),
            Changed::TooMany => Err(ManageError::TooMany),
            Changed::Taken => Err(ManageError::Enrolled),
            // Of changes that are not made here.
            Changed::Last | Changed::Stale => Err(ManageError::Outage(Outage::Busy)),
        }
    }

    /// Counts an act. A command counts nowhere: it is over with its process.
    fn count(&self, application: &str, name: &'static str, outcome: Outcome) {
        if let Some(gate) = &self.gate {
            gate.acts.add(application, name, outcome);
        }
    }

    fn event(
        &self,
        officer: &Officer,
        name: &'static str,
        who: Option<&Person>,
        authenticator: Option<&str>,
        note: &str,
    ) -> Event {
        officer.dress(Event {
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
            station: None,
            count: None,
            operator: None,
            note: (!note.is_empty()).then(|| note.to_owned()),
        })
    }

    fn until(&self) -> Moment {
        self.clock.moment().plus(PATIENCE)
    }

    /// How long a list of people may take: there may be a hundred thousand.
    fn until_listed(&self) -> Moment {
        self.clock.moment().plus(PATIENCE_WITH_LISTS)
    }
}

/// Whether the login name of an operator, with a domain before or behind it or without one, is a person's short name.
fn is_oneself(operator: &str, name: &str) -> bool {
    let plain = operator.rsplit_once('\\').map_or(operator, |(_, name)| name);
    let bare = plain.rsplit_once('@').map_or(plain, |(name, _)| name);
    [plain, bare].iter().any(|operator| operator.to_lowercase() == name.to_lowercase())
}

/// A reason as it is written down.
fn plain_reason(reason: &str) -> Result<&str, ManageError> {
    let reason = reason.trim();
    let long = reason.chars().count() > LONGEST_REASON;
    if reason.is_empty() || long || reason.chars().any(char::is_control) {
        return Err(ManageError::BadReason);
    }
    Ok(reason)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_operator_is_known_with_and_without_a_domain() {
        for operator in ["ada", "ADA", "EXAMPLE\\ada", "ada@ad.example.test", "EXAMPLE\\Ada@ad.example.test"] {
            assert!(is_oneself(operator, "Ada"), "{operator}");
        }
        for operator in ["root", "adam", "", "ada\\root", "root@ada"] {
            assert!(!is_oneself(operator, "ada"), "{operator}");
        }
    }
}
