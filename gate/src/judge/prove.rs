//! The password: asked of the directory at most once, and only well below the directory's own threshold.

use crate::ports::{Concluded, Conclusion, Counting, FirstFactor, Proof, Standing};
use crate::throttle::password_may_go;
use crate::{AccountState, CodeWay, Gate, Person, Reason, Said, Sid};

use super::case::Case;
use super::plan::{Ground, Plan};
use super::{Stop, refuse};

impl Gate {
    /// Proves the password; answers with the groups read on the bound connection, where there is such a read.
    pub(super) async fn prove(
        &self,
        case: &mut Case,
        person: &Person,
        standing: &Standing,
        plan: &Plan,
        first: &mut dyn FirstFactor,
    ) -> Result<Option<Vec<Sid>>, Stop> {
        if case.way() == Some(&CodeWay::CodeOnly) {
            return self.proven_elsewhere(case, person, standing, plan).await;
        }
        if plan.password.is_empty() {
            return Err(refuse(Reason::EmptyPassword));
        }
        let mac = case.password_mac(&self.ports, person, plan);
        let right_before = matches!(plan.ground, Ground::Service) && standing.service_proof == Some(mac);
        if !right_before {
            if self.refused.contains(&person.id, mac, &person.password, case.now) {
                return Err(refuse(Reason::WrongPasswordAgain));
            }
            if !password_may_go(&person.bad_passwords, standing.forwarded, case.now) {
                return Err(refuse(Reason::PasswordThrottled));
            }
        }
        let proof = first.prove(person, &plan.password, case.until()).await;
        case.step("prove", &self.ports);
        match proof {
            Proof::Proven { groups } => Ok(groups),
            Proof::Wrong => {
                let window = person.bad_passwords.window;
                self.refused.add(&person.id, mac, person.password.clone(), window, case.now);
                let (reason, said) = (Reason::WrongPassword, Said::Nothing);
                Err(Stop::Refuse { reason, said, counting: Counting::WrongPassword })
            }
            Proof::Locked => Err(refuse(Reason::AccountLocked)),
            Proof::Account(state) => Err(self.unusable(case, standing, plan, state).await?),
            Proof::Outage { outage, sent } => {
                if sent {
                    self.count_unanswered(case).await?;
                }
                Err(Stop::Outage(outage))
            }
        }
    }

    /// A code-only client: somebody else proves the password. The account's state, read in this attempt, is what a bind
    /// would have said.
    async fn proven_elsewhere(
        &self,
        case: &Case,
        person: &Person,
        standing: &Standing,
        plan: &Plan,
    ) -> Result<Option<Vec<Sid>>, Stop> {
        match person.state {
            Some(state) => Err(self.unusable(case, standing, plan, state).await?),
            None => Ok(None),
        }
    }

    /// The password was right but the account cannot be used: a code that was typed is spent, and then the reason may
    /// be told.
    async fn unusable(&self, case: &Case, standing: &Standing, plan: &Plan, state: AccountState) -> Result<Stop, Stop> {
        let spend = plan.code();
        let mut told = !standing.is_enrolled();
        if spend.is_some() {
            let pool = case.pool.clone();
            let conclusion = Conclusion { pool, spend, count: Counting::RightPassword, ..Conclusion::default() };
            told = match self.ports.store.conclude(conclusion, case.now).await? {
                Concluded::Done => true,
                Concluded::SpendLost | Concluded::Stale => return Err(refuse(Reason::CodeReplayed)),
            };
        }
        // Of a code-only client nobody knows whether the password was right.
        let told = told && case.way() != Some(&CodeWay::CodeOnly);
        let said = if told { Said::Account(state, change_address(case, state)) } else { Said::Nothing };
        let counting = if state.ends_what_is_remembered() { Counting::Disabled } else { Counting::RightPassword };
        Ok(Stop::Refuse { reason: reason_of(state), said, counting })
    }

    /// It stays counted as one forwarded wrong password until a success.
    async fn count_unanswered(&self, case: &Case) -> Result<(), Stop> {
        let pool = case.pool.clone();
        let conclusion = Conclusion { pool, count: Counting::WrongPassword, ..Conclusion::default() };
        let _done = self.ports.store.conclude(conclusion, case.now).await?;
        Ok(())
    }
}

pub(super) const fn reason_of(state: AccountState) -> Reason {
    match state {
        AccountState::LogonHours => Reason::LogonHours,
        AccountState::Workstation => Reason::Workstation,
        AccountState::PasswordExpired => Reason::PasswordExpired,
        AccountState::Disabled => Reason::AccountDisabled,
        AccountState::AccountExpired => Reason::AccountExpired,
        AccountState::MustChangePassword => Reason::MustChangePassword,
        AccountState::Locked => Reason::AccountLocked,
    }
}

fn change_address(case: &Case, state: AccountState) -> Option<String> {
    match state {
        AccountState::PasswordExpired | AccountState::MustChangePassword => case.policy.password_change.clone(),
        AccountState::LogonHours
        | AccountState::Workstation
        | AccountState::Disabled
        | AccountState::AccountExpired
        | AccountState::Locked => None,
    }
}
