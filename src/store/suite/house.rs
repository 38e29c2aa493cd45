//! The words of the sentences: people, pools, events, authenticators.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::sync::Arc;

use vestibule_gate::ports::{
    Change, Changed, Conclusion, Counting, Inquiry, NewAuthenticator, NewRecovery, Pool, Spend, Standing,
};
use vestibule_gate::{Event, Mac, Mfa, Outcome, Parameters, Reason, Sealed, Sid, Timestamp};

use crate::store::Followed;

/// A backend with a fresh store of its own.
pub(crate) trait House: Sized + Send + 'static {
    /// The backend.
    type Store: Followed + 'static;
    /// An empty store.
    fn new() -> Self;
    /// The store.
    fn store(&self) -> Arc<Self::Store>;
    /// The store as it would be found if the power had failed now, opened again.
    fn after_a_crash(&self) -> Self;
    /// Plain SQL behind the store's back.
    fn execute(&self, sql: &str);
}

/// A time in November 2026.
pub(crate) const NOON: Timestamp = Timestamp(1_795_000_000_000);

pub(crate) fn sid(number: u32) -> Sid {
    Sid::new(format!("S-1-5-21-1-2-3-{number}"))
}

pub(crate) fn pool(person: &Sid, application: &str, source: Option<&str>) -> Pool {
    let source = source.map(|source| source.parse::<IpAddr>().unwrap());
    Pool { person: person.clone(), application: Arc::from(application), source }
}

pub(crate) fn mac(number: u8) -> Mac {
    Mac([number; 32])
}

pub(crate) fn event(person: &Sid, name: &str) -> Event {
    Event {
        time: NOON,
        event: "login",
        outcome: Outcome::Refused,
        reason: Reason::WrongCode,
        person: name.to_owned(),
        sid: Some(person.clone()),
        door: "ldap",
        application: "mail".to_owned(),
        source: "192.0.2.1".to_owned(),
        mfa: Mfa::None,
        authenticator: None,
        rule: None,
        node: "one".to_owned(),
        duration_ms: 7,
        steps: BTreeMap::new(),
        enforced: None,
        would_be: None,
        station: None,
        count: None,
        operator: None,
        note: None,
    }
}

/// A conclusion in `pool` with an event and nothing else.
pub(crate) fn seen(pool: &Pool) -> Conclusion {
    let event = event(&pool.person, "ada");
    Conclusion { pool: Some(pool.clone()), event: Some(event), ..Conclusion::default() }
}

pub(crate) fn counted(pool: &Pool, count: Counting) -> Conclusion {
    Conclusion { count, ..seen(pool) }
}

/// An admission that spends `step` of an authenticator added with epoch 1.
pub(crate) fn spent(pool: &Pool, authenticator: &str, step: u64) -> Conclusion {
    let spend = Spend::Totp { authenticator: authenticator.to_owned(), step, epoch: 1 };
    Conclusion { spend: Some(spend), ..counted(pool, Counting::Admission) }
}

pub(crate) fn authenticator(id: &str) -> NewAuthenticator {
    NewAuthenticator {
        id: id.to_owned(),
        label: format!("phone {id}"),
        seed: Sealed { key: "test".to_owned(), bytes: id.as_bytes().to_vec() },
        epoch: 1,
        parameters: Parameters::default(),
    }
}

pub(crate) fn recovery(ids: &[&str]) -> Vec<NewRecovery> {
    let code =
        |id: &&str| NewRecovery { id: (*id).to_owned(), selector: format!("S{id}"), hash: format!("$argon2id${id}") };
    ids.iter().map(code).collect()
}

/// A person with one authenticator, enrolled at noon.
pub(crate) async fn enrolled(store: &dyn Followed, person: &Sid, id: &str) {
    let what =
        Change::AddAuthenticator { person: person.clone(), name: "ada".to_owned(), authenticator: authenticator(id) };
    assert_eq!(change(store, what).await, Changed::Done);
}

pub(crate) async fn with_recovery(store: &dyn Followed, person: &Sid, ids: &[&str]) {
    let what = Change::ReplaceRecovery { person: person.clone(), name: "ada".to_owned(), codes: recovery(ids) };
    assert_eq!(change(store, what).await, Changed::Done);
}

pub(crate) async fn change(store: &dyn Followed, what: Change) -> Changed {
    store.change(what, event(&sid(1), "ada"), NOON).await.unwrap()
}

pub(crate) async fn standing(store: &dyn Followed, pool: &Pool) -> Standing {
    ask(store, pool, 0, NOON).await
}

pub(crate) async fn ask(store: &dyn Followed, pool: &Pool, typed: u8, now: Timestamp) -> Standing {
    store.standing(&Inquiry { pool: pool.clone(), typed: mac(typed), repeat: Some(mac(typed)), now }).await.unwrap()
}

pub(crate) async fn rows(store: &dyn Followed) -> usize {
    store.audit(&Default::default()).await.unwrap().len()
}
