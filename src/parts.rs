//! What every command that touches the store or the directory is built from.

use std::sync::Arc;

use anyhow::Context as _;
use vestibule_gate::ports::Clock;
use vestibule_gate::{Gate, Lists, Office, Officer, Password, Policy, Ports, Sealer};

use crate::config::{self, Config};
use crate::directory::{Directories, Kind, Settings, Url};
use crate::ports::{Argon2id, SystemChance, SystemClock};
use crate::store::{Look, SqliteStore, key};

/// Store, directories, clocks and key, opened.
pub(crate) struct Parts {
    pub(crate) store: Arc<SqliteStore>,
    pub(crate) directories: Arc<Directories>,
    pub(crate) clock: Arc<SystemClock>,
    pub(crate) slow: Arc<Argon2id>,
    pub(crate) sealer: Arc<Sealer>,
    /// This node's name, for the audit.
    pub(crate) node: Arc<str>,
}

impl Parts {
    /// Opens the store that is configured, and asks every directory server once whether it is there; none needs to be.
    ///
    /// # Errors
    /// When the key or the store cannot be used, or a directory's settings contradict themselves.
    pub(crate) async fn open(config: &Config, look: Look) -> anyhow::Result<Self> {
        let key = key::load(&config.store.key_file)?;
        let sealer = Arc::new(Sealer::new(key));
        let store = Arc::new(SqliteStore::open(&config.store.path, sealer.clone(), look)?);
        let clock = Arc::new(SystemClock::new());
        let directories = directories(config, clock.clone()).await?;
        Ok(Self { store, directories, clock, slow: Arc::new(Argon2id::new()), sealer, node: node() })
    }

    /// The gate over these parts.
    pub(crate) fn gate(&self, policy: Policy) -> Gate {
        let ports = Ports {
            store: self.store.clone(),
            directory: self.directories.clone(),
            clock: self.clock.clone(),
            slow: self.slow.clone(),
            sealer: self.sealer.clone(),
            chance: Arc::new(SystemChance),
        };
        Gate::new(ports, policy)
    }

    /// The administrator's desk over these parts; with the gate that runs, where others than the console act.
    pub(crate) fn office(&self, gate: Option<Arc<Gate>>) -> Office {
        Office {
            records: self.store.clone(),
            directory: self.directories.clone(),
            clock: self.clock.clone(),
            chance: Arc::new(SystemChance),
            slow: self.slow.clone(),
            sealer: self.sealer.clone(),
            node: self.node.to_string(),
            gate,
            lists: Lists::default(),
        }
    }
}

/// The console, run by whoever runs it.
pub(crate) fn console(config: &Config) -> Officer {
    Officer::console(operator(), config.web.staff.approval)
}

/// The directories as configured.
///
/// # Errors
/// When their TLS cannot be set up.
pub(crate) async fn directories(config: &Config, clock: Arc<dyn Clock>) -> anyhow::Result<Arc<Directories>> {
    let settings =
        config.directories.iter().map(|directory| settings(config, directory)).collect::<anyhow::Result<_>>()?;
    Ok(Arc::new(Directories::start(settings, clock).await.context("the directories cannot be set up")?))
}

fn settings(config: &Config, configured: &config::Directory) -> anyhow::Result<Settings> {
    let url = |server: &config::Server| {
        let (starttls, clear) = (configured.starttls, configured.dangerous_clear_text);
        Url::new(&server.host, server.port, server.tls, starttls, clear)
    };
    Ok(Settings {
        name: configured.name.clone(),
        kind: match configured.kind {
            config::Kind::ActiveDirectory => Kind::ActiveDirectory,
            config::Kind::OpenLdap => Kind::OpenLdap,
        },
        domain: configured.domain.clone(),
        netbios: configured.netbios.clone(),
        urls: configured.urls.iter().map(url).collect::<Result<_, _>>()?,
        base_dn: configured.base_dn.clone(),
        ca: configured.ca.clone(),
        service_account: configured.service_account.clone(),
        service_password: Password::new(configured.service_password.expose().as_bytes().to_vec()),
        timeout: configured.timeout,
        starttls: configured.starttls,
        upn_suffixes: configured.upn_suffixes.clone(),
        mail_as_name: configured.mail_as_name,
        global_catalog: config
            .ldap
            .iter()
            .any(|ldap| ldap.global_catalog && ldap.directory.as_ref().is_none_or(|only| *only == configured.name)),
    })
}

/// The name of this machine.
pub(crate) fn node() -> Arc<str> {
    let name = std::fs::read_to_string("/proc/sys/kernel/hostname").unwrap_or_default();
    let name = name.trim();
    if name.is_empty() { "vestibule".into() } else { name.into() }
}

/// Who runs a command: the person behind sudo, else the login name.
fn operator() -> String {
    let known = ["SUDO_USER", "LOGNAME", "USER"].into_iter().filter_map(|name| std::env::var(name).ok());
    known.into_iter().find(|name| !name.is_empty()).unwrap_or_else(|| "unknown".to_owned())
}
