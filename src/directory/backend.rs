//! One configured directory: its servers, our account there, and requests with fail-over.

use std::sync::Arc;
use std::time::Duration;

use vestibule_gate::{Moment, Outage};
use vestibule_ldap_proxy::wire::search::Search;
use vestibule_ldap_proxy::wire::{Filter, ResultCode, Scope};

use super::active_directory::ActiveDirectory;
use super::entry::Entry;
use super::failure::Failure;
use super::keeper::Task;
use super::servers::Servers;
use super::service::Account;
use super::settings::{Kind, Settings, SettingsError};
use super::timer::Timer;
use super::upstream::Found;
use super::{srv, tls};

/// DNS is asked again so often, and so often while it names no server.
const REFRESH: Duration = Duration::from_secs(300);
const REFRESH_EMPTY: Duration = Duration::from_secs(5);
/// How long a start waits for DNS.
const LOOK_UP: Duration = Duration::from_secs(3);

/// One configured directory.
pub(crate) struct Backend {
    pub(crate) name: Arc<str>,
    pub(crate) settings: Settings,
    pub(crate) servers: Arc<Servers>,
    pub(crate) account: Account,
    pub(crate) timer: Timer,
    /// What Active Directory needs to remember for a while.
    pub(crate) domain: ActiveDirectory,
    _refresh: Option<Task>,
}

impl Backend {
    /// Checks the settings, finds the servers and waits until each was probed once.
    pub(crate) async fn start(mut settings: Settings, timer: Timer) -> Result<Self, SettingsError> {
        settings.check()?;
        let config = tls::client_config(&settings.name, &settings.ca)?;
        let servers = Servers::new(config, timer.clone(), settings.timeout);
        let servers = Arc::new(if settings.global_catalog { servers.with_global_catalogs() } else { servers });
        let refresh = match &settings.domain {
            Some(domain) if settings.urls.is_empty() => {
                let first = tokio::time::timeout(LOOK_UP, refresh(domain, settings.starttls, &servers));
                let pause = first.await.unwrap_or(REFRESH_EMPTY);
                Some(Task::spawn(keep_fresh(domain.clone(), settings.starttls, Arc::clone(&servers), pause)))
            }
            _ => {
                servers.set(&settings.urls).await;
                None
            }
        };
        let password = std::mem::replace(&mut settings.service_password, vestibule_gate::Password::new(Vec::new()));
        let account =
            Account::new(&settings.name, settings.kind, settings.service_account.clone(), password, timer.clone());
        let name = settings.name.as_str().into();
        Ok(Self { name, settings, servers, account, timer, domain: ActiveDirectory::default(), _refresh: refresh })
    }

    /// Whether a request has a chance now.
    pub(crate) fn is_up(&self) -> bool {
        self.servers.is_up() && !self.account.is_refused()
    }

    /// Searches as our account, on one server after the other until one answers.
    ///
    /// # Errors
    /// [`Outage::Directory`] when none did by `until`.
    pub(crate) async fn search(&self, search: &Search<'_>, until: Moment) -> Result<Found, Outage> {
        let order = self.servers.order();
        let mut rest = order.len();
        for server in &order {
            rest -= 1;
            let deadline = self.servers.deadline(until, rest > 0);
            let time = self.timer.left(deadline);
            match self.timer.within(deadline, server.search(&self.account, search)).await {
                Ok(found) => {
                    server.answered();
                    return Ok(found);
                }
                Err(failure) => {
                    server.failed(&failure, time);
                    tracing::debug!(directory = %self.name, server = %server.url, "search failed: it {failure}");
                    if matches!(failure, Failure::ServiceAccount(_)) {
                        break;
                    }
                }
            }
        }
        Err(Outage::Directory)
    }

    /// Reads `attributes` of the one object `base`; `None` when there is none or it does not match.
    pub(crate) async fn read(
        &self,
        base: &str,
        filter: &Filter,
        attributes: &[&str],
        until: Moment,
    ) -> Result<Option<Entry>, Outage> {
        let search = Search { base, scope: Scope::Base, filter, attributes, size_limit: 1, time_limit: 0 };
        let found = self.search(&search, until).await?;
        match found.code {
            ResultCode::SUCCESS => Ok(only(found.entries)),
            _ => Ok(None),
        }
    }

    /// The one object below the base DN that matches; `None` when there is none or more than one.
    pub(crate) async fn one(
        &self,
        filter: &Filter,
        attributes: &[&str],
        until: Moment,
    ) -> Result<Option<Entry>, Outage> {
        let base = &self.settings.base_dn;
        let search = Search { base, scope: Scope::Subtree, filter, attributes, size_limit: 2, time_limit: 0 };
        let found = self.search(&search, until).await?;
        match found.code {
            ResultCode::SUCCESS => Ok(only(found.entries)),
            ResultCode::SIZE_LIMIT_EXCEEDED => Ok(None),
            ResultCode(code) => {
                tracing::error!(directory = %self.name, base, "`base-dn` cannot be searched: result {code}");
                Err(Outage::Directory)
            }
        }
    }

    /// Says in the log that `attribute` of `dn` is not there for us, which a decision needs.
    pub(crate) fn absent(&self, attribute: &str, dn: &str) -> Outage {
        tracing::error!(
            directory = %self.name,
            attribute,
            dn,
            "an attribute that every login needs is absent or may not be read; `check --online` tells the missing right"
        );
        Outage::Directory
    }

    /// Objects below the base DN that match, at most `most`, and whether there are more. For people to choose from.
    ///
    /// # Errors
    /// [`Outage::Directory`] when that cannot be said by `until`.
    pub(crate) async fn several(
        &self,
        filter: &Filter,
        attributes: &[&str],
        most: usize,
        until: Moment,
    ) -> Result<(Vec<Entry>, bool), Outage> {
        let base = &self.settings.base_dn;
        let size_limit = u32::try_from(most).unwrap_or(u32::MAX);
        let search = Search { base, scope: Scope::Subtree, filter, attributes, size_limit, time_limit: 0 };
        let found = self.search(&search, until).await?;
        match found.code {
            ResultCode::SUCCESS => Ok((found.entries, false)),
            ResultCode::SIZE_LIMIT_EXCEEDED => Ok((found.entries, true)),
            ResultCode(code) => {
                tracing::error!(directory = %self.name, base, "`base-dn` cannot be searched: result {code}");
                Err(Outage::Directory)
            }
        }
    }

    /// True on Active Directory.
    pub(crate) const fn is_active_directory(&self) -> bool {
        matches!(self.settings.kind, Kind::ActiveDirectory)
    }
}

fn only(mut entries: Vec<Entry>) -> Option<Entry> {
    match entries.len() {
        1 => entries.pop(),
        _ => None,
    }
}

async fn keep_fresh(domain: String, starttls: bool, servers: Arc<Servers>, mut pause: Duration) {
    loop {
        tokio::time::sleep(pause).await;
        pause = refresh(&domain, starttls, &servers).await;
    }
}

/// Asks DNS, and says when to ask again. What is known stays while DNS is silent.
async fn refresh(domain: &str, starttls: bool, servers: &Servers) -> Duration {
    match srv::look_up(domain, starttls).await {
        Ok(urls) if !urls.is_empty() => {
            servers.set(&urls).await;
            REFRESH
        }
        Ok(_) => {
            tracing::warn!(domain, "DNS names no server of the domain");
            REFRESH_EMPTY
        }
        Err(error) => {
            tracing::warn!(domain, "the servers of the domain cannot be looked up: {error}");
            if servers.all().is_empty() { REFRESH_EMPTY } else { REFRESH }
        }
    }
}
