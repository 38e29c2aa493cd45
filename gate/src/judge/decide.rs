//! The requirement decided on the groups of the bound connection. Stricter than foreseen is refused.

use crate::ports::Counting;
use crate::protect::is_protected;
use crate::requirement::{Holds, Requirement, requirement};
use crate::{ByGrace, Gate, GraceLeft, Person, Policy, Reason, Said, Sid};

use super::case::Case;
use super::plan::{Ground, Plan};
use super::{Stop, refuse};

/// What was decided.
pub(super) enum Decided {
    /// Exempt by this rule.
    Exempt { rule: String, group: Sid },
    /// Not enrolled, and let in for now.
    Grace(GraceLeft),
    /// The ground needs no exemption. `protected` is false only where it was looked at and found so.
    Needless { protected: bool },
}

impl Decided {
    pub(super) fn rule(&self) -> Option<String> {
        match self {
            Self::Exempt { rule, .. } => Some(rule.clone()),
            Self::Grace(_) | Self::Needless { .. } => None,
        }
    }

    /// What is told to who is let in by grace.
    pub(super) fn grace(&self, policy: &Policy) -> Option<ByGrace> {
        match self {
            Self::Grace(left) => Some(ByGrace { address: policy.portal.clone(), left: *left }),
            Self::Exempt { .. } | Self::Needless { .. } => None,
        }
    }

    /// Whether the person must be taken for protected.
    pub(super) const fn is_protected(&self) -> bool {
        match self {
            Self::Exempt { .. } | Self::Grace(_) => false,
            Self::Needless { protected } => *protected,
        }
    }
}

impl Gate {
    /// The groups of the bound connection, or the object's where the directory has no such read and they are needed.
    pub(super) async fn groups(
        &self,
        case: &Case,
        person: &Person,
        plan: &Plan,
        groups: Option<Vec<Sid>>,
    ) -> Result<Option<Vec<Sid>>, Stop> {
        let settings = case.settings();
        let remembers = settings.is_some_and(|application| !application.remember.is_zero());
        let named = settings.is_some_and(|application| application.wants_groups);
        let needed = match plan.ground {
            Ground::Exempt | Ground::Grace { .. } | Ground::Remembered | Ground::Service => true,
            Ground::Code { .. } => remembers || named || case.may_come_back().is_some(),
            Ground::Recovery { .. } | Ground::Bypass { .. } | Ground::Repeated | Ground::Monitor => named,
            Ground::NotEnrolled | Ground::Ask => false,
        };
        match groups {
            None if needed => Ok(Some(self.ports.directory.groups(person, case.until()).await?)),
            groups => Ok(groups),
        }
    }

    /// Decides on those groups.
    pub(super) async fn decide(
        &self,
        case: &mut Case,
        person: &Person,
        plan: &Plan,
        groups: Option<&[Sid]>,
    ) -> Result<Decided, Stop> {
        let protected = groups.is_none_or(|groups| is_protected(&case.policy, person, groups));
        let groups = groups.unwrap_or_default();
        case.step("decide", &self.ports);
        match plan.ground {
            Ground::Code { .. }
            | Ground::Recovery { .. }
            | Ground::Bypass { .. }
            | Ground::Repeated
            | Ground::Monitor => Ok(Decided::Needless { protected }),
            // The password is right; whether the person comes in is decided with the code.
            Ground::Ask => Err(Stop::Ask { counting: Counting::RightPassword }),
            Ground::Remembered if protected || case.policy.protected_unknown => {
                Err(right_but(Reason::StricterThanForeseen, Said::Nothing))
            }
            Ground::Remembered => Ok(Decided::Needless { protected }),
            Ground::NotEnrolled => Err(not_enrolled(case)),
            Ground::Grace { used, .. } => {
                match requirement(&case.policy, &[], person, groups, Holds::Nothing(used), case.now) {
                    Requirement::Grace(left) => Ok(Decided::Grace(left)),
                    Requirement::Exempt { .. } | Requirement::Code | Requirement::Enrol => Err(not_enrolled(case)),
                }
            }
            Ground::Service => {
                let allowed = case.settings().is_some_and(|application| application.protected_service_account);
                if protected && !allowed {
                    Err(refuse(Reason::ProtectedServiceAccount))
                } else {
                    Ok(Decided::Needless { protected })
                }
            }
            Ground::Exempt => {
                let rules = self.rules(&case.policy).await?;
                match requirement(&case.policy, &rules, person, groups, Holds::Factor, case.now) {
                    Requirement::Exempt { rule, group } => Ok(Decided::Exempt { rule, group }),
                    Requirement::Code | Requirement::Grace(_) | Requirement::Enrol => {
                        Err(right_but(Reason::StricterThanForeseen, Said::Nothing))
                    }
                }
            }
        }
    }
}

/// Refused and told where to enrol: the password was right.
pub(super) fn not_enrolled(case: &Case) -> Stop {
    right_but(Reason::NotEnrolled, Said::Enrol(case.policy.portal.clone()))
}

/// Refused although the password was right.
const fn right_but(reason: Reason, said: Said) -> Stop {
    Stop::Refuse { reason, said, counting: Counting::RightPassword }
}
