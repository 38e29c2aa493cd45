//! How many mails one person gets in a minute: a flood of changes must not bury a mailbox.

use std::collections::{HashMap, VecDeque};
use std::time::Duration;

use vestibule_gate::Moment;

/// The window.
const WINDOW: Duration = Duration::from_secs(60);
/// Mails to one person within it.
pub(super) const MOST: usize = 10;

/// Whether one more mail may go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum May {
    /// Yes.
    Go,
    /// Yes, but no further one within the minute.
    GoAsLast,
    /// No.
    Stay,
}

/// What was sent to whom a short while ago. In memory: a restart forgives.
#[derive(Default)]
pub(super) struct Rate {
    sent: HashMap<String, VecDeque<Moment>>,
}

impl Rate {
    /// Whether a mail to this person may go at `now`; where it may, it counts.
    pub(super) fn ask(&mut self, person: &str, now: Moment) -> May {
        self.sent.retain(|_, sent| {
            sent.retain(|at| at.plus(WINDOW) > now);
            !sent.is_empty()
        });
        let sent = self.sent.entry(person.to_owned()).or_default();
        if sent.len() >= MOST {
            return May::Stay;
        }
        sent.push_back(now);
        if sent.len() == MOST { May::GoAsLast } else { May::Go }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tenth_is_the_last_within_a_minute_and_others_are_not_concerned() {
        let mut rate = Rate::default();
        for number in 1..MOST {
            assert_eq!(rate.ask("ada", Moment(1000 * number as u64)), May::Go);
        }
        assert_eq!(rate.ask("ada", Moment(10_000)), May::GoAsLast);
        assert_eq!(rate.ask("ada", Moment(60_999)), May::Stay);
        assert_eq!(rate.ask("bob", Moment(60_999)), May::Go);
        assert_eq!(rate.ask("ada", Moment(61_000)), May::GoAsLast);
        assert_eq!(rate.ask("ada", Moment(200_000)), May::Go);
        assert_eq!(rate.sent.len(), 1, "who got nothing lately is forgotten");
    }
}
