//! What is required of somebody: a pure function, the same for what is foreseen and for what is decided.

use std::time::Duration;

use serde::Serialize;

use crate::ports::{GRACE_COUNTS_FOR, GraceUsed, Standing};
use crate::protect::is_protected;
use crate::{ExemptRule, Person, Policy, Sid, Timestamp};

const DAY: Duration = Duration::from_secs(86_400);

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
    /// Nothing for now: there is no authenticator yet, and the policy gives grace.
    Grace(GraceLeft),
    /// A code, but there is no authenticator: to be told where to enrol.
    Enrol,
}

/// How much grace is left, this login taken off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct GraceLeft {
    /// Days, the last one begun counting as none; `None` without a date.
    pub days: Option<u64>,
    /// Logins; `None` for any number.
    pub logins: Option<u32>,
}

/// What a person holds, as far as it matters here.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Holds {
    /// An authenticator or a recovery code.
    Factor,
    /// Neither; so many logins were admitted by grace.
    Nothing(GraceUsed),
    /// Neither, where no grace is given.
    NothingNorGrace,
}

impl Standing {
    /// What counts of it. Grace is for who never had a factor: one that was disabled or removed, perhaps because it was
    /// stolen, does not make the password enough again.
    pub(crate) fn holds(&self) -> Holds {
        match (self.is_enrolled(), self.epoch) {
            (true, _) => Holds::Factor,
            (false, 0) => Holds::Nothing(self.grace),
            (false, _) => Holds::NothingNorGrace,
        }
    }

    /// The same where no grace is given.
    pub(crate) fn holds_without_grace(&self) -> Holds {
        match self.holds() {
            Holds::Factor => Holds::Factor,
            Holds::Nothing(_) | Holds::NothingNorGrace => Holds::NothingNorGrace,
        }
    }

    /// Whether there is an authenticator or a recovery code.
    pub(crate) fn is_enrolled(&self) -> bool {
        !self.authenticators.is_empty() || !self.recovery.is_empty()
    }
}

/// Decides. `rules` are the configuration's and the store's exemptions together, in order; the first that fits counts.
pub(crate) fn requirement(
    policy: &Policy,
    rules: &[ExemptRule],
    person: &Person,
    groups: &[Sid],
    holds: Holds,
    now: Timestamp,
) -> Requirement {
    let strict = match holds {
        Holds::Factor => Requirement::Code,
        Holds::Nothing(_) | Holds::NothingNorGrace => Requirement::Enrol,
    };
    if policy.protected_unknown || is_protected(policy, person, groups) {
        return strict;
    }
    let rule = rules.iter().find(|rule| rule.until.is_none_or(|until| now < until) && groups.contains(&rule.group));
    match (rule, holds) {
        (Some(rule), _) => Requirement::Exempt { rule: rule.id.clone(), group: rule.group.clone() },
        (None, Holds::Nothing(used)) => grace(policy, used, now).map_or(strict, Requirement::Grace),
        (None, Holds::Factor | Holds::NothingNorGrace) => strict,
    }
}

/// What is left after a login now; `None` where there is no grace, or no more of it.
fn grace(policy: &Policy, used: GraceUsed, now: Timestamp) -> Option<GraceLeft> {
    let grace = policy.grace?;
    if grace.until.is_some_and(|until| now >= until) {
        return None;
    }
    let counts = used.here.is_none_or(|last| now >= last.plus(GRACE_COUNTS_FOR));
    let logins = match (grace.logins, counts) {
        (None, _) => None,
        (Some(most), true) => Some(most.checked_sub(used.logins)?.checked_sub(1)?),
        (Some(most), false) => Some(most.saturating_sub(used.logins)),
    };
    let days = grace.until.map(|until| until.0.saturating_sub(now.0) / u64::try_from(DAY.as_millis()).unwrap_or(1));
    Some(GraceLeft { days, logins })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fakes::Fakes;
    use crate::policy::Grace;

    const NOW: Timestamp = Timestamp::from_secs(1_700_000_000);

    fn left(most: Option<u32>, until: Option<Timestamp>, used: GraceUsed) -> Option<GraceLeft> {
        let mut policy = (*Fakes::new().gate.policy()).clone();
        policy.grace = Some(Grace { until, logins: most });
        grace(&policy, used, NOW)
    }

    #[test]
    fn logins_are_counted_down_and_one_in_eight_hours_counts() {
        let used = |logins, hours: Option<u64>| GraceUsed {
            logins,
            here: hours.map(|hours| NOW.minus(Duration::from_secs(hours * 3600))),
        };
        let logins = |used| left(Some(3), None, used).map(|left| left.logins);
        assert_eq!(logins(used(0, None)), Some(Some(2)));
        assert_eq!(logins(used(2, Some(8))), Some(Some(0)));
        assert_eq!(logins(used(3, Some(7))), Some(Some(0)), "the same eight hours");
        assert_eq!(logins(used(3, Some(8))), None);
        assert_eq!(logins(used(3, None)), None, "another application");
    }

    #[test]
    fn a_date_ends_it_and_its_days_are_counted_down() {
        let until = |days: u64| Some(NOW.plus(DAY * u32::try_from(days).unwrap_or(0)));
        let days = |until| left(None, until, GraceUsed::default()).map(|left| left.days);
        assert_eq!(days(until(3)), Some(Some(3)));
        assert_eq!(days(Some(NOW.plus(Duration::from_secs(60)))), Some(Some(0)));
        assert_eq!(days(Some(NOW)), None);
        let both = left(Some(1), until(2), GraceUsed::default());
        assert_eq!(both, Some(GraceLeft { days: Some(2), logins: Some(0) }));
    }
}
