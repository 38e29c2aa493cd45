//! The administrator's reads and changes.

use std::time::Duration;

use vestibule_gate::Timestamp;
use vestibule_gate::ports::{Change, Changed, Concluded, Conclusion, Counting, Exemption, Records, Store};

use super::house::*;

pub(in crate::store) async fn an_authenticator_can_be_added_disabled_enabled_and_removed<H: House>() {
    let (house, person) = (H::new(), sid(400));
    let (store, pool) = (house.store(), pool(&person, "mail", None));
    enrolled(&*store, &person, "b0").await;
    let row = store.authenticators(Some(&person)).await.unwrap().remove(0);
    assert_eq!((row.id.as_str(), row.label.as_str(), row.person_name.as_str()), ("b0", "phone b0", "ada"));
    assert_eq!((row.enabled, row.created, row.last_used), (true, NOON, None));
    let stored = standing(&*store, &pool).await.authenticators.remove(0);
    assert_eq!((stored.seed, stored.epoch, stored.last_step), (authenticator("b0").seed, 1, 0));

    assert_eq!(store.conclude(spent(&pool, "b0", 1000), NOON).await.unwrap(), Concluded::Done);
    for enabled in [false, true] {
        assert_eq!(change(&*store, Change::SetAuthenticator { id: "b0".to_owned(), enabled }).await, Changed::Done);
        assert_eq!(standing(&*store, &pool).await.authenticators.len(), usize::from(enabled));
        let row = store.authenticators(None).await.unwrap().remove(0);
        assert_eq!((row.enabled, row.last_used), (enabled, Some(Timestamp::from_secs(30_000))));
    }
    assert_eq!(change(&*store, Change::RemoveAuthenticator { id: "b0".to_owned() }).await, Changed::Done);
    assert_eq!(store.authenticators(None).await.unwrap(), []);
    assert!(standing(&*store, &pool).await.authenticators.is_empty());
}

pub(in crate::store) async fn nobody_holds_more_than_eight_authenticators<H: House>() {
    let (house, person) = (H::new(), sid(401));
    let store = house.store();
    for number in 0..8 {
        enrolled(&*store, &person, &format!("b1{number}")).await;
    }
    let _ = change(&*store, Change::SetAuthenticator { id: "b10".to_owned(), enabled: false }).await;
    let here = pool(&person, "mail", None);
    let (before, written) = (standing(&*store, &here).await.version, rows(&*store).await);
    let ninth = Change::AddAuthenticator {
        person: person.clone(),
        name: "ada".to_owned(),
        authenticator: authenticator("b18"),
    };
    assert_eq!(change(&*store, ninth).await, Changed::TooMany);
    assert_eq!((standing(&*store, &here).await.version, rows(&*store).await), (before, written));
    assert_eq!(store.authenticators(Some(&person)).await.unwrap().len(), 8);
}

pub(in crate::store) async fn new_recovery_codes_replace_all_old_ones<H: House>() {
    let (house, person, other) = (H::new(), sid(402), sid(403));
    let store = house.store();
    with_recovery(&*store, &other, &["o1"]).await;
    with_recovery(&*store, &person, &["p1", "p2", "p3"]).await;
    with_recovery(&*store, &person, &["p4", "p5"]).await;
    let found = standing(&*store, &pool(&person, "mail", None)).await.recovery;
    assert_eq!(found.iter().map(|code| code.id.as_str()).collect::<Vec<_>>(), ["p4", "p5"]);
    assert_eq!((found[0].selector.as_str(), found[0].hash.as_str()), ("Sp4", "$argon2id$p4"));
    assert_eq!(store.recovery_left(&person).await.unwrap(), 2);
    assert_eq!(store.recovery_left(&other).await.unwrap(), 1);
}

pub(in crate::store) async fn a_change_of_nothing_says_not_found_and_writes_no_event<H: House>() {
    let house = H::new();
    let store = house.store();
    let id = || "absent".to_owned();
    let changes = [
        Change::RemoveAuthenticator { id: id() },
        Change::SetAuthenticator { id: id(), enabled: true },
        Change::RemoveExemption { id: id() },
        Change::Unlock { person: sid(404) },
    ];
    for what in changes {
        assert_eq!(change(&*store, what).await, Changed::NotFound);
    }
    assert_eq!(rows(&*store).await, 0);
}

pub(in crate::store) async fn exemptions_end_and_can_be_removed<H: House>() {
    let house = H::new();
    let store = house.store();
    let later = NOON.plus(Duration::from_secs(60));
    let exemption = |id: &str, until| Exemption {
        id: id.to_owned(),
        group: sid(405),
        group_name: "Kiosk".to_owned(),
        reason: "no phones; it's \"the floor\"".to_owned(),
        owner: "root".to_owned(),
        created: NOON,
        until,
    };
    let (ending, lasting) = (exemption("e1", Some(later)), exemption("e2", None));
    for what in [&ending, &lasting] {
        assert_eq!(change(&*store, Change::AddExemption(what.clone())).await, Changed::Done);
    }
    assert_eq!(store.exemptions(NOON).await.unwrap(), [ending.clone(), lasting.clone()]);
    assert_eq!(store.exemptions(later).await.unwrap(), std::slice::from_ref(&lasting));
    assert_eq!(store.all_exemptions().await.unwrap(), [ending.clone(), lasting]);
    assert_eq!(change(&*store, Change::RemoveExemption { id: "e2".to_owned() }).await, Changed::Done);
    assert_eq!(store.all_exemptions().await.unwrap(), [ending]);
}

pub(in crate::store) async fn a_pin_stays_what_it_was_first<H: House>() {
    let house = H::new();
    let store = house.store();
    let name = || "CN=Kiosk,OU=Groups,DC=x".to_owned();
    assert_eq!(store.pin(&name()).await.unwrap(), None);
    for (number, written) in [(406, 1), (407, 1)] {
        assert_eq!(change(&*store, Change::Pin { name: name(), id: sid(number) }).await, Changed::Done);
        let pin = store.pin(&name()).await.unwrap().unwrap();
        assert_eq!((pin.id, pin.since, rows(&*store).await), (sid(406), NOON, written));
    }
}

pub(in crate::store) async fn people_are_listed_by_name_with_their_worst_pools<H: House>() {
    let (house, ada, bert) = (H::new(), sid(408), sid(409));
    let store = house.store();
    for (person, name, number) in [(&bert, "Bert", 1), (&ada, "ada", 2)] {
        for typed in 0..number {
            let here = pool(person, "mail", Some("192.0.2.1"));
            let what = counted(&here, Counting::WrongCode(mac(typed)));
            let what = Conclusion { event: Some(event(person, name)), ..what };
            assert_eq!(store.conclude(what, NOON).await.unwrap(), Concluded::Done);
        }
    }
    let what = counted(&pool(&ada, "wiki", None), Counting::WrongCode(mac(9)));
    assert_eq!(store.conclude(what, NOON).await.unwrap(), Concluded::Done);
    enrolled(&*store, &ada, "b8").await;

    let people = store.people().await.unwrap();
    assert_eq!(people.iter().map(|row| row.name.as_str()).collect::<Vec<_>>(), ["ada", "Bert"]);
    let row = store.person(&ada).await.unwrap().unwrap();
    assert_eq!(row, people[0]);
    assert_eq!((row.authenticators, row.wrong_codes, row.last_admission), (1, 3, None));
    let mail = ("mail".to_owned(), Some("192.0.2.1".to_owned()), 2, Some(NOON));
    assert_eq!(row.pools, [mail, ("wiki".to_owned(), None, 1, Some(NOON))]);
    // An event about somebody else, or without a name, does not rename a person.
    for other in [event(&bert, "mallory"), event(&ada, "")] {
        let what = Conclusion { event: Some(other), ..seen(&pool(&ada, "mail", None)) };
        assert_eq!(store.conclude(what, NOON).await.unwrap(), Concluded::Done);
    }
    assert_eq!(store.person(&ada).await.unwrap().unwrap().name, "ada");
}

pub(in crate::store) async fn an_unlock_clears_counts_and_keeps_admissions<H: House>() {
    let (house, person) = (H::new(), sid(410));
    let (store, here) = (house.store(), pool(&person, "mail", None));
    for count in [Counting::Admission, Counting::WrongCode(mac(1)), Counting::WrongPassword] {
        assert_eq!(store.conclude(counted(&here, count), NOON).await.unwrap(), Concluded::Done);
    }
    assert_eq!(change(&*store, Change::Unlock { person }).await, Changed::Done);
    let found = ask(&*store, &here, 1, NOON).await;
    assert_eq!((found.pool.wrong, found.wrong_everywhere, found.forwarded), (0, 0, (0, None)));
    assert_eq!((found.pool.last_admission, found.version, found.epoch), (Some(NOON), 4, 0));
}
