//! When somebody may log on: the attribute logonHours (MS-ADTS 2.398, laid out as SAMPR_LOGON_HOURS of MS-SAMR 2.2.6.5),
//! a bit for each hour of the week in UTC, from Sunday 00:00, the lowest bit of each octet first.

use vestibule_gate::Timestamp;

const DAY: u64 = 24;
const WEEK: u64 = 7 * DAY;
/// 1970 began on a Thursday.
const FIRST_HOUR: u64 = 4 * DAY;

/// The hours of a week in which somebody may log on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct LogonHours([u8; 21]);

impl LogonHours {
    /// Reads the attribute's value. One of another length has no hour in it that could be known.
    pub(crate) fn read(value: &[u8]) -> Self {
        Self(value.try_into().unwrap_or_default())
    }

    /// Whether `now` is in one of them.
    pub(crate) fn contain(&self, now: Timestamp) -> bool {
        let hour = (now.as_secs() / 3600 + FIRST_HOUR) % WEEK;
        let octet = usize::try_from(hour / 8).ok().and_then(|place| self.0.get(place));
        octet.is_some_and(|octet| octet >> (hour % 8) & 1 == 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2026-11-22, a Sunday, 00:00 UTC.
    const SUNDAY: u64 = 1_795_305_600;

    fn only(octet: usize, bit: u8) -> LogonHours {
        LogonHours(std::array::from_fn(|place| if place == octet { 1 << bit } else { 0 }))
    }

    fn contained(hours: LogonHours) -> Vec<u64> {
        (0..WEEK).filter(|hour| hours.contain(Timestamp::from_secs(SUNDAY + hour * 3600))).collect()
    }

    #[test]
    fn the_week_begins_on_sunday_with_the_lowest_bit() {
        assert_eq!(contained(only(0, 0)), [0]);
        assert_eq!(contained(only(0, 7)), [7]);
        assert_eq!(contained(only(1, 0)), [8]);
        assert_eq!(contained(only(20, 7)), [167], "Saturday 23:00");
        assert_eq!(contained(LogonHours([0xff; 21])).len(), 168);
        assert_eq!(contained(LogonHours([0; 21])).len(), 0);
    }

    #[test]
    fn an_hour_is_whole() {
        let nine = only(1, 1);
        for (second, inside) in
            [(8 * 3600 + 3599, false), (9 * 3600, true), (9 * 3600 + 3599, true), (10 * 3600, false)]
        {
            assert_eq!(nine.contain(Timestamp::from_secs(SUNDAY + second)), inside, "{second}");
        }
        // 1970-01-01 00:00 UTC, a Thursday.
        assert!(only(12, 0).contain(Timestamp::from_secs(0)));
    }

    #[test]
    fn a_value_of_another_length_allows_nothing() {
        for length in [0, 1, 20, 22] {
            assert_eq!(contained(LogonHours::read(&vec![0xff; length])).len(), 0, "{length}");
        }
        assert_eq!(contained(LogonHours::read(&[0xff; 21])).len(), 168);
    }
}
