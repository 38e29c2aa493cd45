//! EAP conversations that wait for their client, by State. Each answer is to the State it was given, which is good once.
//!
//! There is a bound on all of them, and one for each machine. Where one is reached the oldest goes, of those that have not
//! finished phase 1 first: anybody on the air can begin one, and those who are inside have shown more.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use vestibule_gate::Moment;

use super::counters::Reached;
use super::questions::{Bound, State};
use crate::eap::Conversation;

/// How long a client may be silent.
const PATIENCE: Duration = Duration::from_secs(60);
/// The same, where a person has to type something.
const TYPING: Duration = Duration::from_secs(120);
/// The most conversations of one machine at one device.
const MOST_OF_ONE: usize = 64;
/// How many that are over may stand in an order before they are cleared away.
const SLACK: usize = 1_024;

/// Which machine: the client's name, and Calling-Station-Id, else the port.
pub(super) type Place = (Arc<str>, Vec<u8>);

#[derive(Default)]
pub(super) struct Conversations {
    entries: HashMap<State, Entry>,
    /// Those in phase 1, and those beyond it, in the order they began to wait.
    outside: VecDeque<State>,
    inside: VecDeque<State>,
    places: HashMap<Place, VecDeque<State>>,
    /// Whose client fell silent, by the client's name.
    abandoned: Vec<(Arc<str>, Reached)>,
}

struct Entry {
    bound: Bound,
    place: Place,
    until: Moment,
    kept: Kept,
}

enum Kept {
    Waiting(Box<Conversation>),
    /// It was taken, and is worked on.
    Busy,
    /// Nobody could judge it.
    Lost,
}

/// What a State stands for.
pub(super) enum Found {
    /// A conversation that waits.
    Open(Box<Conversation>),
    /// One that is worked on: the device asks too often.
    Busy,
    /// One that could not be judged: silence, not a refusal.
    Lost,
    /// Nothing, or somebody else's.
    Unknown,
}

impl Conversations {
    pub(super) fn count(&self) -> usize {
        self.entries.len()
    }

    /// Takes a conversation out, to be worked on until [`Conversations::end`].
    pub(super) fn take(&mut self, state: &State, bound: &Bound, now: Moment) -> Found {
        let Some(entry) = self.entries.get_mut(state).filter(|entry| entry.bound == *bound && now < entry.until) else {
            return Found::Unknown;
        };
        match std::mem::replace(&mut entry.kept, Kept::Busy) {
            Kept::Waiting(conversation) => Found::Open(conversation),
            Kept::Busy => Found::Busy,
            Kept::Lost => {
                entry.kept = Kept::Lost;
                Found::Lost
            }
        }
    }

    /// Forgets a State whose conversation went on, or is over.
    pub(super) fn end(&mut self, state: &State) {
        let Some(entry) = self.entries.remove(state) else { return };
        if let Some(states) = self.places.get_mut(&entry.place) {
            states.retain(|other| other != state);
            if states.is_empty() {
                self.places.remove(&entry.place);
            }
        }
    }

    /// Notes that nobody could judge what came with this State.
    pub(super) fn lose(&mut self, state: &State, now: Moment) {
        if let Some(entry) = self.entries.get_mut(state) {
            (entry.kept, entry.until) = (Kept::Lost, now.plus(PATIENCE));
        }
    }

    /// Keeps a conversation until its client answers, among at most `most`.
    pub(super) fn put(
        &mut self,
        state: State,
        bound: Bound,
        place: Place,
        conversation: Box<Conversation>,
        waits: (Moment, bool),
        most: usize,
    ) {
        let (now, asks) = waits;
        let until = now.plus(if asks { TYPING } else { PATIENCE });
        self.make_room(&place, most);
        let order = if conversation.reached() == Reached::Tunnel { &mut self.inside } else { &mut self.outside };
        order.push_back(state);
        self.places.entry(place.clone()).or_default().push_back(state);
        self.entries.insert(state, Entry { bound, place, until, kept: Kept::Waiting(conversation) });
        self.clear();
    }

    /// Forgets what is over.
    pub(super) fn purge(&mut self, now: Moment) {
        let over = self.entries.iter().filter(|(_, entry)| entry.until <= now).map(|(state, _)| *state);
        for state in over.collect::<Vec<_>>() {
            if let Some(Entry { bound, kept: Kept::Waiting(conversation), .. }) = self.entries.get(&state) {
                self.abandoned.push((bound.client.clone(), conversation.reached()));
            }
            self.end(&state);
        }
    }

    /// Those whose client fell silent since this was last asked.
    pub(super) fn take_abandoned(&mut self) -> Vec<(Arc<str>, Reached)> {
        std::mem::take(&mut self.abandoned)
    }

    fn make_room(&mut self, place: &Place, most: usize) {
        while let Some(states) = self.places.get(place).filter(|states| states.len() >= MOST_OF_ONE) {
            let Some(oldest) = states.front().copied() else { break };
            self.end(&oldest);
        }
        while self.entries.len() >= most {
            let Some(oldest) = self.outside.pop_front().or_else(|| self.inside.pop_front()) else { break };
            self.end(&oldest);
        }
    }

    fn clear(&mut self) {
        let (entries, slack) = (&self.entries, 2 * self.entries.len() + SLACK);
        for order in [&mut self.outside, &mut self.inside] {
            if order.len() > slack {
                order.retain(|state| entries.contains_key(state));
            }
        }
    }
}
