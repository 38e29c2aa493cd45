//! What people are told, in Reply-Message and MS-CHAP-Error. Only what the gate allows to be said reaches this.

use vestibule_gate::{AccountState, ByGrace, Said};

use crate::mschap::Failure;
use crate::packet::MAX_VALUE;

/// The question for the code; where to enrol, before it, for somebody who has nothing to answer with.
pub(crate) fn question(said: &Said, question: &str) -> String {
    let before = match said {
        Said::Enrol(Some(address)) => format!("Set up your second factor at {address} "),
        Said::Enrol(None) => "A second factor is not set up yet. ".to_owned(),
        Said::Nothing | Said::Account(..) => String::new(),
    };
    fitting(before + question)
}

/// What is left of grace, for somebody who was let in by it.
pub(crate) fn grace(grace: &ByGrace) -> String {
    fitting(grace.sentence())
}

/// Why somebody is refused; `None` for who may not know.
pub(crate) fn refusal(said: &Said) -> Option<String> {
    let text = match said {
        Said::Nothing => return None,
        Said::Enrol(Some(address)) => format!("Set up your second factor at {address}"),
        Said::Enrol(None) => "A second factor is required.".to_owned(),
        Said::Account(state, Some(address)) => format!("{} Change it at {address}", account(*state)),
        Said::Account(state, None) => account(*state).to_owned(),
    };
    Some(fitting(text))
}

/// The number for who used MS-CHAPv2.
pub(crate) const fn failure(said: &Said) -> Failure {
    match said {
        Said::Nothing | Said::Enrol(_) | Said::Account(AccountState::Locked, _) => Failure::Authentication,
        Said::Account(AccountState::LogonHours, _) => Failure::RestrictedLogonHours,
        Said::Account(AccountState::Workstation, _) => Failure::NoDialinPermission,
        Said::Account(AccountState::PasswordExpired | AccountState::MustChangePassword, _) => Failure::PasswordExpired,
        Said::Account(AccountState::Disabled | AccountState::AccountExpired, _) => Failure::AccountDisabled,
    }
}

const fn account(state: AccountState) -> &'static str {
    match state {
        AccountState::LogonHours => "Your account may not be used at this time.",
        AccountState::Workstation => "Your account may not be used from here.",
        AccountState::PasswordExpired => "Your password has expired.",
        AccountState::Disabled => "Your account is disabled.",
        AccountState::AccountExpired => "Your account has expired.",
        AccountState::MustChangePassword => "Your password must be changed.",
        AccountState::Locked => "Your account is locked.",
    }
}

/// As much as one attribute holds, without control characters, cut between two characters.
fn fitting(text: String) -> String {
    let mut text = text.replace(char::is_control, " ");
    text.truncate(text.floor_char_boundary(MAX_VALUE));
    text
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests fail by panicking")]
mod tests {
    use super::*;

    #[test]
    fn who_may_know_nothing_is_told_nothing() {
        assert_eq!(refusal(&Said::Nothing), None);
        assert_eq!(question(&Said::Nothing, "Code:"), "Code:");
        assert_eq!(failure(&Said::Nothing).number(), 691);
    }

    #[test]
    fn texts_say_what_to_do() {
        let address = || Some("https://mfa.example.test".to_owned());
        assert_eq!(refusal(&Said::Enrol(address())).unwrap(), "Set up your second factor at https://mfa.example.test");
        assert_eq!(
            question(&Said::Enrol(address()), "Code:"),
            "Set up your second factor at https://mfa.example.test Code:"
        );
        let expired = Said::Account(AccountState::PasswordExpired, address());
        assert_eq!(refusal(&expired).unwrap(), "Your password has expired. Change it at https://mfa.example.test");
        assert_eq!(failure(&expired).number(), 648);
        assert_eq!(failure(&Said::Account(AccountState::Locked, None)).number(), 691);
    }

    #[test]
    fn a_text_is_cut_between_characters_and_holds_no_control_characters() {
        for long in ["ü".repeat(300), "€".repeat(300), "x".repeat(300), format!("x{}", "𝄞".repeat(90))] {
            let cut = question(&Said::Nothing, &long);
            assert!((250..=253).contains(&cut.len()) && long.starts_with(&cut), "{}", cut.len());
        }
        assert_eq!(question(&Said::Nothing, "a\r\nb\0"), "a  b ");
    }
}
