//! Crockford's base32, for codes that people read and type: no I, L, O and U; case and hyphens do not matter.

use zeroize::Zeroizing;

use crate::Outage;
use crate::ports::Chance;

const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// Characters of a group.
pub(crate) const GROUP: usize = 4;

/// A letter in its canonical form; `None` where it is none.
pub(crate) fn letter(byte: u8) -> Option<u8> {
    match byte.to_ascii_uppercase() {
        b'O' => Some(b'0'),
        b'I' | b'L' => Some(b'1'),
        letter if ALPHABET.contains(&letter) => Some(letter),
        _ => None,
    }
}

/// So many letters by chance.
///
/// # Errors
/// [`Outage::Chance`].
pub(crate) fn random(length: usize, chance: &dyn Chance) -> Result<Zeroizing<String>, Outage> {
    let mut bytes = Zeroizing::new(vec![0u8; length]);
    chance.fill(&mut bytes)?;
    // 256 is a multiple of 32, so the low five bits are even chance.
    let letter = |byte: &u8| ALPHABET.get(usize::from(byte & 31)).map_or('0', |letter| char::from(*letter));
    Ok(Zeroizing::new(bytes.iter().map(letter).collect()))
}

/// As shown to people: groups of four with hyphens between.
pub(crate) fn grouped(code: &str) -> Zeroizing<String> {
    let groups: Vec<&str> = (0..code.len().div_ceil(GROUP))
        .filter_map(|n| code.get(n * GROUP..((n + 1) * GROUP).min(code.len())))
        .collect();
    Zeroizing::new(groups.join("-"))
}
