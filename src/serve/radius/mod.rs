//! The RADIUS door's sockets: datagrams and RadSec streams go into the pure server, what it asks for is done, replies
//! go out in their time. No rules here.
//!
//! ```text
//! udp ──┐                          ┌─ judging (the gate, the provers, facts for the reply)
//! radsec┴─► Server::receive ─► work┤─ accounting (the audit)
//!                                  └─ send, when its time has come
//! ```

mod accounting;
mod clients;
mod judging;
mod log;
mod metrics;
mod radsec;
mod udp;
mod wire;

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use arc_swap::ArcSwap;
use vestibule_gate::Sid;
use vestibule_gate::ports::Clock as _;
use vestibule_radius::server::{Server, Settings};

use super::{Shared, listener};
use crate::config::{self, Config};
use crate::ports::{SystemChance, SystemClock};
use crate::winbind::{self, Winbind};
use clients::Wanted;
use log::Log;
pub(super) use metrics::collect;

/// What is over is forgotten so often.
const TICK: Duration = Duration::from_secs(1);

/// The names of groups in reply rules: as they are written, what they mean, and their short name.
pub(super) type Groups = HashMap<String, (Sid, String)>;

/// What all sockets of the door share.
pub(super) struct Door {
    /// The door itself.
    pub(super) server: Server,
    /// What an admission of a client needs to know besides the verdict.
    wanted: ArcSwap<HashMap<Arc<str>, Wanted>>,
    winbind: Option<Arc<Winbind>>,
    clock: Arc<SystemClock>,
    log: Log,
    /// RadSec, where it is offered.
    radsec: Option<radsec::Offer>,
}

impl Door {
    /// The door as configured; `None` where there is none.
    ///
    /// # Errors
    /// When RadSec's certificate or authorities cannot be used.
    pub(super) fn new(config: &Config, groups: &Groups, clock: Arc<SystemClock>) -> anyhow::Result<Option<Arc<Self>>> {
        let Some(radius) = &config.radius else { return Ok(None) };
        let (settings, wanted) = clients::settings(radius, groups, config.winbind.is_some());
        let winbind = winbind::Settings::of(config).map(|settings| Arc::new(Winbind::new(settings, clock.clone())));
        Ok(Some(Arc::new(Self {
            server: Server::new(settings, Arc::new(SystemChance)),
            wanted: ArcSwap::from_pointee(wanted),
            winbind,
            clock,
            log: Log::default(),
            radsec: radius.radsec.as_ref().map(|offer| radsec::Offer::new(offer, &radius.clients)).transpose()?,
        })))
    }

    /// Takes clients, secrets, reply rules and certificates from a new configuration; sockets stay as they are.
    pub(super) fn replace(&self, config: &Config, groups: &Groups) {
        let (settings, wanted) = match &config.radius {
            Some(radius) => clients::settings(radius, groups, self.winbind.is_some()),
            None => (Settings::default(), HashMap::new()),
        };
        self.server.replace(settings);
        self.wanted.store(Arc::new(wanted));
        if let (Some(offer), Some(radius)) = (&self.radsec, &config.radius)
            && let Some(configured) = &radius.radsec
            && let Err(error) = offer.replace(configured, &radius.clients)
        {
            tracing::error!(%error, "RadSec keeps its old certificate");
        }
    }

    /// Opens every socket and begins to answer. Returns what is bound, by name.
    ///
    /// # Errors
    /// When an address cannot be listened on.
    pub(super) fn open(
        self: &Arc<Self>,
        radius: &config::Radius,
        shared: &Arc<Shared>,
    ) -> anyhow::Result<Vec<(String, SocketAddr)>> {
        let mut bound = Vec::new();
        let addresses = |name, addresses: &[SocketAddr]| addresses.iter().map(|at| (name, *at)).collect::<Vec<_>>();
        let datagrams =
            [addresses("radius/auth", &radius.listen), addresses("radius/accounting", &radius.accounting_listen)];
        for (name, at) in datagrams.concat() {
            let socket = udp::bind(at).with_context(|| format!("{at} cannot be listened on"))?;
            bound.push((name.to_owned(), socket.local_addr()?));
            tokio::spawn(udp::run(socket, self.clone(), shared.clone()));
        }
        for at in radius.radsec.iter().flat_map(|radsec| &radsec.listen) {
            let socket = listener::listen(*at).with_context(|| format!("{at} cannot be listened on"))?;
            bound.push(("radius/radsec".to_owned(), socket.local_addr()?));
            tokio::spawn(radsec::run(socket, self.clone(), shared.clone()));
        }
        tokio::spawn(tick(self.clone(), shared.clone()));
        Ok(bound)
    }
}

async fn tick(door: Arc<Door>, shared: Arc<Shared>) {
    loop {
        tokio::select! {
            () = shared.stop.cancelled() => return,
            () = tokio::time::sleep(TICK) => {}
        }
        let now = door.clock.moment();
        door.server.tick(now);
        door.log.tick(now);
    }
}
