//! A store for the desk's tests: rows in memory, and changes kept as words.

use std::collections::HashSet;
use std::net::IpAddr;
use std::sync::Mutex;

use async_trait::async_trait;
use vestibule_gate::fakes::FakeStore;
use vestibule_gate::ports::{
    AuditFilter, AuditRow, AuthenticatorRow, BypassRow, Change, Changed, Concluded, Conclusion, CoverageRow, Exemption,
    Figures, Inquiry, PeopleFilter, PersonRow, Pin, ReconnectionRow, Records, Reports, RequestedExemption, Standing,
    Store, StoredActivation, StoredToken, TokenRow, Verified,
};
use vestibule_gate::{Event, Outage, Sid, Timestamp};

/// The administrator's rows in memory; changes are kept as they come.
#[derive(Default)]
pub(super) struct Book {
    store: FakeStore,
    pub(super) people: Mutex<Vec<PersonRow>>,
    pub(super) authenticators: Mutex<Vec<AuthenticatorRow>>,
    pub(super) bypasses: Mutex<Vec<BypassRow>>,
    pub(super) reconnections: Mutex<Vec<ReconnectionRow>>,
    pub(super) exemptions: Mutex<Vec<Exemption>>,
    pub(super) requested: Mutex<Vec<RequestedExemption>>,
    pub(super) tokens: Mutex<Vec<StoredToken>>,
    pub(super) changes: Mutex<Vec<String>>,
}

#[async_trait]
impl Store for Book {
    fn health(&self) -> Result<(), Outage> {
        self.store.health()
    }

    async fn refusals(&self, source: IpAddr, since: Timestamp) -> Result<u32, Outage> {
        self.store.refusals(source, since).await
    }

    async fn standing(&self, ask: &Inquiry) -> Result<Standing, Outage> {
        self.store.standing(ask).await
    }

    async fn conclude(&self, what: Conclusion, now: Timestamp) -> Result<Concluded, Outage> {
        self.store.conclude(what, now).await
    }

    async fn exemptions(&self, now: Timestamp) -> Result<Vec<Exemption>, Outage> {
        self.store.exemptions(now).await
    }
}

#[async_trait]
impl Records for Book {
    async fn people(&self) -> Result<Vec<PersonRow>, Outage> {
        Ok(self.people.lock().unwrap().clone())
    }

    async fn person(&self, id: &Sid) -> Result<Option<PersonRow>, Outage> {
        Ok(self.people.lock().unwrap().iter().find(|row| row.id == *id).cloned())
    }

    async fn authenticators(&self, of: Option<&Sid>) -> Result<Vec<AuthenticatorRow>, Outage> {
        let rows = self.authenticators.lock().unwrap();
        Ok(rows.iter().filter(|row| of.is_none_or(|of| row.person == *of)).cloned().collect())
    }

    async fn recovery_left(&self, _of: &Sid) -> Result<u32, Outage> {
        Ok(3)
    }

    async fn activation(&self, _of: &Sid, _now: Timestamp) -> Result<Option<StoredActivation>, Outage> {
        Ok(None)
    }

    async fn bypasses(&self, of: Option<&Sid>, _now: Timestamp) -> Result<Vec<BypassRow>, Outage> {
        let rows = self.bypasses.lock().unwrap();
        Ok(rows.iter().filter(|row| of.is_none_or(|of| row.person == *of)).cloned().collect())
    }

    async fn reconnections(
        &self,
        of: Option<&Sid>,
        at: Option<&str>,
        _now: Timestamp,
    ) -> Result<Vec<ReconnectionRow>, Outage> {
        let rows = self.reconnections.lock().unwrap();
        let fits =
            |row: &&ReconnectionRow| of.is_none_or(|of| row.person == *of) && at.is_none_or(|at| row.application == at);
        Ok(rows.iter().filter(fits).cloned().collect())
    }

    async fn forget_reconnections(&self, _node: &str, _start: Timestamp) -> Result<u64, Outage> {
        Ok(0)
    }

    async fn all_exemptions(&self) -> Result<Vec<Exemption>, Outage> {
        Ok(self.exemptions.lock().unwrap().clone())
    }

    async fn requested_exemptions(&self) -> Result<Vec<RequestedExemption>, Outage> {
        Ok(self.requested.lock().unwrap().clone())
    }

    async fn people_of(&self, _filter: &PeopleFilter) -> Result<Vec<PersonRow>, Outage> {
        self.people().await
    }

    async fn figures(&self, _since: Timestamp, _now: Timestamp) -> Result<Figures, Outage> {
        Ok(Figures::default())
    }

    async fn tokens(&self) -> Result<Vec<TokenRow>, Outage> {
        Ok(self.tokens.lock().unwrap().iter().map(|held| held.row.clone()).collect())
    }

    async fn token(&self, id: &str) -> Result<Option<StoredToken>, Outage> {
        Ok(self.tokens.lock().unwrap().iter().find(|held| held.row.id == id).cloned())
    }

    async fn note_token(&self, _id: &str, _now: Timestamp) -> Result<(), Outage> {
        Ok(())
    }

    async fn change(&self, what: Change, _event: Event, _now: Timestamp) -> Result<Changed, Outage> {
        let written = match what {
            Change::AddAuthenticator { name, authenticator, .. } => format!("add {name} {}", authenticator.label),
            Change::RemoveAuthenticator { id } => format!("remove {id}"),
            Change::SetAuthenticator { id, enabled } => format!("set {id} {enabled}"),
            Change::ReplaceRecovery { name, codes, .. } => format!("recovery {name} {}", codes.len()),
            Change::AddActivation { name, clear, .. } => format!("activation {name} {clear}"),
            Change::AddBypass { name, bypass, .. } => format!("bypass {name} {}", bypass.reason),
            Change::RevokeBypass { id } => format!("revoke {id}"),
            Change::Enroll { name, .. } => format!("enroll {name}"),
            Change::Own { person, .. } => format!("own {person}"),
            Change::RevokeReconnections(which) => format!("wifi {which:?}"),
            Change::Unlock { person } => format!("unlock {person}"),
            Change::RequestExemption(asked) => format!("request {}", asked.exemption.group),
            Change::ApproveExemption { id } => format!("approve {id}"),
            Change::AddToken(token) => format!("token {} {:?}", token.label, token.scopes),
            Change::RevokeToken { id } => format!("untoken {id}"),
            Change::AddExemption(exemption) => format!("exempt {} {:?}", exemption.group, exemption.until),
            Change::RemoveExemption { id } => format!("unexempt {id}"),
            Change::Pin { name, .. } => format!("pin {name}"),
        };
        self.changes.lock().unwrap().push(written);
        Ok(Changed::Done)
    }

    async fn pin(&self, _name: &str) -> Result<Option<Pin>, Outage> {
        Ok(None)
    }

    async fn audit(&self, _filter: &AuditFilter) -> Result<Vec<AuditRow>, Outage> {
        Ok(Vec::new())
    }

    async fn verify(&self) -> Result<Verified, Outage> {
        Ok(Verified::Broken { sequence: 7 })
    }
}

#[async_trait]
impl Reports for Book {
    async fn enrolled(&self) -> Result<HashSet<Sid>, Outage> {
        Ok(HashSet::new())
    }

    async fn coverage(&self, _since: Timestamp) -> Result<Vec<CoverageRow>, Outage> {
        Ok(Vec::new())
    }

    async fn seen(&self) -> Result<Vec<(String, Timestamp)>, Outage> {
        Ok(Vec::new())
    }

    async fn note_coverage(&self, _rows: Vec<CoverageRow>, _now: Timestamp) -> Result<(), Outage> {
        Ok(())
    }
}
