//! Time-based one-time passwords (RFC 6238 over RFC 4226), accepted by our own loop over the window.
//!
//! The loop computes every step of the window and compares in constant time, because stopping at the first match
//! would tell which step it was, and might report a spent step where a later one has the same digits.

use serde::{Deserialize, Serialize};
use subtle::{ConditionallySelectable, ConstantTimeEq};
use zeroize::Zeroizing;

use crate::{Seed, Timestamp};

/// The hash under the HMAC (RFC 6238 1.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Algorithm {
    /// SHA-1: what every app knows.
    Sha1,
    /// SHA-256.
    Sha256,
    /// SHA-512.
    Sha512,
}

impl Algorithm {
    /// `sha1`, `sha256` or `sha512`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Sha1 => "sha1",
            Self::Sha256 => "sha256",
            Self::Sha512 => "sha512",
        }
    }

    /// From [`Algorithm::as_str`]'s words, any case, with or without a hyphen.
    pub fn parse(text: &str) -> Option<Self> {
        match text.to_ascii_lowercase().replace('-', "").as_str() {
            "sha1" => Some(Self::Sha1),
            "sha256" => Some(Self::Sha256),
            "sha512" => Some(Self::Sha512),
            _ => None,
        }
    }
}

/// How an authenticator makes codes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Parameters {
    /// The hash.
    pub algorithm: Algorithm,
    /// Digits of a code: 6 or 8.
    pub digits: u8,
    /// Seconds of a step: 15 to 300; 30 in nearly every app.
    pub period: u64,
}

impl Default for Parameters {
    fn default() -> Self {
        Self { algorithm: Algorithm::Sha1, digits: 6, period: 30 }
    }
}

impl Parameters {
    /// True when Vestibule can work with them.
    pub const fn are_valid(&self) -> bool {
        matches!(self.digits, 6 | 8) && self.period >= 15 && self.period <= 300
    }

    /// The step a time falls into (RFC 6238 "T").
    pub fn step(&self, at: Timestamp) -> u64 {
        at.as_secs().checked_div(self.period).unwrap_or(0)
    }
}

/// What a code was found to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Found {
    /// The code of this step, which is above the last spent one.
    Fresh(u64),
    /// A code of the window, but of a spent step.
    Spent,
    /// No code of the window.
    Nothing,
}

/// Looks `typed` up in the window of `window` steps around `now` by a clock that is `drift` steps ahead. `typed` must
/// be the digits and nothing else.
pub(crate) fn look(
    seed: &Seed,
    with: Parameters,
    typed: &[u8],
    now: Timestamp,
    window: u8,
    last_step: u64,
    drift: i64,
) -> Found {
    let present = with.step(now).saturating_add_signed(drift);
    search(seed, with, typed, present, u64::from(window.min(1)), last_step)
}

/// The steps of `first` and `second`, which must follow each other, within `window` of now and above `last_step`
/// (RULES 27); how far the clock is ahead then, and the later step.
pub(crate) fn consecutive(
    seed: &Seed,
    with: Parameters,
    (first, second): (&[u8], &[u8]),
    now: Timestamp,
    window: std::time::Duration,
    last_step: u64,
) -> Option<(i64, u64)> {
    let totp = generator(seed, with)?;
    let present = with.step(now);
    let window = window.as_secs().checked_div(with.period)?;
    let mut found = 0u64;
    for step in present.saturating_sub(window)..present.saturating_add(window) {
        let code = |step: u64| totp.generate(step.saturating_mul(with.period)).to_string();
        let both = code(step).as_bytes().ct_eq(first) & code(step + 1).as_bytes().ct_eq(second);
        let above = subtle::Choice::from(u8::from(step > last_step));
        found = u64::conditional_select(&found, &(step + 1), both & above);
    }
    let drift = i64::try_from(found).ok()?.checked_sub(i64::try_from(present).ok()?)?;
    (found > 0).then_some((drift, found))
}

fn search(seed: &Seed, with: Parameters, typed: &[u8], present: u64, window: u64, last_step: u64) -> Found {
    let Some(totp) = generator(seed, with) else { return Found::Nothing };
    let (mut fresh, mut any) = (0u64, subtle::Choice::from(0));
    for step in present.saturating_sub(window)..=present.saturating_add(window) {
        let code = totp.generate(step.saturating_mul(with.period)).to_string();
        let same = code.as_bytes().ct_eq(typed);
        let above = subtle::Choice::from(u8::from(step > last_step));
        any |= same;
        fresh = u64::conditional_select(&fresh, &step, same & above);
    }
    match (fresh, bool::from(any)) {
        (0, false) => Found::Nothing,
        (0, true) => Found::Spent,
        (step, _) => Found::Fresh(step),
    }
}

/// The `otpauth://` address of a seed (the Key URI format that authenticator apps read).
pub(crate) fn address(seed: &Seed, with: Parameters, issuer: &str, account: &str) -> Option<String> {
    let clean = |text: &str| text.replace(':', " ");
    builder(seed, with).with_issuer(Some(clean(issuer))).with_account_name(clean(account)).build().ok()?.to_url().ok()
}

/// A seed in base32, as people type it into an app.
pub(crate) fn base32(seed: &Seed) -> Zeroizing<String> {
    Zeroizing::new(totp_rs::Secret::from(seed.expose().to_vec()).to_base32())
}

/// The code of a time. For samples that are printed, never for judging.
pub fn code(seed: &Seed, with: Parameters, at: Timestamp) -> Option<String> {
    Some(generator(seed, with)?.generate(at.as_secs()).to_string())
}

fn generator(seed: &Seed, with: Parameters) -> Option<totp_rs::Totp> {
    builder(seed, with).build().ok()
}

fn builder(seed: &Seed, with: Parameters) -> totp_rs::Builder {
    let algorithm = match with.algorithm {
        Algorithm::Sha1 => totp_rs::Algorithm::SHA1,
        Algorithm::Sha256 => totp_rs::Algorithm::SHA256,
        Algorithm::Sha512 => totp_rs::Algorithm::SHA512,
    };
    totp_rs::Builder::new()
        .with_algorithm(algorithm)
        .with_digits(with.digits)
        .with_step_duration(with.period)
        .with_secret(seed.expose().to_vec())
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests fail by panicking")]
mod tests {
    use super::*;

    fn seed(length: usize) -> Seed {
        Seed::new(b"1234567890".iter().copied().cycle().take(length).collect())
    }

    #[test]
    fn rfc_6238_appendix_b() {
        let with = |algorithm| Parameters { algorithm, digits: 8, period: 30 };
        for (secs, sha1, sha256, sha512) in [
            (59, "94287082", "46119246", "90693936"),
            (1_111_111_109, "07081804", "68084774", "25091201"),
            (20_000_000_000, "65353130", "77737706", "47863826"),
        ] {
            let at = Timestamp::from_secs(secs);
            assert_eq!(code(&seed(20), with(Algorithm::Sha1), at).unwrap(), sha1);
            assert_eq!(code(&seed(32), with(Algorithm::Sha256), at).unwrap(), sha256);
            assert_eq!(code(&seed(64), with(Algorithm::Sha512), at).unwrap(), sha512);
        }
    }

    #[test]
    fn base32_is_that_of_rfc_4648() {
        for (text, expected) in
            [("f", "MY"), ("fo", "MZXQ"), ("foo", "MZXW6"), ("foob", "MZXW6YQ"), ("foobar", "MZXW6YTBOI")]
        {
            assert_eq!(*base32(&Seed::new(text.as_bytes().to_vec())), expected);
        }
    }

    #[test]
    fn the_window_is_one_step_or_none() {
        let (seed, with) = (seed(20), Parameters::default());
        let now = Timestamp::from_secs(3_000_000);
        let at = |step: i64| code(&seed, with, Timestamp::from_secs((3_000_000 + step * 30) as u64)).unwrap();
        let look = |typed: &str, window, last| look(&seed, with, typed.as_bytes(), now, window, last, 0);
        for step in -1..=1 {
            assert_eq!(look(&at(step), 1, 0), Found::Fresh((100_000 + step) as u64));
        }
        assert_eq!(look(&at(-2), 1, 0), Found::Nothing);
        assert_eq!(look(&at(2), 1, 0), Found::Nothing);
        assert_eq!(look(&at(-1), 0, 0), Found::Nothing);
        assert_eq!(look(&at(0), 0, 0), Found::Fresh(100_000));
    }

    #[test]
    fn a_step_at_or_below_the_last_spent_one_never_succeeds() {
        let (seed, with) = (seed(20), Parameters::default());
        let now = Timestamp::from_secs(3_000_000);
        let at = |step: i64| code(&seed, with, Timestamp::from_secs((3_000_000 + step * 30) as u64)).unwrap();
        assert_eq!(look(&seed, with, at(0).as_bytes(), now, 1, 100_000, 0), Found::Spent);
        assert_eq!(look(&seed, with, at(-1).as_bytes(), now, 1, 100_000, 0), Found::Spent);
        assert_eq!(look(&seed, with, at(1).as_bytes(), now, 1, 100_000, 0), Found::Fresh(100_001));
    }

    #[test]
    fn a_clock_known_to_be_off_is_looked_at_where_it_stands() {
        let (seed, with) = (seed(20), Parameters::default());
        let now = Timestamp::from_secs(3_000_000);
        let at = |step: i64| code(&seed, with, Timestamp::from_secs((3_000_000 + step * 30) as u64)).unwrap();
        assert_eq!(look(&seed, with, at(-7).as_bytes(), now, 1, 0, -6), Found::Fresh(99_993));
        assert_eq!(look(&seed, with, at(0).as_bytes(), now, 1, 0, -6), Found::Nothing);
        let both = |first, second, last| {
            let typed = (at(first), at(second));
            consecutive(
                &seed,
                with,
                (typed.0.as_bytes(), typed.1.as_bytes()),
                now,
                std::time::Duration::from_secs(600),
                last,
            )
        };
        assert_eq!(both(-7, -6, 0), Some((-6, 99_994)));
        assert_eq!(both(19, 20, 0), Some((20, 100_020)));
        for (first, second, last) in [(-7, -5, 0), (-6, -7, 0), (-22, -21, 0), (20, 21, 0), (-7, -6, 99_993)] {
            assert_eq!(both(first, second, last), None, "{first} {second} {last}");
        }
    }

    #[test]
    fn only_the_exact_digits_are_a_code() {
        let (seed, with) = (seed(20), Parameters::default());
        let now = Timestamp::from_secs(3_000_000);
        let right = code(&seed, with, now).unwrap();
        for wrong in [
            format!(" {right}"),
            format!("{right} "),
            format!("+{right}"),
            format!("0{right}"),
            right.chars().skip(1).collect(),
            right.chars().map(|c| char::from_u32(c as u32 - '0' as u32 + '٠' as u32).unwrap()).collect(),
            String::new(),
        ] {
            assert_eq!(look(&seed, with, wrong.as_bytes(), now, 1, 0, 0), Found::Nothing, "{wrong:?}");
        }
    }
}
