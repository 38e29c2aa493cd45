//! User-Password (RFC 2865 section 5.2): hidden by exclusive or with a chain of MD5 digests.

use thiserror::Error;
use vestibule_gate::Typed;
use zeroize::Zeroizing;

use super::{Authenticator, Secret};

/// The longest password that User-Password can carry.
const MAX_PASSWORD: usize = 128;

/// A User-Password that cannot be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum BadPassword {
    /// Its length is no multiple of 16 within 16 to 128.
    #[error("a User-Password of {0} octets, which is no multiple of 16 within 16 to 128")]
    Length(usize),
}

/// The password inside the value of a User-Password; the zeros that fill its last block are taken off. With another
/// secret than the sender's, something else comes out.
///
/// # Errors
/// [`BadPassword`], whatever the secret.
pub fn unhide_password(value: &[u8], authenticator: &Authenticator, secret: &Secret) -> Result<Typed, BadPassword> {
    if !(16..=MAX_PASSWORD).contains(&value.len()) || !value.len().is_multiple_of(16) {
        return Err(BadPassword::Length(value.len()));
    }
    let mut plain = Vec::with_capacity(value.len());
    let mut chain: &[u8] = authenticator;
    for block in value.chunks(16) {
        let pad = secret.digest_after(&[chain]);
        plain.extend(block.iter().zip(pad.iter()).map(|(octet, pad)| octet ^ pad));
        chain = block;
    }
    while plain.pop_if(|octet| *octet == 0).is_some() {}
    Ok(Typed::new(plain))
}

/// The value of a User-Password that holds `password`.
///
/// # Errors
/// [`BadPassword`] when it is longer than 128 octets.
pub fn hide_password(password: &[u8], authenticator: &Authenticator, secret: &Secret) -> Result<Vec<u8>, BadPassword> {
    if password.len() > MAX_PASSWORD {
        return Err(BadPassword::Length(password.len()));
    }
    let mut padded = Zeroizing::new([0; MAX_PASSWORD]);
    padded.iter_mut().zip(password).for_each(|(octet, from)| *octet = *from);
    let length = password.len().max(1).next_multiple_of(16);
    let mut hidden = Vec::with_capacity(length);
    let mut chain = *authenticator;
    for (block, _) in padded.as_chunks::<16>().0.iter().zip((0..length).step_by(16)) {
        let pad = secret.digest_after(&[&chain]);
        chain.iter_mut().zip(block.iter().zip(pad.iter())).for_each(|(octet, (plain, pad))| *octet = plain ^ pad);
        hidden.extend_from_slice(&chain);
    }
    Ok(hidden)
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests fail by panicking")]
mod tests {
    use hex_literal::hex;
    use proptest::prelude::*;

    use super::*;

    fn secret() -> Secret {
        Secret::new(b"xyzzy5461".to_vec())
    }

    #[test]
    fn the_examples_of_rfc_2865_are_hidden_so() {
        // Sections 7.1 and 7.3.
        let cases = [
            (&b"arctangent"[..], hex!("0f403f9473978057bd83d5cb98f4227a"), hex!("0dbe708d93d413ce3196e43f782a0aee")),
            (b"challenge", hex!("f3a47a1f6a6d76710b947ab93041a039"), hex!("33657573778289b570885e15084825c5")),
        ];
        for (password, authenticator, value) in cases {
            assert_eq!(hide_password(password, &authenticator, &secret()).unwrap(), value);
            assert_eq!(unhide_password(&value, &authenticator, &secret()).unwrap().expose(), password);
        }
    }

    #[test]
    fn only_whole_blocks_up_to_128_octets_are_passwords() {
        for length in 0..=4096 {
            let there = unhide_password(&vec![1; length], &[0; 16], &secret());
            let expected = matches!(length, 16 | 32 | 48 | 64 | 80 | 96 | 112 | 128);
            assert_eq!(there.is_ok(), expected, "{length}");
            if !expected {
                assert_eq!(there.unwrap_err(), BadPassword::Length(length));
            }
        }
        assert!(hide_password(&[b'a'; 128], &[0; 16], &secret()).is_ok());
        assert_eq!(hide_password(&[b'a'; 129], &[0; 16], &secret()).unwrap_err(), BadPassword::Length(129));
    }

    #[test]
    fn a_nul_within_stays_and_those_at_the_end_go() {
        let value = hide_password(b"a\0b", &[3; 16], &secret()).unwrap();
        assert_eq!(unhide_password(&value, &[3; 16], &secret()).unwrap().expose(), b"a\0b");
        let value = hide_password(b"", &[3; 16], &secret()).unwrap();
        assert_eq!(value.len(), 16);
        assert!(unhide_password(&value, &[3; 16], &secret()).unwrap().is_empty());
    }

    proptest! {
        #[test]
        fn what_was_hidden_comes_back(
            password in "[^\0]{0,32}",
            authenticator: [u8; 16],
            secret in proptest::collection::vec(any::<u8>(), 0..100),
        ) {
            let (secret, password) = (Secret::new(secret), password.as_bytes());
            let value = hide_password(password, &authenticator, &secret).unwrap();
            let back = unhide_password(&value, &authenticator, &secret).unwrap();
            prop_assert_eq!(back.expose(), password);
        }
    }
}
