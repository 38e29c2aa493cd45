//! Permissions to come back by a resumed TLS session.

use std::time::Duration;

use tokio::task::JoinSet;
use vestibule_gate::ports::{
    Change, Changed, Concluded, Conclusion, Counting, NewReconnection, OwnChange, Pool, ReconnectionRow, Records,
    Spend, Store, WhichReconnections,
};
use vestibule_gate::{PasswordVersion, Timestamp};

use super::house::*;

const HOUR: Duration = Duration::from_secs(3600);
const INSTANT: Duration = Duration::from_millis(1);
const MACHINE: &str = "02-00-5E-10-00-01";

fn new(id: &str, epoch: u64) -> NewReconnection {
    NewReconnection {
        id: id.to_owned(),
        station: MACHINE.to_owned(),
        node: "one".to_owned(),
        fresh: NOON,
        until: NOON.plus(8 * HOUR),
        password: PasswordVersion("132".to_owned()),
        epoch,
        exempt: false,
    }
}

async fn ends(store: &impl Store, what: Conclusion, now: Timestamp) -> Concluded {
    store.conclude(what, now).await.unwrap()
}

/// A login that leaves a permission.
async fn leave(store: &impl Store, pool: &Pool, new: NewReconnection) {
    let what = Conclusion { reconnect: Some(new), ..counted(pool, Counting::Admission) };
    assert_eq!(ends(store, what, NOON).await, Concluded::Done);
}

fn spend_of(id: &str, station: &str, password: &str, epoch: u64) -> Spend {
    let (station, password) = (station.to_owned(), PasswordVersion(password.to_owned()));
    Spend::Reconnect { id: id.to_owned(), station, password, epoch }
}

fn back(pool: &Pool, id: &str, epoch: u64) -> Conclusion {
    Conclusion { spend: Some(spend_of(id, MACHINE, "132", epoch)), ..seen(pool) }
}

async fn ids(store: &impl Records, of: Option<&Pool>) -> Vec<String> {
    let rows = store.reconnections(of.map(|pool| &pool.person), of.map(|pool| &*pool.application), NOON).await;
    rows.unwrap().into_iter().map(|row| row.id).collect()
}

pub(in crate::store) async fn a_permission_is_good_until_its_end_for_its_own_place_only<H: House>() {
    let (house, person, other) = (H::new(), sid(700), sid(701));
    let (store, here) = (house.store(), pool(&person, "wifi", None));
    leave(&*store, &here, new("w0", 0)).await;
    assert_eq!(ends(&*store, seen(&pool(&other, "wifi", None)), NOON).await, Concluded::Done);
    let version = standing(&*store, &here).await.version;
    let written = rows(&*store).await;
    let spent = |spend| Conclusion { spend: Some(spend), ..seen(&here) };
    let elsewhere = [
        back(&pool(&other, "wifi", None), "w0", 0),
        back(&pool(&person, "mail", None), "w0", 0),
        Conclusion { pool: None, ..back(&here, "w0", 0) },
        back(&here, "w1", 0),
        back(&here, "w0", 1),
        spent(spend_of("w0", "02-00-5E-10-00-02", "132", 0)),
        spent(spend_of("w0", MACHINE, "133", 0)),
    ];
    for what in elsewhere {
        let said = format!("{what:?}");
        assert_eq!(ends(&*store, what, NOON).await, Concluded::SpendLost, "{said}");
    }
    assert_eq!(ends(&*store, back(&here, "w0", 0), NOON.minus(INSTANT)).await, Concluded::SpendLost, "not yet");
    assert_eq!((standing(&*store, &here).await.version, rows(&*store).await), (version, written));

    // From any address, any number of times, and after a power failure.
    let from = pool(&person, "wifi", Some("192.0.2.7"));
    for (place, now) in [(&here, NOON), (&from, NOON), (&here, NOON.plus(8 * HOUR - INSTANT))] {
        assert_eq!(ends(&*store, back(place, "w0", 0), now).await, Concluded::Done);
    }
    let again = house.after_a_crash();
    assert_eq!(ends(&*again.store(), back(&here, "w0", 0), NOON).await, Concluded::Done);
    assert_eq!(ends(&*store, back(&here, "w0", 0), NOON.plus(8 * HOUR)).await, Concluded::SpendLost);
}

pub(in crate::store) async fn a_return_counts_nothing_and_sets_nothing_back<H: House>() {
    let (house, person) = (H::new(), sid(702));
    let (store, here) = (house.store(), pool(&person, "wifi", None));
    leave(&*store, &here, new("w2", 0)).await;
    for count in [Counting::WrongCode(mac(1)), Counting::WrongPassword] {
        assert_eq!(ends(&*store, counted(&here, count), NOON).await, Concluded::Done);
    }
    let before = standing(&*store, &here).await;
    assert_eq!(ends(&*store, back(&here, "w2", 0), NOON.plus(HOUR)).await, Concluded::Done);
    let after = standing(&*store, &here).await;
    assert_eq!(after.version, before.version + 1);
    assert_eq!((after.pool, after.wrong_everywhere, after.forwarded), (before.pool, 1, before.forwarded));
    assert_eq!(store.person(&person).await.unwrap().unwrap().last_admission, Some(NOON));
    let row = store.reconnections(None, None, NOON).await.unwrap().remove(0);
    assert_eq!((row.last_used, row.until), (Some(NOON.plus(HOUR)), NOON.plus(8 * HOUR)), "it does not slide");
}

pub(in crate::store) async fn any_change_of_factors_ends_the_permissions<H: House>() {
    let (house, person, other) = (H::new(), sid(703), sid(704));
    let (store, here, there) = (house.store(), pool(&person, "wifi", None), pool(&other, "wifi", None));
    leave(&*store, &there, new("w4", 0)).await;
    let (name, id) = (|| "ada".to_owned(), || "v1".to_owned());
    let own = |epoch, what| Change::Own { person: person.clone(), epoch, what };
    let changes = [
        Change::AddAuthenticator { person: person.clone(), name: name(), authenticator: authenticator("v1") },
        Change::SetAuthenticator { id: id(), enabled: false },
        Change::SetAuthenticator { id: id(), enabled: true },
        Change::ReplaceRecovery { person: person.clone(), name: name(), codes: recovery(&["v2"]) },
        own(4, OwnChange::Rename { id: id(), label: "new".to_owned() }),
        own(5, OwnChange::Recovery(recovery(&["v3"]))),
        own(6, OwnChange::SignOut),
        Change::RemoveAuthenticator { id: id() },
    ];
    for (what, epoch) in changes.into_iter().zip(0..) {
        leave(&*store, &here, new("w3", epoch)).await;
        assert_eq!(ends(&*store, back(&here, "w3", epoch), NOON).await, Concluded::Done);
        let said = format!("{what:?}");
        assert_eq!(change(&*store, what).await, Changed::Done, "{said}");
        assert_eq!(ids(&*store, Some(&here)).await, [""; 0], "{said}");
        // One that was under way meanwhile and is written late is good for nothing.
        leave(&*store, &here, new("w3", epoch)).await;
        for known in [epoch, epoch + 1] {
            assert_eq!(ends(&*store, back(&here, "w3", known), NOON).await, Concluded::SpendLost, "{said}");
        }
    }
    assert_eq!(ids(&*store, Some(&there)).await, ["w4"], "another person's stays");
}

pub(in crate::store) async fn an_unlock_keeps_permissions_and_a_disabled_account_ends_them<H: House>() {
    let (house, person) = (H::new(), sid(705));
    let (store, here) = (house.store(), pool(&person, "wifi", None));
    for count in [Counting::Disabled, Counting::OutOfUse] {
        leave(&*store, &here, new("w5", 0)).await;
        assert_eq!(ends(&*store, counted(&here, Counting::WrongPassword), NOON).await, Concluded::Done);
        assert_eq!(change(&*store, Change::Unlock { person: person.clone() }).await, Changed::Done);
        assert_eq!(ends(&*store, back(&here, "w5", 0), NOON).await, Concluded::Done);
        assert_eq!(ends(&*store, counted(&here, Counting::WrongPassword), NOON).await, Concluded::Done);
        let proven = count == Counting::Disabled;
        assert_eq!(ends(&*store, counted(&here, count), NOON).await, Concluded::Done);
        assert_eq!(standing(&*store, &here).await.forwarded.0, u32::from(!proven), "no password, no new count");
        assert_eq!(ends(&*store, back(&here, "w5", 0), NOON).await, Concluded::SpendLost);
    }
}

pub(in crate::store) async fn a_machine_has_one_permission_of_a_person_at_each_place<H: House>() {
    let (house, ada, bob) = (H::new(), sid(706), sid(707));
    let (store, here, there) = (house.store(), pool(&ada, "wifi", None), pool(&ada, "guest", None));
    leave(&*store, &here, new("w6", 0)).await;
    assert_eq!(ends(&*store, back(&here, "w6", 0), NOON).await, Concluded::Done);
    for (place, new) in [
        (&here, NewReconnection { fresh: NOON.plus(INSTANT), exempt: true, ..new("w7", 0) }),
        (&there, new("w8", 0)),
        (&here, NewReconnection { node: "two".to_owned(), ..new("w9", 0) }),
        (&here, NewReconnection { station: "02-00-5E-10-00-02".to_owned(), ..new("wa", 0) }),
        (&pool(&bob, "wifi", None), new("wb", 0)),
    ] {
        leave(&*store, place, new).await;
    }
    assert_eq!(ends(&*store, back(&here, "w6", 0), NOON).await, Concluded::SpendLost, "a later login took its place");
    let listed = store.reconnections(Some(&ada), Some("wifi"), NOON).await.unwrap();
    let row = ReconnectionRow {
        id: "w7".to_owned(),
        person: ada.clone(),
        person_name: "ada".to_owned(),
        application: "wifi".to_owned(),
        station: MACHINE.to_owned(),
        node: "one".to_owned(),
        fresh: NOON.plus(INSTANT),
        until: NOON.plus(8 * HOUR),
        exempt: true,
        last_used: None,
    };
    assert_eq!(listed[0], row);
    assert_eq!(listed.iter().map(|row| row.id.as_str()).collect::<Vec<_>>(), ["w7", "w9", "wa"]);
    assert_eq!(ids(&*store, None).await, ["w8", "w7", "w9", "wa", "wb"]);
    assert_eq!(store.reconnections(None, None, NOON.plus(8 * HOUR)).await.unwrap(), []);
}

pub(in crate::store) async fn permissions_are_revoked_one_by_one_by_person_by_machine_or_all<H: House>() {
    let (house, ada, bob) = (H::new(), sid(708), sid(709));
    let (store, of, his) = (house.store(), pool(&ada, "wifi", None), pool(&bob, "wifi", None));
    let other = |id| NewReconnection { station: "02-00-5E-10-00-02".to_owned(), ..new(id, 0) };
    let cases = [
        (WhichReconnections::One("x1".to_owned()), vec!["x2", "x3"]),
        (WhichReconnections::Person(ada.clone()), vec!["x3"]),
        (WhichReconnections::Station(MACHINE.to_owned()), vec!["x2"]),
        (WhichReconnections::All, vec![]),
    ];
    for (which, left) in cases {
        leave(&*store, &of, new("x1", 0)).await;
        leave(&*store, &of, other("x2")).await;
        leave(&*store, &his, new("x3", 0)).await;
        let before = rows(&*store).await;
        assert_eq!(change(&*store, Change::RevokeReconnections(which.clone())).await, Changed::Done);
        assert_eq!(ids(&*store, None).await, left, "{which:?}");
        assert_eq!(change(&*store, Change::RevokeReconnections(which.clone())).await, Changed::NotFound);
        assert_eq!(rows(&*store).await, before + 1);
        assert_eq!(ends(&*store, back(&of, "x1", 0), NOON).await, Concluded::SpendLost, "{which:?}");
    }
    leave(&*store, &of, new("x1", 0)).await;
    let late = Change::RevokeReconnections(WhichReconnections::All);
    let late = store.change(late, event(&ada, "ada"), NOON.plus(8 * HOUR)).await;
    assert_eq!(late.unwrap(), Changed::NotFound, "all are over");
}

pub(in crate::store) async fn a_revoked_permission_admits_nobody_among_thirty_at_a_time<H: House>() {
    let (house, person) = (H::new(), sid(710));
    let (store, here) = (house.store(), pool(&person, "wifi", None));
    leave(&*store, &here, new("w0", 0)).await;
    let mut tries = JoinSet::new();
    for number in 0..30 {
        let (store, what) = (house.store(), back(&here, "w0", 0));
        let person = person.clone();
        tries.spawn(async move {
            if number == 15 {
                let all = Change::RevokeReconnections(WhichReconnections::Person(person.clone()));
                assert_eq!(store.change(all, event(&person, "revoked"), NOON).await.unwrap(), Changed::Done);
            } else {
                let _ends = store.conclude(what, NOON).await.unwrap();
            }
        });
    }
    tries.join_all().await;
    // Behind the row of the revocation no row of an admission.
    let audit = store.audit(&Default::default()).await.unwrap();
    assert!(audit.last().unwrap().json.contains("revoked"));
    assert_eq!(ends(&*store, back(&here, "w0", 0), NOON).await, Concluded::SpendLost);
}

pub(in crate::store) async fn a_node_forgets_its_own_of_before_its_start<H: House>() {
    let (house, person) = (H::new(), sid(711));
    let (store, here) = (house.store(), pool(&person, "wifi", None));
    let later = NewReconnection { fresh: NOON.plus(HOUR), station: "later".to_owned(), ..new("y2", 0) };
    for new in [new("y1", 0), later, NewReconnection { node: "two".to_owned(), ..new("y3", 0) }] {
        leave(&*store, &here, new).await;
    }
    assert_eq!(store.forget_reconnections("one", NOON.plus(HOUR)).await.unwrap(), 1);
    let mut left = ids(&*store, None).await;
    left.sort();
    assert_eq!(left, ["y2", "y3"]);
    assert_eq!(store.forget_reconnections("three", NOON.plus(9 * HOUR)).await.unwrap(), 0);
}
