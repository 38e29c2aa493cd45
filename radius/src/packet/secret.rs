//! The secret shared with a client (RFC 2865 section 3), and the two digests made with it.

use std::fmt;

use hmac::{Hmac, KeyInit, Mac as _};
use md5::{Digest as _, Md5};
use zeroize::Zeroizing;

/// The block of MD5, which HMAC fills with the key (RFC 2104 section 2).
const BLOCK: usize = 64;

/// A shared secret. Not shown by `Debug`, wiped when dropped. May be empty (a KDC's UNIX socket); what is too short
/// is for the configuration to say.
pub struct Secret(Zeroizing<Vec<u8>>);

impl Secret {
    /// Takes the octets; the caller must not keep a copy.
    pub fn new(octets: Vec<u8>) -> Self {
        Self(Zeroizing::new(octets))
    }

    /// MD5 over `parts` and then the secret (RFC 2865 section 3, RFC 2866 section 3).
    pub(super) fn digest_before(&self, parts: &[&[u8]]) -> [u8; 16] {
        let mut md5 = Md5::new();
        for part in parts {
            md5.update(part);
        }
        md5.update(self.0.as_slice());
        md5.finalize().into()
    }

    /// MD5 over the secret and then `parts` (RFC 2865 section 5.2, RFC 2868 section 3.5).
    pub(super) fn digest_after(&self, parts: &[&[u8]]) -> Zeroizing<[u8; 16]> {
        let mut md5 = Md5::new();
        md5.update(self.0.as_slice());
        for part in parts {
            md5.update(part);
        }
        Zeroizing::new(md5.finalize().into())
    }

    /// HMAC-MD5 over `parts`, keyed with the secret (RFC 3579 section 3.2).
    pub(super) fn hmac(&self, parts: &[&[u8]]) -> [u8; 16] {
        let mut mac = Hmac::<Md5>::new((&*self.block()).into());
        for part in parts {
            mac.update(part);
        }
        mac.finalize().into_bytes().into()
    }

    /// The secret as HMAC's key: padded with zeros, or its digest where it is longer than a block.
    fn block(&self) -> Zeroizing<[u8; BLOCK]> {
        let mut block = Zeroizing::new([0; BLOCK]);
        let digest = Zeroizing::new(<[u8; 16]>::from(Md5::digest(self.0.as_slice())));
        let key = if self.0.len() > BLOCK { digest.as_slice() } else { self.0.as_slice() };
        block.iter_mut().zip(key).for_each(|(octet, from)| *octet = *from);
        block
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

#[cfg(test)]
mod tests {
    use hex_literal::hex;

    use super::*;

    #[test]
    fn hmac_is_that_of_rfc_2202() {
        // Section 2, test cases 1, 2 and 6 (a key longer than a block).
        let cases: [(Vec<u8>, &[u8], [u8; 16]); 3] = [
            (vec![0x0b; 16], b"Hi There", hex!("9294727a3638bb1c13f48ef8158bfc9d")),
            (b"Jefe".to_vec(), b"what do ya want for nothing?", hex!("750c783e6ab0b503eaa86e310a5db738")),
            (
                vec![0xaa; 80],
                b"Test Using Larger Than Block-Size Key - Hash Key First",
                hex!("6b1ab7fe4bd7bf8f0b62e6ce61b9d0cd"),
            ),
        ];
        for (key, data, expected) in cases {
            let (head, tail) = data.split_at(3);
            assert_eq!(Secret::new(key).hmac(&[head, tail]), expected);
        }
    }

    #[test]
    fn a_secret_does_not_show() {
        let text = format!("{:?}", Secret::new(b"xyzzy5461".to_vec()));
        assert_eq!(text, "Secret(…)");
    }
}
