//! The NT hash and the response made with it (RFC 2759 sections 8.3 to 8.6). For a client and for tests: the server
//! never has a password's hash.

use std::fmt;

use des::Des;
use des::cipher::{BlockCipherEncrypt as _, KeyInit as _};
use md4::{Digest as _, Md4};
use zeroize::{Zeroize as _, Zeroizing};

use super::SessionKey;

/// MD4 of a password in UTF-16LE: as good as the password. Not shown by `Debug`, wiped when dropped.
pub struct NtHash(Zeroizing<[u8; 16]>);

impl NtHash {
    /// The hash of a password. Without its NUL or length limits: those are the directory's.
    pub fn of(password: &str) -> Self {
        let mut md4 = Md4::new();
        for unit in password.encode_utf16() {
            let mut octets = unit.to_le_bytes();
            md4.update(octets);
            octets.zeroize();
        }
        Self(Zeroizing::new(md4.finalize().into()))
    }

    /// The hash of the hash, which a domain controller gives out with a right response (RFC 2759 section 8.4).
    pub fn session_key(&self) -> SessionKey {
        SessionKey::new(Md4::digest(self.0.as_slice()).into())
    }

    /// The NT response to an 8-octet challenge (RFC 2759 section 8.5).
    pub(super) fn response(&self, challenge: [u8; 8]) -> [u8; 24] {
        let mut padded = Zeroizing::new([0; 21]);
        padded.iter_mut().zip(self.0.iter()).for_each(|(octet, from)| *octet = *from);
        let mut response = [0; 24];
        for (to, key) in response.as_chunks_mut::<8>().0.iter_mut().zip(padded.as_chunks::<7>().0) {
            let mut block = challenge.into();
            Des::new((&*expand(key)).into()).encrypt_block(&mut block);
            *to = block.into();
        }
        response
    }
}

impl fmt::Debug for NtHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("NtHash(…)")
    }
}

/// Seven octets as a DES key of eight: seven bits in each, the lowest makes the parity odd.
fn expand(key: &[u8; 7]) -> Zeroizing<[u8; 8]> {
    let bits = key.iter().fold(0u64, |bits, octet| (bits << 8) | u64::from(*octet));
    let mut expanded = Zeroizing::new([0; 8]);
    for (octet, shift) in expanded.iter_mut().zip((0..8).rev()) {
        let seven = ((bits >> (shift * 7)) & 0x7f).to_le_bytes().first().copied().unwrap_or_default() << 1;
        *octet = seven | u8::from(seven.count_ones().is_multiple_of(2));
    }
    expanded
}

#[cfg(test)]
mod tests {
    use hex_literal::hex;

    use super::*;

    #[test]
    fn hash_and_hash_of_the_hash_are_those_of_rfc_2759() {
        // Section 9.2.
        let hash = NtHash::of("clientPass");
        assert_eq!(*hash.0, hex!("44EBBA8D5312B8D611474411F56989AE"));
        assert_eq!(hash.session_key(), SessionKey::new(hex!("41C00C584BD2D91C4017A2A12FA59F3F")));
        assert_eq!(format!("{hash:?}"), "NtHash(…)");
    }

    #[test]
    fn response_is_that_of_rfc_2759() {
        // Section 9.2.
        let expected = hex!("82309ECD8D708B5EA08FAA3981CD83544233114A3D85D6DF");
        assert_eq!(NtHash::of("clientPass").response(hex!("D02E4386BCE91226")), expected);
    }

    #[test]
    fn des_keys_are_those_of_rfc_2759() {
        // Section 9.3: "MyPw" hashed, and the keys made of the hash.
        assert_eq!(*NtHash::of("MyPw").0, hex!("FC156AF7EDCD6C0EDDE3337D427F4EAC"));
        assert_eq!(*expand(&hex!("FC156AF7EDCD6C")), hex!("FD0B5B5E7F6E34D9"));
        assert_eq!(*expand(&hex!("0EDDE3337D427F")), hex!("0E6E796737EA08FE"));
        assert_eq!(*expand(&hex!("4EAC0000000000")), hex!("4F57010101010101"));
    }

    #[test]
    fn a_password_beyond_the_basic_plane_is_hashed_as_two_units() {
        // UTF-16LE 3DD8 00DE.
        assert_eq!(*NtHash::of("\u{1F600}").0, <[u8; 16]>::from(Md4::digest(hex!("3DD800DE"))));
    }
}
