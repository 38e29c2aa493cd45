//! Whether the identity inside fits the one outside: a login is routed by the realm outside, and must not be another
//! realm's inside (RFC 9427 section 3.1).

/// Whether it fits. A name without a realm fits any; one realm may lie below the other.
pub(in super::super) fn fits(outer: &[u8], inner: &[u8]) -> bool {
    match (realm(outer), realm(inner)) {
        (Some(outer), Some(inner)) => is_below(&inner, &outer) || is_below(&outer, &inner),
        (None, _) | (_, None) => true,
    }
}

fn realm(name: &[u8]) -> Option<Vec<u8>> {
    let at = name.iter().rposition(|octet| *octet == b'@')?;
    name.get(at + 1..).filter(|realm| !realm.is_empty()).map(<[u8]>::to_ascii_lowercase)
}

fn is_below(one: &[u8], other: &[u8]) -> bool {
    one.strip_suffix(other).is_some_and(|before| before.is_empty() || before.ends_with(b"."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_realm_is_the_same_or_lies_below() {
        for (outer, inner) in [
            ("anonymous", "ada"),
            ("anonymous@example.test", "ada"),
            ("anonymous", "ada@example.test"),
            ("@example.test", "ada@Example.TEST"),
            ("anonymous@example.test", "ada@ad.example.test"),
            ("anonymous@ad.example.test", "ada@example.test"),
            ("anonymous@example.test", "EXAMPLE\\ada"),
            ("ada@", "ada@example.test"),
        ] {
            assert!(fits(outer.as_bytes(), inner.as_bytes()), "{outer} {inner}");
        }
        for (outer, inner) in [
            ("anonymous@example.test", "ada@example.net"),
            ("anonymous@example.test", "ada@badexample.test"),
            ("anonymous@example.test", "ada@example.test@example.net"),
        ] {
            assert!(!fits(outer.as_bytes(), inner.as_bytes()), "{outer} {inner}");
        }
    }
}
