//! Times, as people read them: in the portal's zone, with the zone's name.

use jiff::tz::TimeZone;
use vestibule_gate::Timestamp;

/// A time for people and for machines.
pub(crate) struct Time {
    /// `2026-11-29 09:30 CET`.
    pub(crate) shown: String,
    /// RFC 3339, in UTC.
    pub(crate) exact: String,
}

impl Time {
    /// Of a time that was written down (RFC 3339); what is none stays as it is.
    pub(crate) fn read(text: &str, zone: &TimeZone) -> Self {
        match text.parse::<jiff::Timestamp>().ok().and_then(|time| u64::try_from(time.as_millisecond()).ok()) {
            Some(millis) => Self::of(Timestamp(millis), zone),
            None => Self { shown: text.to_owned(), exact: text.to_owned() },
        }
    }

    pub(crate) fn of(time: Timestamp, zone: &TimeZone) -> Self {
        let millis = i64::try_from(time.0).unwrap_or(i64::MAX);
        match jiff::Timestamp::from_millisecond(millis) {
            Ok(time) => Self {
                shown: time.to_zoned(zone.clone()).strftime("%Y-%m-%d %H:%M %Z").to_string(),
                exact: format!("{time:.0}"),
            },
            Err(_) => Self { shown: String::new(), exact: String::new() },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_names_its_zone() {
        let time = Time::of(Timestamp::from_secs(1_700_000_000), &TimeZone::UTC);
        assert_eq!((&*time.shown, &*time.exact), ("2023-11-14 22:13 UTC", "2023-11-14T22:13:20Z"));
        let zone = TimeZone::fixed(jiff::tz::offset(1));
        assert_eq!(Time::of(Timestamp::from_secs(1_700_000_000), &zone).shown, "2023-11-14 23:13 +01");
        assert_eq!(Time::of(Timestamp(u64::MAX), &TimeZone::UTC).shown, "");
    }
}
