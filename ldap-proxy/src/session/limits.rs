//! When a session must be looked at though nothing came in, and which sides may be read.

use std::time::Duration;

use vestibule_gate::Moment;

use super::{Act, Phase, Reads, Session};

/// A side is not read while so many octets wait to be written to the other.
pub const WAITING: usize = 64 * 1024;

/// The client is not read while so many octets wait for it: it asks and does not listen.
const UNREAD: usize = 4 * WAITING;

/// So many requests of nobody may wait: rootDSE reads, which may be as long as a message may be.
const ANONYMOUS: usize = 16;

/// When things happened.
pub(super) struct Timers {
    began: Moment,
    heard: bool,
    active: Moment,
    ends: Option<Moment>,
}

impl Timers {
    pub(super) const fn new(now: Moment) -> Self {
        Self { began: now, heard: false, active: now, ends: None }
    }

    /// A whole message of the client.
    pub(super) const fn message(&mut self, now: Moment) {
        self.heard = true;
        self.active = now;
    }

    /// Bytes of the directory.
    pub(super) const fn relayed(&mut self, now: Moment) {
        self.active = now;
    }

    pub(super) fn bound(&mut self, now: Moment, longest: Option<Duration>) {
        self.active = now;
        self.ends = longest.map(|longest| now.plus(longest));
    }

    pub(super) const fn unbound(&mut self) {
        self.ends = None;
    }
}

impl Session {
    /// Which sides may be read, with so many octets waiting to be written to each.
    #[must_use]
    pub fn reads(&self, to_client: usize, to_upstream: usize) -> Reads {
        let client = matches!(self.phase, Phase::Open) && self.may_ask_more();
        let upstream = matches!(self.phase, Phase::Open | Phase::Asking(..)) && self.relay.is_there();
        Reads {
            client: client && to_upstream < WAITING && to_client < UNREAD,
            upstream: upstream && to_client < WAITING,
        }
    }

    /// When [`Self::tick`] is due if nothing comes in before.
    #[must_use]
    pub fn deadline(&self) -> Option<Moment> {
        match &self.phase {
            Phase::Closed | Phase::Judging(_) => None,
            Phase::Refusing(at, _) => Some(*at),
            Phase::Open | Phase::Asking(..) | Phase::StartingTls => {
                [self.first_message(), self.idle(), self.timers.ends].into_iter().flatten().min()
            }
        }
    }

    /// Lets time pass: answers that had to wait leave, sessions that are over end.
    pub fn tick(&mut self, now: Moment) {
        let due = |deadline: Option<Moment>| deadline.is_some_and(|deadline| deadline <= now);
        match &self.phase {
            Phase::Closed | Phase::Judging(_) => {}
            Phase::Refusing(at, answer) => {
                if *at <= now {
                    self.acts.push_back(Act::ToClient(answer.clone()));
                    self.timers.relayed(now);
                    self.phase = Phase::Open;
                }
            }
            Phase::Open | Phase::Asking(..) | Phase::StartingTls => {
                if due(self.timers.ends) {
                    self.end("the session has reached its longest duration");
                } else if due(self.first_message()) {
                    self.close();
                } else if due(self.idle()) {
                    self.end("the connection was idle");
                }
            }
        }
    }

    pub(super) fn may_ask_more(&self) -> bool {
        // Answers of our own that are held back are as many as requests, so they have the same bound.
        let waiting = self.pending.len() + self.held.len();
        let most = self.settings.max_outstanding;
        waiting < if self.bound.is_some() { most } else { most.min(ANONYMOUS) }
    }

    fn first_message(&self) -> Option<Moment> {
        (!self.timers.heard).then(|| self.timers.began.plus(self.settings.first_message))
    }

    /// A bound client may wait for an answer as long as it takes: notifications come when they come.
    fn idle(&self) -> Option<Moment> {
        let waits = self.bound.is_some() && !self.pending.is_empty();
        (!waits).then(|| self.timers.active.plus(self.settings.idle))
    }
}
