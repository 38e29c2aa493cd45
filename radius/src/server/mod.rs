//! The RADIUS server as pure state (RFC 2865, 2866, 3579, 5080, 5997).
//!
//! A packet goes in, an [`Effect`] comes out; the program has the gate judge, waits and sends. Nothing here waits, reads
//! a clock or knows who may come in; an Access-Accept is made of a [`Verdict`] that admits, and of nothing else.

mod accounting;
mod clients;
mod conversations;
mod counters;
mod duplicates;
mod eap;
mod effect;
mod login;
mod questions;
mod receive;
mod reply;
mod rounds;
pub(crate) mod say;
mod settings;
mod silence;
mod source;
mod spelling;
mod ticket;
mod turn;
mod verdict;
mod verify;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};

use vestibule_gate::Moment;
use vestibule_gate::ports::Chance;

use clients::Clients;
use conversations::Conversations;
use duplicates::{Duplicates, Load};
use questions::Questions;

pub use accounting::{Record, Status};
pub use counters::{Counters, Reached};
pub use effect::{Effect, Facts, From, Judge, Needs, Reply, Returning, Second, Transport};
pub use settings::{Client, Encoding, Limits, Settings, SourceAttribute};
pub use silence::{Refused, Silence};
pub use ticket::Ticket;
pub use turn::{Turn, Turned};

/// The server. To be shared; a short lock is held over its tables, never over cryptography.
pub struct Server {
    clients: RwLock<Arc<Clients>>,
    tables: Mutex<Tables>,
    /// TLS sessions that may be resumed.
    sessions: Arc<crate::eap::Sessions>,
    tally: counters::Tally,
    chance: Arc<dyn Chance>,
}

/// What is remembered between packets.
#[derive(Default)]
struct Tables {
    duplicates: Duplicates,
    questions: Questions,
    conversations: Conversations,
}

impl Server {
    /// A server with these settings; `chance` gives State its 128 bits.
    pub fn new(settings: Settings, chance: Arc<dyn Chance>) -> Self {
        let clients = RwLock::new(Arc::new(Clients::new(settings)));
        let (tables, sessions, tally) = (Mutex::default(), Arc::default(), counters::Tally::default());
        Self { clients, tables, sessions, tally, chance }
    }

    /// Puts other settings in force. What is under way ends under those it began with; questions stay open for clients
    /// of the same name.
    pub fn replace(&self, settings: Settings) {
        let clients = Arc::new(Clients::new(settings));
        *self.clients.write().unwrap_or_else(PoisonError::into_inner) = clients;
    }

    /// The client a packet would be of, for the log.
    pub fn client(&self, from: &From) -> Option<Arc<str>> {
        self.clients().of(from).map(|client| Arc::clone(&client.name))
    }

    /// Forgets what is over. To be called every second or so.
    pub fn tick(&self, now: Moment) {
        self.sessions.purge(now);
        let mut tables = self.tables();
        tables.purge_where(now, |_| true);
        let abandoned = tables.conversations.take_abandoned();
        drop(tables);
        self.tally.abandoned(abandoned);
    }

    /// What has been counted so far.
    pub fn counters(&self) -> Counters {
        let mut counters = self.tally.snapshot();
        let tables = self.tables();
        counters.under_way = tables.duplicates.under_way(Load::Login);
        counters.pending = tables.questions.count();
        counters.conversations = tables.conversations.count();
        counters.sessions = self.sessions.count();
        counters
    }

    fn clients(&self) -> Arc<Clients> {
        Arc::clone(&self.clients.read().unwrap_or_else(PoisonError::into_inner))
    }

    fn tables(&self) -> MutexGuard<'_, Tables> {
        self.tables.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn silent(&self, client: Option<&Arc<str>>, why: Silence) -> Effect {
        self.tally.silent(client, why);
        Effect::Silent(why)
    }
}

impl Tables {
    /// Forgets what is over, where that may make room.
    fn purge_where(&mut self, now: Moment, full: impl FnOnce(&Self) -> bool) {
        if full(self) {
            self.duplicates.purge(now);
            self.questions.purge(now);
            self.conversations.purge(now);
        }
    }
}
