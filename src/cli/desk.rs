//! Where management commands work: the store, the directory and the gate, opened from the configuration.
//!
//! People are named on the command line as they would type their name, or by their SID as `person list` shows it.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use vestibule_gate::ports::Clock as _;
use vestibule_gate::{Gate, ManageError, Office, Officer, Outage, Person, Sid};

use super::exit::{Failure, Outcome};
use super::output;
use crate::config::{self, Config};
use crate::parts::{self, Parts};
use crate::policy;
use crate::store::Look;

/// The way through nested groups is looked for so long.
const PATIENCE: Duration = Duration::from_secs(5);

/// Everything a management command works on.
pub(super) struct Desk {
    /// Changes and reads.
    pub(super) office: Office,
    /// Who makes them: whoever runs the command.
    pub(super) officer: Officer,
    /// The configuration.
    pub(super) config: Config,
    /// What the gate is built of, for `explain`.
    judging: Judging,
}

/// How to come to a gate.
enum Judging {
    /// From the opened parts, asking the directory for every name in the configuration.
    Parts(Box<Parts>),
    /// The gate of a test.
    #[cfg(test)]
    Gate(Arc<Gate>),
}

/// Somebody named on the command line.
pub(super) struct Named {
    /// Their identity.
    pub(super) id: Sid,
    /// Their short name.
    pub(super) name: String,
    /// What the directory says of them; `None` where it was not asked or knows them no more.
    pub(super) person: Option<Person>,
}

/// Opens the desk and does the work of one command.
pub(super) fn at(file: &Path, work: impl AsyncFnOnce(&Desk) -> Outcome) -> Outcome {
    let config = config::load(file)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    runtime.block_on(async {
        let desk = open(config).await?;
        work(&desk).await
    })
}

async fn open(config: Config) -> Result<Desk, Failure> {
    let parts = Parts::open(&config, Look::Brief).await.map_err(Failure::installation)?;
    let (office, officer) = (parts.office(None), parts::console(&config));
    Ok(Desk { office, officer, config, judging: Judging::Parts(Box::new(parts)) })
}

impl Desk {
    /// The gate under the configured policy. Only `explain` needs it: the names in the policy are looked up for it.
    pub(super) async fn gate(&self) -> Arc<Gate> {
        match &self.judging {
            Judging::Parts(parts) => {
                let named = policy::policy(&self.config, parts).await;
                for trouble in &named.troubles {
                    output::message("note", &output::printable(trouble));
                }
                Arc::new(parts.gate(named.policy))
            }
            #[cfg(test)]
            Judging::Gate(gate) => gate.clone(),
        }
    }

    /// How `who` came to be in `group`: the groups on the way, the nearest to them first. Empty where that is not known.
    pub(super) async fn way(&self, who: &Person, group: &Sid) -> Vec<String> {
        match &self.judging {
            Judging::Parts(parts) => {
                let until = parts.clock.moment().plus(PATIENCE);
                parts.directories.path(who, group, until).await.unwrap_or_default()
            }
            #[cfg(test)]
            Judging::Gate(_) => Vec::new(),
        }
    }

    /// Finds somebody by SID in the store, else by name in the directory, else, for people who have left the
    /// directory, by the one equal name in the store.
    pub(super) async fn find(&self, name: &str) -> Result<Named, Failure> {
        if let Some(row) = self.office.records.person(&Sid::new(name)).await? {
            return Ok(Named { id: row.id, name: row.name, person: None });
        }
        match self.office.person(name).await {
            Ok(person) => Ok(Named { id: person.id.clone(), name: person.name.clone(), person: Some(person) }),
            Err(error @ ManageError::NobodyNamed(_)) => self.remembered(name).await?.ok_or_else(|| error.into()),
            // An outage is not an absence: somebody else may have had that name before.
            Err(ManageError::Outage(outage)) => Err(Failure::Refused(format!(
                "{outage}; people can be named by their SID meanwhile, as `vestibule person list` shows it"
            ))),
            Err(error) => Err(error.into()),
        }
    }

    /// The names of the applications meant: one, which must exist, or all.
    pub(super) fn applications(&self, named: Option<&str>) -> Result<Vec<Arc<str>>, Failure> {
        let all = || self.config.applications();
        let meant: Vec<Arc<str>> =
            all().filter(|name| named.is_none_or(|named| named == *name)).map(Arc::from).collect();
        if meant.is_empty() {
            let known = all().collect::<Vec<_>>().join(", ");
            return Err(Failure::Refused(format!("there is no such application; there are: {known}")));
        }
        Ok(meant)
    }

    async fn remembered(&self, name: &str) -> Result<Option<Named>, Failure> {
        let people = self.office.records.people().await?;
        let mut equal = people.into_iter().filter(|row| row.name.eq_ignore_ascii_case(name));
        let (Some(row), None) = (equal.next(), equal.next()) else { return Ok(None) };
        output::message("note", &format!("{} is not in the directory; taken from the store", output::printable(name)));
        Ok(Some(Named { id: row.id, name: row.name, person: None }))
    }
}

impl From<ManageError> for Failure {
    fn from(error: ManageError) -> Self {
        Self::Refused(output::printable(&error.to_string()))
    }
}

impl From<Outage> for Failure {
    fn from(outage: Outage) -> Self {
        Self::Refused(outage.to_string())
    }
}

#[cfg(test)]
mod tests;
