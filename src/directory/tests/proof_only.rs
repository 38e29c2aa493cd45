//! Passwords proven on connections that are used again: whose password was proven is never mistaken, and what is not
//! sure of its connection is not used again.

use std::sync::Arc;
use std::time::Duration;

use vestibule_gate::ports::{Clock, Directory, FirstFactor, Proof};
use vestibule_gate::{Outage, Person, Sid};

use super::fake::{BO, BO_SID, Fake, Mood};
use super::{clock, password, settings};
use crate::directory::{Directories, Kind, Settings};

struct House {
    directories: Arc<Directories>,
    clock: Arc<dyn Clock>,
    ada: Person,
}

impl House {
    async fn behind(dcs: &[&Fake]) -> Self {
        let clock = clock();
        let urls = dcs.iter().map(|dc| dc.url.clone()).collect();
        let settings = Settings { timeout: Duration::from_millis(600), ..settings(Kind::ActiveDirectory, urls) };
        let directories = Arc::new(Directories::start(vec![settings], Arc::clone(&clock)).await.unwrap());
        let until = clock.moment().plus(Duration::from_secs(20));
        let ada = directories.resolve("ada", until).await.unwrap().unwrap();
        Self { directories, clock, ada }
    }

    fn bo(&self) -> Person {
        Person { id: Sid::from_bytes(&BO_SID).unwrap(), dn: BO.to_owned(), ..self.ada.clone() }
    }

    async fn prove(&self, who: &Person) -> Proof {
        let until = self.clock.moment().plus(Duration::from_secs(2));
        self.directories.proof_only().prove(who, &password("secret"), until).await
    }

    async fn is_proven(&self, who: &Person) -> bool {
        matches!(self.prove(who).await, Proof::Proven { groups: Some(groups) } if groups.contains(&who.id))
    }
}

fn is_outage(proof: &Proof) -> bool {
    matches!(proof, Proof::Outage { outage: Outage::Directory, sent: true })
}

#[tokio::test]
async fn one_connection_proves_one_after_another() {
    let dc = Fake::start(Mood::Good).await;
    let house = House::behind(&[&dc]).await;
    for _ in 0..10 {
        assert!(house.is_proven(&house.ada).await);
        assert!(house.is_proven(&house.bo()).await);
    }
    let on = dc.bound_on();
    assert_eq!(on.len(), 20);
    assert!(on.windows(2).all(|pair| pair[0] == pair[1]), "{on:?}");
}

#[tokio::test]
async fn an_empty_password_goes_nowhere() {
    let dc = Fake::start(Mood::Good).await;
    let house = House::behind(&[&dc]).await;
    let until = house.clock.moment().plus(Duration::from_secs(2));
    let proof = house.directories.proof_only().prove(&house.ada, &password(""), until).await;
    assert!(matches!(proof, Proof::Wrong));
    assert_eq!(dc.binds(), 0);
}

#[tokio::test]
async fn a_connection_where_a_bind_failed_is_not_used_again() {
    let failures = [Mood::Result(49, ", data 52e, v1db1"), Mood::Result(49, ", data 533, v1db1"), Mood::Result(53, "")];
    for mood in failures {
        let dc = Fake::start(Mood::Good).await;
        let house = House::behind(&[&dc]).await;
        assert!(house.is_proven(&house.bo()).await);
        dc.becomes(mood);
        assert!(!house.is_proven(&house.ada).await, "{mood:?}");
        dc.becomes(Mood::Good);
        assert!(house.is_proven(&house.ada).await, "{mood:?}");
        let on = dc.bound_on();
        assert_eq!(on[0], on[1], "the failed bind came on the connection that was there");
        assert!(on[2] != on[1], "{mood:?}: and the next one on another");
    }
}

#[tokio::test]
async fn whoever_was_bound_before_is_not_taken_for_the_person() {
    let dc = Fake::start(Mood::Good).await;
    let house = House::behind(&[&dc]).await;
    assert!(house.is_proven(&house.bo()).await);
    for mood in [Mood::Stuck, Mood::Confused, Mood::Discreet] {
        dc.becomes(mood);
        let proof = house.prove(&house.ada).await;
        let on = dc.bound_on();
        assert!(on[on.len() - 1] == on[on.len() - 2], "the connection was the one from before");
        assert!(is_outage(&proof), "{mood:?}: {proof:?}");
        dc.becomes(Mood::Good);
        assert!(house.is_proven(&house.ada).await);
        let on = dc.bound_on();
        assert!(on[on.len() - 1] != on[on.len() - 2], "{mood:?}: what is not sure is not used again");
    }
}

#[tokio::test]
async fn a_connection_with_a_late_answer_is_not_used_again() {
    let dc = Fake::start(Mood::Good).await;
    let house = House::behind(&[&dc]).await;
    assert!(house.is_proven(&house.bo()).await);
    dc.becomes(Mood::Late(Duration::from_millis(400)));
    let until = house.clock.moment().plus(Duration::from_millis(100));
    let late = house.directories.proof_only().prove(&house.bo(), &password("secret"), until).await;
    assert!(is_outage(&late), "{late:?}");
    dc.becomes(Mood::Result(49, ", data 52e, v1db1"));
    assert!(matches!(house.prove(&house.ada).await, Proof::Wrong), "the late answer was not taken for hers");
    let on = dc.bound_on();
    assert!(on[0] == on[1] && on[1] != on[2], "{on:?}");
}

#[tokio::test]
async fn a_vanished_attempt_leaves_no_connection_behind() {
    let dc = Fake::start(Mood::Good).await;
    let house = House::behind(&[&dc]).await;
    assert!(house.is_proven(&house.bo()).await);
    dc.becomes(Mood::Late(Duration::from_secs(1)));
    let dropped = tokio::time::timeout(Duration::from_millis(100), house.prove(&house.bo())).await;
    assert!(dropped.is_err());
    dc.becomes(Mood::Good);
    assert!(house.is_proven(&house.ada).await);
    let on = dc.bound_on();
    assert!(on[0] == on[1] && on[1] != on[2], "{on:?}");
}

#[tokio::test]
async fn one_that_the_server_closed_costs_nobody_a_login() {
    let dc = Fake::start(Mood::ClosesAfterBind).await;
    let house = House::behind(&[&dc]).await;
    assert!(is_outage(&house.prove(&house.ada).await));
    let (first, second) = (Fake::start(Mood::Good).await, Fake::start(Mood::Good).await);
    let house = House::behind(&[&first, &second]).await;
    assert!(house.is_proven(&house.ada).await);
    first.stop().await;
    assert!(house.is_proven(&house.ada).await, "the password went to the other server at once");
    assert_eq!(second.binds(), 1);
}

#[tokio::test]
async fn many_at_once_are_never_mistaken_for_each_other() {
    let dc = Fake::start(Mood::Good).await;
    let house = Arc::new(House::behind(&[&dc]).await);
    let tasks = (0..16).map(|task| {
        let house = Arc::clone(&house);
        tokio::spawn(async move {
            for turn in 0..100 {
                let who = if (task + turn) % 2 == 0 { house.ada.clone() } else { house.bo() };
                assert!(house.is_proven(&who).await);
            }
        })
    });
    for task in tasks.collect::<Vec<_>>() {
        task.await.unwrap();
    }
    let mut on = dc.bound_on();
    assert_eq!(on.len(), 1600);
    on.sort_unstable();
    on.dedup();
    assert!(on.len() <= 64, "{} connections", on.len());
}

#[tokio::test]
async fn a_session_never_gets_one_that_proved_somebody() {
    let dc = Fake::start(Mood::Good).await;
    let house = House::behind(&[&dc]).await;
    assert!(house.is_proven(&house.bo()).await);
    let mut prover = house.directories.prover(false);
    let until = house.clock.moment().plus(Duration::from_secs(2));
    assert!(matches!(prover.prove(&house.ada, &password("secret"), until).await, Proof::Proven { .. }));
    let on = dc.bound_on();
    assert!(on[0] != on[1], "{on:?}");
}
