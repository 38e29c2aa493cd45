//! What OpenVPN makes of a password and the answer to its static challenge: `SCRV1:` and both in base64 (OpenVPN's
//! management-notes.txt, "Challenge/Response").
//!
//! A password that happens to begin with `SCRV1:` and is not of this form is left as it is.

use vestibule_gate::Typed;

/// Password and code of an `SCRV1:` text; `None` when it is none, and is to be taken as it was typed.
pub fn split(typed: &[u8]) -> Option<(Typed, Typed)> {
    let rest = typed.strip_prefix(b"SCRV1:")?;
    let colon = rest.iter().position(|octet| *octet == b':')?;
    let (password, code) = rest.split_at_checked(colon)?;
    Some((base64(password)?, base64(code.get(1..)?)?))
}

/// Decodes base64 (RFC 4648 section 4), padding demanded, no other characters. `None` when it is not that.
fn base64(text: &[u8]) -> Option<Typed> {
    let (quads, []) = text.as_chunks::<4>() else { return None };
    // Never grown: what a growing vector leaves behind is not wiped.
    let mut plain = Vec::with_capacity(quads.len() * 3);
    for (at, quad) in quads.iter().enumerate() {
        let padding = quad.iter().rev().take_while(|octet| **octet == b'=').count();
        if padding > 2 || (padding > 0 && at + 1 < quads.len()) {
            return None;
        }
        let mut bits = 0u32;
        for octet in quad.iter().take(4 - padding) {
            bits = (bits << 6) | sextet(*octet)?;
        }
        bits <<= 6 * padding;
        let [_, octets @ ..] = bits.to_be_bytes();
        let kept = 3 - padding;
        if octets.iter().skip(kept).any(|octet| *octet != 0) {
            return None;
        }
        plain.extend(octets.iter().take(kept));
    }
    Some(Typed::new(plain))
}

fn sextet(octet: u8) -> Option<u32> {
    let value = match octet {
        b'A'..=b'Z' => octet - b'A',
        b'a'..=b'z' => octet - b'a' + 26,
        b'0'..=b'9' => octet - b'0' + 52,
        b'+' => 62,
        b'/' => 63,
        _ => return None,
    };
    Some(value.into())
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests fail by panicking")]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn plain(text: &[u8]) -> Option<Vec<u8>> {
        base64(text).map(|typed| typed.expose().to_vec())
    }

    #[test]
    fn base64_is_that_of_rfc_4648() {
        // Section 10.
        let vectors =
            [("", ""), ("Zg==", "f"), ("Zm8=", "fo"), ("Zm9v", "foo"), ("Zm9vYg==", "foob"), ("Zm9vYmFy", "foobar")];
        for (text, expected) in vectors {
            assert_eq!(plain(text.as_bytes()).unwrap(), expected.as_bytes());
        }
        for wrong in ["Zg=", "Zg", "Zh==", "Z===", "====", "Zg==Zg==", "Zm9v ", "Zm-_", "Zm9v\n"] {
            assert_eq!(plain(wrong.as_bytes()), None, "{wrong}");
        }
    }

    #[test]
    fn password_and_code_come_apart() {
        let (password, code) = split(b"SCRV1:R2VoZWltOm5pcw==:MTIzNDU2").unwrap();
        assert_eq!((password.expose(), code.expose()), (&b"Geheim:nis"[..], &b"123456"[..]));
        let (password, code) = split(b"SCRV1::MTIzNDU2").unwrap();
        assert!(password.is_empty());
        assert_eq!(code.expose(), b"123456");
    }

    #[test]
    fn anything_else_is_what_was_typed() {
        for other in
            ["", "SCRV1", "SCRV1:", "SCRV1:abc", "scrv1:Zg==:Zg==", "SCRV1:Zg==:Zg==:Zg==", "SCRV1:Zg:Zg==", "x"]
        {
            assert!(split(other.as_bytes()).is_none(), "{other}");
        }
    }

    proptest! {
        #[test]
        fn no_octets_stop_it(typed in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = split(&typed);
            let _ = split(&[b"SCRV1:", typed.as_slice()].concat());
        }
    }
}
