//! One level's sessions.
//!
//! A request takes its session out, and puts it back when it is done: two requests of one browser follow each other,
//! and a request that never ends well leaves no session behind.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use vestibule_gate::ports::Chance;
use vestibule_gate::{Moment, Outage, Sid};

use super::token::{FormToken, Key, Token};

/// How many keys of ended sessions may stand in the order before they are cleared away.
const SLACK: usize = 1_024;

/// How long and how many.
#[derive(Clone, Copy)]
pub(crate) struct Limits {
    idle: Duration,
    whole: Duration,
    most: usize,
}

impl Limits {
    /// As long as the gate keeps a pending login.
    pub(crate) const BEGUN: Self = Self::new(120, 120);
    /// The offer itself ends after ten minutes; the pages behind it may stand a while longer.
    pub(crate) const ENROLLING: Self = Self::new(15 * 60, 30 * 60);
    pub(crate) const PERSON: Self = Self::new(15 * 60, 8 * 60 * 60);

    const fn new(idle: u64, whole: u64) -> Self {
        Self { idle: Duration::from_secs(idle), whole: Duration::from_secs(whole), most: 20_000 }
    }
}

/// Sessions of one level, by the hash of their token.
pub(crate) struct Table<T> {
    inside: Mutex<Inside<T>>,
    limits: Limits,
}

struct Inside<T> {
    entries: HashMap<Key, Entry<T>>,
    /// Keys by time of birth; some may have ended since.
    order: VecDeque<Key>,
}

struct Entry<T> {
    slot: Slot<T>,
    form: FormToken,
    person: Option<Sid>,
    born: Moment,
    seen: Moment,
}

/// Empty while a request has the session, and for good once it has ended.
type Slot<T> = Arc<async_lock::Mutex<Option<Box<T>>>>;

/// A session in the hands of one request.
pub(crate) struct Taken<T> {
    pub(crate) state: Box<T>,
    pub(crate) form: FormToken,
    pub(crate) key: Key,
    home: async_lock::MutexGuardArc<Option<Box<T>>>,
}

impl<T> Taken<T> {
    /// Ready for the next request.
    pub(crate) fn put_back(mut self) {
        *self.home = Some(self.state);
    }
}

impl<T> Table<T> {
    pub(crate) fn new(limits: Limits) -> Self {
        Self { inside: Mutex::new(Inside { entries: HashMap::new(), order: VecDeque::new() }), limits }
    }

    /// Begins a session. Where there is no room, the oldest makes some.
    ///
    /// # Errors
    /// [`Outage::Chance`].
    pub(crate) fn begin(
        &self,
        state: T,
        person: Option<Sid>,
        now: Moment,
        chance: &dyn Chance,
    ) -> Result<Token, Outage> {
        let (token, form) = (Token::new(chance)?, FormToken::new(chance)?);
        let slot = Arc::new(async_lock::Mutex::new(Some(Box::new(state))));
        let mut inside = self.inside();
        if inside.entries.len() >= self.limits.most {
            inside.purge(self.limits, now);
        }
        while inside.entries.len() >= self.limits.most
            && let Some(oldest) = inside.order.pop_front()
        {
            inside.entries.remove(&oldest);
        }
        inside.order.push_back(token.key());
        inside.entries.insert(token.key(), Entry { slot, form, person, born: now, seen: now });
        Ok(token)
    }

    /// Takes a session out, as soon as no other request has it. `None` when there is none, or no more.
    pub(crate) async fn take(&self, key: Key, now: Moment) -> Option<Taken<T>> {
        let (slot, form) = self.find(key, now)?;
        let mut home = slot.lock_arc().await;
        // It may have been ended by the request that had it.
        let state = if self.inside().entries.contains_key(&key) { home.take()? } else { return None };
        Some(Taken { state, form, key, home })
    }

    /// Ends a session, if there is one.
    pub(crate) fn end(&self, key: Key) {
        self.inside().entries.remove(&key);
    }

    /// Ends all sessions of a person, but perhaps for one.
    pub(crate) fn end_all_of(&self, person: &Sid, but: Option<Key>) {
        self.inside().entries.retain(|key, entry| entry.person.as_ref() != Some(person) || Some(*key) == but);
    }

    pub(crate) fn purge(&self, now: Moment) {
        self.inside().purge(self.limits, now);
    }

    pub(crate) fn count(&self) -> usize {
        self.inside().entries.len()
    }

    fn find(&self, key: Key, now: Moment) -> Option<(Slot<T>, FormToken)> {
        let mut inside = self.inside();
        let entry = inside.entries.get_mut(&key)?;
        if entry.is_over(self.limits, now) {
            inside.entries.remove(&key);
            return None;
        }
        entry.seen = now;
        Some((Arc::clone(&entry.slot), entry.form.clone()))
    }

    fn inside(&self) -> MutexGuard<'_, Inside<T>> {
        self.inside.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<T> Inside<T> {
    fn purge(&mut self, limits: Limits, now: Moment) {
        self.entries.retain(|_, entry| !entry.is_over(limits, now));
        if self.order.len() > 2 * self.entries.len() + SLACK {
            self.order.retain(|key| self.entries.contains_key(key));
        }
    }
}

impl<T> Entry<T> {
    fn is_over(&self, limits: Limits, now: Moment) -> bool {
        now >= self.seen.plus(limits.idle) || now >= self.born.plus(limits.whole)
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests fail by panicking")]
mod tests {
    use pollster::block_on;
    use vestibule_gate::fakes::FakeChance;

    use super::*;

    const MINUTE: u64 = 60_000;

    fn table(most: usize) -> (Table<u32>, FakeChance) {
        (Table::new(Limits { most, ..Limits::PERSON }), FakeChance::default())
    }

    fn begin(table: &Table<u32>, chance: &FakeChance, state: u32, now: u64) -> Key {
        table.begin(state, Some(Sid::new("ada")), Moment(now), chance).unwrap().key()
    }

    fn look(table: &Table<u32>, key: Key, now: u64) -> Option<u32> {
        let taken = block_on(table.take(key, Moment(now)))?;
        let state = *taken.state;
        taken.put_back();
        Some(state)
    }

    #[test]
    fn a_session_ends_when_idle_and_at_the_latest_after_eight_hours() {
        let (table, chance) = table(9);
        let (idle, busy) = (begin(&table, &chance, 1, 0), begin(&table, &chance, 2, 0));
        for minute in (0..8 * 60).step_by(14) {
            assert_eq!(look(&table, busy, minute * MINUTE), Some(2), "{minute}");
        }
        assert_eq!(look(&table, idle, 15 * MINUTE), None);
        assert_eq!(look(&table, busy, 8 * 60 * MINUTE), None);
        assert_eq!(table.count(), 0);
    }

    #[test]
    fn a_session_that_is_not_put_back_is_over() {
        let (table, chance) = table(9);
        let key = begin(&table, &chance, 1, 0);
        drop(block_on(table.take(key, Moment(0))));
        assert_eq!(look(&table, key, 0), None);
    }

    #[test]
    fn a_session_that_ended_meanwhile_is_not_there_for_who_waits() {
        let (table, chance) = table(9);
        let key = begin(&table, &chance, 1, 0);
        let first = block_on(table.take(key, Moment(0))).unwrap();
        let mut second = Box::pin(table.take(key, Moment(0)));
        let waker = std::task::Waker::noop();
        assert!(second.as_mut().poll(&mut std::task::Context::from_waker(waker)).is_pending());
        table.end(key);
        first.put_back();
        assert!(block_on(second).is_none());
    }

    #[test]
    fn others_of_a_person_end_and_nobody_elses() {
        let (table, chance) = table(9);
        let (one, two) = (begin(&table, &chance, 1, 0), begin(&table, &chance, 2, 0));
        let bea = table.begin(3, Some(Sid::new("bea")), Moment(0), &chance).unwrap().key();
        let nobody = table.begin(4, None, Moment(0), &chance).unwrap().key();
        table.end_all_of(&Sid::new("ada"), Some(two));
        let left = [one, two, bea, nobody].map(|key| look(&table, key, 0));
        assert_eq!(left, [None, Some(2), Some(3), Some(4)]);
        table.end_all_of(&Sid::new("ada"), None);
        assert_eq!(table.count(), 2);
    }

    #[test]
    fn where_there_is_no_room_the_oldest_makes_some() {
        let (table, chance) = table(2);
        let keys = [1, 2, 3].map(|state| begin(&table, &chance, state, u64::from(state)));
        assert_eq!(keys.map(|key| look(&table, key, 3)), [None, Some(2), Some(3)]);
    }

    #[test]
    fn ended_sessions_do_not_pile_up() {
        let (table, chance) = table(2_000);
        for minute in 0..10_000 {
            let _key = begin(&table, &chance, 1, minute * MINUTE);
            table.purge(Moment(minute * MINUTE));
        }
        assert!(table.count() <= 15 && table.inside().order.len() <= SLACK + 31);
    }
}
