//! Generalized time in UTC, as operational attributes have it (RFC 4517 section 3.3.13).

use vestibule_gate::Timestamp;

/// Reads `YYYYMMDDHHMMSS[.fraction]Z`; the fraction is cut off.
pub(crate) fn timestamp(value: &[u8]) -> Option<Timestamp> {
    let text = std::str::from_utf8(value).ok()?.strip_suffix('Z')?;
    let whole = text.split('.').next()?;
    let time = jiff::civil::DateTime::strptime("%Y%m%d%H%M%S", whole).ok()?;
    let seconds = time.to_zoned(jiff::tz::TimeZone::UTC).ok()?.timestamp().as_second();
    u64::try_from(seconds).ok().map(Timestamp::from_secs)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_with_and_without_a_fraction() {
        assert_eq!(timestamp(b"19700101000102Z"), Some(Timestamp(62_000)));
        assert_eq!(timestamp(b"19700101000102.987654Z"), Some(Timestamp(62_000)));
        for wrong in [&b""[..], b"19700101000102", b"1970Z", b"19701301000102Z", b"000001010000Z", b"\xff"] {
            assert_eq!(timestamp(wrong), None);
        }
    }
}
