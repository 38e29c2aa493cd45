//! The directory: Active Directory or OpenLDAP, over connections of our own on the BER of `ldap-proxy`.
//!
//! [`Directories`] is the gate's port: who somebody is, found by our service account, and their groups. [`Prover`]
//! proves a password on a connection where nobody was bound, which an LDAP session then goes on using; [`ProofOnly`]
//! proves one for doors that need only the answer. What an answer means for a login is the gate's; this module must not decide who may come in, and must never take an outage for a
//! wrong password.
//!
//! ```text
//! Directories ─ Backend (one configured directory) ─ Servers ─ Server ─ Upstream (one connection)
//!                                                              ├ Health, Warm (ready), Proofs (proved and idle)
//!                                                              └ Service (our account's connections)
//! ```

mod active_directory;
mod answer;
mod attributes;
mod backend;
mod dial;
mod entry;
mod failure;
mod health;
mod keeper;
mod mailbox;
mod metrics;
mod name;
mod online;
mod openldap;
mod paging;
mod path;
mod proof_only;
mod proofs;
mod prover;
mod server;
mod servers;
mod service;
mod settings;
mod srv;
mod stream;
#[cfg(test)]
mod tests;
mod timer;
mod tls;
mod upstream;
mod warm;

use std::sync::Arc;

use async_trait::async_trait;
use vestibule_gate::ports::{Clock, Directory, Found, Group, MemberCount, MemberRow};
use vestibule_gate::{Moment, Outage, Person, Sid};

use self::backend::Backend;
pub(crate) use self::metrics::ServerSnapshot;
pub(crate) use self::online::{Finding, Probed, Readable};
pub(crate) use self::proof_only::ProofOnly;
pub(crate) use self::prover::Prover;
pub(crate) use self::settings::{Kind, Settings, SettingsError, Url};
pub(crate) use self::stream::Stream;
use self::timer::Timer;
pub(crate) use self::upstream::Parts;

/// All configured directories as one. Dropping it ends its tasks and closes its connections.
pub(crate) struct Directories {
    backends: Vec<Backend>,
}

impl Directories {
    /// Checks the settings and asks every server once whether it is there; none needs to be.
    pub(crate) async fn start(settings: Vec<Settings>, clock: Arc<dyn Clock>) -> Result<Self, SettingsError> {
        let timer = Timer::new(clock);
        let mut backends: Vec<Backend> = Vec::new();
        for settings in settings {
            if backends.iter().any(|backend| *backend.name == *settings.name) {
                return Err(SettingsError::Twice(settings.name));
            }
            backends.push(Backend::start(settings, timer.clone()).await?);
        }
        Ok(Self { backends })
    }

    /// What proves one attempt's password.
    pub(crate) fn prover(self: &Arc<Self>, global_catalog: bool) -> Prover {
        Prover::new(Arc::clone(self), global_catalog)
    }

    /// What proves one attempt's password where nobody goes on using the connection.
    pub(crate) fn proof_only(self: &Arc<Self>) -> ProofOnly {
        ProofOnly::new(Arc::clone(self))
    }

    /// Whose entry `dn`, in any form the directory called `directory` takes, names; `None` when nobody's.
    pub(crate) async fn whose(&self, directory: &str, dn: &str, until: Moment) -> Result<Option<Sid>, Outage> {
        let backend = self.named(directory).ok_or(Outage::Directory)?;
        if backend.is_active_directory() {
            active_directory::whose(backend, dn, until).await
        } else {
            openldap::whose(backend, dn, until).await
        }
    }

    /// The identities of our own accounts, which may log in at no door.
    pub(crate) async fn own_accounts(&self, until: Moment) -> Result<Vec<Sid>, Outage> {
        let mut own = Vec::new();
        for backend in &self.backends {
            let name = backend.account.name();
            let person = backend.resolve(name, until).await?.map(|person| person.id);
            own.extend(match person {
                None if name.contains('=') => self.whose(&backend.name, name, until).await?,
                found => found,
            });
        }
        Ok(own)
    }

    /// Connects to every server and logs in as our account there.
    pub(crate) async fn probe(&self) -> Vec<Probed> {
        let mut probed = Vec::new();
        for backend in &self.backends {
            probed.extend(online::probe(backend).await);
        }
        probed
    }

    /// Which attributes our account may read of the person that `name` names, in the first directory that has them.
    pub(crate) async fn readable(&self, name: &str, until: Moment) -> Result<Option<Vec<Readable>>, Outage> {
        for backend in &self.backends {
            if let Some(found) = online::readable(backend, name, until).await? {
                return Ok(Some(found));
            }
        }
        Ok(None)
    }

    /// The counters of every server.
    pub(crate) fn metrics(&self) -> Vec<ServerSnapshot> {
        let of = |backend: &Backend| {
            let directory = backend.name.to_string();
            let global = backend.servers.global_catalogs().map(servers::Servers::all).unwrap_or_default();
            backend.servers.all().into_iter().chain(global).map(move |server| server.snapshot(directory.clone()))
        };
        self.backends.iter().flat_map(of).collect()
    }

    /// The directories that refuse our service account now.
    pub(crate) fn refused(&self) -> Vec<String> {
        let refused = self.backends.iter().filter(|backend| backend.account.is_refused());
        refused.map(|backend| backend.name.to_string()).collect()
    }

    fn named(&self, name: &str) -> Option<&Backend> {
        self.backends.iter().find(|backend| *backend.name == *name)
    }

    fn of(&self, who: &Person) -> Result<&Backend, Outage> {
        self.named(&who.directory).ok_or(Outage::Directory)
    }
}

#[async_trait]
impl Directory for Directories {
    fn health(&self) -> Result<(), Outage> {
        if self.backends.iter().any(Backend::is_up) { Ok(()) } else { Err(Outage::Directory) }
    }

    async fn resolve(&self, name: &str, until: Moment) -> Result<Option<Person>, Outage> {
        let mut only = None;
        for backend in &self.backends {
            match (backend.resolve(name, until).await?, &only) {
                // A name that two directories know is nobody's.
                (Some(_), Some(_)) => return Ok(None),
                (Some(person), None) => only = Some(person),
                (None, _) => {}
            }
        }
        Ok(only)
    }

    async fn again(&self, who: &Person, until: Moment) -> Result<Option<Person>, Outage> {
        let backend = self.of(who)?;
        if backend.is_active_directory() {
            active_directory::again(backend, who, until).await
        } else {
            openldap::again(backend, who, until).await
        }
    }

    async fn groups(&self, who: &Person, until: Moment) -> Result<Vec<Sid>, Outage> {
        let backend = self.of(who)?;
        if backend.is_active_directory() {
            active_directory::groups(backend, who, until).await
        } else {
            openldap::groups(backend, who, until).await
        }
    }

    async fn group(&self, name: &str, until: Moment) -> Result<Option<Group>, Outage> {
        let mut only = None;
        for backend in &self.backends {
            match (backend.group(name, until).await?, &only) {
                (Some(_), Some(_)) => return Ok(None),
                (Some(group), None) => only = Some(group),
                (None, _) => {}
            }
        }
        Ok(only)
    }

    async fn identified(&self, id: &Sid, until: Moment) -> Result<Option<Person>, Outage> {
        for backend in &self.backends {
            let found = if backend.is_active_directory() {
                active_directory::identified(backend, id, until).await?
            } else {
                openldap::identified(backend, id, until).await?
            };
            if found.is_some() {
                return Ok(found);
            }
        }
        Ok(None)
    }

    async fn search_people(&self, text: &str, most: usize, until: Moment) -> Result<Found<Person>, Outage> {
        let mut all = Vec::new();
        for backend in &self.backends {
            all.push(if backend.is_active_directory() {
                active_directory::search_people(backend, text, most, until).await?
            } else {
                openldap::search_people(backend, text, most, until).await?
            });
        }
        Ok(together(all, most, |person| &person.name))
    }

    async fn search_groups(&self, text: &str, most: usize, until: Moment) -> Result<Found<Group>, Outage> {
        let mut all = Vec::new();
        for backend in &self.backends {
            all.push(if backend.is_active_directory() {
                active_directory::search_groups(backend, text, most, until).await?
            } else {
                openldap::search_groups(backend, text, most, until).await?
            });
        }
        Ok(together(all, most, |group| &group.name))
    }

    async fn members(&self, group: &Group, until: Moment) -> Result<Found<MemberRow>, Outage> {
        let mut all = Vec::new();
        for backend in &self.backends {
            // Only the directory that has the group has its members.
            if backend.group(group.id.as_str(), until).await?.is_none() {
                continue;
            }
            all.push(if backend.is_active_directory() {
                active_directory::members(backend, group, until).await?
            } else {
                openldap::members(backend, group, until).await?
            });
        }
        Ok(together(all, usize::MAX, |row| &row.name))
    }

    async fn way(&self, who: &Person, group: &Sid, until: Moment) -> Result<Vec<String>, Outage> {
        self.path(who, group, until).await
    }

    async fn everybody(&self, until: Moment) -> Result<Found<MemberRow>, Outage> {
        let mut all = Vec::new();
        for backend in &self.backends {
            all.push(if backend.is_active_directory() {
                active_directory::everybody(backend, until).await?
            } else {
                openldap::everybody(backend, until).await?
            });
        }
        Ok(together(all, usize::MAX, |row| &row.name))
    }
}

/// A group that was found.
const fn group(id: Sid, dn: String, name: String, count: Option<(usize, bool)>) -> Group {
    let members = match count {
        Some((number, exact)) => Some(MemberCount { number, exact }),
        None => None,
    };
    Group { id, dn, name, members }
}

/// What several directories found, by name.
fn together<T>(all: Vec<Found<T>>, most: usize, name: impl Fn(&T) -> &str) -> Found<T> {
    let mut more = all.iter().any(|one| one.more);
    let mut found: Vec<T> = all.into_iter().flat_map(|one| one.found).collect();
    found.sort_by_cached_key(|one| name(one).to_lowercase());
    more |= found.len() > most;
    found.truncate(most);
    Found { found, more }
}

impl Backend {
    async fn resolve(&self, name: &str, until: Moment) -> Result<Option<Person>, Outage> {
        if self.is_active_directory() {
            active_directory::resolve(self, name, until).await
        } else {
            openldap::resolve(self, name, until).await
        }
    }

    async fn group(&self, name: &str, until: Moment) -> Result<Option<Group>, Outage> {
        if self.is_active_directory() {
            active_directory::group(self, name, until).await
        } else {
            openldap::group(self, name, until).await
        }
    }
}
