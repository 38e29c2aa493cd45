//! Seeds as people and files write them: base32 (as in otpauth addresses) and base64 of RFC 4648, and hexadecimal.

use vestibule_gate::Seed;
use zeroize::Zeroizing;

/// Reads base32: either case; blanks, hyphens and the padding at the end do not count. `None`: it is none.
pub(super) fn base32(text: &str) -> Option<Seed> {
    let value = |character: char| match character.to_ascii_uppercase() {
        letter @ 'A'..='Z' => Some(u32::from(letter) - u32::from('A')),
        digit @ '2'..='7' => Some(u32::from(digit) - u32::from('2') + 26),
        _ => None,
    };
    packed(
        text.trim_end_matches('=').chars().filter(|character| !matches!(character, ' ' | '-')).map(value),
        text.len(),
        5,
    )
}

/// Reads base64 with or without the padding at the end. `None`: it is none.
pub(super) fn base64(text: &str) -> Option<Seed> {
    let value = |character: char| match character {
        letter @ 'A'..='Z' => Some(u32::from(letter) - u32::from('A')),
        letter @ 'a'..='z' => Some(u32::from(letter) - u32::from('a') + 26),
        digit @ '0'..='9' => Some(u32::from(digit) - u32::from('0') + 52),
        '+' => Some(62),
        '/' => Some(63),
        _ => None,
    };
    packed(
        text.trim_end_matches('=').chars().filter(|character| !character.is_ascii_whitespace()).map(value),
        text.len(),
        6,
    )
}

/// Reads hexadecimal of either case. `None`: it is none.
pub(super) fn hex(text: &str) -> Option<Seed> {
    let mut bytes = Zeroizing::new(Vec::with_capacity(text.len() / 2));
    let mut digits = text.chars();
    while let Some(high) = digits.next() {
        let (high, low) = (high.to_digit(16)?, digits.next()?.to_digit(16)?);
        bytes.push(u8::try_from(high << 4 | low).ok()?);
    }
    seed(&bytes, true)
}

/// Octets from letters of `width` bits each. What is left over must be less than a letter, and zero.
fn packed(values: impl Iterator<Item = Option<u32>>, room: usize, width: u32) -> Option<Seed> {
    let mut bytes = Zeroizing::new(Vec::with_capacity(room));
    let (mut held, mut bits) = (0u32, 0u32);
    for value in values {
        held = ((held << width) | value?) & 0xffff;
        bits += width;
        if bits >= 8 {
            bits -= 8;
            bytes.push(u8::try_from((held >> bits) & 0xff).ok()?);
        }
    }
    seed(&bytes, bits < width && held & ((1 << bits) - 1) == 0)
}

fn seed(bytes: &[u8], whole: bool) -> Option<Seed> {
    (whole && !bytes.is_empty()).then(|| Seed::new(bytes.to_vec()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_vectors_of_rfc_4648() {
        let vectors = [
            ("MY======", "f"),
            ("MZXQ====", "fo"),
            ("MZXW6===", "foo"),
            ("MZXW6YQ", "foob"),
            ("mzxw-6ytb oi", "foobar"),
        ];
        for (text, plain) in vectors {
            assert_eq!(base32(text).as_ref().map(Seed::expose), Some(plain.as_bytes()), "{text}");
        }
        for (text, plain) in
            [("Zg==", "f"), ("Zm8=", "fo"), ("Zm9v", "foo"), ("Zm9v\nYmFy", "foobar"), ("Zm9vYg", "foob")]
        {
            assert_eq!(base64(text).as_ref().map(Seed::expose), Some(plain.as_bytes()), "{text}");
        }
        assert_eq!(hex("666f6F").as_ref().map(Seed::expose), Some(&b"foo"[..]));
    }

    #[test]
    fn what_is_no_seed() {
        for text in ["", "=", "M", "MZ1", "MZX", "MZ", "MÄ", "M=Y"] {
            assert!(base32(text).is_none(), "{text}");
        }
        for text in ["", "Z", "Zh==", "Zm9v!", "Zm9-"] {
            assert!(base64(text).is_none(), "{text}");
        }
        for text in ["", "6", "6g", "666"] {
            assert!(hex(text).is_none(), "{text}");
        }
    }
}
