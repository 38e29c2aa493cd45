//! The arithmetic of wrong codes and wrong passwords, and the passwords the directory refused.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use crate::ports::PoolCount;
use crate::{BadPasswords, Mac, PasswordVersion, Sid, Timestamp};

const FREE_WRONG_CODES: u32 = 5;
const MOST_WRONG_CODES: u32 = 50;
const SHORTEST_WAIT: Duration = Duration::from_secs(5 * 60);
const LONGEST_WAIT: Duration = Duration::from_secs(60 * 60);
const KNOWN_HERE: Duration = Duration::from_secs(30 * 24 * 60 * 60);
const USUAL_THRESHOLD: u32 = 5;
const USUAL_WINDOW: Duration = Duration::from_secs(30 * 60);
const MOST_REMEMBERED_WRONG: usize = 20_000;

/// Whether a code may be looked at in this pool now.
///
/// 5 wrong codes shut the pool for 5 minutes, each further one for twice as long, up to an hour; 50 shut it until an
/// unlock. 50 over all pools shut every pool where the person was not admitted within 30 days.
pub(crate) fn codes_are_open(pool: &PoolCount, everywhere: u32, now: Timestamp) -> bool {
    if pool.wrong >= MOST_WRONG_CODES {
        return false;
    }
    let known = pool.last_admission.is_some_and(|last| now < last.plus(KNOWN_HERE));
    if everywhere >= MOST_WRONG_CODES && !known {
        return false;
    }
    pool.last_wrong.is_none_or(|last| now >= last.plus(wait_after(pool.wrong)))
}

/// How long a pool is shut after its `wrong`th wrong code.
pub(crate) fn wait_after(wrong: u32) -> Duration {
    match wrong.checked_sub(FREE_WRONG_CODES) {
        None => Duration::ZERO,
        Some(more) => SHORTEST_WAIT.saturating_mul(1 << more.min(8)).min(LONGEST_WAIT),
    }
}

/// Whether one more wrong password would stay well below the directory's own threshold.
pub(crate) fn password_may_go(theirs: &BadPasswords, ours: (u32, Option<Timestamp>), now: Timestamp) -> bool {
    let window = if theirs.window.is_zero() { USUAL_WINDOW } else { theirs.window };
    let counts = |number: u32, last: Option<Timestamp>| match last {
        Some(last) if now >= last.plus(window) => 0,
        Some(_) | None => number,
    };
    let threshold = if theirs.threshold == 0 { USUAL_THRESHOLD } else { theirs.threshold };
    let limit = threshold.saturating_sub(3).clamp(1, 5);
    counts(theirs.count, theirs.last).max(counts(ours.0, ours.1)) < limit
}

/// Passwords that the directory refused a moment ago: answered by us until the password is changed or the window ends,
/// so that a client which repeats itself does not count in the directory. In memory, as keyed hashes.
#[derive(Default)]
pub(crate) struct Refused {
    seen: Mutex<HashMap<Wrong, (PasswordVersion, Timestamp)>>,
}

type Wrong = (Sid, [u8; 32]);

impl Refused {
    pub(crate) fn contains(&self, who: &Sid, password: Mac, version: &PasswordVersion, now: Timestamp) -> bool {
        let seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        seen.get(&(who.clone(), password.0)).is_some_and(|(then, until)| then == version && now < *until)
    }

    pub(crate) fn add(&self, who: &Sid, password: Mac, version: PasswordVersion, window: Duration, now: Timestamp) {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        if seen.len() >= MOST_REMEMBERED_WRONG {
            seen.retain(|_, (_, until)| now < *until);
        }
        if seen.len() < MOST_REMEMBERED_WRONG {
            let window = if window.is_zero() { USUAL_WINDOW } else { window };
            seen.insert((who.clone(), password.0), (version, now.plus(window)));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_secs(1_700_000_000);

    fn pool(wrong: u32, minutes_ago: u64) -> PoolCount {
        let last_wrong = Some(NOW.minus(Duration::from_secs(minutes_ago * 60)));
        PoolCount { wrong, last_wrong, last_admission: None }
    }

    #[test]
    fn five_wrong_codes_shut_the_pool_for_five_minutes_doubling_to_an_hour() {
        assert!(codes_are_open(&pool(4, 0), 4, NOW));
        for (wrong, minutes) in [(5, 5), (6, 10), (7, 20), (8, 40), (9, 60), (49, 60)] {
            assert!(!codes_are_open(&pool(wrong, minutes - 1), wrong, NOW), "{wrong}");
            assert!(codes_are_open(&pool(wrong, minutes), wrong, NOW), "{wrong}");
        }
        assert!(!codes_are_open(&pool(50, 100_000), 50, NOW));
    }

    #[test]
    fn fifty_everywhere_shut_strangers_out_but_not_the_person_where_they_work() {
        let days = |days: u64| Some(NOW.minus(Duration::from_secs(days * 86_400)));
        let at = |last_admission| PoolCount { last_admission, ..PoolCount::default() };
        assert!(codes_are_open(&at(None), 49, NOW));
        assert!(!codes_are_open(&at(None), 50, NOW));
        assert!(!codes_are_open(&at(days(31)), 50, NOW));
        assert!(codes_are_open(&at(days(29)), 50, NOW));
    }

    #[test]
    fn a_password_goes_only_well_below_the_directorys_threshold() {
        let theirs = |count, threshold| BadPasswords {
            count,
            last: Some(NOW.minus(Duration::from_secs(60))),
            threshold,
            window: Duration::from_secs(1800),
        };
        for (threshold, limit) in [(0, 2), (1, 1), (3, 1), (4, 1), (5, 2), (6, 3), (8, 5), (100, 5)] {
            assert!(password_may_go(&theirs(limit - 1, threshold), (0, None), NOW), "{threshold}");
            assert!(!password_may_go(&theirs(limit, threshold), (0, None), NOW), "{threshold}");
            assert!(!password_may_go(&theirs(0, threshold), (limit, Some(NOW)), NOW), "{threshold}");
        }
        let old = BadPasswords { last: Some(NOW.minus(Duration::from_secs(1801))), ..theirs(4, 5) };
        assert!(password_may_go(&old, (4, Some(NOW.minus(Duration::from_secs(1801)))), NOW));
    }

    #[test]
    fn a_refused_password_is_known_until_it_is_changed_or_the_window_ends() {
        let (refused, who, mac) = (Refused::default(), Sid::new("S-1-5-21-1-2-3-1000"), Mac([7; 32]));
        let version = PasswordVersion("1".into());
        refused.add(&who, mac, version.clone(), Duration::from_secs(60), NOW);
        assert!(refused.contains(&who, mac, &version, NOW));
        assert!(!refused.contains(&who, Mac([8; 32]), &version, NOW));
        assert!(!refused.contains(&who, mac, &PasswordVersion("2".into()), NOW));
        assert!(!refused.contains(&who, mac, &version, NOW.plus(Duration::from_secs(60))));
    }
}
