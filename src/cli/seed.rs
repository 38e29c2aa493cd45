//! Seeds as people and files write them: base32 (RFC 4648, as in otpauth addresses) and hexadecimal.

use vestibule_gate::Seed;
use zeroize::Zeroizing;

/// Reads base32: either case; blanks, hyphens and the padding at the end do not count. `None`: it is none.
pub(super) fn base32(text: &str) -> Option<Seed> {
    let mut bytes = Zeroizing::new(Vec::with_capacity(text.len()));
    let (mut held, mut bits) = (0u32, 0u32);
    for character in text.trim_end_matches('=').chars().filter(|character| !matches!(character, ' ' | '-')) {
        let value = match character.to_ascii_uppercase() {
            letter @ 'A'..='Z' => u32::from(letter) - u32::from('A'),
            digit @ '2'..='7' => u32::from(digit) - u32::from('2') + 26,
            _ => return None,
        };
        held = (held << 5 | value) & 0xfff;
        bits += 5;
        if bits >= 8 {
            bits -= 8;
            bytes.push(u8::try_from(held >> bits & 0xff).ok()?);
        }
    }
    seed(&bytes, bits < 5 && held & ((1 << bits) - 1) == 0)
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
        assert_eq!(hex("666f6F").as_ref().map(Seed::expose), Some(&b"foo"[..]));
    }

    #[test]
    fn what_is_no_seed() {
        for text in ["", "=", "M", "MZ1", "MZX", "MZ", "MÄ", "M=Y"] {
            assert!(base32(text).is_none(), "{text}");
        }
        for text in ["", "6", "6g", "666"] {
            assert!(hex(text).is_none(), "{text}");
        }
    }
}
