//! What TLS keeps for a resumption (fast reconnect). A resumed session skips phase 2, password and code included, so one
//! that was kept before phase 2 was over would be a way around both (RFC 5281 section 7.5, CVE-2017-9148).
//!
//! TLS hands its sessions in while the handshake ends, before anybody has proven anything. They are [`Held`] with the
//! conversation, and can be found by others only after [`Held::release`], which takes the gate's [`Reconnection`]. A
//! session is found for the client, the station and the method that it was made with, and until the reconnection ends.

use std::collections::{HashMap, VecDeque};
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rustls::server::StoresServerSessions;
use vestibule_gate::{Moment, Reconnection};
use zeroize::Zeroizing;

use super::packet::Method;

/// The most sessions that are kept; the oldest goes first.
const MOST: usize = 50_000;
/// The most that one conversation holds: two tickets, or one session.
const MOST_HELD: usize = 4;

/// The sessions that may be resumed. In memory only: a restart forgets them.
#[derive(Default)]
pub struct Sessions(Mutex<Table>);

#[derive(Default)]
struct Table {
    entries: HashMap<Vec<u8>, Entry>,
    order: VecDeque<Vec<u8>>,
}

struct Entry {
    value: Zeroizing<Vec<u8>>,
    client: Arc<str>,
    method: Method,
    reconnection: Arc<Reconnection>,
}

impl Sessions {
    /// How many there are.
    pub fn count(&self) -> usize {
        self.table().entries.len()
    }

    /// Forgets what is over. To be called every second or so.
    pub fn purge(&self, now: Moment) {
        let mut table = self.table();
        table.entries.retain(|_, entry| now < entry.reconnection.until());
        if table.order.len() > 2 * table.entries.len() {
            let Table { entries, order } = &mut *table;
            order.retain(|key| entries.contains_key(key));
        }
    }

    /// Forgets all that rest on this reconnection, which does not hold any more.
    pub(super) fn forget(&self, reconnection: &Reconnection) {
        self.table().entries.retain(|_, entry| entry.reconnection.id() != reconnection.id());
    }

    fn insert(&self, key: Vec<u8>, entry: Entry) {
        let mut table = self.table();
        while table.entries.len() >= MOST {
            let Some(oldest) = table.order.pop_front() else { break };
            table.entries.remove(&oldest);
        }
        table.order.push_back(key.clone());
        table.entries.insert(key, entry);
    }

    fn table(&self) -> MutexGuard<'_, Table> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Sessions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sessions").field("count", &self.count()).finish_non_exhaustive()
    }
}

/// One conversation's view: what its TLS wants to keep, and what it found.
pub(crate) struct Held {
    sessions: Arc<Sessions>,
    client: Arc<str>,
    station: Arc<[u8]>,
    method: Method,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    now: Option<Moment>,
    kept: Vec<(Vec<u8>, Zeroizing<Vec<u8>>)>,
    found: Option<Arc<Reconnection>>,
}

impl Held {
    pub(super) fn new(sessions: Arc<Sessions>, client: Arc<str>, station: Arc<[u8]>, method: Method) -> Self {
        Self { sessions, client, station, method, state: Mutex::default() }
    }

    /// Says what time it is while TLS works.
    pub(super) fn at(&self, now: Moment) {
        self.state().now = Some(now);
    }

    /// On what the session that TLS looked up rests. Means something only where TLS says that it was resumed.
    pub(super) fn found(&self) -> Option<Arc<Reconnection>> {
        self.state().found.clone()
    }

    /// Phase 2 is over and the gate has admitted: what was held can be resumed from now on.
    pub(super) fn release(&self, reconnection: &Arc<Reconnection>) {
        for (key, value) in std::mem::take(&mut self.state().kept) {
            let (client, method, reconnection) = (self.client.clone(), self.method, reconnection.clone());
            self.sessions.insert(key, Entry { value, client, method, reconnection });
        }
    }

    /// The reconnection was refused: nothing that rests on it can be resumed again.
    pub(super) fn forget(&self, reconnection: &Reconnection) {
        self.sessions.forget(reconnection);
    }

    fn find(&self, key: &[u8], remove: bool) -> Option<Vec<u8>> {
        let now = self.state().now?;
        let mut table = self.sessions.table();
        let entry = table.entries.get(key)?;
        let fits = entry.client == self.client
            && entry.method == self.method
            && entry.reconnection.station() == &*self.station
            && now < entry.reconnection.until();
        if !fits {
            return None;
        }
        let (value, reconnection) = (entry.value.to_vec(), entry.reconnection.clone());
        if remove {
            table.entries.remove(key);
        }
        drop(table);
        self.state().found = Some(reconnection);
        Some(value)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl StoresServerSessions for Held {
    fn put(&self, key: Vec<u8>, value: Vec<u8>) -> bool {
        let mut state = self.state();
        let room = state.kept.len() < MOST_HELD;
        if room {
            state.kept.push((key, Zeroizing::new(value)));
        }
        room
    }

    fn get(&self, key: &[u8]) -> Option<Vec<u8>> {
        self.find(key, false)
    }

    fn take(&self, key: &[u8]) -> Option<Vec<u8>> {
        self.find(key, true)
    }

    fn can_cache(&self) -> bool {
        true
    }
}

impl fmt::Debug for Held {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Held(…)")
    }
}
