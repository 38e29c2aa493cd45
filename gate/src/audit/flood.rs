//! A flood of refusals shares one row with a count (RULES 28): ten rows a minute per (person or source, reason), and
//! nine tenths of [`ROWS_A_MINUTE`] for all refusals together, so that admissions and changes always find room.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use super::Event;
use crate::Timestamp;
use crate::audit::Reason;

const ROWS_PER_KEY: u64 = 10;
const ROWS_A_MINUTE: u64 = 6_000;
const MINUTE: u64 = 60_000;

/// What happens with a refusal's event.
pub(crate) enum Held {
    /// It gets its row.
    Write(Event),
    /// It is counted and will share a row.
    Counted,
}

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
    /// Decides about one refusal.
    pub(crate) fn hold(&self, event: Event) -> Held {
        let mut minute = self.minute.lock().unwrap_or_else(PoisonError::into_inner);
        let key = (subject(&event), event.reason);
        let room = minute.rows < ROWS_A_MINUTE / 10 * 9;
        let (seen, shared) = minute.keys.entry(key).or_default();
        if *seen < ROWS_PER_KEY && room {
            *seen += 1;
            minute.rows += 1;
            return Held::Write(event);
        }
        match shared {
            Some(shared) => {
                shared.time = event.time;
                shared.count = Some(shared.count.unwrap_or(1) + 1);
            }
            None => *shared = Some(Event { count: Some(1), ..event }),
        }
        Held::Counted
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

fn subject(event: &Event) -> String {
    match &event.sid {
        Some(sid) => sid.as_str().to_owned(),
        None => event.source.clone(),
    }
}
