//! A mail address that can be written into an envelope and a header as it stands (RFC 5321, 5322).
//!
//! Quoted local parts, address literals and addresses outside ASCII are refused: nobody's mailbox in a directory needs
//! the first two, and not every server takes the third.

use std::fmt;

/// The longest address a path of RFC 5321 holds, without its brackets.
const LONGEST: usize = 254;
/// The longest part before the `@`.
const LONGEST_LOCAL: usize = 64;

/// One mail address, without a display name.
#[derive(Clone, Debug, Eq, PartialEq, Ord, PartialOrd)]
pub(crate) struct Address {
    text: String,
    at: usize,
}

impl Address {
    /// Reads one address; `None` for anything else, such as two of them, a display name or a line end.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let (local, domain) = text.split_once('@')?;
        let sound = text.len() <= LONGEST && local.len() <= LONGEST_LOCAL && is_dot_atom(local) && is_host(domain);
        sound.then(|| Self { text: text.to_owned(), at: local.len() })
    }

    /// What stands behind the `@`.
    pub(crate) fn domain(&self) -> &str {
        self.text.get(self.at + 1..).unwrap_or_default()
    }

    /// What stands before the `@`.
    pub(crate) fn local(&self) -> &str {
        self.text.get(..self.at).unwrap_or_default()
    }
}

impl fmt::Display for Address {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.text)
    }
}

fn is_dot_atom(text: &str) -> bool {
    let mark = |character: char| character.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~".contains(character);
    text.split('.').all(|atom| !atom.is_empty() && atom.chars().all(mark))
}

pub(super) fn is_host(text: &str) -> bool {
    let plain = |character: char| character.is_ascii_alphanumeric() || character == '-';
    let label = |label: &str| {
        let inside = !label.starts_with('-') && !label.ends_with('-');
        !label.is_empty() && label.len() <= 63 && inside && label.chars().all(plain)
    };
    text.split('.').all(label)
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn addresses() {
        for text in ["ada@example.test", "Ada.L+x@mail-1.example.test", "root@localhost", "o'neil@x.test"] {
            assert_eq!(Address::parse(text).unwrap().to_string(), text);
        }
        let ada = Address::parse("ada@example.test").unwrap();
        assert_eq!((ada.local(), ada.domain()), ("ada", "example.test"));
    }

    #[test]
    fn what_is_not_one_address() {
        let long = format!("{}@example.test", "a".repeat(65));
        let far = format!("a@{}", vec!["b".repeat(60); 5].join("."));
        for text in [
            "",
            "ada",
            "@example.test",
            "ada@",
            "ada@@example.test",
            "ada@example.test, eve@example.test",
            "ada@example.test eve@example.test",
            "ada@example.test\r\nBcc: eve@example.test",
            "ada@example.test\n",
            "ada\0@example.test",
            "Ada <ada@example.test>",
            "<ada@example.test>",
            "\"a b\"@example.test",
            "ada@[127.0.0.1]",
            "ada@exa mple.test",
            "ada@-x.test",
            "ada@x..test",
            ".ada@x.test",
            "ada.@x.test",
            "a..b@x.test",
            "ädä@x.test",
            "ada@ä.test",
            "ada@x.test>",
            &long,
            &far,
        ] {
            assert_eq!(Address::parse(text), None, "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn nothing_in_an_address_ends_a_line_or_begins_another_address(text in "\\PC{0,20}@\\PC{0,20}|[a-z@,;<> \r\n]{0,30}") {
            if let Some(address) = Address::parse(&text) {
                let text = address.to_string();
                prop_assert_eq!(text.matches('@').count(), 1);
                prop_assert!(!text.contains([' ', ',', ';', '<', '>', '"', '\r', '\n', '\0']));
                prop_assert!(text.is_ascii());
            }
        }
    }
}
