//! Distinguished names as values that can be compared (RFC 4514, and Active Directory's disregard of case).

/// A name taken apart: the entry's own part first, the domain's last; empty for the rootDSE.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Dn(Vec<String>);

impl Dn {
    /// Reads a name; `None` where it is none.
    pub(super) fn parse(text: &str) -> Option<Self> {
        if text.trim().is_empty() {
            return Some(Self(Vec::new()));
        }
        split(text)?.iter().map(|part| part_of(part)).collect::<Option<_>>().map(Self)
    }

    /// Whether this name is `base` or lies below it.
    pub(super) fn is_within(&self, base: &Self) -> bool {
        self.0.ends_with(&base.0)
    }

    /// Whether this name lies directly below `base`.
    pub(super) fn is_child_of(&self, base: &Self) -> bool {
        self.0.len() == base.0.len() + 1 && self.is_within(base)
    }

    /// The value of the entry's own part, in lower case: `person` of `CN=Person,CN=Schema`.
    pub(super) fn leaf(&self) -> &str {
        self.0.first().and_then(|part| part.split_once('=')).map_or("", |(_, value)| value)
    }
}

/// The parts between commas, escapes still in them.
fn split(text: &str) -> Option<Vec<String>> {
    let (mut parts, mut part, mut letters) = (Vec::new(), String::new(), text.chars());
    while let Some(letter) = letters.next() {
        match letter {
            ',' => parts.push(std::mem::take(&mut part)),
            '\\' => part.extend(['\\', letters.next()?]),
            letter => part.push(letter),
        }
    }
    parts.push(part);
    Some(parts)
}

fn part_of(part: &str) -> Option<String> {
    let (kind, value) = part.split_once('=')?;
    let kind = kind.trim();
    let named = !kind.is_empty() && kind.chars().all(|letter| letter.is_ascii_alphanumeric() || ".-".contains(letter));
    let value = unescaped(value.trim_start())?;
    named.then(|| format!("{}={}", kind.to_ascii_lowercase(), value.trim_end().to_lowercase()))
}

/// `\,` and `\2C` are both a comma.
fn unescaped(value: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(value.len());
    let mut rest = value.as_bytes().iter().copied();
    while let Some(byte) = rest.next() {
        if byte != b'\\' {
            bytes.push(byte);
            continue;
        }
        let first = rest.next()?;
        match char::from(first).to_digit(16) {
            Some(high) => {
                let low = char::from(rest.next()?).to_digit(16)?;
                bytes.push(u8::try_from(high * 16 + low).ok()?);
            }
            None => bytes.push(first),
        }
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]
mod tests {
    use super::*;

    fn dn(text: &str) -> Dn {
        Dn::parse(text).unwrap()
    }

    #[test]
    fn spellings_of_one_name_are_equal() {
        let plain = dn("CN=Ada\\, Countess,OU=People,DC=sample,DC=test");
        assert_eq!(plain, dn("cn = ada\\2c countess , ou=people,dc=SAMPLE,dc=test"));
        assert_ne!(plain, dn("CN=Ada,OU=People,DC=sample,DC=test"));
    }

    #[test]
    fn what_lies_below_is_told_from_what_only_ends_alike() {
        let base = dn("OU=People,DC=sample,DC=test");
        assert!(dn("CN=a,OU=People,DC=sample,DC=test").is_child_of(&base));
        assert!(!dn("CN=a,OU=Other People,DC=sample,DC=test").is_within(&base));
        assert!(dn("CN=a,CN=b,OU=People,DC=sample,DC=test").is_within(&base));
        assert!(!dn("CN=a,CN=b,OU=People,DC=sample,DC=test").is_child_of(&base));
        assert_eq!(dn(""), Dn(Vec::new()));
    }

    #[test]
    fn what_is_no_name_is_refused() {
        for text in ["ada", "=x", "CN=a,", "CN=a\\", "CN=a\\2", "CN=\\ff", "C N=x"] {
            assert_eq!(Dn::parse(text), None, "{text}");
        }
    }
}
