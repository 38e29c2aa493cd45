//! The order of a login. Nothing else in Vestibule knows it.
//!
//! **health → source throttle → person → person's throttle → requirement foreseen → code looked at → password proven by
//! the directory → requirement decided on the bound connection's groups → code spent → admitted.**
//!
//! A code is looked at before the directory is asked, so that a stranger can neither try passwords nor lock accounts of
//! enrolled people through us; it is spent last, in one durable conditional write. The directory is asked for the
//! password at most once.

pub(crate) mod ask;
mod case;
mod decide;
mod plan;
mod prove;
mod reconnect;

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;

use crate::ports::{Concluded, Conclusion, Counting, FirstFactor, Proof};
use crate::queue::Turn;
use crate::{Admitted, Attempt, Bound, By, Gate, Mfa, Outage, Outcome, Reason, Refusal, Said, Sid, Verdict};
use case::Case;
use plan::{Ground, Plan};

/// The longest a judgement may take from the attempt's arrival.
pub(crate) const LONGEST: Duration = Duration::from_millis(2_700);

/// Why a walk through the order ended early.
enum Stop {
    Refuse {
        reason: Reason,
        said: Said,
        counting: Counting,
    },
    /// A code is required, none was given, and this application can ask for it.
    Ask {
        counting: Counting,
    },
    Outage(Outage),
}

impl From<Outage> for Stop {
    fn from(outage: Outage) -> Self {
        Self::Outage(outage)
    }
}

/// A refusal that says and counts nothing.
const fn refuse(reason: Reason) -> Stop {
    Stop::Refuse { reason, said: Said::Nothing, counting: Counting::Nothing }
}

impl Gate {
    /// Judges one attempt. `first` proves the password and is asked at most once.
    ///
    /// Exactly one audit event and one counter come of it. Run it to its end: a caller that stops waiting may lose the
    /// answer, never the record.
    pub async fn judge(&self, attempt: Attempt, first: &mut dyn FirstFactor) -> Verdict {
        let case = Case::new(attempt, self.policy(), &self.ports);
        self.run(case, first).await
    }

    /// Judges a fresh code of `who`, who is signed in at the portal.
    pub(crate) async fn confirm(&self, attempt: Attempt, who: &crate::Person) -> Verdict {
        let mut case = Case::new(attempt, self.policy(), &self.ports);
        case.signed_in = Some(who.clone());
        self.run(case, &mut NoPassword).await
    }

    async fn run(&self, mut case: Case, first: &mut dyn FirstFactor) -> Verdict {
        // Kept until the verdict is on record: the next one of this person must find what this one counted.
        let mut turn = None;
        match self.walk(&mut case, &mut turn, first).await {
            Ok((bound, groups)) => {
                let (grace, reconnection) = (case.grace.take(), case.reconnection.take());
                Verdict::Admit(Admitted::new(bound, groups, case.first_answer(), grace).with(reconnection))
            }
            Err(Stop::Ask { counting }) => self.ask(case, counting).await,
            Err(Stop::Refuse { reason, said, counting }) if case.refuses_later() => {
                self.ask_in_vain(case, reason, said, counting).await
            }
            Err(Stop::Refuse { reason, said, counting }) => self.refused(case, reason, said, counting).await,
            Err(Stop::Outage(outage)) => self.unavailable(case, outage).await,
        }
    }

    async fn walk<'g>(
        &'g self,
        case: &mut Case,
        turn: &mut Option<Turn<'g>>,
        first: &mut dyn FirstFactor,
    ) -> Result<(Bound, Vec<Sid>), Stop> {
        self.ports.store.health()?;
        self.ports.directory.health()?;
        self.source_is_open(case).await?;
        let person = self.person(case).await?;
        *turn = self.turn(case, &person).await?;
        // Others may have been judged since: what they left behind is not later than now.
        case.now = self.ports.clock.now();
        let waited = turn.as_ref().is_some_and(|turn| turn.waited);
        let person = if waited { self.again(case, &person).await? } else { person };
        let standing = self.standing(case, &person).await?;
        let plan = self.plan(case, &person, &standing).await?;
        let groups = self.prove(case, &person, &standing, &plan, first).await?;
        let groups = self.groups(case, &person, &plan, groups).await?;
        let decided = self.decide(case, &person, &plan, groups.as_deref()).await?;
        let bound = self.admit(case, person, &standing, plan, decided).await?;
        Ok((bound, groups.unwrap_or_default()))
    }

    /// The last step: what admits and its audit row are written together, and only then somebody is admitted.
    async fn admit(
        &self,
        case: &mut Case,
        person: crate::Person,
        standing: &crate::ports::Standing,
        plan: Plan,
        decided: decide::Decided,
    ) -> Result<Bound, Stop> {
        let (by, mfa, reason) = admission(&plan.ground, &decided);
        case.mfa = mfa;
        case.rule = match &plan.ground {
            Ground::Bypass { id, .. } => Some(id.clone()),
            Ground::Code { .. }
            | Ground::Recovery { .. }
            | Ground::Remembered
            | Ground::Repeated
            | Ground::Ask
            | Ground::Exempt
            | Ground::Grace { .. }
            | Ground::NotEnrolled
            | Ground::Service
            | Ground::Monitor => decided.rule(),
        };
        case.grace = decided.grace(&case.policy);
        let told = case.grace.is_some();
        let event = case.event(&self.ports, Outcome::Admitted, reason);
        let service = matches!(by, By::Service);
        let reconnection = self.leave(case, &person, standing, &plan, &decided)?;
        // A repeated answer is no admission: it starts no count anew but that of the password, which was right.
        let count = if matches!(by, By::Repeated) { Counting::RightPassword } else { Counting::Admission };
        let conclusion = Conclusion {
            pool: case.pool.clone(),
            version: (!service).then_some(standing.version),
            spend: plan.spend(),
            count,
            remember: plan.remember(case, &person, standing, &decided),
            service_proof: service.then(|| case.password_mac(&self.ports, &person, &plan)),
            reconnect: reconnection.as_ref().map(|left| left.row(case)),
            refused_source: None,
            told,
            event: Some(event),
        };
        match self.ports.store.conclude(conclusion, self.ports.clock.now()).await? {
            Concluded::Done => {}
            Concluded::SpendLost if told => return Err(decide::not_enrolled(case)),
            Concluded::SpendLost => return Err(refuse(Reason::CodeReplayed)),
            Concluded::Stale => return Err(Stop::Outage(Outage::Busy)),
        }
        case.reconnection = reconnection.map(Arc::new);
        self.tally.add(self.ports.clock.now(), case.door, &case.application, Outcome::Admitted, reason);
        Ok(Bound { person, application: case.application.clone(), by, epoch: standing.epoch })
    }

    /// A refusal whose record cannot be written is no refusal, so that nobody learns whether a guess was right.
    async fn refused(&self, case: Case, reason: Reason, said: Said, counting: Counting) -> Verdict {
        let not_before = case.arrived.plus(case.floor());
        let event = case.event(&self.ports, Outcome::Refused, reason);
        let event = self.flood.hold(event);
        let alarming = case.service || matches!(reason, Reason::ServiceElsewhere | Reason::OwnAccount);
        if let Some(event) = event.as_ref().filter(|_| alarming) {
            let (person, application, source) = (&event.person, &event.application, &event.source);
            tracing::warn!(person, application, source, ?reason, "ALARM: a service account was refused");
        }
        let pool = case.pool.clone();
        let counts = !case.source_counted && reason != Reason::ServiceElsewhere;
        let refused_source = case.source.end_user.filter(|_| counts);
        let told = said.is_where_to_enrol();
        if event.is_some() || counting != Counting::Nothing || refused_source.is_some() {
            let conclusion = Conclusion { pool, count: counting, refused_source, told, event, ..Conclusion::default() };
            if let Err(outage) = self.ports.store.conclude(conclusion, self.ports.clock.now()).await {
                return self.unavailable(case, outage).await;
            }
        }
        self.tally.add(self.ports.clock.now(), case.door, &case.application, Outcome::Refused, reason);
        Verdict::Refuse(Refusal::new(said, not_before))
    }

    async fn unavailable(&self, case: Case, outage: Outage) -> Verdict {
        let reason = match outage {
            Outage::Store => Reason::StoreUnavailable,
            Outage::Directory => Reason::DirectoryUnavailable,
            Outage::Seal => Reason::SealBroken,
            Outage::Busy => Reason::Busy,
            Outage::Chance => Reason::NoChance,
        };
        let event = case.event(&self.ports, Outcome::Unavailable, reason);
        if outage == Outage::Seal {
            let (person, sid) = (&event.person, event.sid.as_ref().map(tracing::field::display));
            tracing::error!(
                person,
                sid,
                "ALARM: a sealed record does not open: another key, or a row in another's place"
            );
        }
        // While the store is away nothing can be written: the event gets its row, with a count, when it is back.
        if outage == Outage::Store {
            self.flood.later(event);
        } else if let Some(event) = self.flood.hold(event) {
            let conclusion = Conclusion { event: Some(event.clone()), ..Conclusion::default() };
            if self.ports.store.conclude(conclusion, self.ports.clock.now()).await.is_err() {
                self.flood.later(event);
            }
        }
        self.tally.add(self.ports.clock.now(), case.door, &case.application, Outcome::Unavailable, reason);
        Verdict::Unavailable(outage)
    }
}

/// Proves no password, where none is to be proven.
struct NoPassword;

#[async_trait]
impl FirstFactor for NoPassword {
    async fn prove(&mut self, _: &crate::Person, _: &crate::Password, _: crate::Moment) -> Proof {
        Proof::Wrong
    }
}

fn admission(ground: &Ground, decided: &decide::Decided) -> (By, Mfa, Reason) {
    match ground {
        Ground::Code { authenticator, .. } => (By::Code(authenticator.clone()), Mfa::Code, Reason::CodeAccepted),
        Ground::Recovery { .. } => (By::Recovery, Mfa::Recovery, Reason::RecoveryAccepted),
        Ground::Bypass { id, .. } => (By::Bypass(id.clone()), Mfa::Bypass, Reason::BypassAccepted),
        Ground::Remembered => (By::Remembered, Mfa::Remembered, Reason::Remembered),
        Ground::Service => (By::Service, Mfa::None, Reason::ServiceAccount),
        Ground::Repeated => (By::Repeated, Mfa::Remembered, Reason::Retransmitted),
        Ground::Exempt | Ground::Grace { .. } | Ground::NotEnrolled | Ground::Monitor | Ground::Ask => match decided {
            decide::Decided::Exempt { rule, group, .. } => {
                (By::Exempt { rule: rule.clone(), group: group.clone() }, Mfa::Exempt, Reason::Exempt)
            }
            decide::Decided::Grace(_) => (By::Grace, Mfa::Grace, Reason::Grace),
            decide::Decided::Needless { .. } => (By::Monitor, Mfa::None, Reason::Monitor),
        },
    }
}
