//! People and groups as the directory knows them. Everything is keyed by [`Sid`], never by a typed name.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::Timestamp;

/// The lasting identity of a person or a group: the objectSid in its string form (MS-DTYP 2.4.2.1) on Active
/// Directory, `DIRECTORY:entryUUID` (RFC 4530) on OpenLDAP. Opaque but for the few well-known SIDs of [`Sid::rid`].
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Sid(Arc<str>);

impl Sid {
    /// An identity from its string form, taken as it is.
    pub fn new(text: impl Into<Arc<str>>) -> Self {
        Self(text.into())
    }

    /// Decodes a binary SID (MS-DTYP 2.4.2.2). `None` when it is not one.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (&[revision, count], rest) = bytes.split_first_chunk::<2>()?;
        let (authority, subs) = rest.split_first_chunk::<6>()?;
        if revision != 1 || count > 15 || subs.len() != usize::from(count) * 4 {
            return None;
        }
        let authority = authority.iter().fold(0u64, |sum, byte| (sum << 8) | u64::from(*byte));
        let mut text = format!("S-1-{authority}");
        for sub in subs.chunks_exact(4) {
            let sub = u32::from_le_bytes(<[u8; 4]>::try_from(sub).ok()?);
            text.push('-');
            text.push_str(&sub.to_string());
        }
        Some(Self(text.into()))
    }

    /// The string form.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The relative identifier of a domain's SID (`S-1-5-21-…-RID`), else `None`.
    pub fn rid(&self) -> Option<u32> {
        let rest = self.0.strip_prefix("S-1-5-21-")?;
        rest.rsplit_once('-')?.1.parse().ok()
    }

    /// The relative identifier of a builtin group (`S-1-5-32-RID`), else `None`.
    pub fn builtin_rid(&self) -> Option<u32> {
        self.0.strip_prefix("S-1-5-32-")?.parse().ok()
    }
}

impl fmt::Debug for Sid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Display for Sid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// One object of exactly one configured directory, as read in this attempt.
#[derive(Clone, Debug)]
pub struct Person {
    /// Its identity.
    pub id: Sid,
    /// The name of the configured directory that holds it.
    pub directory: Arc<str>,
    /// Its distinguished name, as the directory writes it: what we bind with.
    pub dn: String,
    /// Its short name for people to read: sAMAccountName, or uid.
    pub name: String,
    /// What the account's own attributes say about its use: `None` when usable.
    pub state: Option<AccountState>,
    /// Changes whenever the password is changed.
    pub password: PasswordVersion,
    /// adminCount = 1 (MS-ADTS 3.1.1.6.1.1): protected, whatever its groups.
    pub admin_count: bool,
    /// What the directory counts of wrong passwords.
    pub bad_passwords: BadPasswords,
}

/// pwdLastSet (or pwdChangedTime) as read; only ever compared for equality.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PasswordVersion(pub String);

/// The directory's own count of wrong passwords for a person, on the server that will be asked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct BadPasswords {
    /// badPwdCount.
    pub count: u32,
    /// badPasswordTime; `None` when there was none.
    pub last: Option<Timestamp>,
    /// The effective lockout threshold; 0 where the directory never locks (counts as 5).
    pub threshold: u32,
    /// The effective observation window.
    pub window: Duration,
}

/// Why an account cannot be used although the password may be right. AD's sub-code in brackets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AccountState {
    /// Outside the logon hours (530).
    LogonHours,
    /// Not from this workstation (531).
    Workstation,
    /// The password is too old (532).
    PasswordExpired,
    /// The account is disabled (533).
    Disabled,
    /// The account has expired (701).
    AccountExpired,
    /// The password must be changed before the first logon (773).
    MustChangePassword,
    /// Locked after wrong passwords (775). Says nothing about the password.
    Locked,
}

impl AccountState {
    /// Whether it ends what was begun before. When and from where somebody may log on does not: a directory asks that at
    /// the logon alone.
    pub(crate) const fn ends_sessions(self) -> bool {
        match self {
            Self::LogonHours | Self::Workstation => false,
            Self::PasswordExpired | Self::Disabled | Self::AccountExpired | Self::MustChangePassword | Self::Locked => {
                true
            }
        }
    }

    /// Whether somebody took the account out of use, in contrast to what passes by itself or by a new password.
    pub(crate) const fn ends_what_is_remembered(self) -> bool {
        match self {
            Self::Disabled | Self::AccountExpired => true,
            Self::LogonHours | Self::Workstation | Self::PasswordExpired | Self::MustChangePassword | Self::Locked => {
                false
            }
        }
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests fail by panicking")]
mod tests {
    use super::*;

    #[test]
    fn a_binary_sid_reads_as_its_string() {
        let bytes = [1, 5, 0, 0, 0, 0, 0, 5, 21, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0, 0, 2, 0, 0];
        let sid = Sid::from_bytes(&bytes).unwrap();
        assert_eq!(sid.as_str(), "S-1-5-21-1-2-3-512");
        assert_eq!(sid.rid(), Some(512));
        assert_eq!(sid.builtin_rid(), None);
    }

    #[test]
    fn a_cut_or_padded_sid_is_none() {
        let bytes = [1, 1, 0, 0, 0, 0, 0, 5, 32, 0, 0, 0];
        assert!(Sid::from_bytes(&bytes).is_some());
        assert!(Sid::from_bytes(&bytes[..11]).is_none());
        assert!(Sid::from_bytes(&[&bytes[..], &[0]].concat()).is_none());
        assert!(Sid::from_bytes(&[]).is_none());
    }
}
