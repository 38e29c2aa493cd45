//! A domain that finds a response of MS-CHAPv2 right or wrong, without the crate under test (RFC 2759 sections 8.3 to
//! 8.5).

use des::Des;
use des::cipher::{BlockCipherEncrypt as _, KeyInit as _};
use md4::{Digest as _, Md4};

/// Whether this is the response to this challenge with this password.
pub(crate) fn is_right(password: &str, challenge: [u8; 8], response: [u8; 24]) -> bool {
    let unicode: Vec<u8> = password.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let mut padded = Md4::digest(unicode).to_vec();
    padded.resize(21, 0);
    let blocks = padded.chunks(7).flat_map(|key| {
        let bits = key.iter().fold(0u64, |bits, octet| (bits << 8) | u64::from(*octet));
        let key: [u8; 8] = std::array::from_fn(|at| u8::try_from((bits >> (49 - 7 * at)) & 0x7f).unwrap() << 1);
        let mut block = challenge.into();
        Des::new(&key.into()).encrypt_block(&mut block);
        block.to_vec()
    });
    blocks.eq(response)
}
