//! The TLVs with which PEAP ends: Result and Crypto-Binding (MS-PEAP sections 2.2.8.1.1 and 2.2.8.1.2).

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha1::Sha1;
use subtle::ConstantTimeEq as _;
use thiserror::Error;

/// Must be understood.
const MANDATORY: u16 = 0x8000;
/// The type of Result.
const RESULT: u16 = 3;
/// The type of Crypto-Binding.
const BINDING: u16 = 12;
/// Where in the Crypto-Binding TLV the MAC stands, and how long the TLV is.
const MAC: std::ops::Range<usize> = 40..60;

/// What the two sides agree on at the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It went well.
    Success,
    /// It did not.
    Failure,
}

/// What TLVs say.
#[derive(Debug, PartialEq, Eq)]
pub struct Tlvs {
    /// Result.
    pub result: Outcome,
    /// Crypto-Binding, whole.
    pub binding: Option<Box<[u8; 60]>>,
}

/// Octets that are no TLVs of an end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("no TLVs of an end")]
pub struct Malformed;

/// Reads TLVs, the Type-Data of an Extensions packet. There must be one Result; TLVs that need not be understood are
/// passed over.
///
/// # Errors
/// [`Malformed`].
pub fn read(mut octets: &[u8]) -> Result<Tlvs, Malformed> {
    let (mut result, mut binding) = (None, None);
    while !octets.is_empty() {
        let (header, rest) = octets.split_first_chunk::<4>().ok_or(Malformed)?;
        let [a, b, c, d] = *header;
        let (kind, length) = (u16::from_be_bytes([a, b]), usize::from(u16::from_be_bytes([c, d])));
        let value = rest.get(..length).ok_or(Malformed)?;
        let place = (kind & !(MANDATORY | 0x4000), value);
        match place {
            (RESULT, [0, 1]) if result.is_none() => result = Some(Outcome::Success),
            (RESULT, [0, 2]) if result.is_none() => result = Some(Outcome::Failure),
            (BINDING, _) if binding.is_none() => {
                let whole = octets.get(..4 + length).and_then(|whole| whole.try_into().ok());
                binding = Some(Box::new(whole.ok_or(Malformed)?));
            }
            (RESULT | BINDING, _) => return Err(Malformed),
            _ if kind & MANDATORY != 0 => return Err(Malformed),
            _ => {}
        }
        octets = rest.get(length..).unwrap_or_default();
    }
    Ok(Tlvs { result: result.ok_or(Malformed)?, binding })
}

/// A Result TLV.
pub const fn result(outcome: Outcome) -> [u8; 6] {
    match outcome {
        Outcome::Success => [0x80, 3, 0, 2, 0, 1],
        Outcome::Failure => [0x80, 3, 0, 2, 0, 2],
    }
}

/// Which side a Crypto-Binding TLV is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// The server's request.
    Request,
    /// The client's response.
    Response,
}

impl Side {
    const fn sub_type(self) -> u8 {
        match self {
            Self::Request => 0,
            Self::Response => 1,
        }
    }
}

/// The Crypto-Binding TLV of one side, for this nonce, under the Compound MAC key.
pub fn binding(side: Side, nonce: [u8; 32], key: &[u8; 20]) -> [u8; 60] {
    let mut tlv = [0; 60];
    let sub_type = side.sub_type();
    // Reserved, version of PEAP, version received.
    let head = [0, 12, 0, 56, 0, 0, 0, sub_type];
    tlv.iter_mut().zip(head.iter().chain(&nonce)).for_each(|(octet, from)| *octet = *from);
    let mac = compound_mac(&tlv, key);
    tlv.iter_mut().skip(MAC.start).zip(mac).for_each(|(octet, from)| *octet = from);
    tlv
}

/// Whether a Crypto-Binding TLV is this side's, for this nonce and key. What it says of versions is bound too, and not
/// looked at.
pub fn is_bound(tlv: &[u8; 60], side: Side, nonce: [u8; 32], key: &[u8; 20]) -> bool {
    let as_asked = tlv.get(7) == Some(&side.sub_type()) && tlv.get(8..MAC.start) == Some(&nonce);
    let mac = compound_mac(tlv, key);
    as_asked && bool::from(tlv.get(MAC).unwrap_or_default().ct_eq(&mac))
}

/// HMAC-SHA1 over the TLV, its MAC being zeros, and the type of PEAP (MS-PEAP section 3.1.5.5.1).
fn compound_mac(tlv: &[u8; 60], key: &[u8; 20]) -> [u8; 20] {
    let mut cleared = *tlv;
    cleared.iter_mut().skip(MAC.start).for_each(|octet| *octet = 0);
    let Ok(mut mac) = Hmac::<Sha1>::new_from_slice(key) else { return [0; 20] };
    mac.update(&cleared);
    mac.update(&[super::packet::kind::PEAP]);
    mac.finalize().into_bytes().into()
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests fail by panicking")]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn an_end_has_one_result() {
        let good = result(Outcome::Success);
        assert_eq!(read(&good).unwrap(), Tlvs { result: Outcome::Success, binding: None });
        assert_eq!(read(&result(Outcome::Failure)).unwrap().result, Outcome::Failure);
        assert_eq!(read(b""), Err(Malformed));
        assert_eq!(read(&[good, good].concat()), Err(Malformed));
        assert_eq!(read(b"\x80\x03\x00\x02\x00\x03"), Err(Malformed), "neither");
        assert_eq!(read(b"\x80\x03\x00\x03\x00\x01"), Err(Malformed), "cut off");
        let optional = [good.as_slice(), b"\x00\x09\x00\x01x"].concat();
        assert_eq!(read(&optional).unwrap().result, Outcome::Success);
        let mandatory = [good.as_slice(), b"\x80\x09\x00\x01x"].concat();
        assert_eq!(read(&mandatory), Err(Malformed));
    }

    #[test]
    fn a_binding_is_of_its_side_its_nonce_and_its_key() {
        let (nonce, key) = ([7; 32], [9; 20]);
        let tlv = binding(Side::Response, nonce, &key);
        let read = read(&[result(Outcome::Success).as_slice(), &tlv].concat()).unwrap();
        assert_eq!(*read.binding.unwrap(), tlv);
        assert!(is_bound(&tlv, Side::Response, nonce, &key));
        assert!(!is_bound(&tlv, Side::Request, nonce, &key));
        assert!(!is_bound(&tlv, Side::Response, [8; 32], &key));
        assert!(!is_bound(&tlv, Side::Response, nonce, &[8; 20]));
    }

    proptest! {
        #[test]
        fn no_octets_stop_it(octets: Vec<u8>) {
            let _ = read(&octets);
        }
    }
}
