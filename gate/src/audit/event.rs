//! One audit event: the JSON line of the contract.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize, Serializer};

use crate::{Sid, Timestamp};

/// One line of the audit. The contract's fields are always there, `null` where they do not apply; others are left out.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Event {
    /// When, in UTC (RFC 3339).
    #[serde(serialize_with = "rfc3339")]
    pub time: Timestamp,
    /// `login`, `confirmation` (a fresh code of somebody signed in), `activation`, `retransmitted`, `accounting`, or the
    /// change made: `authenticator-added` …; `api` for a token that was refused
    pub event: &'static str,
    /// How it ended.
    pub outcome: Outcome,
    /// Why.
    pub reason: Reason,
    /// The short name of the person, or the name as typed where it named nobody (128 characters at most).
    pub person: String,
    /// Their identity.
    pub sid: Option<Sid>,
    /// `ldap`, `radius`, `web` or `cli`.
    pub door: &'static str,
    /// The application's name; empty for the command line.
    pub application: String,
    /// The origin's address; empty for the command line.
    pub source: String,
    /// What stood for the second factor.
    pub mfa: Mfa,
    /// The authenticator used or changed.
    pub authenticator: Option<String>,
    /// The rule that decided; the id of the bypass or activation code that was typed, granted or revoked.
    pub rule: Option<String>,
    /// The node that judged.
    pub node: String,
    /// From the arrival to the decision.
    pub duration_ms: u64,
    /// Milliseconds of the judgement's steps.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub steps: BTreeMap<&'static str, u64>,
    /// False in monitor mode.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub enforced: Option<bool>,
    /// In monitor mode: the reason an enforcing gate would have given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub would_be: Option<Outcome>,
    /// The client's machine, where it can come back without password and code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub station: Option<String>,
    /// How many attempts this row stands for, where more than one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub count: Option<Count>,
    /// Who made a change.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub operator: Option<String>,
    /// What an administrator wrote: a label, a reason, a group.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// The number of attempts a row stands for.
pub type Count = u64;

impl Event {
    /// The event as one line of JSON, without a line end. Control characters are escaped.
    ///
    /// # Errors
    /// None in practice: every field can be written.
    pub fn to_json(&self) -> Result<String, serde_json::Error> {
        serde_json::to_string(self)
    }
}

fn rfc3339<S: Serializer>(time: &Timestamp, to: S) -> Result<S::Ok, S::Error> {
    let millis = i64::try_from(time.0).unwrap_or(i64::MAX);
    match jiff::Timestamp::from_millisecond(millis) {
        Ok(time) => to.collect_str(&format_args!("{time:.3}")),
        Err(error) => Err(serde::ser::Error::custom(error)),
    }
}

/// How an attempt ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// Let in, or a change made.
    Admitted,
    /// Asked for a code.
    Asked,
    /// Kept out.
    Refused,
    /// Nobody could be judged.
    Unavailable,
}

/// What stood for the second factor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Mfa {
    /// A code.
    Code,
    /// A remembered string.
    Remembered,
    /// An exemption.
    Exempt,
    /// A recovery code.
    Recovery,
    /// A bypass code.
    Bypass,
    /// Nothing yet: not enrolled, and let in for now.
    Grace,
    /// Nothing.
    None,
}

/// Why an attempt ended as it did.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reason {
    /// Both factors were proven.
    CodeAccepted,
    /// A recovery code and the password were proven.
    RecoveryAccepted,
    /// The password was proven and the string is remembered.
    Remembered,
    /// The password was proven and a rule exempts.
    Exempt,
    /// A bypass code and the password were proven.
    BypassAccepted,
    /// The password was proven; there is no authenticator, and the policy lets them in for now.
    Grace,
    /// A service account from a named source.
    ServiceAccount,
    /// Monitor mode: the directory's answer stood.
    Monitor,
    /// The same login as a moment ago in a new packet: the same answer.
    Retransmitted,
    /// A resumed TLS session, within the application's window after a fresh code or a login of somebody exempt.
    Reconnected,
    /// A resumed TLS session after the window, or where the application takes none now.
    ReconnectionOver,
    /// A resumed TLS session that was revoked, or whose place a later login took.
    ReconnectionEnded,
    /// A resumed TLS session at another application or of another machine than the login.
    ReconnectionElsewhere,
    /// A resumed TLS session after the password was changed.
    PasswordChanged,
    /// A resumed TLS session after the authenticators or recovery codes were changed.
    FactorsChanged,
    /// A resumed TLS session of somebody who is protected now.
    Protected,
    /// A resumed TLS session of somebody whose exemption is over.
    ExemptionOver,
    /// A code is required and was asked for.
    CodeAsked,
    /// The answer to a question came too late.
    ChallengeOver,
    /// The client has no place for a code.
    NoPlaceForCode,
    /// The name or password is not one that can be.
    BadSyntax,
    /// The name does not name exactly one person.
    UnknownPerson,
    /// The source has had too many refusals.
    SourceThrottled,
    /// The pool or the person has had too many wrong codes.
    CodeThrottled,
    /// One more wrong password might lock the account in the directory.
    PasswordThrottled,
    /// No valid code.
    WrongCode,
    /// The code has been used.
    CodeReplayed,
    /// The very same string was counted as a wrong code within the last day; it is not looked at again.
    RepeatedString,
    /// The rest before the code is empty.
    EmptyPassword,
    /// The directory says the password is wrong.
    WrongPassword,
    /// A password the directory refused a moment ago.
    WrongPasswordAgain,
    /// The account is locked in the directory.
    AccountLocked,
    /// Outside the logon hours.
    LogonHours,
    /// Not from this workstation.
    Workstation,
    /// The password has expired.
    PasswordExpired,
    /// The account is disabled.
    AccountDisabled,
    /// The account has expired.
    AccountExpired,
    /// The password must be changed.
    MustChangePassword,
    /// The password was proven, but there is no authenticator.
    NotEnrolled,
    /// The decision on the bound connection's groups was stricter than the one foreseen.
    StricterThanForeseen,
    /// A service account elsewhere than named.
    ServiceElsewhere,
    /// A protected person named as a service account.
    ProtectedServiceAccount,
    /// Vestibule's own account.
    OwnAccount,
    /// Not of the directory this application is for.
    OtherDirectory,
    /// The store is not available.
    StoreUnavailable,
    /// The directory is not available.
    DirectoryUnavailable,
    /// A sealed record cannot be opened.
    SealBroken,
    /// Too many attempts of one person at once.
    Busy,
    /// No random numbers.
    NoChance,
    /// A change by an administrator.
    Administration,
    /// A change somebody made for themselves at the portal.
    SelfService,
    /// Who manages Vestibule may not do this, or not for this person.
    NotPermitted,
    /// An API token that is unknown, ended, revoked, or not good from there.
    BadToken,
    /// The first enrolment needs an activation code, and this was none.
    WrongActivation,
    /// A device said that a session began or ended.
    Accounting,
}
