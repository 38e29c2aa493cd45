//! The EAP packet (RFC 3748 section 4).

use thiserror::Error;

/// Code: a request of the server.
const REQUEST: u8 = 1;
/// Code: a response of the client.
const RESPONSE: u8 = 2;
/// Code: the end, well.
const SUCCESS: u8 = 3;
/// Code: the end, badly.
const FAILURE: u8 = 4;

/// Types (RFC 3748 section 5 and the registry).
pub mod kind {
    /// Identity.
    pub const IDENTITY: u8 = 1;
    /// Legacy Nak.
    pub const NAK: u8 = 3;
    /// Generic Token Card.
    pub const GTC: u8 = 6;
    /// EAP-TTLS (RFC 5281).
    pub const TTLS: u8 = 21;
    /// PEAP (MS-PEAP).
    pub const PEAP: u8 = 25;
    /// EAP-MSCHAPv2 (MS-CHAP; draft-kamath-pppext-eap-mschapv2).
    pub const MSCHAPV2: u8 = 26;
    /// Extensions: the TLVs of PEAP (MS-PEAP section 2.2.8.1).
    pub const EXTENSIONS: u8 = 33;
}

/// A method that makes a tunnel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Method {
    /// EAP-TTLS version 0.
    Ttls,
    /// PEAP version 0.
    Peap,
}

impl Method {
    /// Its type.
    pub const fn kind(self) -> u8 {
        match self {
            Self::Ttls => kind::TTLS,
            Self::Peap => kind::PEAP,
        }
    }

    /// The method of a type.
    pub const fn of(kind: u8) -> Option<Self> {
        match kind {
            kind::TTLS => Some(Self::Ttls),
            kind::PEAP => Some(Self::Peap),
            _ => None,
        }
    }
}

/// Octets that are no EAP packet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("no EAP packet")]
pub struct Malformed;

/// A request or a response.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Packet<'a> {
    /// Identifier: a response repeats that of its request.
    pub ident: u8,
    /// Type.
    pub kind: u8,
    /// Type-Data.
    pub data: &'a [u8],
}

impl<'a> Packet<'a> {
    /// Reads a response. Octets behind its length are padding (RFC 3748 section 4).
    ///
    /// # Errors
    /// [`Malformed`], also for what is no response.
    pub fn response(octets: &'a [u8]) -> Result<Self, Malformed> {
        Self::read(octets, RESPONSE)
    }

    /// Reads a request. For a client.
    ///
    /// # Errors
    /// [`Malformed`], also for what is no request.
    pub fn request(octets: &'a [u8]) -> Result<Self, Malformed> {
        Self::read(octets, REQUEST)
    }

    fn read(octets: &'a [u8], expected: u8) -> Result<Self, Malformed> {
        let (header, _) = octets.split_first_chunk::<5>().ok_or(Malformed)?;
        let [code, ident, high, low, kind] = *header;
        let length = usize::from(u16::from_be_bytes([high, low]));
        let data = octets.get(5..length).ok_or(Malformed)?;
        if code == expected { Ok(Self { ident, kind, data }) } else { Err(Malformed) }
    }
}

/// A request. `data` must be shorter than 65,531 octets; what is beyond is cut.
pub fn request(ident: u8, kind: u8, data: &[u8]) -> Vec<u8> {
    write(REQUEST, ident, kind, data)
}

/// A response. For a client, and for what PEAP leaves out. As [`request`].
pub fn response(ident: u8, kind: u8, data: &[u8]) -> Vec<u8> {
    write(RESPONSE, ident, kind, data)
}

/// Success, for the server's last word; with the identifier of the last response.
pub const fn success(ident: u8) -> [u8; 4] {
    [SUCCESS, ident, 0, 4]
}

/// Failure.
pub const fn failure(ident: u8) -> [u8; 4] {
    [FAILURE, ident, 0, 4]
}

/// Whether these octets are Success.
pub const fn is_success(octets: &[u8]) -> bool {
    matches!(octets, [SUCCESS, _, 0, 4])
}

/// Whether these octets are Failure.
pub const fn is_failure(octets: &[u8]) -> bool {
    matches!(octets, [FAILURE, _, 0, 4])
}

fn write(code: u8, ident: u8, kind: u8, data: &[u8]) -> Vec<u8> {
    let length = u16::try_from(data.len().saturating_add(5)).unwrap_or(u16::MAX);
    let data = data.get(..usize::from(length) - 5).unwrap_or(data);
    let [high, low] = length.to_be_bytes();
    [&[code, ident, high, low, kind], data].concat()
}

#[cfg(test)]
#[expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests fail by panicking")]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn lengths_are_checked() {
        let octets = response(7, kind::IDENTITY, b"ada");
        assert_eq!(octets, b"\x02\x07\x00\x08\x01ada");
        assert_eq!(Packet::response(&octets).unwrap(), Packet { ident: 7, kind: 1, data: b"ada" });
        assert_eq!(Packet::response(&[octets.as_slice(), b"padding"].concat()).unwrap().data, b"ada");
        for bad in
            [&octets[..7], &octets[..4], &[], b"\x02\x07\x00\x04", b"\x02\x07\x00\x04\x01", b"\x01\x07\x00\x05\x01"]
        {
            assert_eq!(Packet::response(bad), Err(Malformed), "{bad:?}");
        }
        assert!(is_success(&success(3)) && is_failure(&failure(3)) && !is_success(&failure(3)));
    }

    proptest! {
        #[test]
        fn no_octets_stop_it(octets: Vec<u8>) {
            let _ = (Packet::response(&octets), Packet::request(&octets));
        }

        #[test]
        fn what_is_read_is_what_was_written(ident: u8, kind: u8, data: Vec<u8>) {
            let octets = request(ident, kind, &data);
            prop_assert_eq!(Packet::request(&octets).unwrap(), Packet { ident, kind, data: &data });
        }
    }
}
