//! Where the password ends and the code begins. The codes decide; a split is never tried twice.

use crate::policy::CodeWay;
use crate::ports::{Recoverable, SlowHash, Spend, Standing, StoredBypass};
use crate::recovery::Code;
use crate::seal::Place;
use crate::totp::{self, Found};
use crate::{Outage, Policy, Sealer, Sid, Timestamp};

/// Digits of a bypass code (RULES 11).
pub(crate) const BYPASS_DIGITS: usize = 10;

/// What was found at the end of what was typed.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Looked {
    /// A valid code.
    Valid {
        /// How to spend it.
        spend: Spend,
        /// How many bytes of the typed string are the password.
        rest: usize,
    },
    /// A code of the window, but spent.
    Spent,
    /// None.
    Nothing,
}

/// What looking needs, besides what was typed.
pub(crate) struct Eyes<'a> {
    pub(crate) sealer: &'a Sealer,
    pub(crate) slow: &'a dyn SlowHash,
    pub(crate) policy: &'a Policy,
    pub(crate) person: &'a Sid,
    pub(crate) standing: &'a Standing,
    pub(crate) now: Timestamp,
    /// Whether a bypass code counts.
    pub(crate) bypass: bool,
}

impl Eyes<'_> {
    /// Looks at the tail of each form the person holds, always at all of them; the longest valid one is the code.
    ///
    /// # Errors
    /// [`Outage::Seal`] when a seed does not open, or the slow hash's.
    pub(crate) async fn at_end(&self, typed: &[u8], way: &CodeWay) -> Result<Looked, Outage> {
        let separator = match way {
            CodeWay::Separator(separator) => separator.as_bytes(),
            CodeWay::Append | CodeWay::Auto | CodeWay::UserName | CodeWay::Challenge | CodeWay::CodeOnly => b"",
        };
        let digits = self.digits(|length| tail(typed, length, separator))?;
        let recovery = match Code::at_end(typed) {
            Some((code, at)) => cut(typed, at, separator).map(|rest| (code, rest)),
            None => None,
        };
        match recovery {
            Some((code, rest)) => Ok(self.recovery(&code, rest).await?.unwrap_or(digits)),
            None => Ok(digits),
        }
    }

    /// Looks at a code that came by itself (in the user name).
    ///
    /// # Errors
    /// As [`Eyes::at_end`].
    pub(crate) async fn alone(&self, code: &[u8], rest: usize) -> Result<Looked, Outage> {
        let digits = self.digits(|length| (code.len() == length).then_some((code, rest)))?;
        match Code::at_end(code) {
            Some((code, 0)) => Ok(self.recovery(&code, rest).await?.unwrap_or(digits)),
            Some(_) | None => Ok(digits),
        }
    }

    fn digits<'t>(&self, tail: impl Fn(usize) -> Option<(&'t [u8], usize)>) -> Result<Looked, Outage> {
        let (mut best, mut best_length) = (Looked::Nothing, 0);
        for stored in &self.standing.authenticators {
            let place = Place { person: self.person, authenticator: &stored.id, epoch: stored.epoch };
            let seed = self.sealer.open(&stored.seed, &place)?;
            let length = usize::from(stored.parameters.digits);
            let (typed, rest) = tail(length).unwrap_or((b"", 0));
            let found = totp::look(
                &seed,
                stored.parameters,
                typed,
                self.now,
                self.policy.totp_window,
                stored.last_step,
                stored.drift,
            );
            match found {
                Found::Fresh(step) if length > best_length => {
                    let spend = Spend::Totp { authenticator: stored.id.clone(), step, epoch: stored.epoch };
                    (best, best_length) = (Looked::Valid { spend, rest }, length);
                }
                Found::Spent if best == Looked::Nothing => best = Looked::Spent,
                Found::Fresh(_) | Found::Spent | Found::Nothing => {}
            }
        }
        // Longer than any other code of digits.
        Ok(self.bypass(tail(BYPASS_DIGITS)).unwrap_or(best))
    }

    /// The bypass code that was typed, where one holds; always all of them are looked at.
    fn bypass(&self, typed: Option<(&[u8], usize)>) -> Option<Looked> {
        let (digits, rest) = typed.unwrap_or((b"", 0));
        let mac = self.sealer.typed(self.person, "bypass", digits);
        let holds = |stored: &&StoredBypass| (stored.code == mac) & (self.now < stored.until);
        let found =
            self.standing.bypasses.iter().fold(None, |found, stored| if holds(&stored) { Some(stored) } else { found });
        let stored = found.filter(|_| self.bypass && digits.len() == BYPASS_DIGITS)?;
        Some(Looked::Valid { spend: Spend::Bypass { id: stored.id.clone() }, rest })
    }

    async fn recovery(&self, code: &Code, rest: usize) -> Result<Option<Looked>, Outage> {
        let row: Option<&Recoverable> = self.standing.recovery.iter().find(|row| row.selector == code.selector());
        let Some(row) = row else { return Ok(None) };
        let right = self.slow.verify(code.expose(), &row.hash).await?;
        Ok(right.then(|| Looked::Valid { spend: Spend::Recovery { id: row.id.clone() }, rest }))
    }
}

/// The last `length` bytes if they are all ASCII digits and stand behind the separator, and the length of the rest.
fn tail<'t>(typed: &'t [u8], length: usize, separator: &[u8]) -> Option<(&'t [u8], usize)> {
    let at = typed.len().checked_sub(length)?;
    let digits = typed.get(at..)?;
    let rest = cut(typed, at, separator)?;
    digits.iter().all(u8::is_ascii_digit).then_some((digits, rest))
}

/// The length of what stands before the separator that ends at `at`.
fn cut(typed: &[u8], at: usize, separator: &[u8]) -> Option<usize> {
    typed.get(..at)?.strip_suffix(separator).map(<[u8]>::len)
}

/// Parts `name-123456`, `name-123456@suffix` or `name@suffix-123456` into the name and the code. `None` when there is
/// no code in it, or it is not a bare sAMAccountName or UPN.
pub(crate) fn code_in_name(name: &str) -> Option<(String, Vec<u8>)> {
    if name.contains(['=', '\\', '/']) {
        return None;
    }
    if let Some((local, suffix)) = name.split_once('@')
        && let Some((local, code)) = behind_hyphen(local)
    {
        return Some((format!("{local}@{suffix}"), code));
    }
    behind_hyphen(name).map(|(name, code)| (name.to_owned(), code))
}

fn behind_hyphen(text: &str) -> Option<(&str, Vec<u8>)> {
    let digits = text.rsplit_once('-').filter(|(_, code)| {
        matches!(code.len(), 6 | 8 | BYPASS_DIGITS) && code.bytes().all(|byte| byte.is_ascii_digit())
    });
    if let Some((name, code)) = digits {
        return (!name.is_empty()).then(|| (name, code.as_bytes().to_vec()));
    }
    let (_, at) = Code::at_end(text.as_bytes())?;
    let name = text.get(..at)?.strip_suffix('-')?;
    (!name.is_empty()).then(|| (name, text.as_bytes().get(at..).unwrap_or_default().to_vec()))
}
