//! The AVPs that EAP-TTLS carries (RFC 5281 section 10): those of RADIUS, written as in Diameter.

use thiserror::Error;
use zeroize::Zeroizing;

/// A vendor's number follows the length.
const VENDOR: u8 = 0x80;
/// Who does not know the AVP must give up.
const MANDATORY: u8 = 0x40;

/// One AVP.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Avp<'a> {
    /// The attribute's number, as in RADIUS below 256.
    pub code: u32,
    /// The vendor's number, 0 for none.
    pub vendor: u32,
    /// Whether it must be understood.
    pub mandatory: bool,
    /// What it holds.
    pub value: &'a [u8],
}

/// Octets that are no AVPs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("no AVPs")]
pub struct Malformed;

/// The most AVPs of one message; a login has three.
pub const MOST: usize = 64;

/// Reads all AVPs of a message.
///
/// # Errors
/// [`Malformed`] when a length does not fit, or there are more than [`MOST`].
pub fn read(mut octets: &[u8]) -> Result<Vec<Avp<'_>>, Malformed> {
    let mut all = Vec::new();
    while !octets.is_empty() {
        if all.len() == MOST {
            return Err(Malformed);
        }
        let (header, _) = octets.split_first_chunk::<8>().ok_or(Malformed)?;
        let [a, b, c, d, flags, high, middle, low] = *header;
        let length = usize::try_from(u32::from_be_bytes([0, high, middle, low])).map_err(|_| Malformed)?;
        let whole = octets.get(..length).ok_or(Malformed)?;
        let (vendor, value) = if flags & VENDOR == 0 {
            (0, whole.get(8..).ok_or(Malformed)?)
        } else {
            let vendor = whole.get(8..).and_then(<[u8]>::first_chunk).ok_or(Malformed)?;
            (u32::from_be_bytes(*vendor), whole.get(12..).ok_or(Malformed)?)
        };
        all.push(Avp { code: u32::from_be_bytes([a, b, c, d]), vendor, mandatory: flags & MANDATORY != 0, value });
        // The last one's padding may be left out.
        octets = octets.get(length.next_multiple_of(4)..).unwrap_or_default();
    }
    Ok(all)
}

/// Appends an AVP that must be understood, padded to four octets. `vendor` is 0 for none.
pub fn push(to: &mut Zeroizing<Vec<u8>>, code: u32, vendor: u32, value: &[u8]) {
    let header = if vendor == 0 { 8 } else { 12 };
    let length = header + value.len();
    let [_, high, middle, low] = u32::try_from(length).unwrap_or(u32::MAX).to_be_bytes();
    // Never grown piece by piece: what a growing vector leaves behind is not wiped.
    let mut grown = Zeroizing::new(Vec::with_capacity(to.len() + length + 3));
    grown.extend_from_slice(to);
    grown.extend_from_slice(&code.to_be_bytes());
    grown.extend_from_slice(&[MANDATORY | if vendor == 0 { 0 } else { VENDOR }, high, middle, low]);
    if vendor != 0 {
        grown.extend_from_slice(&vendor.to_be_bytes());
    }
    grown.extend_from_slice(value);
    let padded = grown.len().next_multiple_of(4);
    grown.resize(padded, 0);
    *to = grown;
}

#[cfg(test)]
#[expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests fail by panicking")]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn lengths_and_padding_are_checked() {
        let octets = b"\x00\x00\x00\x01\x40\x00\x00\x0bada\x00\x00\x00\x00\x02\x00\x00\x00\x09x\x00\x00\x00";
        let read_well = read(octets).unwrap();
        assert_eq!(read_well[0], Avp { code: 1, vendor: 0, mandatory: true, value: b"ada" });
        assert_eq!(read_well[1], Avp { code: 2, vendor: 0, mandatory: false, value: b"x" });
        assert_eq!(read(&octets[..21]).unwrap().len(), 2, "without the last padding");
        assert_eq!(read(&octets[..20]), Err(Malformed));
        assert_eq!(read(b"\x00\x00\x00\x01\x40\x00\x00\x07"), Err(Malformed), "shorter than its header");
        assert_eq!(read(b"\x00\x00\x00\x01\xc0\x00\x00\x0a\x00\x00"), Err(Malformed), "half a vendor");
        assert_eq!(read(b""), Ok(Vec::new()));
        assert_eq!(read(&b"\x00\x00\x00\x01\x40\x00\x00\x08".repeat(MOST + 1)), Err(Malformed));
    }

    proptest! {
        #[test]
        fn no_octets_stop_it(octets: Vec<u8>) {
            let _ = read(&octets);
        }

        #[test]
        fn what_is_read_is_what_was_written(all: Vec<(u32, u32, Vec<u8>)>) {
            let all: Vec<_> = all.into_iter().take(MOST).collect();
            let mut octets = Zeroizing::default();
            for (code, vendor, value) in &all {
                push(&mut octets, *code, *vendor, value);
            }
            let read = read(&octets).unwrap();
            let read: Vec<_> = read.into_iter().map(|avp| (avp.code, avp.vendor, avp.value.to_vec())).collect();
            prop_assert_eq!(read, all);
        }
    }
}
