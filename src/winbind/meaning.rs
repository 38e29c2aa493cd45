//! What winbind's words say of a response: they are Samba's texts for NT status values (MS-ERREF 2.3). The program prints
//! nothing but the text, so these are compared; in other versions the name or the number of the status stands there.
//!
//! Only what says so is a wrong password. Everything that is not understood is an outage.

use vestibule_gate::ports::Proof;
use vestibule_gate::{AccountState, Outage};

/// What a refusal means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Meaning {
    Wrong,
    Locked,
    Account(AccountState),
    /// Nobody was asked for the password.
    NotAsked,
    /// Nothing is known.
    Unclear,
}

/// A status: its number, its name, and its text.
struct Status(u32, &'static str, &'static str, Meaning);

const KNOWN: [Status; 16] = [
    Status(
        0xc000_006a,
        "NT_STATUS_WRONG_PASSWORD",
        "When trying to update a password, this return status indicates that the value provided as the current password is not correct.",
        Meaning::Wrong,
    ),
    Status(
        0xc000_006d,
        "NT_STATUS_LOGON_FAILURE",
        "The attempted logon is invalid. This is either due to a bad username or authentication information.",
        Meaning::Wrong,
    ),
    Status(
        0xc000_0234,
        "NT_STATUS_ACCOUNT_LOCKED_OUT",
        "The user account has been automatically locked because too many invalid logon attempts or password change attempts have been requested.",
        Meaning::Locked,
    ),
    Status(
        0xc000_0072,
        "NT_STATUS_ACCOUNT_DISABLED",
        "The referenced account is currently disabled and cannot be logged on to.",
        Meaning::Account(AccountState::Disabled),
    ),
    Status(
        0xc000_0193,
        "NT_STATUS_ACCOUNT_EXPIRED",
        "The user account has expired.",
        Meaning::Account(AccountState::AccountExpired),
    ),
    Status(
        0xc000_0071,
        "NT_STATUS_PASSWORD_EXPIRED",
        "The user account password has expired.",
        Meaning::Account(AccountState::PasswordExpired),
    ),
    Status(
        0xc000_0224,
        "NT_STATUS_PASSWORD_MUST_CHANGE",
        "The user password must be changed before logging on the first time.",
        Meaning::Account(AccountState::MustChangePassword),
    ),
    Status(
        0xc000_006f,
        "NT_STATUS_INVALID_LOGON_HOURS",
        "The user account has time restrictions and cannot be logged onto at this time.",
        Meaning::Account(AccountState::LogonHours),
    ),
    Status(
        0xc000_0070,
        "NT_STATUS_INVALID_WORKSTATION",
        "The user account is restricted so that it cannot be used to log on from the source workstation.",
        Meaning::Account(AccountState::Workstation),
    ),
    Status(
        0xc000_015b,
        "NT_STATUS_LOGON_TYPE_NOT_GRANTED",
        "A user has requested a type of logon (for example, interactive or network) that has not been granted. An administrator has control over who can logon interactively and through the network.",
        Meaning::Account(AccountState::Workstation),
    ),
    // We found the account a moment ago: winbind asks in another domain than that of our directory.
    Status(0xc000_0064, "NT_STATUS_NO_SUCH_USER", "The specified account does not exist.", Meaning::NotAsked),
    Status(0xc000_00df, "NT_STATUS_NO_SUCH_DOMAIN", "The specified domain did not exist.", Meaning::NotAsked),
    Status(
        0xc000_005e,
        "NT_STATUS_NO_LOGON_SERVERS",
        "No logon servers are currently available to service the logon request.",
        Meaning::NotAsked,
    ),
    Status(
        0xc000_0233,
        "NT_STATUS_DOMAIN_CONTROLLER_NOT_FOUND",
        "A domain controller for this domain was not found.",
        Meaning::NotAsked,
    ),
    // Our place in the domain is lost, or we may not ask winbind.
    Status(
        0xc000_018b,
        "NT_STATUS_NO_TRUST_SAM_ACCOUNT",
        "The SAM database on the Windows Server does not have a computer account for this workstation trust relationship.",
        Meaning::NotAsked,
    ),
    Status(
        0xc000_0022,
        "NT_STATUS_ACCESS_DENIED",
        "{Access Denied} A process has requested access to an object but has not been granted those access rights.",
        Meaning::NotAsked,
    ),
];

impl Meaning {
    pub(crate) fn of(words: &str) -> Self {
        let number = words.split(['(', ')', ' ']).find_map(|word| word.strip_prefix("0x"));
        let number = number.and_then(|digits| u32::from_str_radix(digits, 16).ok());
        let known = KNOWN.iter().find(|Status(value, name, text, _)| {
            words == *text || words.split([' ', ':', '(', ')']).any(|word| word == *name) || number == Some(*value)
        });
        known.map_or(Self::Unclear, |Status(_, _, _, meaning)| *meaning)
    }

    /// The same for the gate.
    pub(crate) const fn proof(self) -> Proof {
        match self {
            Self::Wrong => Proof::Wrong,
            Self::Locked => Proof::Locked,
            Self::Account(state) => Proof::Account(state),
            Self::NotAsked => Proof::Outage { outage: Outage::Directory, sent: false },
            Self::Unclear => Proof::Outage { outage: Outage::Directory, sent: true },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_status_is_known_by_its_text_its_name_and_its_number() {
        for Status(value, name, text, meaning) in &KNOWN {
            for words in
                [(*text).to_owned(), (*name).to_owned(), format!("Logon failure (0x{value:x})"), format!("{name}: x")]
            {
                assert_eq!(Meaning::of(&words), *meaning, "{words}");
            }
        }
    }

    #[test]
    fn nothing_else_is_a_wrong_password() {
        let others = [
            "",
            "Reading winbind reply failed!",
            "(null)",
            "The user account has expired",
            "NT_STATUS_WRONG_PASSWORD_EXTRA",
            "0x6a",
            "wrong password",
        ];
        for words in others {
            assert_eq!(Meaning::of(words), Meaning::Unclear, "{words}");
            let counted = matches!(Meaning::of(words).proof(), Proof::Outage { outage: Outage::Directory, sent: true });
            assert!(counted, "{words}");
        }
    }
}
