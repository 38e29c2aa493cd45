//! Questions that wait for a code, by State (RFC 2865 section 5.24).
//!
//! A State is 128 bits of chance in printable ASCII, since some clients cut it at a NUL. It is good once, for two
//! minutes, and only for the client, the User-Name and the method it was given to; never tied to a port, which some
//! clients change between the rounds.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use vestibule_gate::ports::Chance;
use vestibule_gate::{Moment, Outage, Pending};

use crate::mschap::Response;

/// How long a question stays open.
const OPEN: Duration = Duration::from_secs(120);
/// How many States that were used may stand in the order before they are cleared away.
const SLACK: usize = 1_024;

/// A State as it is sent: 32 hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct State([u8; 32]);

impl State {
    /// A new one.
    pub(super) fn new(chance: &dyn Chance) -> Result<Self, Outage> {
        const DIGITS: [u8; 16] = *b"0123456789abcdef";
        let mut octets = [0; 16];
        chance.fill(&mut octets)?;
        let mut text = [0; 32];
        for (pair, octet) in text.as_chunks_mut::<2>().0.iter_mut().zip(octets) {
            *pair = [octet >> 4, octet & 15].map(|half| DIGITS.get(usize::from(half)).copied().unwrap_or_default());
        }
        Ok(Self(text))
    }

    /// One that came back; `None` when it is none of ours.
    pub(super) fn read(value: &[u8]) -> Option<Self> {
        value.try_into().ok().map(Self)
    }

    pub(super) const fn octets(&self) -> &[u8] {
        &self.0
    }
}

/// Whom a question was put to.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Bound {
    /// The client's name.
    pub(super) client: Arc<str>,
    /// User-Name as it was sent.
    pub(super) user_name: Vec<u8>,
}

/// A question.
pub(super) struct Question {
    pub(super) pending: Pending,
    /// The response of the first round, to be proven in the second.
    pub(super) response: Option<Response>,
}

#[derive(Default)]
pub(super) struct Questions {
    waiting: HashMap<State, Entry>,
    order: VecDeque<(Moment, State)>,
}

struct Entry {
    bound: Bound,
    until: Moment,
    /// Whether the first round was MS-CHAPv2. One that was not cannot be answered by it.
    response: bool,
    /// `None` once it was taken and its judgement ended in an outage.
    question: Option<Box<Question>>,
}

/// What a State stands for.
pub(super) enum Found {
    /// A question that waits.
    Open,
    /// One whose answer nobody could judge: silence, not a refusal.
    Lost,
    /// Nothing, or somebody else's.
    Unknown,
}

impl Questions {
    pub(super) fn count(&self) -> usize {
        self.waiting.len()
    }

    /// What a State stands for that came from `bound`, with MS-CHAPv2 or without.
    pub(super) fn find(&self, state: &State, bound: &Bound, response: bool, now: Moment) -> Found {
        let fits = |entry: &&Entry| entry.bound == *bound && (entry.response || !response) && now < entry.until;
        match self.waiting.get(state).filter(fits) {
            Some(Entry { question: Some(_), .. }) => Found::Open,
            Some(Entry { question: None, .. }) => Found::Lost,
            None => Found::Unknown,
        }
    }

    /// Takes a question out, for good.
    pub(super) fn take(&mut self, state: &State) -> Option<Box<Question>> {
        self.waiting.remove(state)?.question
    }

    /// Keeps a question that was asked at a login that came `arrived`.
    pub(super) fn put(&mut self, state: State, bound: Bound, arrived: Moment, question: Question) {
        let (until, response) = (arrived.plus(OPEN), question.response.is_some());
        self.insert(state, Entry { bound, until, response, question: Some(Box::new(question)) });
    }

    /// Notes that the answer to a taken question could not be judged.
    pub(super) fn lose(&mut self, state: State, bound: Bound, now: Moment) {
        self.insert(state, Entry { bound, until: now.plus(OPEN), response: true, question: None });
    }

    /// Forgets what is over.
    pub(super) fn purge(&mut self, now: Moment) {
        while let Some((until, state)) = self.order.pop_front_if(|(until, _)| *until <= now) {
            if self.waiting.get(&state).is_some_and(|entry| entry.until == until) {
                self.waiting.remove(&state);
            }
        }
    }

    fn insert(&mut self, state: State, entry: Entry) {
        self.order.push_back((entry.until, state));
        self.waiting.insert(state, entry);
        if self.order.len() > 2 * self.waiting.len() + SLACK {
            self.order.retain(|(_, state)| self.waiting.contains_key(state));
        }
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests fail by panicking")]
mod tests {
    use std::collections::HashSet;

    use vestibule_gate::fakes::FakeChance;

    use super::*;

    #[test]
    fn a_state_is_printable_and_new_every_time() {
        let chance = FakeChance::default();
        let states: Vec<State> = (0..1_000).map(|_| State::new(&chance).unwrap()).collect();
        assert!(states.iter().all(|state| state.octets().iter().all(u8::is_ascii_hexdigit)));
        assert_eq!(states.iter().collect::<HashSet<_>>().len(), 1_000);
        assert!(states.iter().all(|state| State::read(state.octets()) == Some(*state)));
        assert!(State::read(&[b'0'; 31]).is_none());
    }

    #[test]
    fn chance_that_fails_makes_no_state() {
        struct Broken;
        impl Chance for Broken {
            fn fill(&self, _bytes: &mut [u8]) -> Result<(), Outage> {
                Err(Outage::Chance)
            }
        }
        assert!(State::new(&Broken).is_err());
    }
}
