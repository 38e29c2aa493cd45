//! Recovery codes: 24 characters of Crockford's base32 in groups of four, 120 bit, shown once, used once.

use zeroize::Zeroizing;

use crate::ports::Chance;
use crate::{Outage, crockford};

/// Characters of a code, hyphens not counted.
pub(crate) const LENGTH: usize = 24;
/// Characters of the selector: the first group, stored in clear.
pub(crate) const SELECTOR: usize = 4;

/// A code in its canonical form: upper case, no hyphens.
pub(crate) struct Code(Zeroizing<String>);

impl Code {
    /// A new code from `chance`.
    ///
    /// # Errors
    /// [`Outage::Chance`].
    pub(crate) fn new(chance: &dyn Chance) -> Result<Self, Outage> {
        crockford::random(LENGTH, chance).map(Self)
    }

    /// The code at the end of `typed`, and how many bytes stand before it. `None` when there is none.
    pub(crate) fn at_end(typed: &[u8]) -> Option<(Self, usize)> {
        let mut letters = Zeroizing::new(Vec::with_capacity(LENGTH));
        for (at, byte) in typed.iter().enumerate().rev() {
            match crockford::letter(*byte) {
                Some(letter) => letters.push(letter),
                // A hyphen at the very end is not part of a code.
                None if *byte == b'-' && !letters.is_empty() => continue,
                None => return None,
            }
            if letters.len() == LENGTH {
                let code = letters.iter().rev().map(|letter| char::from(*letter)).collect();
                return Some((Self(Zeroizing::new(code)), at));
            }
        }
        None
    }

    /// The first group, which selects the row.
    pub(crate) fn selector(&self) -> &str {
        self.0.get(..SELECTOR).unwrap_or_default()
    }

    /// The whole code, for the slow hash.
    pub(crate) fn expose(&self) -> &[u8] {
        self.0.as_bytes()
    }

    /// As shown to people: groups of four with hyphens between.
    pub(crate) fn shown(&self) -> Zeroizing<String> {
        crockford::grouped(&self.0)
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests fail by panicking")]
mod tests {
    use super::*;

    struct Counting;
    impl Chance for Counting {
        fn fill(&self, bytes: &mut [u8]) -> Result<(), Outage> {
            bytes.iter_mut().enumerate().for_each(|(n, byte)| *byte = n as u8);
            Ok(())
        }
    }

    #[test]
    fn a_code_is_found_behind_a_password_whatever_case_and_hyphens() {
        let code = Code::new(&Counting).unwrap();
        assert_eq!(*code.shown(), "0123-4567-89AB-CDEF-GHJK-MNPQ");
        assert_eq!(code.selector(), "0123");
        for shape in ["pw0123-4567-89AB-CDEF-GHJK-MNPQ", "pw0123456789abcdefghjkmnpq", "pwo123-4567-89ab-cdefghjk-mnpq"]
        {
            let (found, rest) = Code::at_end(shape.as_bytes()).unwrap();
            assert_eq!(found.expose(), code.expose());
            assert_eq!(rest, 2, "{shape}");
        }
    }

    #[test]
    fn what_is_too_short_or_has_other_letters_is_no_code() {
        for shape in
            ["", "0123-4567-89AB-CDEF-GHJK-MNP", "0123-4567-89AB-CDEF-GHJK-MNPU", "0123-4567-89AB-CDEF-GHJK-MNPQ-"]
        {
            assert!(Code::at_end(shape.as_bytes()).is_none(), "{shape}");
        }
    }
}
