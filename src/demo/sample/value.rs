//! Values as Active Directory stores them: security identifiers (MS-DTYP 2.4.2.2), times in steps of 100 ns since
//! 1601, GUIDs.

use std::time::Duration;

use vestibule_gate::Timestamp;

/// The sample domain's own identifier, to which relative ones are added.
pub(super) const DOMAIN: [u32; 4] = [21, 2_718_281_828, 3_141_592_653, 1_618_033_988];

/// Seconds from 1601 to 1970.
const EPOCH: u64 = 11_644_473_600;

/// An identifier of the NT authority, `S-1-5-` and these numbers, in its binary form.
pub(super) fn sid(numbers: &[u32]) -> Vec<u8> {
    let count = u8::try_from(numbers.len()).unwrap_or(0);
    let mut bytes = vec![1, count, 0, 0, 0, 0, 0, 5];
    numbers.iter().for_each(|number| bytes.extend(number.to_le_bytes()));
    bytes
}

/// The identifier of an object of the sample domain.
pub(super) fn in_domain(rid: u32) -> Vec<u8> {
    let mut numbers = DOMAIN.to_vec();
    numbers.push(rid);
    sid(&numbers)
}

/// Reads `S-1-5-…` into its binary form.
pub(super) fn sid_from_text(text: &str) -> Option<Vec<u8>> {
    let start = text.get(..6).filter(|start| start.eq_ignore_ascii_case("S-1-5-"))?;
    let numbers: Option<Vec<u32>> = text.get(start.len()..)?.split('-').map(|number| number.parse().ok()).collect();
    numbers.filter(|numbers| numbers.len() <= 15).map(|numbers| sid(&numbers))
}

/// Reads pairs of hexadecimal digits.
pub(super) fn from_hex(text: &str) -> Option<Vec<u8>> {
    let digits: Option<Vec<u32>> = text.chars().map(|digit| digit.to_digit(16)).collect();
    let pairs = digits.filter(|digits| digits.len().is_multiple_of(2))?;
    pairs.chunks_exact(2).map(|pair| u8::try_from(pair.iter().fold(0, |sum, digit| sum * 16 + digit)).ok()).collect()
}

/// A time as Active Directory writes it; 0 is never.
pub(super) fn filetime(at: Timestamp) -> u64 {
    (at.0 + EPOCH * 1000) * 10_000
}

/// A span as policies hold it: negative.
pub(super) fn span(of: Duration) -> String {
    format!("-{}", of.as_secs() * 10_000_000)
}

/// A time in the form of LDAP's GeneralizedTime (RFC 4517 section 3.3.13).
pub(super) fn generalized(at: Timestamp) -> String {
    let millis = i64::try_from(at.0).unwrap_or_default();
    let at = jiff::Timestamp::from_millisecond(millis).unwrap_or_default();
    at.strftime("%Y%m%d%H%M%S.0Z").to_string()
}

#[cfg(test)]
mod tests {
    use vestibule_gate::Sid;

    use super::*;

    #[test]
    fn identifiers_are_those_the_gate_reads() {
        let ada = in_domain(1104);
        let text = "S-1-5-21-2718281828-3141592653-1618033988-1104";
        assert_eq!(Sid::from_bytes(&ada).map(|sid| sid.to_string()), Some(text.to_owned()));
        assert_eq!(sid_from_text(&text.to_lowercase()), Some(ada));
        assert_eq!(sid_from_text("S-1-5-x"), None);
        assert_eq!(from_hex("00fF"), Some(vec![0, 255]));
        assert_eq!(from_hex("0"), None);
    }

    #[test]
    fn times_are_counted_from_1601() {
        assert_eq!(filetime(Timestamp::from_secs(0)), 116_444_736_000_000_000);
        assert_eq!(span(Duration::from_secs(1800)), "-18000000000");
        assert_eq!(generalized(Timestamp::from_secs(86_400)), "19700102000000.0Z");
    }
}
