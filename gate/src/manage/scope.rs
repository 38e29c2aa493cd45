//! What an API token may be good for.

use std::str::FromStr;

/// One thing a token may be good for. A token may do nothing that it has no scope for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scope {
    /// Look for people, and at one: state, authenticators, bypass codes.
    People,
    /// Set counts of wrong codes to nothing.
    Unlock,
    /// Enable, disable and remove authenticators.
    Authenticators,
    /// Make activation codes.
    Activation,
    /// Grant and revoke bypass codes.
    Bypass,
    /// Look at exemptions and at who becomes exempt by one.
    Exemptions,
    /// Add, ask for and remove exemptions.
    ChangeExemptions,
    /// Approve exemptions that others asked for.
    ApproveExemptions,
    /// Say what would be asked of somebody.
    Explain,
    /// Read the audit.
    Audit,
    /// Do all this for protected people too, as an administrator may.
    Protected,
}

impl Scope {
    /// All of them, by the words they are written with.
    pub const ALL: [(&'static str, Self); 11] = [
        ("people:read", Self::People),
        ("people:unlock", Self::Unlock),
        ("authenticators:write", Self::Authenticators),
        ("activation:write", Self::Activation),
        ("bypass:write", Self::Bypass),
        ("exemptions:read", Self::Exemptions),
        ("exemptions:write", Self::ChangeExemptions),
        ("exemptions:approve", Self::ApproveExemptions),
        ("explain:read", Self::Explain),
        ("audit:read", Self::Audit),
        ("protected", Self::Protected),
    ];

    /// Its word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::People => "people:read",
            Self::Unlock => "people:unlock",
            Self::Authenticators => "authenticators:write",
            Self::Activation => "activation:write",
            Self::Bypass => "bypass:write",
            Self::Exemptions => "exemptions:read",
            Self::ChangeExemptions => "exemptions:write",
            Self::ApproveExemptions => "exemptions:approve",
            Self::Explain => "explain:read",
            Self::Audit => "audit:read",
            Self::Protected => "protected",
        }
    }
}

/// The word is no scope.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no scope; there are: {list}", list = words())]
pub struct NoScope(String);

impl FromStr for Scope {
    type Err = NoScope;

    fn from_str(text: &str) -> Result<Self, NoScope> {
        let found = Self::ALL.iter().find(|(word, _)| *word == text).map(|(_, scope)| *scope);
        found.ok_or_else(|| NoScope(text.to_owned()))
    }
}

fn words() -> String {
    Scope::ALL.map(|(word, _)| word).join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_scope_has_its_word() {
        for (word, scope) in Scope::ALL {
            assert_eq!((scope.as_str(), word.parse()), (word, Ok(scope)));
        }
        for wrong in ["", "people", "People:read", "people:read ", "*", "admin"] {
            assert_eq!(wrong.parse::<Scope>(), Err(NoScope(wrong.to_owned())));
        }
    }
}
