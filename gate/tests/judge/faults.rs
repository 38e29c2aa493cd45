//! Every question to a port fails once, in every kind of login: nobody is admitted on what was not answered.

use std::net::IpAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use pollster::block_on;
use vestibule_gate::fakes::{FakeHash, Fakes};
use vestibule_gate::ports::{
    Concluded, Conclusion, Directory, Exemption, FirstFactor, Found, Group, Inquiry, MemberRow, Proof, Standing, Store,
};
use vestibule_gate::{
    Answer, Attempt, CodeWay, Gate, Moment, Networks, Outage, Outcome, Password, Pending, Person, Policy, Ports,
    Return, Sid, Timestamp, Verdict,
};

use crate::{application, exempting, kiosk};

/// Lets the `n`th question of a login fail.
#[derive(Default)]
struct Fault {
    asked: AtomicUsize,
    fails: AtomicUsize,
}

impl Fault {
    const NEVER: usize = usize::MAX;

    fn at(&self, n: usize) {
        self.asked.store(0, Ordering::SeqCst);
        self.fails.store(n, Ordering::SeqCst);
    }

    fn ask(&self, outage: Outage) -> Result<(), Outage> {
        let now = self.asked.fetch_add(1, Ordering::SeqCst);
        if now == self.fails.load(Ordering::SeqCst) { Err(outage) } else { Ok(()) }
    }

    fn struck(&self) -> bool {
        self.asked.load(Ordering::SeqCst) > self.fails.load(Ordering::SeqCst)
    }
}

struct Faulty<T> {
    inside: Arc<T>,
    fault: Arc<Fault>,
}

#[async_trait]
impl<T: Store> Store for Faulty<T> {
    fn health(&self) -> Result<(), Outage> {
        self.fault.ask(Outage::Store)?;
        self.inside.health()
    }

    async fn refusals(&self, source: IpAddr, since: Timestamp) -> Result<u32, Outage> {
        self.fault.ask(Outage::Store)?;
        self.inside.refusals(source, since).await
    }

    async fn standing(&self, ask: &Inquiry) -> Result<Standing, Outage> {
        self.fault.ask(Outage::Store)?;
        self.inside.standing(ask).await
    }

    async fn conclude(&self, what: Conclusion, now: Timestamp) -> Result<Concluded, Outage> {
        self.fault.ask(Outage::Store)?;
        self.inside.conclude(what, now).await
    }

    async fn exemptions(&self, now: Timestamp) -> Result<Vec<Exemption>, Outage> {
        self.fault.ask(Outage::Store)?;
        self.inside.exemptions(now).await
    }
}

#[async_trait]
impl<T: Directory> Directory for Faulty<T> {
    fn health(&self) -> Result<(), Outage> {
        self.fault.ask(Outage::Directory)?;
        self.inside.health()
    }

    async fn resolve(&self, name: &str, until: Moment) -> Result<Option<Person>, Outage> {
        self.fault.ask(Outage::Directory)?;
        self.inside.resolve(name, until).await
    }

    async fn again(&self, who: &Person, until: Moment) -> Result<Option<Person>, Outage> {
        self.fault.ask(Outage::Directory)?;
        self.inside.again(who, until).await
    }

    async fn groups(&self, who: &Person, until: Moment) -> Result<Vec<Sid>, Outage> {
        self.fault.ask(Outage::Directory)?;
        self.inside.groups(who, until).await
    }

    async fn group(&self, name: &str, until: Moment) -> Result<Option<Group>, Outage> {
        self.inside.group(name, until).await
    }

    async fn identified(&self, id: &Sid, until: Moment) -> Result<Option<Person>, Outage> {
        self.inside.identified(id, until).await
    }

    async fn search_people(&self, text: &str, most: usize, until: Moment) -> Result<Found<Person>, Outage> {
        self.inside.search_people(text, most, until).await
    }

    async fn search_groups(&self, text: &str, most: usize, until: Moment) -> Result<Found<Group>, Outage> {
        self.inside.search_groups(text, most, until).await
    }

    async fn members(&self, group: &Group, until: Moment) -> Result<Found<MemberRow>, Outage> {
        self.inside.members(group, until).await
    }

    async fn way(&self, who: &Person, group: &Sid, until: Moment) -> Result<Vec<String>, Outage> {
        self.inside.way(who, group, until).await
    }

    async fn everybody(&self, until: Moment) -> Result<Found<MemberRow>, Outage> {
        self.inside.everybody(until).await
    }
}

/// Answers without groups, as a directory without such a read, so that they must be asked for.
struct FaultyFirst<F> {
    inside: F,
    fault: Arc<Fault>,
}

#[async_trait]
impl<F: FirstFactor> FirstFactor for FaultyFirst<F> {
    async fn prove(&mut self, who: &Person, password: &Password, until: Moment) -> Proof {
        if let Err(outage) = self.fault.ask(Outage::Directory) {
            return Proof::Outage { outage, sent: true };
        }
        match self.inside.prove(who, password, until).await {
            Proof::Proven { .. } => Proof::Proven { groups: None },
            other @ (Proof::Wrong | Proof::Locked | Proof::Account(_) | Proof::Outage { .. }) => other,
        }
    }
}

struct House {
    fakes: Fakes,
    gate: Gate,
    fault: Arc<Fault>,
}

impl House {
    fn new(change: impl FnOnce(&mut Policy)) -> Self {
        let fakes = Fakes::with(change);
        let fault = Arc::new(Fault::default());
        fault.at(Fault::NEVER);
        let ports = Ports {
            store: Arc::new(Faulty { inside: fakes.store.clone(), fault: fault.clone() }),
            directory: Arc::new(Faulty { inside: fakes.directory.clone(), fault: fault.clone() }),
            clock: fakes.clock.clone(),
            slow: Arc::new(FakeHash),
            sealer: fakes.sealer.clone(),
            chance: fakes.chance.clone(),
        };
        let gate = Gate::new(ports, (*fakes.gate.policy()).clone());
        Self { fakes, gate, fault }
    }

    fn judge(&self, name: &str, typed: &str) -> Verdict {
        let mut first = FaultyFirst { inside: self.fakes.first(), fault: self.fault.clone() };
        block_on(self.gate.judge(self.fakes.attempt(name, typed), &mut first))
    }

    fn answer(&self, pending: Pending, code: &str) -> Verdict {
        let mut first = FaultyFirst { inside: self.fakes.first(), fault: self.fault.clone() };
        let attempt = self.fakes.attempt("", code);
        let answer = Answer { source: attempt.source, typed: attempt.typed, arrived: attempt.arrived };
        block_on(self.gate.answer(pending, answer, &mut first))
    }

    fn asked(&self, name: &str) -> Result<Pending, Outage> {
        match self.judge(name, "Passw0rd!") {
            Verdict::Ask(pending) => Ok(pending),
            Verdict::Unavailable(outage) => Err(outage),
            verdict @ (Verdict::Admit(_) | Verdict::Refuse(_)) => panic!("{verdict:?}"),
        }
    }

    /// Lets each question of this login fail in turn, until none is left to fail: then it is admitted.
    fn every_question_fails_once(&self, name: &str, typed: impl Fn(&Self) -> String) {
        for n in 0..64 {
            // Lost answers count as wrong passwords for a while, and a code is good for its step.
            self.fakes.clock.advance(Duration::from_secs(3600));
            let typed = typed(self);
            self.fault.at(n);
            let verdict = self.judge(name, &typed);
            let struck = self.fault.struck();
            self.fault.at(Fault::NEVER);
            match verdict {
                Verdict::Admit(_) => {
                    assert!(!struck, "{name}: admitted although question {n} was not answered");
                    assert!(n >= 5, "{name}: so few questions cannot be all");
                    return;
                }
                Verdict::Unavailable(_) => assert!(struck, "{name}: question {n} was answered"),
                Verdict::Ask(_) | Verdict::Refuse(_) => panic!("{name}: an outage at question {n} became a refusal"),
            }
        }
        panic!("{name}: never admitted");
    }
}

#[test]
fn a_login_with_a_code() {
    let house = House::new(|_| {});
    let phone = house.fakes.enrol(&house.fakes.person("ann", "Passw0rd!"));
    house.every_question_fails_once("ann", |house| format!("Passw0rd!{}", house.fakes.code(&phone, 0)));
    let admitted = house.fakes.store.events().iter().filter(|event| event.outcome == Outcome::Admitted).count();
    assert_eq!(admitted, 1);
}

#[test]
fn an_exempt_login() {
    let house = House::new(exempting);
    let _person = house.fakes.person("bob", "Passw0rd!");
    house.fakes.directory.join("bob", &kiosk());
    house.every_question_fails_once("bob", |_| "Passw0rd!".to_owned());
}

#[test]
fn a_login_with_a_recovery_code() {
    let house = House::new(|_| {});
    let person = house.fakes.person("cat", "Passw0rd!");
    let _phone = house.fakes.enrol(&person);
    house.fakes.store.add_recovery(&person.id, "0123456789ABCDEFGHJKMNPQ");
    house.every_question_fails_once("cat", |_| "Passw0rd!0123456789ABCDEFGHJKMNPQ".to_owned());
}

#[test]
fn a_remembered_login() {
    let house = House::new(|policy| application(policy).remember = Duration::from_secs(30 * 86_400));
    let phone = house.fakes.enrol(&house.fakes.person("dan", "Passw0rd!"));
    let typed = format!("Passw0rd!{}", house.fakes.code(&phone, 0));
    assert!(matches!(house.judge("dan", &typed), Verdict::Admit(_)));
    house.every_question_fails_once("dan", |_| typed.clone());
}

#[test]
fn a_code_only_login() {
    let house = House::new(|policy| application(policy).code = CodeWay::CodeOnly);
    let phone = house.fakes.enrol(&house.fakes.person("eve", "Passw0rd!"));
    house.every_question_fails_once("eve", |house| house.fakes.code(&phone, 0));
}

#[test]
fn the_first_round_of_a_challenge() {
    let house = House::new(|policy| application(policy).code = CodeWay::Challenge);
    let _phone = house.fakes.enrol(&house.fakes.person("fay", "Passw0rd!"));
    for name in ["fay", "nobody"] {
        let mut struck = 0;
        for n in 0..64 {
            house.fault.at(n);
            let verdict = house.asked(name);
            let failed = house.fault.struck();
            house.fault.at(Fault::NEVER);
            assert_eq!(verdict.is_err(), failed, "{name}: question {n}");
            struck += u32::from(failed);
        }
        assert!((2..64).contains(&struck), "{name}: {struck}");
    }
}

#[test]
fn the_second_round_of_a_challenge() {
    let house = House::new(|policy| application(policy).code = CodeWay::Challenge);
    let phone = house.fakes.enrol(&house.fakes.person("gil", "Passw0rd!"));
    for n in 0..64 {
        house.fakes.clock.advance(Duration::from_secs(3600));
        let pending = house.asked("gil").unwrap();
        house.fault.at(n);
        let verdict = house.answer(pending, &house.fakes.code(&phone, 0));
        let struck = house.fault.struck();
        house.fault.at(Fault::NEVER);
        match verdict {
            Verdict::Admit(_) => return assert!(!struck && n >= 5, "admitted at question {n}"),
            Verdict::Unavailable(_) => assert!(struck, "question {n} was answered"),
            Verdict::Ask(_) | Verdict::Refuse(_) => panic!("an outage at question {n} became a refusal"),
        }
    }
    panic!("never admitted");
}

#[test]
fn a_return() {
    for exempt in [false, true] {
        let house = House::new(|policy| {
            exempting(policy);
            application(policy).reconnect = Duration::from_secs(7 * 86_400);
        });
        let person = house.fakes.person("hal", "Passw0rd!");
        let (station, mut first): (Arc<[u8]>, _) = (b"02-00-5E-10-00-01"[..].into(), house.fakes.first());
        let code = if exempt { String::new() } else { house.fakes.code(&house.fakes.enrol(&person), 0) };
        if exempt {
            house.fakes.directory.join("hal", &kiosk());
        }
        let login = house.fakes.attempt("hal", &format!("Passw0rd!{code}"));
        let (source, application) = (login.source, login.application.clone());
        let login = Attempt { station: Some(station.clone()), ..login };
        let Verdict::Admit(admitted) = block_on(house.gate.judge(login, &mut first)) else { panic!("not admitted") };
        let what = admitted.reconnection().unwrap();
        let ended = (0..64).find(|n| {
            let arrived = house.fakes.attempt("", "").arrived;
            let again = Return { application: application.clone(), source, station: station.clone(), arrived };
            house.fault.at(*n);
            let verdict = block_on(house.gate.reconnect(what, again));
            let struck = house.fault.struck();
            house.fault.at(Fault::NEVER);
            assert_eq!(matches!(verdict, Verdict::Unavailable(_)), struck, "question {n}: {verdict:?}");
            matches!(verdict, Verdict::Admit(_))
        });
        assert!(ended.is_some_and(|questions| questions >= 6), "{ended:?}");
    }
}

#[test]
fn a_service_account() {
    let house = House::new(|_| {});
    let person = house.fakes.person("svc", "Passw0rd!");
    let mut policy = (*house.gate.policy()).clone();
    application(&mut policy).service_accounts = vec![person.id];
    application(&mut policy).service_sources = Networks::new(vec![("127.0.0.0".parse().unwrap(), 8)]);
    house.gate.set_policy(policy);
    house.every_question_fails_once("svc", |_| "Passw0rd!".to_owned());
}
