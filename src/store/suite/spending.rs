//! A code is spent once, durably, with everything that belongs to it.

use tokio::task::JoinSet;
use vestibule_gate::ports::{Change, Concluded, Conclusion, Counting, Spend, Store};

use super::house::*;

async fn thirty<H: House>(house: &H, what: impl Fn() -> Conclusion) -> [usize; 2] {
    let mut tries = JoinSet::new();
    for _ in 0..30 {
        let (store, what) = (house.store(), what());
        tries.spawn(async move { store.conclude(what, NOON).await.unwrap() });
    }
    let ends = tries.join_all().await;
    [Concluded::Done, Concluded::SpendLost].map(|end| ends.iter().filter(|found| **found == end).count())
}

pub(in crate::store) async fn one_code_admits_once_among_thirty_at_a_time<H: House>() {
    let (house, person) = (H::new(), sid(100));
    let pool = pool(&person, "mail", Some("192.0.2.1"));
    enrolled(&*house.store(), &person, "a1").await;
    for step in 10..20 {
        assert_eq!(thirty(&house, || spent(&pool, "a1", step)).await, [1, 29], "step {step}");
    }
    assert_eq!(standing(&*house.store(), &pool).await.authenticators[0].last_step, 19);
}

pub(in crate::store) async fn one_recovery_code_admits_once_among_thirty_at_a_time<H: House>() {
    let (house, person) = (H::new(), sid(101));
    let pool = pool(&person, "mail", None);
    with_recovery(&*house.store(), &person, &["r1", "r2"]).await;
    let spend = || Some(Spend::Recovery { id: "r1".to_owned() });
    assert_eq!(thirty(&house, || Conclusion { spend: spend(), ..seen(&pool) }).await, [1, 29]);
    let left = standing(&*house.store(), &pool).await.recovery;
    assert_eq!(left.iter().map(|code| code.id.as_str()).collect::<Vec<_>>(), ["r2"]);
}

pub(in crate::store) async fn a_slow_writer_with_an_older_step_does_not_lower_the_watermark<H: House>() {
    let (house, person) = (H::new(), sid(102));
    let (store, pool) = (house.store(), pool(&person, "mail", None));
    enrolled(&*store, &person, "a2").await;
    // Both looked at their codes when nothing had been spent; the later step arrives first.
    let slow = spent(&pool, "a2", 41);
    assert_eq!(store.conclude(spent(&pool, "a2", 42), NOON).await.unwrap(), Concluded::Done);
    assert_eq!(store.conclude(slow, NOON).await.unwrap(), Concluded::SpendLost);
    assert_eq!(standing(&*store, &pool).await.authenticators[0].last_step, 42);
    assert_eq!(store.conclude(spent(&pool, "a2", 42), NOON).await.unwrap(), Concluded::SpendLost);
}

pub(in crate::store) async fn a_lost_spend_leaves_nothing_behind<H: House>() {
    let (house, person) = (H::new(), sid(103));
    let (store, pool) = (house.store(), pool(&person, "mail", Some("192.0.2.3")));
    enrolled(&*store, &person, "a3").await;
    assert_eq!(store.conclude(counted(&pool, Counting::WrongCode(mac(1))), NOON).await.unwrap(), Concluded::Done);
    assert_eq!(store.conclude(counted(&pool, Counting::WrongPassword), NOON).await.unwrap(), Concluded::Done);
    let (before, written) = (standing(&*store, &pool).await, rows(&*store).await);
    let lost = Conclusion {
        refused_source: pool.source,
        service_proof: Some(mac(9)),
        spend: Some(Spend::Totp { authenticator: "nobody's".to_owned(), step: 1, epoch: 1 }),
        ..counted(&pool, Counting::Admission)
    };
    assert_eq!(store.conclude(lost, NOON).await.unwrap(), Concluded::SpendLost);
    let after = standing(&*store, &pool).await;
    assert_eq!(format!("{before:?}"), format!("{after:?}"));
    assert_eq!(rows(&*store).await, written);
    assert_eq!(store.refusals(pool.source.unwrap(), NOON).await.unwrap(), 0);
}

pub(in crate::store) async fn a_code_is_spent_only_for_its_own_person<H: House>() {
    let (house, owner, other) = (H::new(), sid(104), sid(105));
    let store = house.store();
    enrolled(&*store, &owner, "a4").await;
    with_recovery(&*store, &owner, &["r4"]).await;
    let elsewhere = pool(&other, "mail", None);
    assert_eq!(store.conclude(spent(&elsewhere, "a4", 5), NOON).await.unwrap(), Concluded::SpendLost);
    let recovery = Conclusion { spend: Some(Spend::Recovery { id: "r4".to_owned() }), ..seen(&elsewhere) };
    assert_eq!(store.conclude(recovery, NOON).await.unwrap(), Concluded::SpendLost);
    assert_eq!(store.conclude(spent(&pool(&owner, "mail", None), "a4", 5), NOON).await.unwrap(), Concluded::Done);
}

pub(in crate::store) async fn a_code_of_another_epoch_or_a_disabled_authenticator_is_not_spent<H: House>() {
    let (house, person) = (H::new(), sid(106));
    let (store, pool) = (house.store(), pool(&person, "mail", None));
    enrolled(&*store, &person, "a6").await;
    let stale = Spend::Totp { authenticator: "a6".to_owned(), step: 5, epoch: 2 };
    let stale = Conclusion { spend: Some(stale), ..seen(&pool) };
    assert_eq!(store.conclude(stale, NOON).await.unwrap(), Concluded::SpendLost);
    for (enabled, end) in [(false, Concluded::SpendLost), (true, Concluded::Done)] {
        let _ = change(&*store, Change::SetAuthenticator { id: "a6".to_owned(), enabled }).await;
        assert_eq!(store.conclude(spent(&pool, "a6", 5), NOON).await.unwrap(), end);
    }
    let _ = change(&*store, Change::RemoveAuthenticator { id: "a6".to_owned() }).await;
    assert_eq!(store.conclude(spent(&pool, "a6", 6), NOON).await.unwrap(), Concluded::SpendLost);
}

pub(in crate::store) async fn a_code_without_a_person_is_not_spent<H: House>() {
    let (house, person) = (H::new(), sid(107));
    let store = house.store();
    enrolled(&*store, &person, "a7").await;
    let nobody = Conclusion { pool: None, ..spent(&pool(&person, "mail", None), "a7", 5) };
    assert_eq!(store.conclude(nobody, NOON).await.unwrap(), Concluded::SpendLost);
}

pub(in crate::store) async fn what_was_answered_survives_a_crash<H: House>() {
    let (house, person) = (H::new(), sid(108));
    let (store, here) = (house.store(), pool(&person, "mail", None));
    enrolled(&*store, &person, "a8").await;
    for step in 1..=20 {
        assert_eq!(store.conclude(spent(&here, "a8", step), NOON).await.unwrap(), Concluded::Done);
        assert_eq!(
            store.conclude(counted(&here, Counting::WrongCode(mac(step as u8))), NOON).await.unwrap(),
            Concluded::Done
        );
        if step % 5 == 0 {
            let again = house.after_a_crash();
            let found = standing(&*again.store(), &here).await;
            assert_eq!((found.authenticators[0].last_step, found.pool.wrong), (step, 1));
            assert_eq!(again.store().conclude(spent(&here, "a8", step), NOON).await.unwrap(), Concluded::SpendLost);
            assert_eq!(rows(&*again.store()).await as u64, 1 + 2 * step);
        }
    }
}
