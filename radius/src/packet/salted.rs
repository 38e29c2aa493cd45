//! Values hidden under a salt: Tunnel-Password (RFC 2868 section 3.5), MS-MPPE keys (RFC 2548 section 2.4.2).

use thiserror::Error;
use zeroize::Zeroizing;

use super::{Authenticator, Secret, TooLarge};

/// A salted value that cannot be, or was hidden with another secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("no salted value, or another secret")]
pub struct BadSalted;

/// The salts of one packet: each different, the highest bit set.
#[derive(Debug)]
pub struct Salts(u16);

impl Salts {
    /// Begins at two octets of chance.
    pub const fn new(chance: [u8; 2]) -> Self {
        Self(u16::from_be_bytes(chance))
    }

    /// The next salt. The first 32,768 differ.
    pub const fn take(&mut self) -> [u8; 2] {
        self.0 = self.0.wrapping_add(1);
        (self.0 | 0x8000).to_be_bytes()
    }
}

/// Salt and hidden octets of `plain`, as they stand in the attribute (a Tunnel-Password's tag comes before them).
///
/// # Errors
/// [`TooLarge`] when `plain` is longer than 239 octets, which no attribute could hold.
pub fn hide_salted(
    plain: &[u8],
    salt: [u8; 2],
    authenticator: &Authenticator,
    secret: &Secret,
) -> Result<Vec<u8>, TooLarge> {
    let length = u8::try_from(plain.len()).ok().filter(|length| *length <= 239).ok_or(TooLarge)?;
    let mut padded = Zeroizing::new([0; 240]);
    padded.iter_mut().zip([&length].into_iter().chain(plain)).for_each(|(octet, from)| *octet = *from);
    let mut hidden = salt.to_vec();
    let mut pad = secret.digest_after(&[authenticator, &salt]);
    for (block, _) in padded.as_chunks::<16>().0.iter().zip((0..=plain.len()).step_by(16)) {
        let mut cipher = [0; 16];
        cipher.iter_mut().zip(block.iter().zip(pad.iter())).for_each(|(octet, (plain, pad))| *octet = plain ^ pad);
        hidden.extend_from_slice(&cipher);
        pad = secret.digest_after(&[&cipher]);
    }
    Ok(hidden)
}

/// What [`hide_salted`] hid; `value` begins with the salt. For a client, such as `vestibule try radius`.
///
/// # Errors
/// [`BadSalted`] when the length is impossible.
pub fn unhide_salted(
    value: &[u8],
    authenticator: &Authenticator,
    secret: &Secret,
) -> Result<Zeroizing<Vec<u8>>, BadSalted> {
    let (salt, hidden) = value.split_first_chunk::<2>().ok_or(BadSalted)?;
    if hidden.is_empty() || !hidden.len().is_multiple_of(16) {
        return Err(BadSalted);
    }
    let mut plain = Zeroizing::new(Vec::with_capacity(hidden.len()));
    let mut pad = secret.digest_after(&[authenticator, salt]);
    for block in hidden.chunks(16) {
        plain.extend(block.iter().zip(pad.iter()).map(|(octet, pad)| octet ^ pad));
        pad = secret.digest_after(&[block]);
    }
    let length = plain.first().copied().map(usize::from).ok_or(BadSalted)?;
    let within = plain.get(1..=length).ok_or(BadSalted)?;
    Ok(Zeroizing::new(within.to_vec()))
}

#[cfg(test)]
#[expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests fail by panicking")]
mod tests {
    use std::collections::HashSet;

    use proptest::prelude::*;

    use super::*;

    #[test]
    fn salts_have_the_highest_bit_and_differ() {
        for chance in [[0, 0], [0x7f, 0xff], [0x80, 0], [0xff, 0xff]] {
            let mut salts = Salts::new(chance);
            let taken: HashSet<[u8; 2]> = (0..200).map(|_| salts.take()).collect();
            assert_eq!(taken.len(), 200);
            assert!(taken.iter().all(|salt| salt[0] & 0x80 != 0));
        }
    }

    #[test]
    fn lengths_that_cannot_be_are_refused() {
        let secret = Secret::new(b"s".to_vec());
        assert!(hide_salted(&[1; 239], [0x80, 0], &[0; 16], &secret).is_ok());
        assert_eq!(hide_salted(&[1; 240], [0x80, 0], &[0; 16], &secret), Err(TooLarge));
        for length in [0, 1, 2, 3, 17, 19, 33] {
            assert_eq!(unhide_salted(&vec![0; length], &[0; 16], &secret), Err(BadSalted), "{length}");
        }
        // A length octet beyond what is there: hidden with another secret.
        let mut wrong = hide_salted(b"abc", [0x80, 0], &[0; 16], &secret).unwrap();
        wrong[2] ^= 0xf0;
        assert_eq!(unhide_salted(&wrong, &[0; 16], &secret), Err(BadSalted));
    }

    proptest! {
        #[test]
        fn what_was_hidden_comes_back(
            plain in proptest::collection::vec(any::<u8>(), 0..240),
            salt: [u8; 2],
            authenticator: [u8; 16],
        ) {
            let secret = Secret::new(b"testing123".to_vec());
            let value = hide_salted(&plain, salt, &authenticator, &secret).unwrap();
            prop_assert_eq!(value.len() % 16, 2);
            prop_assert_eq!(&*unhide_salted(&value, &authenticator, &secret).unwrap(), &plain);
        }

        #[test]
        fn no_octets_stop_it(value in proptest::collection::vec(any::<u8>(), 0..260)) {
            let _ = unhide_salted(&value, &[0; 16], &Secret::new(vec![]));
        }
    }
}
