//! `serve`: the parts put together, listening, until told to stop. No rules here.

mod connection;
mod judging;
mod limits;
mod listener;
mod metrics;
mod pipe;
mod proxy_protocol;
mod radius;
mod reload;
mod surroundings;
mod tls;
mod upkeep;
mod web;

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use anyhow::Context as _;
use arc_swap::ArcSwap;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use vestibule_gate::ports::{Clock as _, Records as _};
use vestibule_gate::{Gate, Timestamp};

use crate::config::Config;
use crate::directory::Directories;
use crate::mail;
use crate::parts::Parts;
use crate::policy;
use crate::ports::SystemClock;
use listener::Listener;

/// After the order to stop, connections have this long to say goodbye and judgements to end.
const LAST_WORDS: Duration = Duration::from_secs(5);

/// What all listeners share.
struct Shared {
    /// The configuration in force.
    config: ArcSwap<Config>,
    parts: Arc<Parts>,
    gate: Arc<Gate>,
    directories: Arc<Directories>,
    clock: Arc<SystemClock>,
    /// The RADIUS door, where one was configured at the start.
    radius: Option<radius::Door>,
    /// The portal, where one was configured at the start.
    web: Option<Arc<web::Door>>,
    /// False while a name in the configuration is not found yet.
    named: AtomicBool,
    /// What was said last of names that are not found.
    troubles: ArcSwap<Vec<String>>,
    /// What became of mails.
    mails: Arc<mail::Counters>,
    stop: CancellationToken,
    /// Said when the last judgement has ended and its row is written.
    settled: CancellationToken,
    tasks: TaskTracker,
}

/// A running server.
pub(crate) struct Server {
    /// `ldap/NAME`, `radius/auth`, `radius/accounting`, `radius/radsec`, `web` or `metrics`, and the bound address.
    pub(crate) bound: Vec<(String, SocketAddr)>,
    shared: Arc<Shared>,
    listeners: Vec<Arc<Listener>>,
    followers: Vec<tokio::task::JoinHandle<()>>,
}

impl Shared {
    /// TLS sessions are in memory, so what they were good for before this start is over.
    async fn forget_sessions(&self, begin: Timestamp) -> anyhow::Result<()> {
        let node = self.gate.policy().node.clone();
        let forgotten = self.parts.store.forget_reconnections(&node, begin).await;
        let forgotten = forgotten.context("the Wi-Fi sessions of the last run cannot be ended in the store")?;
        if forgotten > 0 {
            tracing::info!(forgotten, "Wi-Fi sessions of the last run were ended; their next login needs a code");
        }
        Ok(())
    }

    /// Puts the policy of the configuration in force, as far as its names can be found now.
    async fn apply_policy(&self) {
        let config = self.config.load_full();
        let named = policy::policy(&config, &self.parts).await;
        self.tell(named.troubles);
        self.gate.set_policy(named.policy);
        if let Some(door) = &self.radius
            && let Err(error) = door.replace(&config, &named.reply_groups)
        {
            tracing::error!(%error, "RADIUS keeps its old clients and its old certificate for EAP");
        }
        self.named.store(named.complete, Ordering::Relaxed);
    }

    /// Says what cannot be found, once until it is something else.
    fn tell(&self, troubles: Vec<String>) {
        if **self.troubles.load() != troubles {
            for trouble in &troubles {
                tracing::warn!("{trouble}");
            }
            self.troubles.store(Arc::new(troubles));
        }
    }
}

impl Server {
    /// Opens every socket and begins to serve.
    ///
    /// # Errors
    /// When something configured cannot be used: the store, an address, a certificate.
    pub(crate) async fn start(config: &Config, parts: Arc<Parts>) -> anyhow::Result<Self> {
        let begin = parts.clock.now();
        let named = policy::policy(config, &parts).await;
        let gate = Arc::new(parts.gate(named.policy));
        let around = Arc::new(surroundings::Around::default());
        let shared = Arc::new(Shared {
            config: ArcSwap::from_pointee(config.clone()),
            gate: gate.clone(),
            directories: parts.directories.clone(),
            web: web::Door::new(config, &parts, &gate, around.clone())?.map(Arc::new),
            radius: radius::Door::new(config, &parts.clock, &named.reply_groups)?,
            clock: parts.clock.clone(),
            parts,
            named: AtomicBool::new(named.complete),
            troubles: ArcSwap::default(),
            mails: Arc::default(),
            stop: CancellationToken::new(),
            settled: CancellationToken::new(),
            tasks: TaskTracker::new(),
        });
        let mut server = Self { bound: Vec::new(), shared, listeners: Vec::new(), followers: Vec::new() };
        around.begin(&server.shared);
        server.shared.tell(named.troubles);
        limits::raise(config);
        server.open(config)?;
        // After the sockets are ours: a second server that starts by mistake takes nothing from the first.
        server.shared.forget_sessions(begin).await?;
        server.followers = upkeep::begin(&server.shared)?;
        Ok(server)
    }

    /// Takes a changed configuration: policy, certificates and limits at once, the rest at the next start.
    pub(crate) async fn reload(&self, config: &Config) {
        reload::reload(self, config).await;
    }

    /// Stops: no new connections, a notice of disconnection to those that are there, everything on record.
    pub(crate) async fn stop(self) {
        self.shared.stop.cancel();
        self.shared.tasks.close();
        let _patience = tokio::time::timeout(LAST_WORDS, self.shared.tasks.wait()).await;
        if let Err(outage) = self.shared.gate.settle(true).await {
            tracing::error!(%outage, "the last refusals could not be written to the audit");
        }
        self.shared.settled.cancel();
        for follower in self.followers {
            let _patience = tokio::time::timeout(LAST_WORDS, follower).await;
        }
        if let Err(error) = self.shared.parts.store.note_stop() {
            tracing::warn!(%error, "the end of the audit could not be noted beside the store");
        }
    }

    fn open(&mut self, config: &Config) -> anyhow::Result<()> {
        for configured in &config.ldap {
            let listener = Arc::new(Listener::new(configured, self.shared.clone())?);
            for at in &configured.listen {
                let socket = listener::listen(*at).with_context(|| format!("{at} cannot be listened on"))?;
                self.bound.push((format!("ldap/{}", configured.name), socket.local_addr()?));
                // Not among the tracked tasks' connections: it ends by itself when told to stop.
                tokio::spawn(listener.clone().run(socket));
            }
            self.listeners.push(listener);
        }
        self.bound.extend(radius::open(config, &self.shared)?);
        self.bound.extend(web::open(config, &self.shared)?);
        if let Some(metrics) = &config.metrics {
            let socket = listener::listen(metrics.listen);
            let socket = socket.with_context(|| format!("{} cannot be listened on", metrics.listen))?;
            self.bound.push(("metrics".to_owned(), socket.local_addr()?));
            tokio::spawn(metrics::run(socket, self.shared.clone(), self.listeners.clone()));
        }
        Ok(())
    }
}
