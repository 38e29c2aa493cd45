//! What the answer to a bind says of a password: RFC 4511 section 4.2.2, and Active Directory's sub-codes, which stand
//! in hexadecimal digits behind `data` in the diagnostic message (MS-ADTS 2.2 and the Win32 error codes of MS-ERREF).
//!
//! Only what says so is a wrong password. Everything that is not understood is an outage.

use vestibule_gate::ports::Proof;
use vestibule_gate::{AccountState, Outage};
use vestibule_ldap_proxy::wire::ResultCode;

use super::settings::Kind;
use super::upstream::BindAnswer;

/// What a bind's answer means, before it is known who is bound.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Meaning {
    Right,
    Wrong,
    Locked,
    Account(AccountState),
    /// The server could not or would not say; the number is its result code.
    Unclear(u32),
}

/// "inappropriateAuthentication": the entry has no password that could be right.
const INAPPROPRIATE_AUTHENTICATION: ResultCode = ResultCode(48);

impl Meaning {
    pub(crate) fn of(kind: Kind, answer: &BindAnswer) -> Self {
        match answer.code {
            ResultCode::SUCCESS => Self::Right,
            ResultCode::INVALID_CREDENTIALS if kind == Kind::ActiveDirectory => sub_code(&answer.diagnostic),
            ResultCode::INVALID_CREDENTIALS | INAPPROPRIATE_AUTHENTICATION => Self::Wrong,
            // Directories with a limit of tries answer so while it is exceeded.
            ResultCode::CONSTRAINT_VIOLATION if kind == Kind::OpenLdap => Self::Locked,
            ResultCode(code) => Self::Unclear(code),
        }
    }

    /// The same for the gate, where the password was not right. The password has been sent.
    pub(crate) const fn refused(self) -> Proof {
        match self {
            Self::Wrong => Proof::Wrong,
            Self::Locked => Proof::Locked,
            Self::Account(state) => Proof::Account(state),
            Self::Right | Self::Unclear(_) => Proof::Outage { outage: Outage::Directory, sent: true },
        }
    }
}

fn sub_code(diagnostic: &[u8]) -> Meaning {
    let Some(code) = data(diagnostic) else { return Meaning::Wrong };
    match code {
        // Logon failure, and no such user.
        0x52e | 0x525 => Meaning::Wrong,
        0x530 => Meaning::Account(AccountState::LogonHours),
        // Not at this computer: by its name, by policy (52f), or by a right that is not granted (569).
        0x531 | 0x52f | 0x569 => Meaning::Account(AccountState::Workstation),
        0x532 => Meaning::Account(AccountState::PasswordExpired),
        0x533 => Meaning::Account(AccountState::Disabled),
        0x701 => Meaning::Account(AccountState::AccountExpired),
        0x773 => Meaning::Account(AccountState::MustChangePassword),
        0x775 => Meaning::Locked,
        // Among them 51f, no domain controller to ask: nothing was said of the password.
        _ => Meaning::Unclear(49),
    }
}

/// The number behind ` data `; some servers end the message with a NUL.
fn data(diagnostic: &[u8]) -> Option<u32> {
    let text = std::str::from_utf8(diagnostic).ok()?;
    let (_, rest) = text.split_once(" data ")?;
    let digits = rest.split(|letter: char| !letter.is_ascii_hexdigit()).next()?;
    u32::from_str_radix(digits, 16).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn meaning(kind: Kind, code: u32, diagnostic: &str) -> Meaning {
        Meaning::of(kind, &BindAnswer { code: ResultCode(code), diagnostic: diagnostic.into() })
    }

    fn windows(data: &str) -> Meaning {
        let text =
            format!("80090308: LdapErr: DSID-0C0903A9, comment: AcceptSecurityContext error, data {data}, v1db1");
        assert_eq!(
            meaning(Kind::ActiveDirectory, 49, &text),
            meaning(Kind::ActiveDirectory, 49, &(text.clone() + "\0"))
        );
        meaning(Kind::ActiveDirectory, 49, &text)
    }

    #[test]
    fn sub_codes_of_active_directory_are_told_apart() {
        assert_eq!(windows("52e"), Meaning::Wrong);
        assert_eq!(windows("525"), Meaning::Wrong);
        assert_eq!(windows("530"), Meaning::Account(AccountState::LogonHours));
        assert_eq!(windows("531"), Meaning::Account(AccountState::Workstation));
        assert_eq!(windows("532"), Meaning::Account(AccountState::PasswordExpired));
        assert_eq!(windows("533"), Meaning::Account(AccountState::Disabled));
        assert_eq!(windows("701"), Meaning::Account(AccountState::AccountExpired));
        assert_eq!(windows("773"), Meaning::Account(AccountState::MustChangePassword));
        assert_eq!(windows("775"), Meaning::Locked);
    }

    #[test]
    fn a_sub_code_that_says_nothing_of_the_password_is_no_wrong_password() {
        for data in ["51f", "0", "52e1", "ffffffff"] {
            assert_eq!(windows(data), Meaning::Unclear(49), "{data}");
        }
    }

    #[test]
    fn without_a_sub_code_49_is_a_wrong_password() {
        for text in ["", "invalid credentials", "data", "x data , v1", "x data 123456789, v"] {
            assert_eq!(meaning(Kind::ActiveDirectory, 49, text), Meaning::Wrong, "{text}");
        }
        assert_eq!(meaning(Kind::OpenLdap, 49, " data 533,"), Meaning::Wrong);
    }

    #[test]
    fn every_other_result_is_an_outage() {
        for code in (1..=80).filter(|code| ![48, 49].contains(code)) {
            assert_eq!(meaning(Kind::ActiveDirectory, code, " data 52e,"), Meaning::Unclear(code));
            let sent =
                matches!(Meaning::Unclear(code).refused(), Proof::Outage { outage: Outage::Directory, sent: true });
            assert!(sent, "{code}");
        }
    }
}
