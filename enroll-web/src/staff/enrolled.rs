//! Which people a list shows: all, or by whether they have an authenticator.

use super::query::Query;
use crate::language::Text;

/// Which of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Which {
    All,
    Enrolled,
    NotEnrolled,
}

impl Which {
    /// In the order to offer them.
    pub(super) const ALL: [Self; 3] = [Self::All, Self::Enrolled, Self::NotEnrolled];

    /// What a query asks for; `otherwise` where it asks for none of them.
    pub(super) fn of(query: &Query, otherwise: Self) -> Self {
        let word = query.text("state").unwrap_or_default();
        Self::ALL.into_iter().find(|which| which.word() == word).unwrap_or(otherwise)
    }

    /// As a query has it.
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Enrolled => "enrolled",
            Self::NotEnrolled => "not-enrolled",
        }
    }

    pub(super) const fn text(self) -> Text {
        match self {
            Self::All => Text("people-all"),
            Self::Enrolled => Text("people-enrolled"),
            Self::NotEnrolled => Text("people-not-enrolled"),
        }
    }

    /// As the gate is asked.
    pub(super) const fn filter(self) -> Option<bool> {
        match self {
            Self::All => None,
            Self::Enrolled => Some(true),
            Self::NotEnrolled => Some(false),
        }
    }
}
