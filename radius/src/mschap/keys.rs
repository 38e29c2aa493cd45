//! What follows from a right response: the authenticator response (RFC 2759 section 8.7) and the keys of MPPE
//! (RFC 3079 section 3).

use std::fmt;

use sha1::{Digest as _, Sha1};
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

/// MD4 of the NT hash ("User-Session-Key" of a domain controller). Opens what MPPE encrypts; not shown by `Debug`,
/// wiped when dropped.
#[derive(Clone)]
pub struct SessionKey(Zeroizing<[u8; 16]>);

/// The two MPPE keys of 128 bits, as the server sees them; not shown by `Debug`, wiped when dropped.
pub struct Mppe {
    /// For MS-MPPE-Send-Key.
    pub send: Zeroizing<[u8; 16]>,
    /// For MS-MPPE-Recv-Key.
    pub receive: Zeroizing<[u8; 16]>,
}

const SIGNING: &[u8] = b"Magic server to client signing constant";
const PADDING: &[u8] = b"Pad to make it do more than one iteration";
const MASTER: &[u8] = b"This is the MPPE Master Key";
const CLIENT_SENDS: &[u8] = b"On the client side, this is the send key; on the server side, it is the receive key.";
const SERVER_SENDS: &[u8] = b"On the client side, this is the receive key; on the server side, it is the send key.";

impl SessionKey {
    /// Takes the key as the domain controller gave it; the caller must not keep a copy.
    pub fn new(key: [u8; 16]) -> Self {
        Self(Zeroizing::new(key))
    }

    /// The 20 octets by which the client sees that the server's domain knew its password.
    pub(super) fn authenticator(&self, nt_response: &[u8; 24], challenge_hash: [u8; 8]) -> [u8; 20] {
        let digest = sha1(&[self.0.as_slice(), nt_response, SIGNING]);
        *sha1(&[digest.as_slice(), &challenge_hash, PADDING])
    }

    /// The keys of MPPE for a session that `nt_response` opened.
    pub fn mppe(&self, nt_response: &[u8; 24]) -> Mppe {
        let master = first_16(&sha1(&[self.0.as_slice(), nt_response, MASTER]));
        let start = |magic| first_16(&sha1(&[master.as_slice(), &[0; 40], magic, &[0xf2; 40]]));
        Mppe { send: start(SERVER_SENDS), receive: start(CLIENT_SENDS) }
    }
}

impl PartialEq for SessionKey {
    fn eq(&self, other: &Self) -> bool {
        self.0.ct_eq(other.0.as_slice()).into()
    }
}

impl fmt::Debug for SessionKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SessionKey(…)")
    }
}

impl fmt::Debug for Mppe {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Mppe(…)")
    }
}

pub(super) fn sha1(parts: &[&[u8]]) -> Zeroizing<[u8; 20]> {
    let mut sha1 = Sha1::new();
    for part in parts {
        sha1.update(part);
    }
    Zeroizing::new(sha1.finalize().into())
}

fn first_16(digest: &[u8; 20]) -> Zeroizing<[u8; 16]> {
    let mut first = Zeroizing::new([0; 16]);
    first.iter_mut().zip(digest).for_each(|(octet, from)| *octet = *from);
    first
}

#[cfg(test)]
mod tests {
    use hex_literal::hex;

    use super::*;

    const RESPONSE: [u8; 24] = hex!("82309ECD8D708B5EA08FAA3981CD83544233114A3D85D6DF");

    fn key() -> SessionKey {
        SessionKey::new(hex!("41C00C584BD2D91C4017A2A12FA59F3F"))
    }

    #[test]
    fn authenticator_is_that_of_rfc_2759() {
        // Section 9.2.
        let expected = hex!("407A5589115FD0D6209F510FE9C04566932CDA56");
        assert_eq!(key().authenticator(&RESPONSE, hex!("D02E4386BCE91226")), expected);
    }

    #[test]
    fn keys_are_those_of_rfc_3079() {
        // Section 3.5.3: the master key, and the key with which the server sends.
        let master = sha1(&[key().0.as_slice(), &RESPONSE, MASTER]);
        assert_eq!(*first_16(&master), hex!("FDECE3717A8C838CB388E527AE3CDD31"));
        assert_eq!(*key().mppe(&RESPONSE).send, hex!("8B7CDC149B993A1BA118CB153F56DCCB"));
    }

    #[test]
    fn keys_do_not_show() {
        assert_eq!(format!("{:?} {:?}", key(), key().mppe(&RESPONSE)), "SessionKey(…) Mppe(…)");
    }
}
