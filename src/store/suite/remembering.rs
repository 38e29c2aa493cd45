//! What is remembered and what ends it.

use vestibule_gate::PasswordVersion;
use vestibule_gate::ports::{Change, Concluded, Conclusion, Pool, Remembered, Spend, Standing, Store};

use super::house::*;

fn entry(epoch: u64) -> Remembered {
    Remembered { fresh: NOON, tail: 6, password: PasswordVersion("132".to_owned()), epoch }
}

async fn remember(store: &impl Store, pool: &Pool, epoch: u64) {
    let what = Conclusion { remember: vec![(mac(5), entry(epoch))], ..seen(pool) };
    assert_eq!(store.conclude(what, NOON).await.unwrap(), Concluded::Done);
}

pub(in crate::store) async fn a_string_is_remembered_at_its_own_application_and_source_only<H: House>() {
    let (house, person, other) = (H::new(), sid(300), sid(301));
    let store = house.store();
    let here = pool(&person, "mail", Some("192.0.2.1"));
    remember(&*store, &here, 0).await;
    assert_eq!(ask(&*store, &here, 5, NOON).await.remembered, Some(entry(0)));
    assert_eq!(ask(&*store, &here, 5, NOON).await.repeated, Some(entry(0)));
    assert_eq!(ask(&*store, &here, 6, NOON).await.remembered, None);
    let elsewhere = [
        pool(&person, "mail", Some("192.0.2.2")),
        pool(&person, "mail", None),
        pool(&person, "wiki", Some("192.0.2.1")),
        pool(&other, "mail", Some("192.0.2.1")),
    ];
    for pool in elsewhere {
        assert_eq!(store.conclude(seen(&pool), NOON).await.unwrap(), Concluded::Done);
        assert_eq!(ask(&*store, &pool, 5, NOON).await.remembered, None, "{pool:?}");
    }
}

pub(in crate::store) async fn any_change_of_factors_ends_what_was_remembered<H: House>() {
    let (house, person) = (H::new(), sid(302));
    let (store, pool) = (house.store(), pool(&person, "mail", None));
    let name = || "ada".to_owned();
    let id = || "m2".to_owned();
    let changes = [
        Change::AddAuthenticator { person: person.clone(), name: name(), authenticator: authenticator("m2") },
        Change::SetAuthenticator { id: id(), enabled: false },
        Change::SetAuthenticator { id: id(), enabled: true },
        Change::ReplaceRecovery { person: person.clone(), name: name(), codes: recovery(&["q1"]) },
        Change::RemoveAuthenticator { id: id() },
    ];
    for (what, epoch) in changes.into_iter().zip(0..) {
        remember(&*store, &pool, epoch).await;
        let before = ask(&*store, &pool, 5, NOON).await;
        assert!(before.remembered.is_some() && before.epoch == epoch, "{what:?}");
        let early = Conclusion { remember: vec![(mac(6), entry(epoch + 1))], ..seen(&pool) };
        assert_eq!(store.conclude(early, NOON).await.unwrap(), Concluded::Done);
        let before = Standing { version: before.version + 1, ..before };
        let said = format!("{what:?}");
        let _ = change(&*store, what).await;
        let after = ask(&*store, &pool, 5, NOON).await;
        assert_eq!((after.remembered, after.epoch, after.version), (None, epoch + 1, before.version + 1), "{said}");
        // It is gone, whatever epoch it names.
        assert_eq!(ask(&*store, &pool, 6, NOON).await.remembered, None, "{said}");
        // One that was under way meanwhile and is written late has ended too.
        remember(&*store, &pool, epoch).await;
        assert_eq!(ask(&*store, &pool, 5, NOON).await.remembered, None, "{said}");
    }
}

pub(in crate::store) async fn spending_does_not_raise_the_epoch<H: House>() {
    let (house, person) = (H::new(), sid(303));
    let (store, pool) = (house.store(), pool(&person, "mail", None));
    enrolled(&*store, &person, "m3").await;
    with_recovery(&*store, &person, &["q3"]).await;
    remember(&*store, &pool, 2).await;
    let recovery = Conclusion { spend: Some(Spend::Recovery { id: "q3".to_owned() }), ..seen(&pool) };
    for what in [spent(&pool, "m3", 9), recovery] {
        assert_eq!(store.conclude(what, NOON).await.unwrap(), Concluded::Done);
    }
    let found = ask(&*store, &pool, 5, NOON).await;
    assert_eq!((found.epoch, found.remembered), (2, Some(entry(2))));
}

pub(in crate::store) async fn a_service_accounts_proof_is_kept_per_application<H: House>() {
    let (house, person) = (H::new(), sid(304));
    let (store, here, there) = (house.store(), pool(&person, "mail", None), pool(&person, "wiki", None));
    for proof in [mac(1), mac(2)] {
        let what = Conclusion { service_proof: Some(proof), ..seen(&here) };
        assert_eq!(store.conclude(what, NOON).await.unwrap(), Concluded::Done);
        assert_eq!(standing(&*store, &here).await.service_proof, Some(proof));
    }
    assert_eq!(standing(&*store, &there).await.service_proof, None);
}
