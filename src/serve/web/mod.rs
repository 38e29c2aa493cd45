//! The portal's sockets: TLS, HTTP/1.1, and one task for each request, which runs to its end.
//!
//! What a request means is for `vestibule_enroll_web`. Here connections are bounded in number and time, requests in
//! size, and answers wait for the moment before which they must not leave.

mod connection;
pub(super) mod metrics;
mod room;
mod settings;

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use arc_swap::ArcSwapOption;
use rustls::ServerConfig;
use tokio::net::TcpListener;
use vestibule_enroll_web::{Provers, Surroundings, Web, router};
use vestibule_gate::ports::FirstFactor;
use vestibule_gate::{Gate, Portal};

use super::{Shared, listener, tls};
use crate::config::{self, Config};
use crate::directory::Directories;
use crate::parts::Parts;
use crate::ports::SystemChance;
use room::Room;

/// How often sessions that are over are forgotten.
const TICK: Duration = Duration::from_secs(5);
/// After a connection that could not be accepted.
const BREATH: Duration = Duration::from_millis(100);

/// The door: the pages, and what does not change with a request.
pub(super) struct Door {
    pages: Web,
    tls: ArcSwapOption<ServerConfig>,
    room: Room,
}

impl Door {
    /// The door as configured, with no socket yet; `None` where no portal is configured.
    ///
    /// # Errors
    /// When its settings or its TLS cannot be used.
    pub(super) fn new(
        config: &Config,
        parts: &Parts,
        gate: &Arc<Gate>,
        around: Arc<dyn Surroundings>,
    ) -> anyhow::Result<Option<Self>> {
        let (Some(settings), Some(configured)) = (settings::settings(config)?, &config.web.portal) else {
            return Ok(None);
        };
        let portal = Arc::new(Portal::new(gate.clone(), parts.store.clone()));
        let provers = Arc::new(OfDirectories(parts.directories.clone()));
        let office = Arc::new(parts.office(Some(gate.clone())));
        let pages = router(portal, office, settings, provers, around, parts.clock.clone(), Arc::new(SystemChance));
        Ok(Some(Self { pages, tls: ArcSwapOption::new(tls_of(configured)?), room: Room::default() }))
    }

    /// Puts texts, looks, trusted proxies and the certificate in force; sessions stay.
    ///
    /// # Errors
    /// When they cannot be used: what was in force stays.
    pub(super) fn reload(&self, config: &Config) -> anyhow::Result<()> {
        let (Some(settings), Some(configured)) = (settings::settings(config)?, &config.web.portal) else {
            anyhow::bail!("`[web] listen` is gone from the configuration; the portal ends with the next start");
        };
        self.tls.store(tls_of(configured)?);
        self.pages.replace(settings);
        Ok(())
    }
}

/// Opens the configured sockets and begins to serve; returns what they are called and where they are.
///
/// # Errors
/// When an address cannot be listened on.
pub(super) fn open(config: &Config, shared: &Arc<Shared>) -> anyhow::Result<Vec<(String, SocketAddr)>> {
    let (Some(configured), Some(door)) = (&config.web.portal, &shared.web) else { return Ok(Vec::new()) };
    let mut bound = Vec::new();
    for at in &configured.listen {
        let socket = listener::listen(*at).with_context(|| format!("{at} cannot be listened on"))?;
        bound.push(("web".to_owned(), socket.local_addr()?));
        tokio::spawn(run(shared.clone(), door.clone(), socket));
    }
    tokio::spawn(tick(shared.clone(), door.clone()));
    Ok(bound)
}

async fn run(shared: Arc<Shared>, door: Arc<Door>, socket: TcpListener) {
    loop {
        let accepted = tokio::select! {
            () = shared.stop.cancelled() => return,
            accepted = socket.accept() => accepted,
        };
        match accepted {
            Ok((tcp, peer)) => connection::begin(&shared, &door, tcp, peer),
            Err(error) => {
                tracing::warn!(%error, "a connection to the portal could not be accepted");
                tokio::time::sleep(BREATH).await;
            }
        }
    }
}

async fn tick(shared: Arc<Shared>, door: Arc<Door>) {
    while shared.stop.run_until_cancelled(tokio::time::sleep(TICK)).await.is_some() {
        door.pages.tick();
    }
}

fn tls_of(configured: &config::WebListen) -> anyhow::Result<Option<Arc<ServerConfig>>> {
    let Some(tls) = &configured.tls else { return Ok(None) };
    let mut server = tls::with_certificate(tls)?;
    server.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(Some(Arc::new(server)))
}

/// Passwords are proven by the directories.
struct OfDirectories(Arc<Directories>);

impl Provers for OfDirectories {
    fn prover(&self) -> Box<dyn FirstFactor> {
        Box::new(self.0.proof_only())
    }
}
