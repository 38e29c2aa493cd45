//! What has been counted.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::silence::{Refused, Silence};
use crate::packet::Code;

/// A snapshot for the metrics; counts never fall.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counters {
    /// Packets not answered, by client (`None`: nobody known) and reason.
    pub silent: BTreeMap<(Option<Arc<str>>, Silence), u64>,
    /// Replies made, by client and code; repeated ones are not counted.
    pub replies: BTreeMap<(Arc<str>, Code), u64>,
    /// Access-Rejects the gate knows nothing of, by client and reason. They are among the replies too.
    pub refused: BTreeMap<(Arc<str>, Refused), u64>,
    /// Replies sent again to a duplicate, by client.
    pub repeated: BTreeMap<Arc<str>, u64>,
    /// Access-Requests that were taken, by client and whether they had a Message-Authenticator.
    pub signed: BTreeMap<(Arc<str>, bool), u64>,
    /// EAP conversations whose client fell silent, by client and how far they had come.
    pub abandoned: BTreeMap<(Arc<str>, Reached), u64>,
    /// Logins under way.
    pub under_way: usize,
    /// Questions that wait for a code.
    pub pending: usize,
    /// EAP conversations that wait for their client.
    pub conversations: usize,
    /// TLS sessions that may be resumed.
    pub sessions: usize,
}

/// How far an EAP conversation had come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reached {
    /// A method was proposed.
    Begun,
    /// Our certificate was sent, or is under way. Clients that do not trust it often say nothing more.
    Certificate,
    /// The tunnel stood.
    Tunnel,
}

impl Reached {
    /// The word for the log and the metrics.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Begun => "begun",
            Self::Certificate => "certificate",
            Self::Tunnel => "tunnel",
        }
    }
}

/// Where it is counted.
#[derive(Default)]
pub(super) struct Tally(Mutex<Counters>);

impl Tally {
    pub(super) fn silent(&self, client: Option<&Arc<str>>, why: Silence) {
        *self.lock().silent.entry((client.cloned(), why)).or_default() += 1;
    }

    pub(super) fn replied(&self, client: &Arc<str>, code: Code) {
        *self.lock().replies.entry((Arc::clone(client), code)).or_default() += 1;
    }

    pub(super) fn refused(&self, client: &Arc<str>, why: Refused) {
        *self.lock().refused.entry((Arc::clone(client), why)).or_default() += 1;
    }

    pub(super) fn signed(&self, client: &Arc<str>, signed: bool) {
        *self.lock().signed.entry((Arc::clone(client), signed)).or_default() += 1;
    }

    pub(super) fn repeated(&self, client: &Arc<str>) {
        *self.lock().repeated.entry(Arc::clone(client)).or_default() += 1;
    }

    pub(super) fn abandoned(&self, all: Vec<(Arc<str>, Reached)>) {
        let mut counters = self.lock();
        for one in all {
            *counters.abandoned.entry(one).or_default() += 1;
        }
    }

    pub(super) fn snapshot(&self) -> Counters {
        self.lock().clone()
    }

    fn lock(&self) -> MutexGuard<'_, Counters> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
