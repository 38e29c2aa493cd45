//! Which rows of the audit somebody is mailed about.

use jiff::Timestamp;
use serde::Deserialize;

/// What happened.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Kind {
    /// An authenticator was added.
    Added,
    /// An authenticator took another's place.
    Replaced,
    /// An authenticator was removed.
    Removed,
    /// An authenticator got another name.
    Renamed,
    /// An authenticator was enabled.
    Enabled,
    /// An authenticator was disabled.
    Disabled,
    /// An authenticator's clock was set right.
    Resynchronised,
    /// All recovery codes were replaced.
    RecoveryReplaced,
    /// All sessions were ended.
    SignedOut,
    /// An activation code was made.
    ActivationMade,
    /// A bypass code was made.
    BypassGranted,
    /// A bypass code was revoked.
    BypassRevoked,
    /// Wrong codes were forgotten.
    Unlocked,
    /// A recovery code let somebody in.
    RecoveryUsed,
    /// A bypass code let somebody in.
    BypassUsed,
    /// The password was right, but there is no authenticator, so nobody was let in.
    NotEnrolled,
    /// Somebody without an authenticator was let in for a while.
    Grace,
}

impl Kind {
    /// All of them.
    #[cfg(test)]
    pub(crate) const ALL: [Self; 17] = [
        Self::Added,
        Self::Replaced,
        Self::Removed,
        Self::Renamed,
        Self::Enabled,
        Self::Disabled,
        Self::Resynchronised,
        Self::RecoveryReplaced,
        Self::SignedOut,
        Self::ActivationMade,
        Self::BypassGranted,
        Self::BypassRevoked,
        Self::Unlocked,
        Self::RecoveryUsed,
        Self::BypassUsed,
        Self::NotEnrolled,
        Self::Grace,
    ];

    /// Whether it says where to enrol; sent once a day at most, and to nobody else.
    pub(crate) const fn is_prompt(self) -> bool {
        matches!(self, Self::NotEnrolled | Self::Grace)
    }

    /// Whether it is about a login: somebody knew the password.
    pub(crate) const fn is_login(self) -> bool {
        self.is_prompt() || matches!(self, Self::RecoveryUsed | Self::BypassUsed)
    }

    /// Whether what an administrator or the person wrote is the name of an authenticator.
    pub(crate) const fn has_label(self) -> bool {
        matches!(
            self,
            Self::Added
                | Self::Replaced
                | Self::Removed
                | Self::Renamed
                | Self::Enabled
                | Self::Disabled
                | Self::Resynchronised
        )
    }
}

/// A row somebody is mailed about.
#[derive(Clone, Debug)]
pub(crate) struct Occasion {
    /// What happened.
    pub(crate) kind: Kind,
    /// The row's number.
    pub(crate) sequence: u64,
    /// When.
    pub(crate) time: Timestamp,
    /// The row.
    pub(crate) row: Row,
}

impl Occasion {
    /// Reads a row; `None` where nobody is mailed about it.
    pub(crate) fn read(sequence: u64, json: &str) -> Option<Self> {
        let row: Row = serde_json::from_str(json).ok()?;
        let (kind, time) = (kind(&row)?, row.time.parse().ok()?);
        Some(Self { kind, sequence, time, row })
    }
}

/// The fields of a row that a mail may tell of. One that is missing is empty.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub(crate) struct Row {
    time: String,
    pub(crate) event: String,
    outcome: String,
    reason: String,
    mfa: String,
    /// The short name of the person.
    pub(crate) person: String,
    /// Their identity.
    pub(crate) sid: Option<String>,
    pub(crate) door: String,
    pub(crate) application: String,
    pub(crate) source: String,
    pub(crate) authenticator: Option<String>,
    pub(crate) node: String,
    pub(crate) operator: Option<String>,
    pub(crate) note: Option<String>,
}

fn kind(row: &Row) -> Option<Kind> {
    let admitted = row.outcome == "admitted";
    match row.event.as_str() {
        "login" => match (row.outcome.as_str(), row.mfa.as_str()) {
            ("admitted", "recovery") => Some(Kind::RecoveryUsed),
            ("admitted", "bypass") => Some(Kind::BypassUsed),
            ("admitted", "grace") => Some(Kind::Grace),
            ("asked" | "refused", _) if row.reason == "not-enrolled" => Some(Kind::NotEnrolled),
            _ => None,
        },
        change => kind_of_change(change).filter(|_| admitted),
    }
}

fn kind_of_change(event: &str) -> Option<Kind> {
    Some(match event {
        "authenticator-added" => Kind::Added,
        "authenticator-replaced" => Kind::Replaced,
        "authenticator-removed" => Kind::Removed,
        "authenticator-renamed" => Kind::Renamed,
        "authenticator-enabled" => Kind::Enabled,
        "authenticator-disabled" => Kind::Disabled,
        "authenticator-resynchronised" => Kind::Resynchronised,
        "recovery-codes-replaced" => Kind::RecoveryReplaced,
        "signed-out-everywhere" => Kind::SignedOut,
        "activation-made" => Kind::ActivationMade,
        "bypass-granted" => Kind::BypassGranted,
        "bypass-revoked" => Kind::BypassRevoked,
        "person-unlocked" => Kind::Unlocked,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(event: &str, outcome: &str, reason: &str, mfa: &str) -> Option<Kind> {
        let json = format!(
            r#"{{"time":"2026-11-28T12:00:00.000Z","event":"{event}","outcome":"{outcome}","reason":"{reason}","mfa":"{mfa}","person":"ada","sid":null,"new":[1]}}"#
        );
        Occasion::read(7, &json).map(|occasion| occasion.kind)
    }

    #[test]
    fn changes_that_were_made_are_told() {
        for (event, kind) in [
            ("authenticator-added", Kind::Added),
            ("authenticator-resynchronised", Kind::Resynchronised),
            ("recovery-codes-replaced", Kind::RecoveryReplaced),
            ("signed-out-everywhere", Kind::SignedOut),
            ("bypass-granted", Kind::BypassGranted),
            ("person-unlocked", Kind::Unlocked),
        ] {
            assert_eq!(of(event, "admitted", "administration", "none"), Some(kind), "{event}");
            assert_eq!(of(event, "refused", "wrong-code", "none"), None, "{event}");
        }
        for event in ["exemption-added", "name-pinned", "accounting", "retransmitted", ""] {
            assert_eq!(of(event, "admitted", "administration", "none"), None, "{event}");
        }
    }

    #[test]
    fn of_logins_only_those_that_stand_out_are_told() {
        assert_eq!(of("login", "admitted", "recovery-accepted", "recovery"), Some(Kind::RecoveryUsed));
        assert_eq!(of("login", "admitted", "bypass-accepted", "bypass"), Some(Kind::BypassUsed));
        assert_eq!(of("login", "admitted", "grace", "grace"), Some(Kind::Grace));
        assert_eq!(of("login", "refused", "not-enrolled", "none"), Some(Kind::NotEnrolled));
        assert_eq!(of("login", "asked", "not-enrolled", "none"), Some(Kind::NotEnrolled));
        assert_eq!(of("login", "refused", "wrong-code", "recovery"), None);
        assert_eq!(of("login", "admitted", "code-accepted", "code"), None);
        assert_eq!(of("retransmitted", "admitted", "retransmitted", "recovery"), None);
    }

    #[test]
    fn what_cannot_be_read_is_not_told() {
        for json in ["", "{}", "[]", "{\"event\":\"person-unlocked\",\"outcome\":\"admitted\",\"time\":\"noon\"}"] {
            assert!(Occasion::read(1, json).is_none(), "{json}");
        }
    }
}
