//! What people change about themselves.

use tokio::task::JoinSet;
use vestibule_gate::ports::{Change, Changed, Concluded, Conclusion, OwnChange, Records, Remembered, Spend, Store};
use vestibule_gate::{PasswordVersion, Sid, Timestamp};

use super::house::*;
use crate::store::Followed;

/// Makes a change on the epoch that stands now.
async fn own(store: &dyn Followed, person: &Sid, what: OwnChange) -> Changed {
    let epoch = standing(store, &pool(person, "mail", None)).await.epoch;
    change(store, Change::Own { person: person.clone(), epoch, what }).await
}

fn rename(id: &str, label: &str) -> OwnChange {
    OwnChange::Rename { id: id.to_owned(), label: label.to_owned() }
}

fn remove(id: &str, keep_one: bool) -> OwnChange {
    OwnChange::Remove { id: id.to_owned(), keep_one }
}

fn resynchronise(id: &str, drift: i64, step: u64) -> OwnChange {
    OwnChange::Resynchronise { id: id.to_owned(), drift, step }
}

/// What a person holds, and what was written about anybody.
async fn state(store: &dyn Followed, person: &Sid) -> String {
    let found = standing(store, &pool(person, "mail", None)).await;
    format!("{found:?} {:?} {}", store.authenticators(Some(person)).await.unwrap(), rows(store).await)
}

pub(in crate::store) async fn own_changes_need_the_epoch_that_is_known<H: House>() {
    let (house, person) = (H::new(), sid(940));
    let (store, here) = (house.store(), pool(&person, "mail", None));
    enrolled(&*store, &person, "o0").await;
    let changes: [fn() -> OwnChange; 7] = [
        || OwnChange::SignOut,
        || rename("o0", "watch"),
        || OwnChange::Add(authenticator("o1")),
        || OwnChange::Replace { id: "o1".to_owned(), with: authenticator("o2") },
        || resynchronise("o2", 3, 50),
        || OwnChange::Recovery(recovery(&["or"])),
        || remove("o2", true),
    ];
    for (what, epoch) in changes.into_iter().zip(1..) {
        let entry = Remembered { fresh: NOON, tail: 6, password: PasswordVersion("1".to_owned()), epoch };
        let remembered = Conclusion { remember: vec![(mac(0), entry)], ..seen(&here) };
        assert_eq!(store.conclude(remembered, NOON).await.unwrap(), Concluded::Done);
        assert!(standing(&*store, &here).await.remembered.is_some());
        let before = state(&*store, &person).await;
        for stale in [epoch - 1, epoch + 1] {
            let late = Change::Own { person: person.clone(), epoch: stale, what: what() };
            assert_eq!(change(&*store, late).await, Changed::Stale);
        }
        assert_eq!(state(&*store, &person).await, before, "{:?}", what());
        assert_eq!(own(&*store, &person, what()).await, Changed::Done, "{:?}", what());
        let after = standing(&*store, &here).await;
        assert_eq!((after.epoch, after.remembered), (epoch + 1, None), "{:?}", what());
    }
}

pub(in crate::store) async fn one_of_thirty_own_changes_of_the_same_epoch_is_made<H: House>() {
    let (house, person) = (H::new(), sid(941));
    enrolled(&*house.store(), &person, "o3").await;
    let mut tries = JoinSet::new();
    for number in 0..30 {
        let (store, person) = (house.store(), person.clone());
        let what = OwnChange::Add(authenticator(&format!("o3{number}")));
        tries.spawn(async move { change(&*store, Change::Own { person, epoch: 1, what }).await });
    }
    let ends = tries.join_all().await;
    assert_eq!(ends.iter().filter(|end| **end == Changed::Done).count(), 1);
    assert_eq!(ends.iter().filter(|end| **end == Changed::Stale).count(), 29);
    assert_eq!(house.store().authenticators(Some(&person)).await.unwrap().len(), 2);
    assert_eq!(rows(&*house.store()).await, 2);
}

pub(in crate::store) async fn what_is_anothers_is_not_found<H: House>() {
    let (house, person, other) = (H::new(), sid(942), sid(943));
    let store = house.store();
    enrolled(&*store, &person, "o4").await;
    enrolled(&*store, &other, "o5").await;
    let before = (state(&*store, &person).await, state(&*store, &other).await);
    for id in ["o5", "absent"] {
        let changes = [
            OwnChange::Replace { id: id.to_owned(), with: authenticator("o6") },
            remove(id, false),
            rename(id, "mine"),
            resynchronise(id, 1, 90),
        ];
        for what in changes {
            let said = format!("{what:?}");
            assert_eq!(own(&*store, &person, what).await, Changed::NotFound, "{said}");
        }
    }
    assert_eq!((state(&*store, &person).await, state(&*store, &other).await), before);
}

pub(in crate::store) async fn own_authenticators_are_added_replaced_and_renamed<H: House>() {
    let (house, person) = (H::new(), sid(944));
    let store = house.store();
    enrolled(&*store, &person, "p0").await;
    for number in 1..8 {
        let what = OwnChange::Add(authenticator(&format!("p{number}")));
        assert_eq!(own(&*store, &person, what).await, Changed::Done);
    }
    assert_eq!(own(&*store, &person, OwnChange::Add(authenticator("p8"))).await, Changed::TooMany);
    let replace = OwnChange::Replace { id: "p0".to_owned(), with: authenticator("p9") };
    assert_eq!(own(&*store, &person, replace).await, Changed::Done);
    assert_eq!(own(&*store, &person, rename("p9", "my \"new\" one")).await, Changed::Done);
    let held = store.authenticators(Some(&person)).await.unwrap();
    assert_eq!(held.len(), 8);
    assert!(held.iter().all(|row| row.id != "p0"));
    assert_eq!(held.iter().find(|row| row.id == "p9").unwrap().label, "my \"new\" one");
}

pub(in crate::store) async fn the_last_enabled_authenticator_may_have_to_stay<H: House>() {
    let (house, person) = (H::new(), sid(945));
    let store = house.store();
    for id in ["q0", "q1", "q2"] {
        enrolled(&*store, &person, id).await;
    }
    let _ = change(&*store, Change::SetAuthenticator { id: "q2".to_owned(), enabled: false }).await;
    assert_eq!(own(&*store, &person, remove("q0", true)).await, Changed::Done);
    let before = state(&*store, &person).await;
    assert_eq!(own(&*store, &person, remove("q1", true)).await, Changed::Last);
    assert_eq!(state(&*store, &person).await, before);
    assert_eq!(own(&*store, &person, remove("q2", true)).await, Changed::Done, "it was not enabled");
    assert_eq!(own(&*store, &person, remove("q1", true)).await, Changed::Last);
    assert_eq!(own(&*store, &person, remove("q1", false)).await, Changed::Done);
}

pub(in crate::store) async fn with_the_last_authenticator_go_the_recovery_codes<H: House>() {
    let (house, person) = (H::new(), sid(946));
    let store = house.store();
    for id in ["q3", "q4"] {
        enrolled(&*store, &person, id).await;
    }
    with_recovery(&*store, &person, &["qr", "qs"]).await;
    for (id, left) in [("q3", 2), ("q4", 0)] {
        assert_eq!(own(&*store, &person, remove(id, false)).await, Changed::Done);
        assert_eq!(store.recovery_left(&person).await.unwrap(), left);
    }
}

pub(in crate::store) async fn a_resynchronisation_only_goes_up<H: House>() {
    let (house, person) = (H::new(), sid(947));
    let (store, here) = (house.store(), pool(&person, "mail", None));
    enrolled(&*store, &person, "q5").await;
    assert_eq!(store.conclude(spent(&here, "q5", 100), NOON).await.unwrap(), Concluded::Done);
    for (drift, step, end) in [
        (4, 99, Changed::NotFound),
        (4, 100, Changed::NotFound),
        (-3, 101, Changed::Done),
        (5, 101, Changed::NotFound),
        (7, 120, Changed::Done),
    ] {
        assert_eq!(own(&*store, &person, resynchronise("q5", drift, step)).await, end, "{drift} {step}");
    }
    let held = standing(&*house.after_a_crash().store(), &here).await.authenticators.remove(0);
    assert_eq!((held.drift, held.last_step), (7, 120));
    assert_eq!(store.conclude(spent(&here, "q5", 120), NOON).await.unwrap(), Concluded::SpendLost);
    let row = store.authenticators(Some(&person)).await.unwrap().remove(0);
    assert_eq!(row.last_used, Some(Timestamp::from_secs(113 * 30)), "by our clock");
}

pub(in crate::store) async fn own_recovery_codes_are_replaced<H: House>() {
    let (house, person) = (H::new(), sid(948));
    let (store, here) = (house.store(), pool(&person, "mail", None));
    enrolled(&*store, &person, "q6").await;
    with_recovery(&*store, &person, &["qt", "qu"]).await;
    assert_eq!(own(&*store, &person, OwnChange::Recovery(recovery(&["qv"]))).await, Changed::Done);
    let old = Conclusion { spend: Some(Spend::Recovery { id: "qt".to_owned() }), ..seen(&here) };
    assert_eq!(store.conclude(old, NOON).await.unwrap(), Concluded::SpendLost);
    assert_eq!(store.recovery_left(&person).await.unwrap(), 1);
}
