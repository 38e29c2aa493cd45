//! Bypass codes and grace: what stands in for an authenticator for a while.

use std::time::Duration;

use tokio::task::JoinSet;
use vestibule_gate::ports::{
    BYPASS_PAUSE, Change, Changed, Concluded, Conclusion, Counting, GRACE_COUNTS_FOR, GraceUsed, NewBypass, Pool,
    Records, Spend, Store,
};
use vestibule_gate::{Sid, Timestamp};

use super::house::*;

const HOUR: Duration = Duration::from_secs(3600);
const INSTANT: Duration = Duration::from_millis(1);

async fn granted(store: &impl Records, person: &Sid, id: &str, until: Timestamp) {
    let bypass = NewBypass {
        id: id.to_owned(),
        code: mac(3),
        operator: "root".to_owned(),
        reason: "telephone in the river".to_owned(),
        until,
    };
    let what = Change::AddBypass { person: person.clone(), name: "ada".to_owned(), bypass };
    assert_eq!(store.change(what, event(person, "ada"), NOON).await.unwrap(), Changed::Done);
}

fn by(pool: &Pool, spend: Spend) -> Conclusion {
    Conclusion { spend: Some(spend), ..counted(pool, Counting::Admission) }
}

fn bypassed(pool: &Pool, id: &str) -> Conclusion {
    by(pool, Spend::Bypass { id: id.to_owned() })
}

async fn ends(store: &impl Store, what: Conclusion, now: Timestamp) -> Concluded {
    store.conclude(what, now).await.unwrap()
}

/// How many of thirty at a time were done.
async fn done_of_thirty<H: House>(house: &H, what: impl Fn(usize) -> Conclusion) -> usize {
    let mut tries = JoinSet::new();
    for number in 0..30 {
        let (store, what) = (house.store(), what(number));
        tries.spawn(async move { store.conclude(what, NOON).await.unwrap() });
    }
    tries.join_all().await.into_iter().filter(|end| *end == Concluded::Done).count()
}

pub(in crate::store) async fn one_bypass_code_admits_once_at_an_application_among_thirty_at_a_time<H: House>() {
    let (house, person) = (H::new(), sid(900));
    granted(&*house.store(), &person, "b0", NOON.plus(HOUR)).await;
    let here = pool(&person, "mail", Some("192.0.2.1"));
    assert_eq!(done_of_thirty(&house, |_| bypassed(&here, "b0")).await, 1);
    // Two applications, from whatever address: each once.
    let places = ["vpn", "wiki"].map(|application| pool(&person, application, None));
    assert_eq!(done_of_thirty(&house, |number| bypassed(&places[number % 2], "b0")).await, 2);
    assert_eq!(rows(&*house.store()).await, 4);
}

pub(in crate::store) async fn a_bypass_code_admits_once_a_minute_at_each_application<H: House>() {
    let (house, person) = (H::new(), sid(901));
    let store = house.store();
    let (here, there) = (pool(&person, "mail", None), pool(&person, "wiki", None));
    granted(&*store, &person, "b1", NOON.plus(HOUR)).await;
    assert_eq!(ends(&*store, bypassed(&here, "b1"), NOON).await, Concluded::Done);
    assert_eq!(ends(&*store, bypassed(&there, "b1"), NOON).await, Concluded::Done);
    let almost = NOON.plus(BYPASS_PAUSE - INSTANT);
    for place in [&here, &there] {
        assert_eq!(ends(&*store, bypassed(place, "b1"), almost).await, Concluded::SpendLost);
        assert_eq!(ends(&*store, bypassed(place, "b1"), NOON.plus(BYPASS_PAUSE)).await, Concluded::Done);
    }
    let again = house.after_a_crash();
    assert_eq!(ends(&*again.store(), bypassed(&here, "b1"), NOON.plus(BYPASS_PAUSE)).await, Concluded::SpendLost);
    // Another code of the same person has a pause of its own.
    granted(&*store, &person, "b2", NOON.plus(HOUR)).await;
    assert_eq!(ends(&*store, bypassed(&here, "b2"), NOON.plus(BYPASS_PAUSE)).await, Concluded::Done);
}

pub(in crate::store) async fn an_ended_revoked_or_foreign_bypass_code_is_not_spent<H: House>() {
    let (house, person, other) = (H::new(), sid(902), sid(903));
    let (store, here) = (house.store(), pool(&person, "mail", None));
    granted(&*store, &person, "b3", NOON.plus(HOUR)).await;
    granted(&*store, &person, "b4", NOON.plus(HOUR)).await;
    let before = standing(&*store, &here).await;
    assert_eq!(change(&*store, Change::RevokeBypass { id: "b4".to_owned() }).await, Changed::Done);
    let after = standing(&*store, &here).await;
    assert_eq!((after.version, after.epoch), (before.version + 1, before.epoch));
    let left: Vec<_> = after.bypasses.iter().map(|bypass| (bypass.id.as_str(), bypass.code, bypass.until)).collect();
    assert_eq!(left, [("b3", mac(3), NOON.plus(HOUR))]);

    let written = rows(&*store).await;
    for (what, now) in [
        (bypassed(&here, "b4"), NOON),
        (bypassed(&here, "b3"), NOON.plus(HOUR)),
        (bypassed(&pool(&other, "mail", None), "b3"), NOON),
        (bypassed(&here, "absent"), NOON),
        (Conclusion { pool: None, ..bypassed(&here, "b3") }, NOON),
    ] {
        assert_eq!(ends(&*store, what, now).await, Concluded::SpendLost);
    }
    assert_eq!((standing(&*store, &here).await.version, rows(&*store).await), (after.version, written));
    assert!(ask(&*store, &here, 0, NOON.plus(HOUR)).await.bypasses.is_empty());
    assert_eq!(ends(&*store, bypassed(&here, "b3"), NOON.plus(HOUR - INSTANT)).await, Concluded::Done);
    for id in ["b4", "absent"] {
        assert_eq!(change(&*store, Change::RevokeBypass { id: id.to_owned() }).await, Changed::NotFound);
    }
    let late = Change::RevokeBypass { id: "b3".to_owned() };
    assert_eq!(store.change(late, event(&person, "ada"), NOON.plus(HOUR)).await.unwrap(), Changed::NotFound);
}

pub(in crate::store) async fn bypass_codes_are_listed_until_they_end<H: House>() {
    let (house, ada, bert) = (H::new(), sid(904), sid(905));
    let store = house.store();
    granted(&*store, &ada, "b5", NOON.plus(2 * HOUR)).await;
    granted(&*store, &bert, "b6", NOON.plus(HOUR)).await;
    assert_eq!(ends(&*store, bypassed(&pool(&ada, "mail", None), "b5"), NOON).await, Concluded::Done);
    let later = NOON.plus(HOUR - INSTANT);
    assert_eq!(ends(&*store, bypassed(&pool(&ada, "wiki", None), "b5"), later).await, Concluded::Done);

    let all = store.bypasses(None, NOON).await.unwrap();
    assert_eq!(
        all.iter().map(|row| (row.id.as_str(), row.last_used)).collect::<Vec<_>>(),
        [("b6", None), ("b5", Some(later))]
    );
    let row = store.bypasses(Some(&ada), NOON).await.unwrap().remove(0);
    assert_eq!(row, all[1]);
    assert_eq!((row.person, row.person_name.as_str(), row.operator.as_str()), (ada, "ada", "root"));
    assert_eq!((row.reason.as_str(), row.created, row.until), ("telephone in the river", NOON, NOON.plus(2 * HOUR)));
    assert_eq!(store.bypasses(Some(&bert), NOON.plus(HOUR)).await.unwrap(), []);
}

fn by_grace(pool: &Pool, most: Option<u32>) -> Conclusion {
    by(pool, Spend::Grace { most })
}

pub(in crate::store) async fn grace_counts_once_in_eight_hours_at_each_application<H: House>() {
    let (house, person) = (H::new(), sid(906));
    let (store, here, there) = (house.store(), pool(&person, "mail", None), pool(&person, "wiki", None));
    let from = pool(&person, "mail", Some("192.0.2.6"));
    let used = async |pool: &Pool, now| ask(&*store, pool, 0, now).await.grace;
    assert_eq!(used(&here, NOON).await, GraceUsed::default());
    assert_eq!(ends(&*store, by_grace(&here, Some(2)), NOON).await, Concluded::Done);
    let almost = NOON.plus(GRACE_COUNTS_FOR - INSTANT);
    for now in [NOON, NOON.plus(HOUR), almost] {
        assert_eq!(ends(&*store, by_grace(&from, Some(1)), now).await, Concluded::Done);
    }
    assert_eq!(used(&here, almost).await, GraceUsed { logins: 1, here: Some(NOON) });
    assert_eq!(used(&there, almost).await, GraceUsed { logins: 1, here: None });
    assert_eq!(ends(&*store, by_grace(&there, Some(2)), almost).await, Concluded::Done);

    let next = NOON.plus(GRACE_COUNTS_FOR);
    assert_eq!(ends(&*store, by_grace(&here, Some(2)), next).await, Concluded::SpendLost);
    assert_eq!(ends(&*store, by_grace(&there, Some(2)), next).await, Concluded::Done, "that one still counts");
    assert_eq!(ends(&*store, by_grace(&here, None), next).await, Concluded::Done);
    let again = house.after_a_crash();
    let found = ask(&*again.store(), &here, 0, next).await.grace;
    assert_eq!(found, GraceUsed { logins: 3, here: Some(next) });
    let nobody = Conclusion { pool: None, ..by_grace(&here, None) };
    assert_eq!(ends(&*store, nobody, next).await, Concluded::SpendLost);
}

pub(in crate::store) async fn grace_never_counts_beyond_the_most_among_thirty_at_a_time<H: House>() {
    let (house, person) = (H::new(), sid(907));
    let places: Vec<Pool> = (0..30).map(|number| pool(&person, &format!("application-{number}"), None)).collect();
    assert_eq!(done_of_thirty(&house, |number| by_grace(&places[number], Some(5))).await, 5);
    assert_eq!(standing(&*house.store(), &places[0]).await.grace.logins, 5);
    // At one application they are one login.
    let other = sid(908);
    let here = pool(&other, "mail", None);
    assert_eq!(done_of_thirty(&house, |_| by_grace(&here, Some(1))).await, 30);
    assert_eq!(standing(&*house.store(), &here).await.grace.logins, 1);
}

pub(in crate::store) async fn the_first_time_somebody_is_told_stays<H: House>() {
    let (house, person) = (H::new(), sid(909));
    let (store, here) = (house.store(), pool(&person, "mail", None));
    assert_eq!(ends(&*store, seen(&here), NOON).await, Concluded::Done);
    assert_eq!(standing(&*store, &here).await.first_told, None);
    for (now, version) in [(NOON.plus(HOUR), 2), (NOON.plus(2 * HOUR), 3)] {
        assert_eq!(ends(&*store, Conclusion { told: true, ..seen(&here) }, now).await, Concluded::Done);
        let found = standing(&*store, &here).await;
        assert_eq!((found.first_told, found.version), (Some(NOON.plus(HOUR)), version));
    }
    let nobody = Conclusion { told: true, ..Conclusion::default() };
    assert_eq!(ends(&*store, nobody, NOON).await, Concluded::Done);
}
