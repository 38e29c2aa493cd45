//! One client's LDAP connection as a state machine, without sockets and without a clock.
//!
//! The program feeds it bytes, verdicts and events, and carries out what it says.
//!
//! **After every call drain [`Session::act`] until `None`, carrying out each act in order; then call
//! [`Session::client`] again while its buffer is not empty and the last call changed something.** Bytes the
//! session may not look at yet stay in the caller's buffer, those behind a bind above all.
//!
//! What it holds to: a BindRequest ends the old identity and its upstream connection before anything else is
//! done (RFC 4513 section 4); nothing behind it is looked at until its answer is out; only whole, decoded and
//! allowed requests go on, their bytes unchanged; of a directory's messages the first bytes are looked at and
//! the rest streams. It must not know why somebody is refused: the gate decides, and the module `answer` words it.

mod answer;
mod bind;
mod client;
mod controls;
mod extended;
mod limits;
mod pending;
mod rootdse;
mod settings;
mod starttls;
mod upstream;

use std::collections::VecDeque;
use std::sync::Arc;

use bytes::Bytes;
use vestibule_gate::{Attempt, Bound, Moment, Source};

pub use limits::WAITING;
pub use settings::{Referrals, Settings, Transport};

use crate::wire::notice_of_disconnection;
use crate::wire::{MessageId, ResultCode};
use limits::Timers;
use pending::Pending;
use upstream::Relay;

/// What the program is to do. [`Act::Close`] is the last one.
#[derive(Debug)]
#[must_use]
pub enum Act {
    /// Write these bytes to the client.
    ToClient(Bytes),
    /// Write these bytes to the session's upstream connection, as soon as it is there.
    ToUpstream(Bytes),
    /// Have the gate judge this in a task of its own, with a fresh upstream connection as prover, and hand the
    /// outcome to [`Session::verdict`]. Never two at a time.
    Judge(Attempt),
    /// Make the connection that proved the password the session's upstream. It is the first act after the verdict;
    /// where another or none comes first, close that connection before carrying it out.
    Adopt,
    /// Close the upstream connection and forget what was read from it.
    DropUpstream,
    /// Open an upstream connection that is bound as nobody; if that fails, call [`Session::upstream_closed`].
    OpenAnonymous,
    /// Write out what waits for the client, start TLS as its server, then call [`Session::tls_started`]. What
    /// was read from the client in the clear is not to be used as TLS.
    StartTls,
    /// Find out whose entry this name means (a DN, or what a Password Modify names) and call [`Session::whose`].
    Whose(Bytes),
    /// Write out what waits for the client, then close both connections. A judgement still running ends alone.
    Close,
}

/// Whose entry a name means, as against the person the session is bound as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whose {
    /// The same SID.
    Own,
    /// Another SID.
    Other,
    /// It could not be found, or not now.
    Unknown,
}

/// Which sides may be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reads {
    /// The client.
    pub client: bool,
    /// The upstream connection.
    pub upstream: bool,
}

/// One client's connection.
pub struct Session {
    settings: Arc<Settings>,
    source: Source,
    tls: bool,
    phase: Phase,
    bound: Option<Box<Bound>>,
    pending: Pending,
    relay: Relay,
    timers: Timers,
    /// Messages of our own that wait for the end of one that is partly relayed.
    held: VecDeque<Bytes>,
    acts: VecDeque<Act>,
}

/// What the session waits for.
enum Phase {
    /// Requests.
    Open,
    /// The verdict on this bind.
    Judging(MessageId),
    /// The moment at which this answer to a bind may leave.
    Refusing(Moment, Bytes),
    /// Whose entry this request is about.
    Asking(MessageId, Bytes),
    /// TLS.
    StartingTls,
    /// Nothing any more.
    Closed,
}

impl Session {
    /// A new connection from `source`; over [`Transport::Tls`] the handshake is done already.
    #[must_use]
    pub fn new(settings: Arc<Settings>, source: Source, now: Moment) -> Self {
        Self {
            tls: matches!(settings.transport, Transport::Tls),
            settings,
            source,
            phase: Phase::Open,
            bound: None,
            pending: Pending::default(),
            relay: Relay::default(),
            timers: Timers::new(now),
            held: VecDeque::new(),
            acts: VecDeque::new(),
        }
    }

    /// The next thing to do.
    pub fn act(&mut self) -> Option<Act> {
        self.acts.pop_front()
    }

    /// Whom the session is bound as: what [`vestibule_gate`] checks again every minute. `None` while anonymous.
    #[must_use]
    pub fn bound(&self) -> Option<&Bound> {
        self.bound.as_deref()
    }

    /// Whether [`Act::Close`] was said.
    #[must_use]
    pub const fn is_closed(&self) -> bool {
        matches!(self.phase, Phase::Closed)
    }

    /// Ends the session with a notice of disconnection that carries `text` (RFC 4511 section 4.4.1): when the
    /// re-check failed, or the program stops.
    pub fn end(&mut self, text: &str) {
        self.disconnect(ResultCode::UNAVAILABLE, text);
    }

    /// The client closed its connection.
    pub fn client_closed(&mut self) {
        self.close();
    }

    /// The upstream connection was closed, could not be opened, or broke.
    pub fn upstream_closed(&mut self) {
        if matches!(self.phase, Phase::Closed) || !self.relay.is_there() {
            return;
        }
        if self.bound.is_some() || self.relay.is_inside() {
            return self.end("the directory server closed its connection");
        }
        self.relay = Relay::default();
        for (id, answer) in self.pending.clear() {
            self.say(answer::local(id, answer, ResultCode::UNAVAILABLE, "no directory server answers"));
        }
    }

    /// Says whose entry the name of the last [`Act::Whose`] means.
    pub fn whose(&mut self, whose: Whose) {
        if !matches!(self.phase, Phase::Asking(..)) {
            return;
        }
        if let Phase::Asking(id, request) = std::mem::replace(&mut self.phase, Phase::Open) {
            self.password_change(id, request, whose);
        }
    }

    /// Says something of our own, behind a message that is partly relayed.
    fn say(&mut self, bytes: Bytes) {
        if self.relay.is_inside() {
            self.held.push_back(bytes);
        } else {
            self.acts.push_back(Act::ToClient(bytes));
        }
    }

    /// Ends the connection, with a notice where one can be said.
    fn disconnect(&mut self, code: ResultCode, text: &str) {
        if !matches!(self.phase, Phase::Closed | Phase::StartingTls) && !self.relay.is_inside() {
            self.acts.push_back(Act::ToClient(notice_of_disconnection(code, text)));
        }
        self.close();
    }

    fn close(&mut self) {
        if !matches!(self.phase, Phase::Closed) {
            self.phase = Phase::Closed;
            self.bound = None;
            self.held.clear();
            self.acts.push_back(Act::Close);
        }
    }

    /// Nobody any more: identity, upstream connection and what was asked of it are gone.
    fn become_anonymous(&mut self) {
        self.bound = None;
        self.timers.unbound();
        drop(self.pending.clear());
        if self.relay.is_there() {
            self.relay = Relay::default();
            self.acts.push_back(Act::DropUpstream);
        }
    }
}
