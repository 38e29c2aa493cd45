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
