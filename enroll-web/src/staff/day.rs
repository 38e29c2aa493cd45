//! Days as forms have them, from their beginning or to their end in the portal's zone.

use jiff::civil::{Date, Time as Clock};
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp as Instant};
use vestibule_gate::Timestamp;

use crate::page::Time;

/// Midnight after this day. `None` for what is no day, or beyond the calendar.
pub(super) fn end_of(day: &str, zone: &TimeZone) -> Option<Timestamp> {
    midnight(read(day)?.tomorrow().ok()?, zone)
}

/// Midnight before this day, likewise.
pub(super) fn beginning_of(day: &str, zone: &TimeZone) -> Option<Timestamp> {
    midnight(read(day)?, zone)
}

/// A day as browsers send it; jiff would read more.
fn read(day: &str) -> Option<Date> {
    if day.len() == "2026-12-31".len() { day.parse().ok() } else { None }
}

fn midnight(day: Date, zone: &TimeZone) -> Option<Timestamp> {
    let at = day.to_zoned(zone.clone()).ok()?;
    u64::try_from(at.timestamp().as_millisecond()).ok().map(Timestamp)
}

/// The day so many days from now, as a field of a form has it.
pub(super) fn from_now(now: Timestamp, days: i32, zone: &TimeZone) -> String {
    let today = instant(now).map(|now| now.to_zoned(zone.clone()).date());
    let day = today.and_then(|today| today.checked_add(Span::new().days(days)).ok());
    day.map(|day| day.to_string()).unwrap_or_default()
}

/// The end of something: midnight is the end of the day before, and is told as that.
pub(super) fn end(until: Timestamp, zone: &TimeZone) -> Time {
    let time = Time::of(until, zone);
    let Some(at) = instant(until).map(|until| until.to_zoned(zone.clone())) else { return time };
    match at.date().yesterday() {
        Ok(day) if at.time() == Clock::midnight() => {
            let zone = at.strftime("%Z");
            Time { shown: format!("{day} 24:00 {zone}"), ..time }
        }
        Ok(_) | Err(_) => time,
    }
}

fn instant(at: Timestamp) -> Option<Instant> {
    Instant::from_millisecond(i64::try_from(at.0).ok()?).ok()
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests fail by panicking")]
mod tests {
    use super::*;

    #[test]
    fn a_day_ends_at_its_own_zones_midnight_and_is_told_so() {
        let zone = TimeZone::fixed(jiff::tz::offset(2));
        let until = end_of("2026-12-31", &zone).unwrap();
        assert_eq!(until, Timestamp::from_secs(1_798_754_400), "2026-12-31T22:00:00Z");
        assert_eq!(beginning_of("2027-01-01", &zone), Some(until));
        assert_eq!(end(until, &zone).shown, "2026-12-31 24:00 +02");
        assert_eq!(end(until, &TimeZone::UTC).shown, "2026-12-31 22:00 UTC");
        assert_eq!(from_now(until, 1, &zone), "2027-01-02");
    }

    #[test]
    fn what_is_no_day_has_no_end() {
        for text in ["", "2026-02-30", "31.12.2026", "9999-12-31", "1960-01-01", "2026-12-31T10:00", "20261231"] {
            assert_eq!(end_of(text, &TimeZone::UTC), None, "{text}");
        }
    }
}
