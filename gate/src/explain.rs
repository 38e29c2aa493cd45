//! What would be asked of somebody, and by which rule: the decision without a login.

use std::net::IpAddr;
use std::sync::Arc;

use serde::Serialize;

use crate::ports::{Inquiry, Pool};
use crate::protect::is_protected;
use crate::requirement::{Requirement, requirement};
use crate::throttle::{codes_are_open, password_may_go};
use crate::{CodeWay, Gate, Mac, Outage, Person, Sid, Source};

/// The answer of [`Gate::explain`].
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Explanation {
    /// The person's short name.
    pub person: String,
    /// Their identity.
    pub sid: Sid,
    /// Their distinguished name.
    pub dn: String,
    /// The application asked about.
    pub application: String,
    /// Whether the code admits alone at this application, because somebody else proves the password.
    pub code_only: bool,
    /// What is required of them. Where the code is alone, no exemption counts, and without an authenticator they are
    /// refused.
    pub requirement: Requirement,
    /// The exempting group's name and the rule's reason, where exempt.
    pub exempt_by: Option<(String, String)>,
    /// The groups on the way from the person to the exempting group, which is the last; for the caller to fill, since
    /// nothing is decided on it.
    pub through: Vec<String>,
    /// True when no exemption can hold for them.
    pub protected: bool,
    /// True when they are a service account of this application from this source.
    pub service_account: bool,
    /// Enabled authenticators.
    pub authenticators: usize,
    /// Unused recovery codes.
    pub recovery_codes: usize,
    /// Bypass codes that hold now.
    pub bypass_codes: usize,
    /// The state of the account, where it cannot be used.
    pub account: Option<crate::AccountState>,
    /// Wrong codes in this pool, and over all pools, since the last admission.
    pub wrong_codes: (u32, u32),
    /// False while codes are not looked at here.
    pub codes_open: bool,
    /// False while a password would not be forwarded.
    pub passwords_open: bool,
    /// False in monitor mode.
    pub enforced: bool,
    /// How many groups were considered.
    pub groups: usize,
}

impl Gate {
    /// Says what would be asked of `who` at `application` from `source`, now.
    ///
    /// # Errors
    /// An [`Outage`] when the directory or the store cannot be read.
    pub async fn explain(
        &self,
        who: &Person,
        application: &Arc<str>,
        source: Option<IpAddr>,
    ) -> Result<Explanation, Outage> {
        let (policy, now) = (self.policy(), self.ports.clock.now());
        let until = self.ports.clock.moment().plus(crate::judge::LONGEST);
        let groups = self.ports.directory.groups(who, until).await?;
        let pool = Pool { person: who.id.clone(), application: application.clone(), source };
        let standing = self.ports.store.standing(&Inquiry { pool, typed: Mac([0; 32]), repeat: None, now }).await?;
        let rules = self.rules(&policy).await?;
        let application_policy = policy.applications.get(application);
        let code_only = application_policy.is_some_and(|settings| settings.code == CodeWay::CodeOnly);
        let portal = application_policy.is_some_and(|settings| settings.portal);
        let (rules_here, holds) = if code_only || portal {
            (&[] as &[_], standing.holds_without_grace())
        } else {
            (rules.as_slice(), standing.holds())
        };
        let requirement = requirement(&policy, rules_here, who, &groups, holds, now);
        let exempt_by = match &requirement {
            Requirement::Exempt { rule, .. } => {
                rules.iter().find(|r| r.id == *rule).map(|r| (r.group_name.clone(), r.reason.clone()))
            }
            Requirement::Code | Requirement::Grace(_) | Requirement::Enrol => None,
        };
        let service_account = application_policy.is_some_and(|app| {
            let from = source.map(|peer| Source { peer, end_user: None });
            app.service_accounts.contains(&who.id) && from.is_none_or(|from| app.service_sources.contain(&from))
        });
        Ok(Explanation {
            person: who.name.clone(),
            sid: who.id.clone(),
            dn: who.dn.clone(),
            application: application.to_string(),
            exempt_by,
            through: Vec::new(),
            code_only,
            requirement,
            protected: is_protected(&policy, who, &groups),
            service_account,
            authenticators: standing.authenticators.len(),
            recovery_codes: standing.recovery.len(),
            bypass_codes: standing.bypasses.len(),
            account: who.state,
            wrong_codes: (standing.pool.wrong, standing.wrong_everywhere),
            codes_open: codes_are_open(&standing.pool, standing.wrong_everywhere, now),
            passwords_open: password_may_go(&who.bad_passwords, standing.forwarded, now),
            enforced: policy.enforce,
            groups: groups.len(),
        })
    }
}
