//! Active Directory's times: 100 ns since 1601-01-01 UTC (MS-DTYP 2.3.3), and spans as negative numbers of the same.

use std::time::Duration;

use vestibule_gate::Timestamp;

const EPOCH: u64 = 11_644_473_600_000;

/// A point in time; `None` for 0 and for the greatest value, which both mean "never", and before 1970.
pub(crate) fn timestamp(filetime: i64) -> Option<Timestamp> {
    if filetime == i64::MAX {
        return None;
    }
    let millis = u64::try_from(filetime).ok()? / 10_000;
    millis.checked_sub(EPOCH).map(Timestamp)
}

/// A span; `None` for 0 and for the least value, which both mean "for ever".
pub(crate) fn span(filetime: i64) -> Option<Duration> {
    if filetime == 0 || filetime == i64::MIN {
        return None;
    }
    Some(Duration::from_micros(filetime.unsigned_abs() / 10))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_counted_from_1970() {
        assert_eq!(timestamp(116_444_736_000_000_000), Some(Timestamp(0)));
        assert_eq!(timestamp(134_396_709_619_494_410), Some(Timestamp(1_795_197_361_949)));
        assert_eq!(timestamp(0), None);
        assert_eq!(timestamp(i64::MAX), None);
        assert_eq!(timestamp(-5), None);
    }

    #[test]
    fn spans_are_negative() {
        assert_eq!(span(-18_000_000_000), Some(Duration::from_secs(1800)));
        assert_eq!(span(0), None);
        assert_eq!(span(i64::MIN), None);
    }
}
