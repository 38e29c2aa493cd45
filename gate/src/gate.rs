//! The gate: its parts, and the calls that are not a login.

use std::sync::{Arc, PoisonError, RwLock};

use crate::audit::Flood;
use crate::ports::{Chance, Clock, Conclusion, Directory, SlowHash, Store};
use crate::queue::Queue;
use crate::throttle::Refused;
use crate::{Acts, ExemptRule, Outage, Policy, Sealer, Tally};

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
    pub(crate) acts: Acts,
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
            acts: Acts::default(),
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

    /// What was done for others, at the portal and by tokens.
    pub const fn acts(&self) -> &Acts {
        &self.acts
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
}
