//! The servers of one directory and which of them is asked first.
//!
//! One server is kept to as long as it is good, because what a directory counts of wrong passwords it counts per
//! server (MS-ADTS, badPwdCount is not replicated). An earlier one in the list is gone back to once it is steady.

use std::sync::atomic::AtomicUsize;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use rustls::ClientConfig;
use vestibule_gate::Moment;

use super::keeper::{Task, keep, probe};
use super::server::Server;
use super::settings::Url;
use super::timer::Timer;

/// How long a server must have been good before it is gone back to.
const STEADY: Duration = Duration::from_secs(60);
/// Where there is another server, the first may use so much of a judgement's time.
const FIRST: Duration = Duration::from_millis(1200);

/// The servers, in order of preference.
pub(crate) struct Servers {
    list: Mutex<Vec<Kept>>,
    current: Mutex<Option<Url>>,
    tls: Arc<ClientConfig>,
    timer: Timer,
    timeout: Duration,
    up: Arc<AtomicUsize>,
    /// The Global Catalogs on the same machines, where a listener is for them.
    global: Option<Box<Self>>,
}

struct Kept {
    server: Arc<Server>,
    _keeper: Task,
}

impl Servers {
    pub(crate) fn new(tls: Arc<ClientConfig>, timer: Timer, timeout: Duration) -> Self {
        let (list, current, up) = (Mutex::default(), Mutex::default(), Arc::default());
        Self { list, current, tls, timer, timeout, up, global: None }
    }

    /// With the Global Catalogs on the same machines beside them.
    pub(crate) fn with_global_catalogs(self) -> Self {
        let global = Self::new(Arc::clone(&self.tls), self.timer.clone(), self.timeout);
        Self { global: Some(Box::new(global)), ..self }
    }

    /// The Global Catalogs; `None` where no listener is for them.
    pub(crate) fn global_catalogs(&self) -> Option<&Self> {
        self.global.as_deref()
    }

    /// Takes over a new list; servers that stay keep their connections.
    pub(crate) async fn set(&self, urls: &[Url]) {
        if let Some(global) = &self.global {
            let urls: Vec<_> = urls.iter().map(Url::global_catalog).collect();
            Box::pin(global.set(&urls)).await;
        }
        let known = self.all();
        let mut list = Vec::new();
        for url in urls {
            let server = known.iter().find(|server| server.url == *url).map_or_else(
                || Arc::new(Server::new(url.clone(), Arc::clone(&self.tls), self.timer.clone(), Arc::clone(&self.up))),
                Arc::clone,
            );
            list.push(server);
        }
        let probes: Vec<_> = list
            .iter()
            .filter(|server| !server.health.is_up())
            .map(|server| {
                let (server, timer) = (Arc::clone(server), self.timer.clone());
                tokio::spawn(async move { probe(&server, &timer).await })
            })
            .collect();
        for probe in probes {
            drop(probe.await);
        }
        let kept = list.into_iter().map(|server| {
            let keeper = Task::spawn(keep(Arc::clone(&server), self.timer.clone()));
            Kept { server, _keeper: keeper }
        });
        *self.list.lock().unwrap_or_else(PoisonError::into_inner) = kept.collect();
    }

    /// All of them.
    pub(crate) fn all(&self) -> Vec<Arc<Server>> {
        let list = self.list.lock().unwrap_or_else(PoisonError::into_inner);
        list.iter().map(|kept| Arc::clone(&kept.server)).collect()
    }

    /// Whether one is up.
    pub(crate) fn is_up(&self) -> bool {
        self.up.load(std::sync::atomic::Ordering::Relaxed) > 0
    }

    /// Those that can be asked, the one to ask first in front.
    pub(crate) fn order(&self) -> Vec<Arc<Server>> {
        let now = self.timer.moment();
        let mut order = self.all();
        order.retain(|server| server.health.is_up());
        order.sort_by_key(|server| !server.health.is_good(now));
        let mut current = self.current.lock().unwrap_or_else(PoisonError::into_inner);
        let keep = |server: &Arc<Server>| current.as_ref() == Some(&server.url) || server.health.is_steady(now, STEADY);
        if let Some(place) = order.iter().position(|server| server.health.is_good(now) && keep(server)) {
            let server = order.remove(place);
            order.insert(0, server);
        }
        *current = order.first().map(|server| server.url.clone());
        order
    }

    /// The deadline of one request, where `more` servers could be asked after this one.
    pub(crate) fn deadline(&self, until: Moment, more: bool) -> Moment {
        let own = self.timer.after(if more { self.timeout.min(FIRST) } else { self.timeout });
        until.min(own)
    }
}
