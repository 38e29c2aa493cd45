//! What is required of somebody: a pure function, the same for what is foreseen and for what is decided.

use serde::Serialize;

use crate::protect::is_protected;
use crate::{ExemptRule, Person, Policy, Sid, Timestamp};

/// What is required of a person beside the password.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Requirement {
    /// Nothing, by this rule and through this group.
    Exempt {
        /// The rule.
        rule: String,
        /// The group.
        group: Sid,
    },
    /// A code.
    Code,
    /// A code, but there is no authenticator: to be told where to enrol.
    Enrol,
}

/// Decides. `rules` are the configuration's and the store's exemptions together, in order; the first that fits counts.
pub(crate) fn requirement(
    policy: &Policy,
    rules: &[ExemptRule],
    person: &Person,
    groups: &[Sid],
    enrolled: bool,
    now: Timestamp,
) -> Requirement {
    let otherwise = if enrolled { Requirement::Code } else { Requirement::Enrol };
    if policy.protected_unknown || is_protected(policy, person, groups) {
        return otherwise;
    }
    rules
        .iter()
        .find(|rule| rule.until.is_none_or(|until| now < until) && groups.contains(&rule.group))
        .map_or(otherwise, |rule| Requirement::Exempt { rule: rule.id.clone(), group: rule.group.clone() })
}
