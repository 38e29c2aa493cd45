//! Whether what admitted a session still holds (RULES 21).

use crate::ports::{Conclusion, Counting, GraceUsed, Inquiry, Pool, Standing};
use crate::requirement::{Holds, Requirement, requirement};
use crate::{Bound, By, ExemptRule, Gate, Mac, Outage, Person, Policy, Still};

const FACTORS_CHANGED: Still = Still::No("the authenticators were changed");

impl Gate {
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
                let pool = Some(pool(bound));
                let ended = Conclusion { pool, count: Counting::OutOfUse, ..Conclusion::default() };
                let _done = self.ports.store.conclude(ended, self.ports.clock.now()).await?;
            }
            return Ok(Still::No("the account can no longer be used"));
        }
        if person.password != bound.person.password {
            return Ok(Still::No("the password was changed"));
        }
        self.ground_holds(bound, &person).await
    }

    async fn ground_holds(&self, bound: &Bound, person: &Person) -> Result<Still, Outage> {
        let policy = self.policy();
        match &bound.by {
            By::Code(_) | By::Recovery | By::Remembered | By::Repeated | By::Reconnected => {
                let same = self.standing_of(bound).await?.epoch == bound.epoch;
                Ok(if same { Still::Yes } else { FACTORS_CHANGED })
            }
            By::Bypass(id) => {
                let standing = self.standing_of(bound).await?;
                let holds = standing.bypasses.iter().any(|bypass| bypass.id == *id);
                Ok(match (standing.epoch == bound.epoch, holds) {
                    (true, true) => Still::Yes,
                    (true, false) => Still::No("the bypass code has ended"),
                    (false, _) => FACTORS_CHANGED,
                })
            }
            By::Grace if self.standing_of(bound).await?.epoch != bound.epoch => Ok(FACTORS_CHANGED),
            By::Grace => {
                // What is counted is logins, and this one was.
                let holds = Holds::Nothing(GraceUsed::default());
                let graced = matches!(self.required(&policy, &[], person, holds).await?, Requirement::Grace(_));
                Ok(if graced { Still::Yes } else { Still::No("grace is over") })
            }
            By::Exempt { .. } => {
                let rules = self.rules(&policy).await?;
                let required = self.required(&policy, &rules, person, Holds::Factor).await?;
                let exempt = matches!(required, Requirement::Exempt { .. });
                Ok(if exempt { Still::Yes } else { Still::No("the exemption is over") })
            }
            By::Service => {
                let application = policy.applications.get(&bound.application);
                let named = application.is_some_and(|app| app.service_accounts.contains(&person.id));
                Ok(if named { Still::Yes } else { Still::No("no longer a service account here") })
            }
            By::Monitor if policy.enforce => Ok(Still::No("codes are required now")),
            By::Monitor => Ok(Still::Yes),
        }
    }

    /// What is required of somebody now, by the groups of their object.
    pub(crate) async fn required(
        &self,
        policy: &Policy,
        rules: &[ExemptRule],
        person: &Person,
        holds: Holds,
    ) -> Result<Requirement, Outage> {
        let until = self.ports.clock.moment().plus(crate::judge::LONGEST);
        let groups = self.ports.directory.groups(person, until).await?;
        Ok(requirement(policy, rules, person, &groups, holds, self.ports.clock.now()))
    }

    async fn standing_of(&self, bound: &Bound) -> Result<Standing, Outage> {
        let ask = Inquiry { pool: pool(bound), typed: Mac([0; 32]), repeat: None, now: self.ports.clock.now() };
        self.ports.store.standing(&ask).await
    }
}

fn pool(bound: &Bound) -> Pool {
    Pool { person: bound.person.id.clone(), application: bound.application.clone(), source: None }
}
