//! Tokens: 256 bits of chance, kept as their SHA-256. Whoever reads this node's memory tables learns no cookie.

use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;
use vestibule_gate::Outage;
use vestibule_gate::ports::Chance;
use zeroize::Zeroizing;

/// What a browser holds in its cookie: 64 hexadecimal digits. Leaves this type only into a cookie.
pub(crate) struct Token(Zeroizing<String>);

/// What the tables are keyed by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Key([u8; 32]);

/// What a form of a session holds, so that only our own pages can send it (ASVS 3.5.1).
#[derive(Clone)]
pub(crate) struct FormToken(Zeroizing<String>);

impl Token {
    /// # Errors
    /// [`Outage::Chance`].
    pub(crate) fn new(chance: &dyn Chance) -> Result<Self, Outage> {
        digits(chance).map(Self)
    }

    pub(crate) fn expose(&self) -> &str {
        &self.0
    }

    pub(crate) fn key(&self) -> Key {
        Key::of(&self.0)
    }
}

impl Key {
    /// The key of a cookie's value, whatever is in it.
    pub(crate) fn of(cookie: &str) -> Self {
        Self(Sha256::digest(cookie.as_bytes()).into())
    }
}

impl FormToken {
    /// # Errors
    /// [`Outage::Chance`].
    pub(crate) fn new(chance: &dyn Chance) -> Result<Self, Outage> {
        digits(chance).map(Self)
    }

    /// For the hidden field of a form.
    pub(crate) fn expose(&self) -> &str {
        &self.0
    }

    /// In constant time.
    pub(crate) fn is(&self, sent: &str) -> bool {
        self.0.as_bytes().ct_eq(sent.as_bytes()).into()
    }
}

fn digits(chance: &dyn Chance) -> Result<Zeroizing<String>, Outage> {
    let mut bytes = Zeroizing::new([0u8; 32]);
    chance.fill(&mut *bytes)?;
    let mut text = Zeroizing::new(String::with_capacity(64));
    for byte in bytes.iter() {
        for half in [byte >> 4, byte & 15] {
            text.push(char::from_digit(u32::from(half), 16).unwrap_or('0'));
        }
    }
    Ok(text)
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests fail by panicking")]
mod tests {
    use std::collections::HashSet;

    use vestibule_gate::fakes::FakeChance;

    use super::*;

    #[test]
    fn every_token_is_new_and_known_by_its_hash() {
        let chance = FakeChance::default();
        let tokens: Vec<Token> = (0..1_000).map(|_| Token::new(&chance).unwrap()).collect();
        assert!(tokens.iter().all(|token| token.expose().len() == 64));
        assert_eq!(tokens.iter().map(Token::key).collect::<HashSet<_>>().len(), 1_000);
        assert!(tokens.iter().all(|token| Key::of(token.expose()) == token.key()));
    }

    #[test]
    fn chance_that_fails_makes_no_token() {
        struct Broken;
        impl Chance for Broken {
            fn fill(&self, _bytes: &mut [u8]) -> Result<(), Outage> {
                Err(Outage::Chance)
            }
        }
        assert!(Token::new(&Broken).is_err() && FormToken::new(&Broken).is_err());
    }

    #[test]
    fn a_form_token_is_itself_alone() {
        let token = FormToken::new(&FakeChance::default()).unwrap();
        let sent = token.expose().to_owned();
        assert!(token.is(&sent));
        assert!(!token.is("") && !token.is(sent.get(1..).unwrap()) && !token.is(&format!("{sent}0")));
    }
}
