//! Rows of the store for those who manage Vestibule beside the command line: tokens, requests, figures, pages of people.

use crate::{Mac, Networks, Outcome, Scope, Sid, Timestamp};

use super::Exemption;

/// An API token to write.
#[derive(Debug)]
pub struct NewToken {
    /// 32 hexadecimal digits.
    pub id: String,
    /// Keyed hash of the secret.
    pub secret: Mac,
    /// What it is for.
    pub label: String,
    /// What it is good for.
    pub scopes: Vec<Scope>,
    /// Where it is good from; none: everywhere.
    pub networks: Networks,
    /// Who made it.
    pub operator: String,
    /// When it ends.
    pub until: Timestamp,
}

/// An API token as administrators see it.
#[derive(Clone, Debug)]
pub struct TokenRow {
    /// 32 hexadecimal digits.
    pub id: String,
    /// What it is for.
    pub label: String,
    /// What it is good for, as far as this version knows the words.
    pub scopes: Vec<Scope>,
    /// Where it is good from; none: everywhere.
    pub networks: Networks,
    /// Who made it.
    pub operator: String,
    /// When it was made.
    pub created: Timestamp,
    /// When it ends.
    pub until: Timestamp,
    /// When it was revoked; `None` when it was not.
    pub revoked: Option<Timestamp>,
    /// When it was last used, to the minute; `None` when never.
    pub last_used: Option<Timestamp>,
}

/// An API token as a request is compared with it.
#[derive(Clone, Debug)]
pub struct StoredToken {
    /// What administrators see.
    pub row: TokenRow,
    /// Keyed hash of the secret.
    pub secret: Mac,
}

/// An exemption that somebody asked for, and that holds for nobody yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestedExemption {
    /// As it will be.
    pub exemption: Exemption,
    /// Who stands behind it: somebody else must approve.
    pub behind: String,
}

/// Which of the people the store knows.
#[derive(Clone, Debug, Default)]
pub struct PeopleFilter {
    /// Whose name begins so, whatever its case; empty for all.
    pub begins: String,
    /// Only who has an enabled authenticator, or only who has none.
    pub enrolled: Option<bool>,
    /// Those after this name and identity, in the list's order.
    pub after: Option<(String, Sid)>,
    /// At most so many.
    pub limit: u32,
}

/// Figures of everything.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    /// People the store knows.
    pub people: u64,
    /// Of them, with an enabled authenticator.
    pub enrolled: u64,
    /// People with wrong codes since their last admission.
    pub with_wrong_codes: u64,
    /// Bypass codes that run.
    pub bypasses: u64,
    /// Exemptions made at run time that hold.
    pub exemptions: u64,
    /// Exemptions that wait for approval.
    pub requested: u64,
    /// Logins since the time asked for, by outcome.
    pub logins: Vec<(Outcome, u64)>,
}
