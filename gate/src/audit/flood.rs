//! A flood of refusals shares one row with a count: ten rows a minute per (person or source, reason), and
//! nine tenths of [`ROWS_A_MINUTE`] for all refusals together, so that admissions and changes always find room.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use super::Event;
use crate::Timestamp;
use crate::audit::Reason;

const ROWS_PER_KEY: u64 = 10;
const ROWS_A_MINUTE: u64 = 6_000;
const MINUTE: u64 = 60_000;

/// The minute's refusals.
#[derive(Default)]
pub(crate) struct Flood {
    minute: Mutex<Minute>,
}

#[derive(Default)]
struct Minute {
    number: u64,
    rows: u64,
    keys: HashMap<(String, Reason), (u64, Option<Event>)>,
}

impl Flood {
    /// Gives one refusal's event back where it gets a row of its own; otherwise it is counted and will share one.
    pub(crate) fn hold(&self, event: Event) -> Option<Event> {
        let mut minute = self.minute.lock().unwrap_or_else(PoisonError::into_inner);
        let key = (subject(&event), event.reason);
        let room = minute.rows < ROWS_A_MINUTE / 10 * 9;
        let (seen, shared) = minute.keys.entry(key).or_default();
        if *seen < ROWS_PER_KEY && room {
            *seen += 1;
            minute.rows += 1;
            return Some(event);
        }
        share(shared, event);
        None
    }

    /// Keeps an event that cannot be written now; it gets its row when the store is back.
    pub(crate) fn later(&self, event: Event) {
        let mut minute = self.minute.lock().unwrap_or_else(PoisonError::into_inner);
        let key = (subject(&event), event.reason);
        share(&mut minute.keys.entry(key).or_default().1, event);
    }

    /// Puts shared rows back that could not be written.
    pub(crate) fn put_back(&self, events: Vec<Event>) {
        let mut minute = self.minute.lock().unwrap_or_else(PoisonError::into_inner);
        for event in events {
            let key = (subject(&event), event.reason);
            let slot = &mut minute.keys.entry(key).or_default().1;
            let more = slot.as_ref().and_then(|later| later.count).unwrap_or(0);
            *slot = Some(Event { count: Some(event.count.unwrap_or(1) + more), ..event });
        }
    }

    /// The shared rows of a minute that is over; all of them when `end` says that the program stops.
    pub(crate) fn due(&self, now: Timestamp, end: bool) -> Vec<Event> {
        let mut minute = self.minute.lock().unwrap_or_else(PoisonError::into_inner);
        let number = now.0 / MINUTE;
        if number == minute.number && !end {
            return Vec::new();
        }
        let over = std::mem::replace(&mut *minute, Minute { number, ..Minute::default() });
        over.keys.into_values().filter_map(|(_, shared)| shared).collect()
    }
}

fn share(shared: &mut Option<Event>, event: Event) {
    match shared {
        Some(shared) => {
            shared.time = event.time;
            shared.count = Some(shared.count.unwrap_or(1) + 1);
        }
        None => *shared = Some(Event { count: Some(1), ..event }),
    }
}

fn subject(event: &Event) -> String {
    match &event.sid {
        Some(sid) => sid.as_str().to_owned(),
        None => event.source.clone(),
    }
}
