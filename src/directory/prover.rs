//! The proof of a password: one bind on a connection where nobody is bound, with the DN we found, confirmed by
//! reading on that connection who is bound.
//!
//! The bind is written once. Before its first byte another server may be tried; after it never.

use std::sync::Arc;

use async_trait::async_trait;
use tokio::sync::OwnedSemaphorePermit;
use vestibule_gate::ports::{FirstFactor, Proof};
use vestibule_gate::{AccountState, Moment, Outage, Password, Person};
use vestibule_ldap_proxy::wire::ResultCode;

use super::Directories;
use super::answer::Meaning;
use super::backend::Backend;
use super::failure::Failure;
use super::server::Server;
use super::servers::Servers;
use super::upstream::{Parts, Upstream};

/// Proves one attempt. After an admission the bound connection can be taken; else it is closed with this.
pub(crate) struct Prover {
    directories: Arc<Directories>,
    global_catalog: bool,
    bound: Option<Upstream>,
}

impl Prover {
    /// With `global_catalog`, the connection is one to a Global Catalog.
    pub(crate) const fn new(directories: Arc<Directories>, global_catalog: bool) -> Self {
        Self { directories, global_catalog, bound: None }
    }

    /// A connection on which nobody is bound, for the rootDSE: of the directory called `only`, else of the first.
    pub(crate) async fn anonymous(&self, only: Option<&str>, until: Moment) -> Option<Parts> {
        let backend = match only {
            Some(name) => self.directories.named(name)?,
            None => self.directories.backends.first()?,
        };
        self.connect(backend, until).await?.1.into_parts()
    }

    /// The connection that is bound as the person, with nothing of ours under way on it.
    pub(crate) fn take(&mut self) -> Option<Parts> {
        self.bound.take()?.into_parts()
    }

    async fn connect(&self, backend: &Backend, until: Moment) -> Option<Connected<Upstream>> {
        let servers = if self.global_catalog { backend.servers.global_catalogs()? } else { &*backend.servers };
        connect(backend, servers, until, async |server| server.connection().await).await
    }
}

#[async_trait]
impl FirstFactor for Prover {
    async fn prove(&mut self, who: &Person, password: &Password, until: Moment) -> Proof {
        self.bound = None;
        // A name without a password is no proof: Active Directory answers it with success (RFC 4513 section 5.1.2).
        if password.is_empty() {
            return Proof::Wrong;
        }
        let Some(backend) = self.directories.named(&who.directory) else { return silent(false) };
        let Some((server, upstream, _place)) = self.connect(backend, until).await else { return silent(false) };
        let (proof, bound) = ask(backend, &server, upstream, who, password, until).await;
        self.bound = bound;
        proof
    }
}

pub(super) const fn silent(sent: bool) -> Proof {
    Proof::Outage { outage: Outage::Directory, sent }
}

/// A server, a connection to it, and a place among those that bind there at a time.
type Connected<C> = (Arc<Server>, C, OwnedSemaphorePermit);

/// The first of `servers` that can be reached, with what `open` makes there.
pub(super) async fn connect<C>(
    backend: &Backend,
    servers: &Servers,
    until: Moment,
    open: impl AsyncFn(&Server) -> Result<C, Failure>,
) -> Option<Connected<C>> {
    let order = servers.order();
    let mut rest = order.len();
    for server in order {
        rest -= 1;
        let deadline = servers.deadline(until, rest > 0);
        let time = backend.timer.left(deadline);
        let work = async {
            let place = Arc::clone(&server.binds).acquire_owned().await.map_err(|_| Failure::Busy)?;
            Ok((open(&server).await?, place))
        };
        match backend.timer.within(deadline, work).await {
            Ok((opened, place)) => return Some((server, opened, place)),
            Err(failure) => server.failed(&failure, time),
        }
    }
    None
}

/// Binds as `who` and confirms it. The connection comes back only when both went well.
pub(super) async fn ask(
    backend: &Backend,
    server: &Server,
    mut upstream: Upstream,
    who: &Person,
    password: &Password,
    until: Moment,
) -> (Proof, Option<Upstream>) {
    let (began, time) = (backend.timer.moment(), backend.timer.left(until));
    if time.is_zero() {
        return (silent(false), None);
    }
    server.metrics.binds.add();
    let work = bind(backend, &mut upstream, who, password);
    let proof = match backend.timer.within(until, work).await {
        Ok(proof) => proof,
        Err(failure) => {
            server.failed(&failure, time);
            return (silent(true), None);
        }
    };
    server.metrics.answered(began.until(backend.timer.moment()));
    server.answered();
    let proven = matches!(proof, Proof::Proven { .. });
    (proof, proven.then_some(upstream))
}

async fn bind(backend: &Backend, upstream: &mut Upstream, who: &Person, password: &Password) -> Result<Proof, Failure> {
    let answer = upstream.bind(&who.dn, password).await?;
    match Meaning::of(backend.settings.kind, &answer) {
        Meaning::Right if backend.is_active_directory() => confirm_by_token_groups(upstream, who).await,
        Meaning::Right => confirm_by_entry_uuid(upstream, who).await,
        Meaning::Unclear(code @ (51 | 52)) => Err(Failure::Result(code)),
        Meaning::Unclear(code) => {
            let text = String::from_utf8_lossy(&answer.diagnostic);
            let text = text.escape_debug();
            tracing::error!(directory = %backend.name, "a bind ended with result {code}, which says nothing of the password: {text}");
            Ok(silent(true))
        }
        // OpenLDAP refuses a locked account like a wrong password, whatever the password is: nothing was learnt of it.
        Meaning::Wrong if !backend.is_active_directory() && who.state == Some(AccountState::Locked) => {
            Ok(Proof::Locked)
        }
        other @ (Meaning::Wrong | Meaning::Locked | Meaning::Account(_)) => Ok(other.refused()),
    }
}

/// Active Directory: the groups of whoever is bound, their own SID among them (MS-ADTS 3.1.1.3.2.28).
async fn confirm_by_token_groups(upstream: &mut Upstream, who: &Person) -> Result<Proof, Failure> {
    let found = upstream.read("", &["tokenGroups"]).await?;
    let groups = found.entries.first().and_then(|entry| entry.sids("tokenGroups"));
    match groups {
        Some(groups) if found.code == ResultCode::SUCCESS && groups.contains(&who.id) => {
            Ok(Proof::Proven { groups: Some(groups) })
        }
        Some(_) => Ok(another(who)),
        None => {
            tracing::error!(person = %who.id, "the server does not say who is bound: tokenGroups of the rootDSE is absent");
            Ok(silent(true))
        }
    }
}

/// OpenLDAP: the entry of the bound DN, read as that person, is the one we found (RFC 4530).
async fn confirm_by_entry_uuid(upstream: &mut Upstream, who: &Person) -> Result<Proof, Failure> {
    let found = upstream.read(&who.dn, &["entryUUID"]).await?;
    let uuid = found.entries.first().and_then(|entry| entry.text("entryUUID"));
    let Some(uuid) = uuid else {
        tracing::error!(person = %who.id, "the person may not read the entryUUID of their own entry, so nobody knows who is bound");
        return Ok(silent(true));
    };
    if super::openldap::id(&who.directory, uuid) == who.id {
        return Ok(Proof::Proven { groups: None });
    }
    Ok(another(who))
}

fn another(who: &Person) -> Proof {
    tracing::error!(person = %who.id, dn = who.dn, "ALARM: the directory bound somebody else than was asked for");
    silent(true)
}
