//! The requests that wait for the directory's final answer.

use std::collections::BTreeMap;

use super::rootdse::Reading;
use crate::wire::{MessageId, Op};

/// What an answer is looked at for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Nothing particular.
    Plain,
    /// The rootDSE was asked for; its entry is rewritten.
    RootDse(Reading),
}

/// The requests without a final answer, by their ids.
#[derive(Default)]
pub(super) struct Pending(BTreeMap<MessageId, (Op, Kind)>);

impl Pending {
    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn contains(&self, id: MessageId) -> bool {
        self.0.contains_key(&id)
    }

    pub(super) fn kind(&self, id: MessageId) -> Option<Kind> {
        self.0.get(&id).map(|&(_, kind)| kind)
    }

    /// Remembers a request; its final answer has the operation `answer`.
    pub(super) fn insert(&mut self, id: MessageId, answer: Op, kind: Kind) {
        self.0.insert(id, (answer, kind));
    }

    /// Forgets it; says whether it was known.
    pub(super) fn remove(&mut self, id: MessageId) -> bool {
        self.0.remove(&id).is_some()
    }

    /// Forgets all and names them with the answer each would have had.
    pub(super) fn clear(&mut self) -> Vec<(MessageId, Op)> {
        std::mem::take(&mut self.0).into_iter().map(|(id, (answer, _))| (id, answer)).collect()
    }
}
