//! What can be done at the desk, and who may: the one table. What does not stand in it, nobody may but the console.

use super::Scope;

/// Something that is done, or looked at, at the desk.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Act {
    /// Look for people and groups.
    Search,
    /// Look at one person: state, authenticators, codes.
    ShowPerson,
    /// Look at the figures of everything.
    Overview,
    /// Set somebody's counts to nothing.
    Unlock,
    /// Add an authenticator for somebody.
    AddAuthenticator,
    /// Enable or disable one.
    SetAuthenticator,
    /// Remove one.
    RemoveAuthenticator,
    /// Make new recovery codes.
    NewRecovery,
    /// Make an activation code for somebody who has nothing.
    Activate,
    /// Take everything away, and make an activation code.
    ActivateAnew,
    /// Grant a bypass code.
    GrantBypass,
    /// End one.
    RevokeBypass,
    /// End permissions to come back to Wi-Fi.
    RevokeReconnections,
    /// Look at exemptions, and at who becomes exempt by one.
    ShowExemptions,
    /// Exempt a group, or ask for that.
    AddExemption,
    /// Approve what somebody else asked for.
    ApproveExemption,
    /// End an exemption, or turn one down that is asked for.
    RemoveExemption,
    /// Say what would be asked of somebody.
    Explain,
    /// Read the audit.
    ReadAudit,
    /// Make, list and revoke API tokens.
    Tokens,
    /// Pin what a configured name means.
    Pin,
}

/// Who may do it.
pub(super) struct Terms {
    /// Whether something is changed by it: a person needs a fresh code then.
    pub(super) changes: bool,
    /// Whether the help desk may.
    pub(super) help_desk: bool,
    /// The scopes a token needs, all of them; none: no token may.
    pub(super) scopes: &'static [Scope],
}

impl Act {
    /// All there are.
    pub const ALL: [Self; 21] = [
        Self::Search,
        Self::ShowPerson,
        Self::Overview,
        Self::Unlock,
        Self::AddAuthenticator,
        Self::SetAuthenticator,
        Self::RemoveAuthenticator,
        Self::NewRecovery,
        Self::Activate,
        Self::ActivateAnew,
        Self::GrantBypass,
        Self::RevokeBypass,
        Self::RevokeReconnections,
        Self::ShowExemptions,
        Self::AddExemption,
        Self::ApproveExemption,
        Self::RemoveExemption,
        Self::Explain,
        Self::ReadAudit,
        Self::Tokens,
        Self::Pin,
    ];

    /// Whether something is changed by it.
    pub const fn changes(self) -> bool {
        self.terms().changes
    }

    /// Whether the help desk may do it, for people who are not protected.
    pub const fn is_for_help_desk(self) -> bool {
        self.terms().help_desk
    }

    /// The scopes a token needs for it; empty where no token may.
    pub const fn scopes(self) -> &'static [Scope] {
        self.terms().scopes
    }

    #[rustfmt::skip]
    pub(super) const fn terms(self) -> Terms {
        use Scope as S;
        match self {
            Self::Search | Self::ShowPerson => looks(true, &[S::People]),
            Self::ReadAudit => looks(false, &[S::Audit]),
            Self::Overview => looks(false, &[S::People]),
            Self::ShowExemptions => looks(false, &[S::Exemptions]),
            Self::Explain => looks(false, &[S::Explain]),
            Self::Unlock => does(true, &[S::Unlock]),
            Self::Activate => does(true, &[S::Activation]),
            Self::GrantBypass => does(true, &[S::Bypass]),
            Self::RevokeBypass => does(false, &[S::Bypass]),
            Self::ActivateAnew => does(false, &[S::Activation, S::Authenticators]),
            Self::SetAuthenticator | Self::RemoveAuthenticator => does(false, &[S::Authenticators]),
            Self::AddExemption | Self::RemoveExemption => does(false, &[S::ChangeExemptions]),
            Self::ApproveExemption => does(false, &[S::ApproveExemptions]),
            Self::NewRecovery | Self::RevokeReconnections => does(false, &[]),
            Self::AddAuthenticator | Self::Tokens | Self::Pin => NOBODY,
        }
    }

    /// Whether administrators at the portal may do it.
    pub const fn is_for_admins(self) -> bool {
        !matches!(self, Self::AddAuthenticator | Self::Tokens | Self::Pin)
    }

    /// The word the audit has for a refusal of it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Search => "search",
            Self::ShowPerson => "show-person",
            Self::Overview => "overview",
            Self::Unlock => "person-unlocked",
            Self::AddAuthenticator => "authenticator-added",
            Self::SetAuthenticator => "authenticator-set",
            Self::RemoveAuthenticator => "authenticator-removed",
            Self::NewRecovery => "recovery-codes-replaced",
            Self::Activate | Self::ActivateAnew => "activation-made",
            Self::GrantBypass => "bypass-granted",
            Self::RevokeBypass => "bypass-revoked",
            Self::RevokeReconnections => "wifi-revoked",
            Self::ShowExemptions => "show-exemptions",
            Self::AddExemption => "exemption-added",
            Self::ApproveExemption => "exemption-approved",
            Self::RemoveExemption => "exemption-removed",
            Self::Explain => "explain",
            Self::ReadAudit => "read-audit",
            Self::Tokens => "token",
            Self::Pin => "name-pinned",
        }
    }
}

/// The console alone.
const NOBODY: Terms = does(false, &[]);

const fn looks(help_desk: bool, scopes: &'static [Scope]) -> Terms {
    Terms { changes: false, help_desk, scopes }
}

const fn does(help_desk: bool, scopes: &'static [Scope]) -> Terms {
    Terms { changes: true, help_desk, scopes }
}
