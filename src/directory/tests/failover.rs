//! What one attempt sees of servers that come, go and misbehave. The password goes to one server at most once.

use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;
use vestibule_gate::ports::{Clock, Directory, FirstFactor, Proof};
use vestibule_gate::{AccountState, Moment, Outage, Person};

use super::fake::{Fake, Mood};
use super::{clock, password, settings};
use crate::directory::{Directories, Kind, Settings, SettingsError, Url};

struct House {
    directories: Arc<Directories>,
    clock: Arc<dyn Clock>,
}

impl House {
    async fn of(settings: Vec<Settings>) -> Self {
        let clock = clock();
        let directories = Arc::new(Directories::start(settings, Arc::clone(&clock)).await.unwrap());
        Self { directories, clock }
    }

    async fn behind(urls: Vec<Url>) -> Self {
        let timeout = Duration::from_millis(600);
        Self::of(vec![Settings { timeout, ..settings(Kind::ActiveDirectory, urls) }]).await
    }

    fn within(&self, millis: u64) -> Moment {
        self.clock.moment().plus(Duration::from_millis(millis))
    }

    async fn ada(&self) -> Person {
        self.directories.resolve("ada", self.within(20_000)).await.unwrap().unwrap()
    }

    async fn prove(&self, ada: &Person) -> (Proof, bool) {
        let mut prover = self.directories.prover(false);
        let proof = prover.prove(ada, &password("secret"), self.within(2_000)).await;
        (proof, prover.take().is_some())
    }

    async fn until_healthy(&self) {
        while self.directories.health().is_err() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
}

fn outage(proof: &Proof) -> Option<bool> {
    match proof {
        Proof::Outage { outage: Outage::Directory, sent } => Some(*sent),
        _ => None,
    }
}

#[tokio::test]
async fn a_right_password_leaves_a_bound_connection() {
    let dc = Fake::start(Mood::Good).await;
    let house = House::behind(vec![dc.url.clone()]).await;
    let (proof, bound) = house.prove(&house.ada().await).await;
    assert!(matches!(proof, Proof::Proven { groups: Some(groups) } if groups.len() == 2));
    assert!(bound);
    assert_eq!(dc.binds(), 1);
}

#[tokio::test]
async fn an_empty_password_is_wrong_and_goes_nowhere() {
    let dc = Fake::start(Mood::Good).await;
    let house = House::behind(vec![dc.url.clone()]).await;
    let ada = house.ada().await;
    let proof = house.directories.prover(false).prove(&ada, &password(""), house.within(2_000)).await;
    assert!(matches!(proof, Proof::Wrong));
    assert_eq!(dc.binds(), 0);
}

#[tokio::test]
async fn a_refused_password_leaves_no_connection() {
    for (text, locked) in [(", data 52e, v1db1", false), (", data 775, v1db1\0", true)] {
        let dc = Fake::start(Mood::Result(49, text)).await;
        let house = House::behind(vec![dc.url.clone()]).await;
        let (proof, bound) = house.prove(&house.ada().await).await;
        assert!(if locked { matches!(proof, Proof::Locked) } else { matches!(proof, Proof::Wrong) }, "{proof:?}");
        assert!(!bound);
    }
    let dc = Fake::start(Mood::Result(49, ", data 533, v1db1")).await;
    let house = House::behind(vec![dc.url.clone()]).await;
    assert!(matches!(house.prove(&house.ada().await).await.0, Proof::Account(AccountState::Disabled)));
}

#[tokio::test]
async fn no_other_result_is_a_wrong_password() {
    let dc = Fake::start(Mood::Good).await;
    let house = House::behind(vec![dc.url.clone()]).await;
    let ada = house.ada().await;
    for code in [1, 2, 8, 10, 13, 14, 32, 34, 51, 52, 53, 80, 255] {
        dc.becomes(Mood::Result(code, ", data 52e, v1db1"));
        let (proof, bound) = house.prove(&ada).await;
        assert_eq!((outage(&proof), bound), (Some(true), false), "{code}");
    }
}

#[tokio::test]
async fn whoever_is_bound_must_be_the_person() {
    for mood in [Mood::Confused, Mood::Discreet, Mood::ClosesAfterBind] {
        let dc = Fake::start(mood).await;
        let house = House::behind(vec![dc.url.clone()]).await;
        let (proof, bound) = house.prove(&house.ada().await).await;
        assert_eq!((outage(&proof), bound), (Some(true), false), "{mood:?}");
    }
}

#[tokio::test]
async fn after_the_bind_was_written_no_other_server_gets_the_password() {
    for mood in [Mood::MuteAtBind, Mood::ClosesAtBind, Mood::Result(51, ""), Mood::Result(52, "")] {
        let (first, second) = (Fake::start(mood).await, Fake::start(Mood::Good).await);
        let house = House::behind(vec![first.url.clone(), second.url.clone()]).await;
        let ada = house.ada().await;
        assert_eq!(outage(&house.prove(&ada).await.0), Some(true), "{mood:?}");
        assert_eq!((first.binds(), second.binds()), (1, 0), "{mood:?}");
        // The client's own retry is the second try, and goes to the other server.
        assert!(matches!(house.prove(&ada).await.0, Proof::Proven { .. }), "{mood:?}");
        assert_eq!((first.binds(), second.binds()), (1, 1), "{mood:?}");
    }
}

#[tokio::test]
async fn before_the_bind_is_written_another_server_takes_over() {
    let (first, second) = (Fake::start(Mood::Good).await, Fake::start(Mood::Good).await);
    let house = House::behind(vec![first.url.clone(), second.url.clone()]).await;
    let ada = house.ada().await;
    first.stop().await;
    let (proof, bound) = house.prove(&ada).await;
    assert!(matches!(proof, Proof::Proven { .. }) && bound, "{proof:?}");
    assert_eq!(second.binds(), 1);
}

#[tokio::test]
async fn reads_go_on_at_another_server_when_one_falls_silent() {
    let (first, second) = (Fake::start(Mood::Good).await, Fake::start(Mood::Good).await);
    let house = House::behind(vec![first.url.clone(), second.url.clone()]).await;
    house.ada().await;
    assert_eq!((first.own_binds() > 0, second.own_binds()), (true, 0), "one server is kept to");
    first.becomes(Mood::Mute);
    house.ada().await;
    assert!(second.own_binds() > 0);
    assert_eq!(house.directories.health(), Ok(()));
}

#[tokio::test]
async fn without_any_server_nobody_is_judged_until_one_is_back() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let dc = Fake::on(listener, Mood::Good);
    let house = House::behind(vec![dc.url.clone()]).await;
    let ada = house.ada().await;
    dc.stop().await;
    assert_eq!(house.directories.resolve("ada", house.within(2_000)).await.err(), Some(Outage::Directory));
    assert_eq!(outage(&house.prove(&ada).await.0), Some(false));
    assert_eq!(house.directories.health(), Err(Outage::Directory));
    let again = loop {
        match TcpListener::bind(address).await {
            Ok(listener) => break listener,
            Err(_) => tokio::time::sleep(Duration::from_millis(20)).await,
        }
    };
    let _dc = Fake::on(again, Mood::Good);
    house.until_healthy().await;
    assert!(matches!(house.prove(&house.ada().await).await.0, Proof::Proven { .. }));
}

#[tokio::test]
async fn a_refused_service_account_is_an_outage_and_is_not_tried_again_at_once() {
    let (first, second) = (Fake::start(Mood::Distrusts).await, Fake::start(Mood::Distrusts).await);
    let house = House::behind(vec![first.url.clone(), second.url.clone()]).await;
    let until = house.within(5_000);
    let attempts = (0..20).map(|_| {
        let directories = Arc::clone(&house.directories);
        tokio::spawn(async move { directories.resolve("ada", until).await.err() })
    });
    for attempt in attempts.collect::<Vec<_>>() {
        assert_eq!(attempt.await.unwrap(), Some(Outage::Directory));
    }
    assert_eq!(first.own_binds() + second.own_binds(), 1);
    assert_eq!(house.directories.health(), Err(Outage::Directory));
}

#[tokio::test]
async fn an_attribute_a_decision_needs_is_never_made_up() {
    for name in ["objectSid", "userAccountControl", "pwdLastSet", "lockoutThreshold", "defaultNamingContext"] {
        let dc = Fake::start(Mood::Without(name)).await;
        let house = House::behind(vec![dc.url.clone()]).await;
        let found = house.directories.resolve("ada", house.within(5_000)).await;
        assert_eq!(found.err(), Some(Outage::Directory), "{name}");
    }
    let dc = Fake::start(Mood::Good).await;
    let house = House::behind(vec![dc.url.clone()]).await;
    let ada = house.ada().await;
    dc.becomes(Mood::Without("tokenGroups"));
    assert_eq!(house.directories.groups(&ada, house.within(5_000)).await.err(), Some(Outage::Directory));
}

#[tokio::test]
async fn a_name_that_two_directories_know_is_nobody() {
    let (one, two) = (Fake::start(Mood::Good).await, Fake::start(Mood::Good).await);
    let of = |name: &str, netbios: &str, fake: &Fake| Settings {
        name: name.into(),
        netbios: Some(netbios.into()),
        ..settings(Kind::ActiveDirectory, vec![fake.url.clone()])
    };
    let house = House::of(vec![of("one", "ONE", &one), of("two", "TWO", &two)]).await;
    assert!(house.directories.resolve("ada", house.within(5_000)).await.unwrap().is_none());
    let ada = house.directories.resolve("TWO\\ada", house.within(5_000)).await.unwrap().unwrap();
    assert_eq!(&*ada.directory, "two");
    assert!(matches!(house.prove(&ada).await.0, Proof::Proven { .. }));
    assert_eq!((one.binds(), two.binds()), (0, 1));
    one.becomes(Mood::Mute);
    assert_eq!(house.directories.resolve("ada", house.within(1_500)).await.err(), Some(Outage::Directory));
}

#[tokio::test]
async fn settings_that_cannot_work_are_refused() {
    let without =
        Directories::start(vec![Settings { domain: None, ..settings(Kind::ActiveDirectory, vec![]) }], clock());
    assert_eq!(without.await.err(), Some(SettingsError::NoServer("ad".into())));
    let url = Url::new("127.0.0.1", 1, true, false, false).unwrap();
    let empty = Settings { service_password: password(""), ..settings(Kind::OpenLdap, vec![url.clone()]) };
    assert_eq!(Directories::start(vec![empty], clock()).await.err(), Some(SettingsError::ServiceAccount("ad".into())));
    let twice = || settings(Kind::OpenLdap, vec![url.clone()]);
    assert_eq!(
        Directories::start(vec![twice(), twice()], clock()).await.err(),
        Some(SettingsError::Twice("ad".into()))
    );
}

#[tokio::test]
async fn what_happens_is_counted() {
    let dc = Fake::start(Mood::Good).await;
    let house = House::behind(vec![dc.url.clone()]).await;
    drop(house.prove(&house.ada().await).await);
    let metrics = house.directories.metrics();
    let [server] = metrics.as_slice() else { panic!("one server") };
    assert!(server.up && server.binds == 1 && server.searches > 0 && server.failures == 0 && server.dials > 0);
    assert_eq!(server.latency.iter().sum::<u64>(), server.binds + server.searches);
}
