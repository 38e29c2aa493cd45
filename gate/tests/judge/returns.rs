//! Random histories of logins, changes and time: a return is admitted exactly where a model of a few lines says so.
#![expect(clippy::indexing_slicing, reason = "two people, two machines")]

use std::sync::Arc;
use std::time::Duration;

use pollster::block_on;
use proptest::prelude::*;
use vestibule_gate::fakes::{APPLICATION, Fakes, PEER, Phone};
use vestibule_gate::ports::{Change, Clock as _, Records as _, WhichReconnections};
use vestibule_gate::{AccountState, Attempt, Person, Reconnection, Return, Sid, Source, Verdict};

use crate::{application, enrolled, exempting, kiosk};

const STATIONS: [&[u8]; 2] = [b"02-00-5E-10-00-01", b"02-00-5E-10-00-02"];
const NAMES: [&str; 2] = ["ada", "bob"];
const HOUR: u64 = 3600;

#[derive(Clone, Debug)]
enum Step {
    Login { who: usize, station: usize, code: bool },
    Return { nth: usize, station: Option<usize> },
    Factors { who: usize },
    Password { who: usize },
    Kiosk { who: usize, inside: bool },
    Protected { who: usize, yes: bool },
    Disabled { who: usize, yes: bool },
    Revoke { nth: usize },
    RevokeAll { who: Option<usize> },
    Rule { there: bool },
    Window { hours: u64 },
    Wait { minutes: u64 },
    Restart,
}

fn step() -> impl Strategy<Value = Step> {
    let who = || 0..2_usize;
    prop_oneof![
        6 => (who(), who(), any::<bool>()).prop_map(|(who, station, code)| Step::Login { who, station, code }),
        12 => (0..8_usize, proptest::option::weighted(0.1, who())).prop_map(|(nth, station)| Step::Return { nth, station }),
        1 => who().prop_map(|who| Step::Factors { who }),
        1 => who().prop_map(|who| Step::Password { who }),
        2 => (who(), any::<bool>()).prop_map(|(who, inside)| Step::Kiosk { who, inside }),
        1 => (who(), any::<bool>()).prop_map(|(who, yes)| Step::Protected { who, yes }),
        1 => (who(), any::<bool>()).prop_map(|(who, yes)| Step::Disabled { who, yes }),
        1 => (0..8_usize).prop_map(|nth| Step::Revoke { nth }),
        1 => proptest::option::of(who()).prop_map(|who| Step::RevokeAll { who }),
        1 => any::<bool>().prop_map(|there| Step::Rule { there }),
        1 => (0..10_u64).prop_map(|hours| Step::Window { hours }),
        3 => (1..200_u64).prop_map(|minutes| Step::Wait { minutes }),
        1 => Just(Step::Restart),
    ]
}

/// What the model knows of somebody.
#[derive(Clone, Copy, Default)]
struct Someone {
    password: u32,
    factors: u32,
    kiosk: bool,
    protected: bool,
    disabled: bool,
}

/// What a login left.
struct Left {
    what: Arc<Reconnection>,
    who: usize,
    station: usize,
    by_code: bool,
    then: Someone,
    fresh: u64,
    window: u64,
    ended: bool,
}

struct World {
    fakes: Fakes,
    persons: Vec<Person>,
    phones: Vec<Phone>,
    people: [Someone; 2],
    left: Vec<Left>,
    rule: bool,
    window: u64,
}

impl World {
    fn new() -> Self {
        let fakes = Fakes::with(|policy| {
            exempting(policy);
            application(policy).reconnect = Duration::from_secs(8 * HOUR);
        });
        let (persons, phones) = NAMES.iter().map(|name| enrolled(&fakes, name)).unzip();
        let people = [Someone::default(); 2];
        Self { fakes, persons, phones, people, left: Vec::new(), rule: true, window: 8 * HOUR }
    }

    fn now(&self) -> u64 {
        self.fakes.clock.now().as_secs()
    }

    fn exempt(&self, who: usize) -> bool {
        self.people[who].kiosk && self.rule && !self.people[who].protected
    }

    fn end(&mut self, ends: impl Fn(&Left) -> bool) {
        self.left.iter_mut().filter(|left| ends(left)).for_each(|left| left.ended = true);
    }

    fn login(&mut self, who: usize, station: usize, code: bool) {
        // Another step of the code.
        self.fakes.clock.advance(Duration::from_secs(30));
        let code_typed = if code { self.fakes.code(&self.phones[who], 0) } else { String::new() };
        let typed = format!("Passw0rd!{code_typed}");
        let attempt = Attempt { station: Some(STATIONS[station].into()), ..self.fakes.attempt(NAMES[who], &typed) };
        let verdict = block_on(self.fakes.gate.judge(attempt, &mut self.fakes.first()));
        let someone = self.people[who];
        let proven = code || self.exempt(who);
        if proven && someone.disabled {
            self.end(|left| left.who == who);
        }
        let Verdict::Admit(admitted) = verdict else {
            assert!(!proven || someone.disabled, "{who} {code}");
            return;
        };
        assert!(proven && !someone.disabled, "{who} {code}");
        let leaves = self.window > 0 && !someone.protected;
        assert_eq!(admitted.reconnection().is_some(), leaves);
        if let Some(what) = admitted.reconnection().cloned() {
            self.end(|left| (left.who, left.station) == (who, station));
            let (fresh, window) = (self.now(), self.window);
            let ended = false;
            self.left.push(Left { what, who, station, by_code: code, then: someone, fresh, window, ended });
        }
    }

    fn come_back(&mut self, nth: usize, station: Option<usize>) {
        let Some(left) = self.left.get(nth) else { return };
        let (now, someone, who) = (self.now(), self.people[left.who], left.who);
        let station = station.unwrap_or(left.station);
        let same_place = station == left.station;
        let expected = !left.ended
            && same_place
            && !someone.disabled
            && (someone.password, someone.factors) == (left.then.password, left.then.factors)
            && now < left.fresh + self.window.min(left.window)
            && !someone.protected
            && (left.by_code || self.exempt(who));
        let again = Return {
            application: APPLICATION.into(),
            source: Source { peer: PEER, end_user: None },
            station: STATIONS[station].into(),
            arrived: self.fakes.clock.moment(),
        };
        let events = self.fakes.store.events().len();
        match block_on(self.fakes.gate.reconnect(&left.what, again)) {
            Verdict::Admit(admitted) => {
                assert!(expected, "{someone:?}", someone = (who, someone.password, someone.factors));
                assert_eq!(admitted.bound().person().id, self.persons[who].id);
            }
            Verdict::Refuse(_) => assert!(!expected, "{:?}", self.fakes.store.events().last()),
            verdict @ (Verdict::Ask(_) | Verdict::Unavailable(_)) => panic!("{verdict:?}"),
        }
        assert_eq!(self.fakes.store.events().len(), events + 1);
        if same_place && someone.disabled {
            self.end(|left| left.who == who);
        }
    }

    fn groups(&self, who: usize) {
        self.fakes.directory.leave_all(NAMES[who]);
        if self.people[who].kiosk {
            self.fakes.directory.join(NAMES[who], &kiosk());
        }
        if self.people[who].protected {
            self.fakes.directory.join(NAMES[who], &Sid::new("S-1-5-32-544"));
        }
    }

    fn policy(&self) {
        let mut policy = (*self.fakes.gate.policy()).clone();
        policy.exempt.clear();
        if self.rule {
            exempting(&mut policy);
        }
        application(&mut policy).reconnect = Duration::from_secs(self.window);
        self.fakes.gate.set_policy(policy);
    }

    fn revoke(&self, which: WhichReconnections) {
        let event = self.fakes.store.events().pop();
        if let Some(event) = event {
            let change = Change::RevokeReconnections(which);
            let _found = block_on(self.fakes.store.change(change, event, self.fakes.clock.now())).unwrap();
        }
    }

    fn take(&mut self, step: Step) {
        match step {
            Step::Login { who, station, code } => self.login(who, station, code),
            Step::Return { nth, station } => self.come_back(nth, station),
            Step::Factors { who } => {
                self.phones[who] = self.fakes.enrol(&self.persons[who]);
                self.people[who].factors += 1;
                self.end(|left| left.who == who);
            }
            Step::Password { who } => {
                self.fakes.directory.set_password(NAMES[who], "Passw0rd!");
                self.people[who].password += 1;
            }
            Step::Kiosk { who, inside } => {
                self.people[who].kiosk = inside;
                self.groups(who);
            }
            Step::Protected { who, yes } => {
                self.people[who].protected = yes;
                self.groups(who);
            }
            Step::Disabled { who, yes } => {
                let state = yes.then_some(AccountState::Disabled);
                self.people[who].disabled = yes;
                self.fakes.directory.set_state(NAMES[who], state);
                self.fakes.directory.change(NAMES[who], |person| person.state = state);
            }
            Step::Revoke { nth } => {
                if let Some(left) = self.left.get_mut(nth) {
                    left.ended = true;
                    let id = left.what.id().to_owned();
                    self.revoke(WhichReconnections::One(id));
                }
            }
            Step::RevokeAll { who: Some(who) } => {
                self.revoke(WhichReconnections::Person(self.persons[who].id.clone()));
                self.end(|left| left.who == who);
            }
            Step::RevokeAll { who: None } => {
                self.revoke(WhichReconnections::All);
                self.end(|_| true);
            }
            Step::Rule { there } => {
                self.rule = there;
                self.policy();
            }
            Step::Window { hours } => {
                self.window = hours * HOUR;
                self.policy();
            }
            Step::Wait { minutes } => self.fakes.clock.advance(Duration::from_secs(60 * minutes)),
            Step::Restart => {
                // What was made this very moment is of after the start.
                self.fakes.clock.advance(Duration::from_secs(1));
                let _gone = block_on(self.fakes.store.forget_reconnections("test", self.fakes.clock.now())).unwrap();
                self.end(|_| true);
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, ..ProptestConfig::default() })]

    #[test]
    fn a_return_is_admitted_exactly_where_the_model_says_so(steps in proptest::collection::vec(step(), 1..40)) {
        let mut world = World::new();
        for step in steps {
            world.take(step);
        }
    }
}
