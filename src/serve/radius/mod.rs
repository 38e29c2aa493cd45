//! The RADIUS door's sockets, and what is done with what comes out of them (RFC 2865, 2866, 5997, 6614).
//!
//! What a packet means is for `vestibule_radius::server`, who may come in for the gate. Here packets are received,
//! judgements run to their end in tasks of their own, replies wait for their time, and silences are told to the log.

mod accounting;
mod facts;
mod log;
pub(super) mod metrics;
mod proving;
mod radsec;
mod settings;
mod turns;
mod udp;
mod work;

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use arc_swap::ArcSwap;
use vestibule_gate::Sid;
use vestibule_gate::ports::Clock as _;
use vestibule_radius::server::{Counters, Server};

use super::{Shared, listener};
use crate::config::Config;
use crate::ports::{SystemChance, SystemClock};
use crate::winbind::{self, Winbind};
use accounting::Written;
use log::Log;
use radsec::RadSec;
use turns::Turns;

/// The groups of reply rules: as they are written, what they mean, and their short name.
pub(super) type Groups = HashMap<String, (Sid, String)>;

/// How often what is over is forgotten and what was kept back from the log is told.
const TICK: Duration = Duration::from_secs(1);
/// The most connections of RadSec.
pub(super) const MOST_CONNECTIONS: usize = 1_024;

/// The door: its state, and what does not change with a packet.
pub(super) struct Door {
    server: Server,
    /// Names of groups for reply rules.
    names: ArcSwap<HashMap<Sid, String>>,
    winbind: Option<Arc<Winbind>>,
    radsec: RadSec,
    log: Log,
    new_logins: Turns,
    answers: Turns,
    tls: Turns,
    written: Written,
}

impl Door {
    /// The door as configured, with no socket yet; `None` where none is configured.
    ///
    /// # Errors
    /// When RadSec's TLS cannot be set up.
    pub(super) fn new(config: &Config, clock: &Arc<SystemClock>, groups: &Groups) -> anyhow::Result<Option<Self>> {
        let Some(radius) = &config.radius else { return Ok(None) };
        let winbind = winbind::Settings::of(config).map(|settings| Arc::new(Winbind::new(settings, clock.clone())));
        Ok(Some(Self {
            server: Server::new(settings::settings(radius, groups, winbind.is_some())?, Arc::new(SystemChance)),
            names: ArcSwap::from_pointee(names(groups)),
            winbind,
            radsec: RadSec::new(radius)?,
            log: Log::default(),
            new_logins: Turns::of_new_logins(),
            answers: Turns::of_answers(),
            tls: Turns::of_tls(),
            written: Written::default(),
        }))
    }

    /// What is counted of its clients.
    pub(super) fn counters(&self) -> Counters {
        self.server.counters()
    }

    /// Puts clients, secrets, reply rules and EAP's certificate in force. Without `[radius]` nobody is a client any more.
    ///
    /// # Errors
    /// When TLS cannot be set up: what was in force stays.
    pub(super) fn replace(&self, config: &Config, groups: &Groups) -> anyhow::Result<()> {
        let settings = config.radius.as_ref().map(|radius| settings::settings(radius, groups, self.winbind.is_some()));
        let settings = settings.transpose()?.unwrap_or_default();
        self.names.store(Arc::new(names(groups)));
        self.server.replace(settings);
        Ok(())
    }

    /// Puts the certificate, and who is known by theirs, in force.
    ///
    /// # Errors
    /// When TLS cannot be set up: what was in force stays.
    pub(super) fn reload(&self, config: &Config) -> anyhow::Result<()> {
        config.radius.as_ref().map_or(Ok(()), |radius| self.radsec.reload(radius))
    }
}

/// Opens the configured sockets and begins to receive; returns what they are called and where they are.
///
/// # Errors
/// When an address cannot be listened on.
pub(super) fn open(config: &Config, shared: &Arc<Shared>) -> anyhow::Result<Vec<(String, SocketAddr)>> {
    let (Some(radius), Some(_)) = (&config.radius, &shared.radius) else { return Ok(Vec::new()) };
    let mut bound = Vec::new();
    let auth = radius.listen.iter().map(|at| ("radius/auth", at));
    let accounting = radius.accounting_listen.iter().map(|at| ("radius/accounting", at));
    for (name, at) in auth.chain(accounting) {
        let socket = udp::Socket::open(*at).with_context(|| format!("{at} cannot be listened on"))?;
        bound.push((name.to_owned(), socket.bound()));
        tokio::spawn(udp::run(shared.clone(), Arc::new(socket)));
    }
    for at in radius.radsec.iter().flat_map(|radsec| &radsec.listen) {
        let socket = listener::listen(*at).with_context(|| format!("{at} cannot be listened on"))?;
        bound.push(("radius/radsec".to_owned(), socket.local_addr()?));
        tokio::spawn(radsec::run(shared.clone(), socket));
    }
    tokio::spawn(tick(shared.clone()));
    Ok(bound)
}

async fn tick(shared: Arc<Shared>) {
    let Some(door) = &shared.radius else { return };
    while shared.stop.run_until_cancelled(tokio::time::sleep(TICK)).await.is_some() {
        let now = shared.clock.moment();
        door.server.tick(now);
        door.log.tell_the_rest(now);
    }
}

fn names(groups: &Groups) -> HashMap<Sid, String> {
    groups.values().cloned().collect()
}
