//! A secret of the configuration: never printed, wiped when dropped.

use std::fmt;

use zeroize::Zeroizing;

/// A secret read from a file. It has no printable form; ask for it with `expose` where it is used.
#[derive(Clone)]
pub(crate) struct Secret(Zeroizing<String>);

impl Secret {
    /// Takes a secret over.
    pub(crate) fn new(text: &str) -> Self {
        Self(Zeroizing::new(text.to_owned()))
    }

    /// The secret itself. Do not copy it into anything that is not wiped.
    pub(crate) fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Secret")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_has_no_printable_content() {
        assert!(!format!("{:?}", Secret::new("canary")).contains("canary"));
        assert_eq!(Secret::new("canary").expose(), "canary");
    }
}
