//! The gate: its parts, and the calls that are not a login.

use std::sync::{Arc, PoisonError, RwLock};

use crate::audit::Flood;
use crate::bound::By;
use crate::ports::{Chance, Clock, Conclusion, Counting, Directory, Inquiry, Pool, SlowHash, Store};
use crate::queue::Queue;
use crate::requirement::{Requirement, requirement};
use crate::throttle::Refused;
use crate::{Bound, ExemptRule, Mac, Outage, Policy, Sealer, Still, Tally};

/// What the gate stands on.
#[derive(Clone)]
pub struct Ports {
    /// The store.
    pub store: Arc<dyn Store>,
    /// The directories.
    pub directory: Arc<dyn Directory>,
    /// The clocks.
    pub clock: Arc<dyn Clock>,
    /// The slow hash.
    pub slow: Arc<dyn SlowHash>,
    /// The sealing key.
    pub sealer: Arc<Sealer>,
    /// Chance.
    pub chance: Arc<dyn Chance>,
}

/// Decides who may come in: [`Gate::judge`], and nowhere else.
pub struct Gate {
    pub(crate) ports: Ports,
    policy: RwLock<Arc<Policy>>,
    pub(crate) queue: Queue,
    pub(crate) refused: Refused,
    pub(crate) flood: Flood,
    pub(crate) tally: Tally,
}

impl Gate {
    /// A gate over these ports with this policy.
    pub fn new(ports: Ports, policy: Policy) -> Self {
        Self {
            ports,
            policy: RwLock::new(Arc::new(policy)),
            queue: Queue::default(),
            refused: Refused::default(),
            flood: Flood::default(),
            tally: Tally::default(),
        }
    }

    /// The policy in force.
    pub fn policy(&self) -> Arc<Policy> {
        self.policy.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Puts another policy in force; attempts under way end under the one they began with.
    pub fn set_policy(&self, policy: Policy) {
        *self.policy.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(policy);
    }

    /// The counters of verdicts.
    pub const fn tally(&self) -> &Tally {
        &self.tally
    }

    /// Writes the rows that floods of refusals share, once their minute is over; all of them when the program stops.
    /// To be called every few seconds.
    ///
    /// # Errors
    /// [`Outage::Store`]; what was not written is kept for the next call.
    pub async fn settle(&self, end: bool) -> Result<(), Outage> {
        let now = self.ports.clock.now();
        let mut due = self.flood.due(now, end);
        while let Some(event) = due.pop() {
            let conclusion = Conclusion { event: Some(event.clone()), ..Conclusion::default() };
            if let Err(outage) = self.ports.store.conclude(conclusion, now).await {
                due.push(event);
                self.flood.put_back(due);
                return Err(outage);
            }
        }
        Ok(())
    }

    /// Checks a bound session again: the account usable, the password unchanged, and the ground of the
    /// admission still there.
    ///
    /// # Errors
    /// An [`Outage`] when that cannot be said now.
    pub async fn still(&self, bound: &Bound) -> Result<Still, Outage> {
        let until = self.ports.clock.moment().plus(crate::judge::LONGEST);
        let Some(person) = self.ports.directory.again(&bound.person, until).await? else {
            return Ok(Still::No("the account is gone"));
        };
        if let Some(state) = person.state.filter(|state| state.ends_sessions()) {
            if state.ends_what_is_remembered() {
                let pool = Pool { person: person.id, application: bound.application.clone(), source: None };
                let ended = Conclusion { pool: Some(pool), count: Counting::Disabled, ..Conclusion::default() };
                let _done = self.ports.store.conclude(ended, self.ports.clock.now()).await?;
            }
            return Ok(Still::No("the account can no longer be used"));
        }
        if person.password != bound.person.password {
            return Ok(Still::No("the password was changed"));
        }
        let policy = self.policy();
        Ok(match &bound.by {
            By::Code(_) | By::Recovery | By::Remembered | By::Repeated => {
                if self.epoch(bound).await? == bound.epoch {
                    Still::Yes
                } else {
                    Still::No("the authenticators were changed")
                }
            }
            By::Exempt { .. } => {
                let groups = self.ports.directory.groups(&person, until).await?;
                let rules = self.rules(&policy).await?;
                match requirement(&policy, &rules, &person, &groups, true, self.ports.clock.now()) {
                    Requirement::Exempt { .. } => Still::Yes,
                    Requirement::Code | Requirement::Enrol => Still::No("the exemption is over"),
                }
            }
            By::Service => {
                let application = policy.applications.get(&bound.application);
                let named = application.is_some_and(|app| app.service_accounts.contains(&person.id));
                if named { Still::Yes } else { Still::No("no longer a service account here") }
            }
            By::Monitor => {
                if policy.enforce {
                    Still::No("codes are required now")
                } else {
                    Still::Yes
                }
            }
        })
    }

    /// The exemptions in force: the configuration's, then the store's.
    pub(crate) async fn rules(&self, policy: &Policy) -> Result<Vec<ExemptRule>, Outage> {
        let mut rules = policy.exempt.clone();
        let stored = self.ports.store.exemptions(self.ports.clock.now()).await?;
        rules.extend(stored.into_iter().map(|exemption| ExemptRule {
            id: exemption.id,
            group: exemption.group,
            group_name: exemption.group_name,
            reason: exemption.reason,
            until: exemption.until,
        }));
        Ok(rules)
    }

    async fn epoch(&self, bound: &Bound) -> Result<u64, Outage> {
        let pool = Pool { person: bound.person.id.clone(), application: bound.application.clone(), source: None };
        let ask = Inquiry { pool, typed: Mac([0; 32]), repeat: None, now: self.ports.clock.now() };
        Ok(self.ports.store.standing(&ask).await?.epoch)
    }
}
