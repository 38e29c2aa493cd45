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
