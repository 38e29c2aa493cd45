//! Duplicates (RFC 5080 section 2.2.2): the same packet again is judged once and answered alike.
//!
//! Only packets that were verified come here, so that a forged one drives out nothing.

use std::collections::{HashMap, VecDeque};
use std::time::Duration;

use bytes::Bytes;
use sha1::{Digest as _, Sha1};
use vestibule_gate::Moment;

use super::effect::From;
use crate::packet::{Asked, Packet};

/// For how long a packet is known: 5 to 30 s (RFC 5080 section 2.2.2).
const KNOWN: Duration = Duration::from_secs(30);
/// The most octets of replies that are kept.
const MOST_OCTETS: usize = 64 << 20;
/// How many packets that were answered may stand among those under way before they are cleared away.
const SLACK: usize = 1_024;

/// What makes two packets the same: RFC 5080's address, port, identifier and authenticator, and all they say. A device
/// whose authenticators repeat would get one person's answer for another otherwise.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Key {
    pub(super) from: From,
    pub(super) asked: Asked,
    /// SHA-1 of the packet. Who could sign two of one digest knows the secret, and may ask what they like.
    digest: [u8; 20],
}

impl Key {
    pub(super) fn new(from: &From, packet: &Packet<'_>) -> Self {
        Self { from: from.clone(), asked: packet.asked(), digest: Sha1::digest(packet.octets()).into() }
    }
}

/// What is known of a packet.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Known {
    /// It is being judged, or its reply waits for its time.
    UnderWay,
    /// It was answered with this.
    Answered(Bytes),
}

/// What a packet under way costs: second rounds and what needs no judgement do not wait behind new logins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Load {
    /// A login, in its first or second round.
    Login,
    /// Status-Server, Accounting-Request.
    Other,
}

#[derive(Default)]
pub(super) struct Duplicates {
    packets: HashMap<Key, Entry>,
    /// In the order they began.
    begun: VecDeque<(Moment, Key)>,
    /// In the order they were answered.
    answered: VecDeque<(Moment, Key)>,
    logins: usize,
    others: usize,
    octets: usize,
}

enum Entry {
    UnderWay { load: Load, until: Moment },
    Answered { reply: Bytes, not_before: Moment, until: Moment },
}

impl Duplicates {
    /// What is known of a packet; `None` when it is new.
    pub(super) fn known(&self, key: &Key, now: Moment) -> Option<Known> {
        match self.packets.get(key)? {
            Entry::UnderWay { until, .. } => (now < *until).then_some(Known::UnderWay),
            Entry::Answered { until, .. } if now >= *until => None,
            Entry::Answered { not_before, .. } if now < *not_before => Some(Known::UnderWay),
            Entry::Answered { reply, .. } => Some(Known::Answered(reply.clone())),
        }
    }

    /// Judgements under way of this kind.
    pub(super) const fn under_way(&self, load: Load) -> usize {
        match load {
            Load::Login => self.logins,
            Load::Other => self.others,
        }
    }

    /// Notes that a packet is judged from now on.
    pub(super) fn begin(&mut self, key: Key, load: Load, now: Moment) {
        let until = now.plus(KNOWN);
        self.forget(&key);
        *self.count(load) += 1;
        self.begun.push_back((until, key.clone()));
        self.packets.insert(key, Entry::UnderWay { load, until });
        if self.begun.len() > 2 * (self.logins + self.others) + SLACK {
            self.begun.retain(|(_, key)| matches!(self.packets.get(key), Some(Entry::UnderWay { .. })));
        }
    }

    /// Notes the reply to a packet, which leaves at `not_before`.
    pub(super) fn answer(&mut self, key: Key, reply: Bytes, not_before: Moment, most: usize) {
        let until = not_before.plus(KNOWN);
        self.forget(&key);
        self.octets += reply.len();
        self.answered.push_back((until, key.clone()));
        self.packets.insert(key, Entry::Answered { reply, not_before, until });
        while self.answered.len() > most || self.octets > MOST_OCTETS {
            let Some((until, key)) = self.answered.pop_front() else { break };
            self.forget_at(&key, until);
        }
    }

    /// Forgets a packet, so that the same one is judged anew.
    pub(super) fn forget(&mut self, key: &Key) {
        match self.packets.remove(key) {
            Some(Entry::UnderWay { load, .. }) => *self.count(load) -= 1,
            Some(Entry::Answered { reply, .. }) => self.octets -= reply.len(),
            None => {}
        }
    }

    /// Forgets what is over.
    pub(super) fn purge(&mut self, now: Moment) {
        while let Some((until, key)) = self.begun.pop_front_if(|(until, _)| *until <= now) {
            self.forget_at(&key, until);
        }
        while let Some((until, key)) = self.answered.pop_front_if(|(until, _)| *until <= now) {
            self.forget_at(&key, until);
        }
    }

    /// Forgets a packet, if what is known of it was to be kept until then.
    fn forget_at(&mut self, key: &Key, end: Moment) {
        let same = self.packets.get(key).is_some_and(|entry| match entry {
            Entry::UnderWay { until, .. } | Entry::Answered { until, .. } => *until == end,
        });
        if same {
            self.forget(key);
        }
    }

    const fn count(&mut self, load: Load) -> &mut usize {
        match load {
            Load::Login => &mut self.logins,
            Load::Other => &mut self.others,
        }
    }
}
