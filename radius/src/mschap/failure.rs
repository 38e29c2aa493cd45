//! MS-CHAP-Error (RFC 2548 section 2.1.5; its text is RFC 2759 section 6).

use std::fmt::Write as _;

use super::CHALLENGE;

/// Why a response was refused, as far as the peer may know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Failure {
    /// ERROR_RESTRICTED_LOGON_HOURS (646).
    RestrictedLogonHours,
    /// ERROR_ACCT_DISABLED (647).
    AccountDisabled,
    /// ERROR_PASSWD_EXPIRED (648).
    PasswordExpired,
    /// ERROR_NO_DIALIN_PERMISSION (649).
    NoDialinPermission,
    /// ERROR_AUTHENTICATION_FAILURE (691): everybody who may not be told why.
    Authentication,
    /// ERROR_CHANGING_PASSWORD (709).
    ChangingPassword,
}

/// The longest text that fits an attribute of Microsoft's, identifier included.
const LONGEST: usize = 247;

impl Failure {
    /// The number that the peer turns into a sentence.
    pub const fn number(self) -> u16 {
        match self {
            Self::RestrictedLogonHours => 646,
            Self::AccountDisabled => 647,
            Self::PasswordExpired => 648,
            Self::NoDialinPermission => 649,
            Self::Authentication => 691,
            Self::ChangingPassword => 709,
        }
    }

    /// The value of MS-CHAP-Error. No retry is allowed, so `challenge` (16 octets of chance) is used by nobody; `said`
    /// is cut to what fits.
    pub fn value(self, ident: u8, challenge: [u8; CHALLENGE], said: &str) -> Vec<u8> {
        let mut text = format!("E={} R=0 C=", self.number());
        for octet in challenge {
            // Writing to a String cannot fail.
            let _ = write!(text, "{octet:02X}");
        }
        text.push_str(" V=3 M=");
        text.extend(said.chars().map(|letter| if letter.is_control() { ' ' } else { letter }));
        while text.len() >= LONGEST {
            text.pop();
        }
        [&[ident], text.as_bytes()].concat()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_text_is_that_of_rfc_2759() {
        let value = Failure::Authentication.value(3, [0xab; 16], "Access denied");
        assert_eq!(value, b"\x03E=691 R=0 C=ABABABABABABABABABABABABABABABAB V=3 M=Access denied");
        assert_eq!(Failure::PasswordExpired.number(), 648);
    }

    #[test]
    fn what_is_said_is_cut_to_what_fits() {
        let value = Failure::Authentication.value(0, [0; 16], &"ü".repeat(300));
        assert!(value.len() <= 247 && value.len() >= 245);
        assert!(std::str::from_utf8(&value).is_ok());
        assert!(Failure::Authentication.value(0, [0; 16], "a\nb").ends_with(b"a b"));
    }
}
