//! What the client hears. One function for each outcome; nothing else in the session words an answer to a bind.
//!
//! Codes are those of RFC 4511 appendix A, texts of account states those Active Directory writes, because
//! clients look for their `data` field. A refusal that may say nothing has an empty text.

use bytes::Bytes;
use vestibule_gate::{AccountState, Admitted, Bound, ByGrace, Moment, Outage, Refusal, Said, Verdict};

use crate::wire::{Answer, ExtendedResponse, LdapResult, MessageId, Op, ResultCode, message, oid};

/// The answer to a judged bind.
pub(super) enum Bind {
    /// They are in; the answer leaves when the upstream connection is theirs.
    Admitted(Box<Bound>, Bytes),
    /// They are not; the answer leaves at this moment.
    Refused(Moment, Bytes),
    /// Nobody knows.
    Unavailable(Bytes),
}

/// Words a verdict. Takes it by value: one proof serves one answer.
pub(super) fn bind(id: MessageId, verdict: Verdict) -> Bind {
    match verdict {
        Verdict::Admit(admitted) => admit(id, admitted),
        // LDAP has no way to ask for a code, and no listener is configured to: nobody gets in that way.
        Verdict::Ask(_) => unavailable(id, Outage::Busy),
        Verdict::Refuse(refusal) => refuse(id, &refusal),
        Verdict::Unavailable(outage) => unavailable(id, outage),
    }
}

fn admit(id: MessageId, admitted: Admitted) -> Bind {
    let mut result = LdapResult::new(ResultCode::SUCCESS);
    let grace = admitted.grace().map(ByGrace::sentence);
    if let Some(text) = &grace {
        result = result.with_diagnostic(text);
    }
    let answer = Answer { op: Op::BindResponse, result };
    Bind::Admitted(Box::new(admitted.into_bound()), message(id, &answer))
}

fn refuse(id: MessageId, refusal: &Refusal) -> Bind {
    let text = said(refusal.said());
    Bind::Refused(refusal.not_before(), local(id, Op::BindResponse, ResultCode::INVALID_CREDENTIALS, &text))
}

fn unavailable(id: MessageId, _: Outage) -> Bind {
    let text = "logins cannot be judged at the moment";
    Bind::Unavailable(local(id, Op::BindResponse, ResultCode::UNAVAILABLE, text))
}

/// The anonymous bind, which proves nothing and admits to nothing.
pub(super) fn anonymous(id: MessageId) -> Bytes {
    local(id, Op::BindResponse, ResultCode::SUCCESS, "")
}

/// The answer that lets TLS begin; it must carry the operation's name (RFC 4511 section 4.14.2).
pub(super) fn start_tls(id: MessageId) -> Bytes {
    let name = Some(oid::extended::START_TLS.as_bytes());
    message(id, &ExtendedResponse { result: LdapResult::new(ResultCode::SUCCESS), name, value: None })
}

/// An answer of our own to a request that is not passed on.
pub(super) fn local(id: MessageId, op: Op, code: ResultCode, text: &str) -> Bytes {
    message(id, &Answer { op, result: LdapResult::new(code).with_diagnostic(text) })
}

fn said(said: &Said) -> String {
    match said {
        Said::Nothing => String::new(),
        Said::Enrol(Some(address)) => windows("52e", &format!(", enrol an authenticator at {address}")),
        Said::Enrol(None) => windows("52e", ", a code from an authenticator is required"),
        Said::Account(state, Some(address)) => windows(data(*state), &format!(", change the password at {address}")),
        Said::Account(state, None) => windows(data(*state), ""),
    }
}

fn windows(data: &str, more: &str) -> String {
    format!("80090308: LdapErr: DSID-0C0903A9, comment: AcceptSecurityContext error, data {data}, v1db1{more}")
}

/// The sub-code Active Directory gives (MS-ERREF 2.3, in hexadecimal).
const fn data(state: AccountState) -> &'static str {
    match state {
        AccountState::LogonHours => "530",
        AccountState::Workstation => "531",
        AccountState::PasswordExpired => "532",
        AccountState::Disabled => "533",
        AccountState::AccountExpired => "701",
        AccountState::MustChangePassword => "773",
        AccountState::Locked => "775",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_account_state_is_told_in_the_words_of_active_directory() {
        let expected = "80090308: LdapErr: DSID-0C0903A9, comment: AcceptSecurityContext error, data 532, v1db1";
        assert_eq!(said(&Said::Account(AccountState::PasswordExpired, None)), expected);
    }

    #[test]
    fn enrolment_names_the_address_behind_a_sub_code_clients_know() {
        let text = said(&Said::Enrol(Some("https://mfa.example.test/".to_owned())));
        assert!(text.contains("data 52e, v1db1") && text.ends_with("https://mfa.example.test/"));
    }

    #[test]
    fn a_refusal_that_may_say_nothing_says_nothing() {
        assert_eq!(said(&Said::Nothing), "");
    }
}
