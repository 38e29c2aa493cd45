//! Whether an account can be used, from its own attributes (MS-ADTS 2.2.16 userAccountControl, 3.1.1.4.5.17
//! msDS-User-Account-Control-Computed).

use vestibule_gate::{AccountState, Timestamp};

use super::filetime;
use super::hours::LogonHours;
use super::lockout::Lockout;
use crate::directory::entry::Entry;

const DISABLED: u32 = 0x2;
const LOCKED: u32 = 0x10;
const NEVER_EXPIRES: u32 = 0x1_0000;
const SMARTCARD_REQUIRED: u32 = 0x4_0000;
const PASSWORD_EXPIRED: u32 = 0x80_0000;

/// The attributes below, as numbers.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Account {
    /// userAccountControl.
    pub(crate) control: u32,
    /// msDS-User-Account-Control-Computed, where it may be read.
    pub(crate) computed: Option<u32>,
    /// pwdLastSet.
    pub(crate) password_set: i64,
    /// accountExpires.
    pub(crate) expires: i64,
    /// lockoutTime.
    pub(crate) locked: i64,
    /// logonHours; `None` where they are not limited.
    pub(crate) hours: Option<LogonHours>,
}

impl Account {
    /// Reads them; the error is the name of the one that is absent.
    pub(crate) fn read(entry: &Entry) -> Result<Self, &'static str> {
        Ok(Self {
            // Written as a signed number.
            control: entry.number::<i32>("userAccountControl").ok_or("userAccountControl")?.cast_unsigned(),
            computed: entry.number::<i32>("msDS-User-Account-Control-Computed").map(i32::cast_unsigned),
            password_set: entry.number("pwdLastSet").ok_or("pwdLastSet")?,
            expires: entry.number("accountExpires").unwrap_or_default(),
            locked: entry.number("lockoutTime").unwrap_or_default(),
            hours: entry.values("logonHours").first().map(|value| LogonHours::read(value)),
        })
    }

    /// What hinders its use at `now`, the gravest first.
    pub(crate) fn state(&self, lockout: &Lockout, now: Timestamp) -> Option<AccountState> {
        if self.is_locked(lockout, now) {
            return Some(AccountState::Locked);
        }
        if self.control & DISABLED != 0 {
            return Some(AccountState::Disabled);
        }
        if self.expires != 0 && self.expires != i64::MAX && filetime::timestamp(self.expires).unwrap_or_default() <= now
        {
            return Some(AccountState::AccountExpired);
        }
        if self.hours.is_some_and(|hours| !hours.contain(now)) {
            return Some(AccountState::LogonHours);
        }
        if self.control & (NEVER_EXPIRES | SMARTCARD_REQUIRED) != 0 {
            return None;
        }
        if self.password_set == 0 {
            return Some(AccountState::MustChangePassword);
        }
        self.is_password_expired(lockout, now).then_some(AccountState::PasswordExpired)
    }

    fn is_locked(&self, lockout: &Lockout, now: Timestamp) -> bool {
        match (self.computed, filetime::timestamp(self.locked)) {
            (Some(computed), _) => computed & LOCKED != 0,
            (None, None) => false,
            (None, Some(since)) => lockout.duration.is_none_or(|duration| since.plus(duration) > now),
        }
    }

    fn is_password_expired(&self, lockout: &Lockout, now: Timestamp) -> bool {
        match (self.computed, lockout.max_age) {
            (Some(computed), _) => computed & PASSWORD_EXPIRED != 0,
            (None, None) => false,
            (None, Some(age)) => filetime::timestamp(self.password_set).unwrap_or_default().plus(age) <= now,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    const NOW: Timestamp = Timestamp(1_795_197_361_949);
    const NOW_FILETIME: i64 = 134_396_709_619_494_410;
    const DAY: i64 = 864_000_000_000;
    const USABLE: Account = Account {
        control: 512,
        computed: Some(0),
        password_set: NOW_FILETIME - 10 * DAY,
        expires: i64::MAX,
        locked: 0,
        hours: None,
    };

    fn lockout() -> Lockout {
        let day = Duration::from_secs(86_400);
        Lockout { threshold: 5, window: day, duration: Some(day), max_age: Some(day * 42) }
    }

    fn state(account: Account) -> Option<AccountState> {
        account.state(&lockout(), NOW)
    }

    #[test]
    fn a_usable_account_has_no_state() {
        assert_eq!(state(USABLE), None);
        assert_eq!(state(Account { computed: None, expires: 0, ..USABLE }), None);
        assert_eq!(state(Account { control: 512 | NEVER_EXPIRES, password_set: 0, ..USABLE }), None);
    }

    #[test]
    fn what_the_directory_computed_counts() {
        assert_eq!(state(Account { computed: Some(LOCKED), control: 514, ..USABLE }), Some(AccountState::Locked));
        assert_eq!(state(Account { computed: Some(0), locked: NOW_FILETIME, ..USABLE }), None);
        assert_eq!(state(Account { computed: Some(PASSWORD_EXPIRED), ..USABLE }), Some(AccountState::PasswordExpired));
        let must_change = Account { computed: Some(PASSWORD_EXPIRED), password_set: 0, ..USABLE };
        assert_eq!(state(must_change), Some(AccountState::MustChangePassword));
    }

    #[test]
    fn disabled_and_expired_accounts_are_told_apart() {
        assert_eq!(state(Account { control: 514, ..USABLE }), Some(AccountState::Disabled));
        assert_eq!(state(Account { expires: NOW_FILETIME - 1, ..USABLE }), Some(AccountState::AccountExpired));
        assert_eq!(state(Account { expires: NOW_FILETIME + DAY, ..USABLE }), None);
        assert_eq!(state(Account { expires: 1, ..USABLE }), Some(AccountState::AccountExpired), "before 1970");
    }

    // NOW is a Friday, 17:56 UTC.
    #[test]
    fn outside_its_hours_an_account_is_not_usable() {
        let hour = 5 * 24 + 17;
        let but = |hour: usize| {
            LogonHours::read(&std::array::from_fn::<u8, 21, _>(|place| {
                if place == hour / 8 { !(1 << (hour % 8)) } else { 0xff }
            }))
        };
        assert_eq!(state(Account { hours: Some(but(hour)), ..USABLE }), Some(AccountState::LogonHours));
        assert_eq!(state(Account { hours: Some(but(hour - 1)), ..USABLE }), None);
        assert_eq!(state(Account { hours: Some(but(hour + 1)), ..USABLE }), None);
        let disabled = Account { hours: Some(but(hour)), control: 514, ..USABLE };
        assert_eq!(state(disabled), Some(AccountState::Disabled), "what lasts is the graver");
    }

    #[test]
    fn without_the_computed_attribute_it_is_computed_here() {
        let unread = Account { computed: None, ..USABLE };
        assert_eq!(state(Account { locked: NOW_FILETIME - DAY / 2, ..unread }), Some(AccountState::Locked));
        assert_eq!(state(Account { locked: NOW_FILETIME - 2 * DAY, ..unread }), None);
        let for_ever = Lockout { duration: None, max_age: None, ..lockout() };
        let locked = Account { locked: NOW_FILETIME - 900 * DAY, ..unread };
        assert_eq!(locked.state(&for_ever, NOW), Some(AccountState::Locked));
        let old = Account { password_set: NOW_FILETIME - 43 * DAY, ..unread };
        assert_eq!(state(old), Some(AccountState::PasswordExpired));
        assert_eq!(old.state(&for_ever, NOW), None);
    }
}
