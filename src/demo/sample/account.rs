//! An account that can log in, and what a domain controller makes of a password: the sub-codes of MS-ADTS behind
//! `data`, the count of wrong ones, the lockout.
//!
//! Active Directory says more than "wrong" only to who has the right password; but for the lockout, which it tells all.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use vestibule_gate::Timestamp;

use super::value::filetime;

/// So many wrong passwords within [`WINDOW`] lock an account for as long.
pub(super) const THRESHOLD: u32 = 10;
/// See [`THRESHOLD`].
pub(super) const WINDOW: Duration = Duration::from_secs(1800);
/// A password is good for so long.
pub(super) const PASSWORD_AGE: Duration = Duration::from_secs(42 * 86_400);

/// userAccountControl: an ordinary account.
pub(super) const NORMAL: u32 = 0x200;
/// userAccountControl: the password does not age.
pub(super) const NEVER_EXPIRES: u32 = 0x1_0000;
const DISABLED: u32 = 0x2;
/// msDS-User-Account-Control-Computed.
const LOCKED_OUT: u32 = 0x10;
const PASSWORD_EXPIRED: u32 = 0x80_0000;

/// Why a bind is refused, as the number behind `data`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Refused {
    NoSuchUser = 0x525,
    Wrong = 0x52e,
    PasswordExpired = 0x532,
    Disabled = 0x533,
    Locked = 0x775,
}

/// An account.
pub(super) struct Account {
    password: &'static str,
    control: u32,
    password_set: Timestamp,
    tries: Mutex<Tries>,
}

/// What logging in changes.
#[derive(Clone, Copy, Default)]
struct Tries {
    wrong: u32,
    last_wrong: Option<Timestamp>,
    locked: Option<Timestamp>,
    last_logon: Option<Timestamp>,
}

impl Account {
    pub(super) fn new(password: &'static str, control: u32, password_set: Timestamp) -> Self {
        Self { password, control, password_set, tries: Mutex::default() }
    }

    /// Tries a password.
    pub(super) fn logon(&self, password: &[u8], now: Timestamp) -> Result<(), Refused> {
        let mut tries = self.tries();
        if tries.is_locked(now) {
            return Err(Refused::Locked);
        }
        if password != self.password.as_bytes() {
            tries.count(now);
            return Err(Refused::Wrong);
        }
        if self.control & DISABLED != 0 {
            return Err(Refused::Disabled);
        }
        if self.is_expired(now) {
            return Err(Refused::PasswordExpired);
        }
        *tries = Tries { last_wrong: tries.last_wrong, last_logon: Some(now), ..Tries::default() };
        Ok(())
    }

    /// The value of an attribute that the account's use changes; `name` is in lower case.
    pub(super) fn live(&self, name: &str) -> Option<String> {
        let tries = *self.tries();
        let time = |at: Option<Timestamp>| at.map_or(0, filetime).to_string();
        Some(match name {
            "badpwdcount" => tries.wrong.to_string(),
            "badpasswordtime" => time(tries.last_wrong),
            "lockouttime" => time(tries.locked),
            "lastlogon" => time(tries.last_logon),
            _ => return None,
        })
    }

    /// The value of an attribute that is computed when it is asked for by name; `name` is in lower case.
    pub(super) fn computed(&self, name: &str, now: Timestamp) -> Option<String> {
        match name {
            "msds-user-account-control-computed" => {
                let locked = if self.tries().is_locked(now) { LOCKED_OUT } else { 0 };
                let expired = if self.is_expired(now) { PASSWORD_EXPIRED } else { 0 };
                Some((locked | expired).to_string())
            }
            "msds-userpasswordexpirytimecomputed" if self.control & NEVER_EXPIRES != 0 => Some(i64::MAX.to_string()),
            "msds-userpasswordexpirytimecomputed" => Some(filetime(self.password_set.plus(PASSWORD_AGE)).to_string()),
            _ => None,
        }
    }

    fn is_expired(&self, now: Timestamp) -> bool {
        self.control & NEVER_EXPIRES == 0 && self.password_set.plus(PASSWORD_AGE) <= now
    }

    fn tries(&self) -> MutexGuard<'_, Tries> {
        self.tries.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Tries {
    fn is_locked(&self, now: Timestamp) -> bool {
        self.locked.is_some_and(|since| since.plus(WINDOW) > now)
    }

    fn count(&mut self, now: Timestamp) {
        let recent = self.last_wrong.is_some_and(|last| last.plus(WINDOW) > now);
        self.wrong = if recent { self.wrong + 1 } else { 1 };
        self.last_wrong = Some(now);
        self.locked = (self.wrong >= THRESHOLD).then_some(now);
    }
}

impl Refused {
    /// The diagnostic message of a domain controller.
    pub(super) fn diagnostic(self) -> String {
        let code = self as u32;
        format!("80090308: LdapErr: DSID-0C0903A9, comment: AcceptSecurityContext error, data {code:x}, v1db1\0")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_secs(1_800_000_000);

    fn account(control: u32, age: Duration) -> Account {
        Account::new("right", control, NOW.minus(age))
    }

    #[test]
    fn wrong_passwords_are_counted_and_lock() {
        let account = account(NORMAL, Duration::ZERO);
        for _ in 0..THRESHOLD {
            assert_eq!(account.logon(b"wrong", NOW), Err(Refused::Wrong));
        }
        assert_eq!(account.live("badpwdcount"), Some("10".into()));
        assert_eq!(account.logon(b"right", NOW), Err(Refused::Locked));
        assert_eq!(account.computed("msds-user-account-control-computed", NOW), Some("16".into()));
        assert_eq!(account.logon(b"right", NOW.plus(WINDOW)), Ok(()));
        assert_eq!(account.live("badpwdcount"), Some("0".into()));
        assert_eq!(account.live("lockouttime"), Some("0".into()));
    }

    #[test]
    fn old_wrong_passwords_are_forgotten() {
        let account = account(NORMAL, Duration::ZERO);
        assert_eq!(account.logon(b"wrong", NOW), Err(Refused::Wrong));
        assert_eq!(account.logon(b"wrong", NOW.plus(WINDOW)), Err(Refused::Wrong));
        assert_eq!(account.live("badpwdcount"), Some("1".into()));
    }

    #[test]
    fn the_state_of_an_account_is_told_only_for_the_right_password() {
        let old = account(NORMAL, PASSWORD_AGE);
        assert_eq!(old.logon(b"wrong", NOW), Err(Refused::Wrong));
        assert_eq!(old.logon(b"right", NOW), Err(Refused::PasswordExpired));
        assert_eq!(account(NORMAL | NEVER_EXPIRES, PASSWORD_AGE).logon(b"right", NOW), Ok(()));
        assert_eq!(account(NORMAL | DISABLED, Duration::ZERO).logon(b"right", NOW), Err(Refused::Disabled));
        assert!(Refused::PasswordExpired.diagnostic().contains(" data 532, "));
    }
}
