//! A client that comes back by a resumed TLS session: who it was is known, and everything that let them in is looked at
//! again.
//!
//! **health → source throttle → same place → turn → person read again → standing → what the admission stood on → spent
//! → admitted.**
//!
//! Nothing is typed here, so nothing is guessed: a return counts no wrong code and no refusal of a source, and sets no
//! count back.

use std::sync::Arc;
use std::time::Duration;

use crate::gate::Ports;
use crate::ports::{Concluded, Conclusion, Counting, NewReconnection, Spend, Standing};
use crate::protect::is_protected;
use crate::queue::Turn;
use crate::reconnection::{Left, station_name};
use crate::requirement::{Holds, Requirement, requirement};
use crate::{
    Admitted, Bound, By, CodeWay, Gate, Mfa, Outage, Outcome, Person, Reason, Reconnection, Return, Said, Sid, Verdict,
    issue,
};

use super::case::Case;
use super::decide::Decided;
use super::plan::{Ground, Plan, as_service, place_for_a_code};
use super::prove::reason_of;
use super::{Stop, refuse};

impl Gate {
    /// Judges a client that comes back on what an earlier login left behind. Never ends in a question.
    ///
    /// As [`Gate::judge`], it makes exactly one audit event and one counter.
    pub async fn reconnect(&self, what: &Arc<Reconnection>, again: Return) -> Verdict {
        let mut case = Case::returning(what, again, self.policy(), &self.ports);
        // Kept until the verdict is on record, as at a login.
        let mut turn = None;
        match self.walk_back(&mut case, &mut turn, what).await {
            Ok((bound, groups)) => {
                Verdict::Admit(Admitted::new(bound, groups, case.first_answer(), None).with(Some(what.clone())))
            }
            Err(Stop::Refuse { reason, said, counting }) => self.refused(case, reason, said, counting).await,
            Err(Stop::Outage(outage)) => self.unavailable(case, outage).await,
            // Nothing here asks.
            Err(Stop::Ask { .. }) => self.unavailable(case, Outage::Busy).await,
        }
    }

    async fn walk_back<'g>(
        &'g self,
        case: &mut Case,
        turn: &mut Option<Turn<'g>>,
        what: &Reconnection,
    ) -> Result<(Bound, Vec<Sid>), Stop> {
        self.ports.store.health()?;
        self.ports.directory.health()?;
        self.source_is_open(case).await?;
        same_place(case, what)?;
        // Who it was is known, so the person is read once, when their turn has come.
        *turn = Some(self.queue.enter(&what.person.id).await?);
        case.now = self.ports.clock.now();
        let person = self.person_again(case, what).await?;
        let standing = self.standing(case, &person).await?;
        unchanged(case, what, &person, &standing, &self.ports)?;
        let groups = self.ports.directory.groups(&person, case.until()).await?;
        case.step("groups", &self.ports);
        let by = self.ground_again(case, what, &person, &groups).await?;
        let bound = self.readmit(case, what, person, &standing, by).await?;
        Ok((bound, groups))
    }

    async fn person_again(&self, case: &mut Case, what: &Reconnection) -> Result<Person, Stop> {
        let person = self.again(case, &what.person).await?;
        case.step("resolve", &self.ports);
        case.about(&person);
        case.may_be(&person)?;
        match as_service(case, &person)? {
            Some(_) => Err(refuse(Reason::ServiceElsewhere)),
            None => Ok(person),
        }
    }

    /// Whether the ground of the admission holds on the groups read now.
    async fn ground_again(
        &self,
        case: &mut Case,
        what: &Reconnection,
        person: &Person,
        groups: &[Sid],
    ) -> Result<By, Stop> {
        if case.policy.protected_unknown || is_protected(&case.policy, person, groups) {
            return Err(refuse(Reason::Protected));
        }
        match &what.ground {
            Left::Code(authenticator) => {
                case.authenticator = Some(authenticator.clone());
                Ok(By::Reconnected)
            }
            Left::Exempt => {
                // Where the client takes no response without a code any more, it takes no return on one either.
                place_for_a_code(case)?;
                let rules = self.rules(&case.policy).await?;
                match requirement(&case.policy, &rules, person, groups, Holds::Factor, case.now) {
                    Requirement::Exempt { rule, group } => {
                        case.rule = Some(rule.clone());
                        Ok(By::Exempt { rule, group })
                    }
                    Requirement::Code | Requirement::Grace(_) | Requirement::Enrol => {
                        Err(refuse(Reason::ExemptionOver))
                    }
                }
            }
        }
    }

    /// The last step: the use of the permission and the audit row are written together.
    async fn readmit(
        &self,
        case: &mut Case,
        what: &Reconnection,
        person: Person,
        standing: &Standing,
        by: By,
    ) -> Result<Bound, Stop> {
        case.mfa = if what.ground == Left::Exempt { Mfa::Exempt } else { Mfa::Remembered };
        let spend = Spend::Reconnect {
            id: what.id.clone(),
            station: station_name(&what.station),
            password: person.password.clone(),
            epoch: standing.epoch,
        };
        let conclusion = Conclusion {
            pool: case.pool.clone(),
            version: Some(standing.version),
            spend: Some(spend),
            event: Some(case.event(&self.ports, Outcome::Admitted, Reason::Reconnected)),
            ..Conclusion::default()
        };
        match self.ports.store.conclude(conclusion, self.ports.clock.now()).await? {
            Concluded::Done => {}
            Concluded::SpendLost => {
                case.mfa = Mfa::None;
                return Err(refuse(Reason::ReconnectionEnded));
            }
            Concluded::Stale => return Err(Stop::Outage(Outage::Busy)),
        }
        self.tally.add(self.ports.clock.now(), case.door, &case.application, Outcome::Admitted, Reason::Reconnected);
        Ok(Bound { person, application: case.application.clone(), by, epoch: standing.epoch })
    }

    /// The permission that an admission leaves behind: after a fresh code or for somebody exempt, never for protected
    /// people, and only where the application and the door know of it.
    pub(super) fn leave(
        &self,
        case: &Case,
        person: &Person,
        standing: &Standing,
        plan: &Plan,
        decided: &Decided,
    ) -> Result<Option<Reconnection>, Outage> {
        let Some((station, window)) = case.may_come_back() else { return Ok(None) };
        let ground = match &plan.ground {
            Ground::Code { authenticator, .. } if !decided.is_protected() && !case.policy.protected_unknown => {
                Left::Code(authenticator.clone())
            }
            Ground::Exempt => Left::Exempt,
            Ground::Code { .. }
            | Ground::Recovery { .. }
            | Ground::Bypass { .. }
            | Ground::Remembered
            | Ground::Repeated
            | Ground::Ask
            | Ground::Grace { .. }
            | Ground::NotEnrolled
            | Ground::Service
            | Ground::Monitor => return Ok(None),
        };
        Ok(Some(Reconnection {
            id: issue::id(&*self.ports.chance)?,
            door: case.door,
            form: case.form,
            person: person.clone(),
            application: case.application.clone(),
            station,
            fresh: case.now,
            born: case.arrived,
            until: case.arrived.plus(window),
            epoch: standing.epoch,
            ground,
        }))
    }
}

impl Case {
    /// The station and the window, where this login may leave a permission to come back.
    pub(super) fn may_come_back(&self) -> Option<(Arc<[u8]>, Duration)> {
        let window = self.settings().filter(|application| !application.portal)?.reconnect;
        let station = self.station.clone().filter(|station| !station.is_empty())?;
        // Where the code is alone nobody proves the password.
        let proves = self.way() != Some(&CodeWay::CodeOnly);
        (proves && !window.is_zero()).then_some((station, window))
    }
}

impl Reconnection {
    /// The row that stands for it in the store.
    pub(super) fn row(&self, case: &Case) -> NewReconnection {
        NewReconnection {
            id: self.id.clone(),
            station: station_name(&self.station),
            node: case.policy.node.to_string(),
            fresh: self.fresh,
            until: self.fresh.plus(self.born.until(self.until)),
            password: self.person.password.clone(),
            epoch: self.epoch,
            exempt: self.ground == Left::Exempt,
        }
    }
}

/// The permission is for one application and one machine.
fn same_place(case: &Case, what: &Reconnection) -> Result<(), Stop> {
    let station = case.station.as_deref().map(station_name);
    let same = *what.application == *case.application && station == Some(station_name(&what.station));
    if same { Ok(()) } else { Err(refuse(Reason::ReconnectionElsewhere)) }
}

/// The account usable, password and authenticators as they were, and the window not over.
fn unchanged(
    case: &Case,
    what: &Reconnection,
    person: &Person,
    standing: &Standing,
    ports: &Ports,
) -> Result<(), Stop> {
    if let Some(state) = person.state {
        let ended = state.ends_what_is_remembered();
        let counting = if ended { Counting::OutOfUse } else { Counting::Nothing };
        return Err(Stop::Refuse { reason: reason_of(state), said: Said::Nothing, counting });
    }
    if person.password != what.person.password {
        return Err(refuse(Reason::PasswordChanged));
    }
    if standing.epoch != what.epoch {
        return Err(refuse(Reason::FactorsChanged));
    }
    match case.may_come_back() {
        Some((_, window)) if !what.is_over(window, case.now, ports.clock.moment()) => Ok(()),
        Some(_) | None => Err(refuse(Reason::ReconnectionOver)),
    }
}
