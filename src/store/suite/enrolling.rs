//! First enrolments and the codes that allow them.

use std::time::Duration;

use tokio::task::JoinSet;
use vestibule_gate::ports::{Change, Changed, Concluded, Conclusion, NewActivation, Records, Spend, Store};
use vestibule_gate::{Sid, Timestamp};

use super::house::*;

const HOUR: Duration = Duration::from_secs(3600);

fn enroll(person: &Sid, id: &str, activation: Option<&str>) -> Change {
    Change::Enroll {
        person: person.clone(),
        name: "ada".to_owned(),
        authenticator: authenticator(id),
        recovery: recovery(&[&format!("{id}x"), &format!("{id}y")]),
        activation: activation.map(str::to_owned),
    }
}

fn activation(person: &Sid, id: &str, clear: bool) -> Change {
    let activation =
        NewActivation { id: id.to_owned(), code: mac(4), operator: "root".to_owned(), until: NOON.plus(HOUR) };
    Change::AddActivation { person: person.clone(), name: "ada".to_owned(), activation, clear }
}

/// What a person has, and what was written about anybody.
async fn state(store: &impl crate::store::Followed, person: &Sid) -> String {
    let found = standing(store, &pool(person, "mail", None)).await;
    format!("{found:?} {:?} {}", store.activation(person, NOON).await.unwrap(), rows(store).await)
}

async fn current(store: &impl Records, person: &Sid, now: Timestamp) -> Option<String> {
    store.activation(person, now).await.unwrap().map(|found| found.id)
}

pub(in crate::store) async fn a_first_enrolment_brings_authenticator_and_recovery_codes_together<H: House>() {
    let (house, person) = (H::new(), sid(920));
    let (store, here) = (house.store(), pool(&person, "mail", None));
    assert_eq!(change(&*store, enroll(&person, "e0", None)).await, Changed::Done);
    let again = house.after_a_crash();
    let found = standing(&*again.store(), &here).await;
    assert_eq!((found.version, found.epoch, found.authenticators.len(), found.recovery.len()), (1, 1, 1, 2));
    let held = &found.authenticators[0];
    assert_eq!((held.id.as_str(), held.last_step, held.drift), ("e0", 0, 0));
    assert_eq!(store.person(&person).await.unwrap().unwrap().name, "ada");
    assert_eq!(rows(&*store).await, 1);
    assert_eq!(store.conclude(spent(&here, "e0", 1), NOON).await.unwrap(), Concluded::Done);
}

pub(in crate::store) async fn somebody_who_has_something_is_not_enrolled_again<H: House>() {
    let (house, phone, codes) = (H::new(), sid(921), sid(922));
    let store = house.store();
    enrolled(&*store, &phone, "e1").await;
    let _ = change(&*store, Change::SetAuthenticator { id: "e1".to_owned(), enabled: false }).await;
    with_recovery(&*store, &codes, &["r1"]).await;
    for person in [&phone, &codes] {
        let before = state(&*store, person).await;
        assert_eq!(change(&*store, enroll(person, "e2", None)).await, Changed::Taken);
        assert_eq!(change(&*store, activation(person, "a2", false)).await, Changed::Taken);
        assert_eq!(state(&*store, person).await, before);
    }
    // Recovery codes that were used are nothing to log in with.
    let here = pool(&codes, "mail", None);
    let last = Conclusion { spend: Some(Spend::Recovery { id: "r1".to_owned() }), ..seen(&here) };
    assert_eq!(store.conclude(last, NOON).await.unwrap(), Concluded::Done);
    assert_eq!(change(&*store, enroll(&codes, "e3", None)).await, Changed::Done);
    assert_eq!(store.recovery_left(&codes).await.unwrap(), 2);
}

pub(in crate::store) async fn one_first_enrolment_is_made_among_thirty_at_a_time<H: House>() {
    let (house, person) = (H::new(), sid(923));
    assert_eq!(change(&*house.store(), activation(&person, "a3", false)).await, Changed::Done);
    for with_code in [Some("a3"), None] {
        let mut tries = JoinSet::new();
        for number in 0..30 {
            let (store, what) = (house.store(), enroll(&person, &format!("e3{number}"), with_code));
            tries.spawn(async move { change(&*store, what).await });
        }
        let ends = tries.join_all().await;
        let done = ends.iter().filter(|end| **end == Changed::Done).count();
        let taken = ends.iter().filter(|end| **end == Changed::Taken).count();
        assert_eq!((done, taken), if with_code.is_some() { (1, 29) } else { (0, 30) });
    }
    let found = standing(&*house.store(), &pool(&person, "mail", None)).await;
    assert_eq!((found.epoch, found.authenticators.len(), found.recovery.len()), (1, 1, 2));
    assert_eq!(rows(&*house.store()).await, 2);
}

pub(in crate::store) async fn an_activation_code_is_used_once_by_its_own_person_before_its_end<H: House>() {
    let (house, person, other) = (H::new(), sid(924), sid(925));
    let store = house.store();
    for (of, id) in [(&person, "a4"), (&other, "a5")] {
        assert_eq!(change(&*store, activation(of, id, false)).await, Changed::Done);
    }
    let found = store.activation(&person, NOON).await.unwrap().unwrap();
    assert_eq!((found.id.as_str(), found.code, found.until), ("a4", mac(4), NOON.plus(HOUR)));
    assert_eq!(current(&*store, &person, NOON.plus(HOUR)).await, None);

    let before = state(&*store, &person).await;
    for foreign in ["a5", "absent"] {
        assert_eq!(change(&*store, enroll(&person, "e4", Some(foreign))).await, Changed::NotFound);
    }
    let late = store.change(enroll(&person, "e4", Some("a4")), event(&person, "ada"), NOON.plus(HOUR)).await;
    assert_eq!(late.unwrap(), Changed::NotFound);
    assert_eq!(state(&*store, &person).await, before);

    assert_eq!(change(&*store, enroll(&person, "e4", Some("a4"))).await, Changed::Done);
    assert_eq!(current(&*store, &person, NOON).await, None);
    let _ = change(&*store, Change::RemoveAuthenticator { id: "e4".to_owned() }).await;
    let _ =
        change(&*store, Change::ReplaceRecovery { person: person.clone(), name: String::new(), codes: vec![] }).await;
    assert_eq!(change(&*store, enroll(&person, "e5", Some("a4"))).await, Changed::NotFound);
    // An enrolment without a code ends those that were made.
    assert_eq!(change(&*store, enroll(&other, "e6", None)).await, Changed::Done);
    assert_eq!(current(&*store, &other, NOON).await, None);
}

pub(in crate::store) async fn a_newer_activation_code_ends_the_older<H: House>() {
    let (house, person) = (H::new(), sid(926));
    let store = house.store();
    for id in ["a6", "a7"] {
        assert_eq!(change(&*store, activation(&person, id, false)).await, Changed::Done);
        assert_eq!(current(&*store, &person, NOON).await.as_deref(), Some(id));
    }
    assert_eq!(standing(&*store, &pool(&person, "mail", None)).await.epoch, 0);
    assert_eq!(change(&*store, enroll(&person, "e6", Some("a6"))).await, Changed::NotFound);
    assert_eq!(change(&*store, enroll(&person, "e6", Some("a7"))).await, Changed::Done);
}

pub(in crate::store) async fn an_activation_code_that_clears_takes_everything_away<H: House>() {
    let (house, person, other) = (H::new(), sid(927), sid(928));
    let (store, here) = (house.store(), pool(&person, "mail", None));
    enrolled(&*store, &other, "e8").await;
    for id in ["e9", "ea"] {
        enrolled(&*store, &person, id).await;
    }
    let _ = change(&*store, Change::SetAuthenticator { id: "ea".to_owned(), enabled: false }).await;
    with_recovery(&*store, &person, &["r8"]).await;
    let before = standing(&*store, &here).await;
    assert_eq!(change(&*store, activation(&person, "a8", true)).await, Changed::Done);
    let after = standing(&*store, &here).await;
    assert_eq!((after.epoch, after.authenticators.len(), after.recovery.len()), (before.epoch + 1, 0, 0));
    assert_eq!(store.authenticators(None).await.unwrap().len(), 1);
    assert_eq!(current(&*store, &person, NOON).await.as_deref(), Some("a8"));
    assert_eq!(change(&*store, enroll(&person, "eb", Some("a8"))).await, Changed::Done);
}
