//! Activation codes: 16 characters of Crockford's base32, 80 bit, good once and until their end. They are typed after
//! the password, by somebody who is not enrolled.

use zeroize::Zeroizing;

use crate::ports::Chance;
use crate::{Mac, Outage, Sealer, Sid, crockford};

const LENGTH: usize = 16;

/// A code in its canonical form: upper case, no hyphens.
pub(crate) struct ActivationCode(Zeroizing<String>);

impl ActivationCode {
    /// A new code from `chance`.
    ///
    /// # Errors
    /// [`Outage::Chance`].
    pub(crate) fn new(chance: &dyn Chance) -> Result<Self, Outage> {
        crockford::random(LENGTH, chance).map(Self)
    }

    /// What somebody typed, if it has the form of a code; blanks and hyphens between the letters do not matter.
    pub(crate) fn parse(typed: &[u8]) -> Option<Self> {
        let mut letters = Zeroizing::new(String::with_capacity(LENGTH));
        for byte in typed.iter().filter(|byte| !matches!(byte, b'-' | b' ')) {
            letters.push(char::from(crockford::letter(*byte)?));
            if letters.len() > LENGTH {
                return None;
            }
        }
        (letters.len() == LENGTH).then_some(Self(letters))
    }

    /// What is stored of it.
    pub(crate) fn mac(&self, sealer: &Sealer, person: &Sid) -> Mac {
        sealer.typed(person, "activation", self.0.as_bytes())
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
    use crate::fakes::Fakes;

    #[test]
    fn a_code_is_known_whatever_its_case_hyphens_and_look_alikes() {
        let code = ActivationCode::parse(b"0123-4567-89AB-CDEF").unwrap();
        assert_eq!(*code.shown(), "0123-4567-89AB-CDEF");
        for shape in ["0123456789abcdef", "O1 23-4567 89ab-cdef", "oL23-4567-89AB-CDEF"] {
            let found = ActivationCode::parse(shape.as_bytes()).unwrap();
            assert_eq!(*found.shown(), *code.shown(), "{shape}");
        }
        for wrong in ["", "0123", "0123-4567-89AB-CDEF-0", "0123-4567-89AB-CDEU", "0123_4567_89AB_CDEF"] {
            assert!(ActivationCode::parse(wrong.as_bytes()).is_none(), "{wrong}");
        }
    }

    #[test]
    fn a_new_code_can_be_typed() {
        let fakes = Fakes::new();
        let code = ActivationCode::new(&*fakes.chance).unwrap();
        assert_eq!(code.shown().len(), 19);
        assert!(ActivationCode::parse(code.shown().as_bytes()).is_some());
    }
}
