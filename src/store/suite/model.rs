//! Random histories of conclusions and changes against a model in memory, compared after every step.

use std::collections::BTreeMap;
use std::time::Duration;

use proptest::test_runner::{Config, TestRunner};
use vestibule_gate::ports::{
    BYPASS_PAUSE, Change, Changed, Concluded, Conclusion, Counting, GRACE_COUNTS_FOR, GraceUsed, Inquiry, NewBypass,
    NewReconnection, NewRecovery, Pool, PoolCount, Remembered, Spend, WhichReconnections,
};
use vestibule_gate::{PasswordVersion, Timestamp};

use super::histories::{Code, Place, Step, steps};
use super::house::*;
use crate::store::Followed;

const DAY: Duration = Duration::from_secs(24 * 3600);
/// How long somebody may come back.
const WINDOW: Duration = Duration::from_secs(8 * 3600);

#[derive(Default)]
struct Model {
    people: BTreeMap<u8, Someone>,
    authenticators: BTreeMap<u8, Held>,
    /// By number of making: whose, and whether used.
    recovery: BTreeMap<u64, (u8, bool)>,
    bypasses: BTreeMap<u64, Granted>,
    made: u64,
    events: usize,
}

#[derive(Clone, Default)]
struct Someone {
    version: u64,
    epoch: u64,
    everywhere: u32,
    forwarded: (u32, Option<Timestamp>),
    pools: BTreeMap<(u8, u8), PoolCount>,
    counted: BTreeMap<u8, Timestamp>,
    remembered: BTreeMap<(u8, u8, u8), Remembered>,
    /// By application, the logins that counted.
    grace: Vec<(u8, Timestamp)>,
    /// By application and station, who may come back.
    left: BTreeMap<(u8, u8), Left>,
}

#[derive(Clone)]
struct Left {
    nth: u64,
    fresh: Timestamp,
    epoch: u64,
    used: Option<Timestamp>,
}

impl Left {
    fn runs(&self, now: Timestamp) -> bool {
        now < self.fresh.plus(WINDOW)
    }
}

struct Held {
    who: u8,
    enabled: bool,
    last_step: u64,
}

struct Granted {
    who: u8,
    until: Timestamp,
    revoked: bool,
    used: BTreeMap<u8, Timestamp>,
}

impl Granted {
    fn runs(&self, now: Timestamp) -> bool {
        now < self.until && !self.revoked
    }
}

impl Model {
    fn conclude(
        &mut self,
        place: Place,
        version: Option<u64>,
        spend: Code,
        count: &Counting,
        now: Timestamp,
    ) -> Concluded {
        let (who, application, source) = place;
        if version.is_some_and(|version| version != self.people.get(&who).map_or(0, |known| known.version)) {
            return Concluded::Stale;
        }
        if !self.spend(who, application, spend, now) {
            return Concluded::SpendLost;
        }
        self.count((who, application, source), count, now);
        self.events += 1;
        Concluded::Done
    }

    fn spend(&mut self, who: u8, application: u8, spend: Code, now: Timestamp) -> bool {
        match spend {
            Code::None => true,
            Code::Totp { id, step, epoch } => match self.authenticators.get_mut(&id) {
                Some(held) if held.who == who && held.enabled && epoch == 1 && step > held.last_step => {
                    held.last_step = step;
                    true
                }
                Some(_) | None => false,
            },
            Code::Recovery { nth } => match self.recovery.get_mut(&nth) {
                Some((owner, used)) if *owner == who && !*used => {
                    *used = true;
                    true
                }
                Some(_) | None => false,
            },
            Code::Bypass { nth } => match self.bypasses.get_mut(&nth) {
                Some(code) if code.who == who && code.runs(now) => {
                    let free = code.used.get(&application).is_none_or(|at| now >= at.plus(BYPASS_PAUSE));
                    if free {
                        code.used.insert(application, now);
                    }
                    free
                }
                Some(_) | None => false,
            },
            Code::Grace { most } => {
                let known = self.people.get(&who).map(|someone| someone.grace.clone()).unwrap_or_default();
                let counts = known.iter().any(|(place, at)| *place == application && now < at.plus(GRACE_COUNTS_FOR));
                let free = most.is_none_or(|most| known.len() < most as usize);
                if !counts && free {
                    self.people.entry(who).or_default().grace.push((application, now));
                }
                counts || free
            }
            Code::Reconnect { nth, station, stale } => {
                let Some(someone) = self.people.get_mut(&who) else { return false };
                let epoch = someone.epoch;
                match someone.left.get_mut(&(application, station)) {
                    Some(left) if left.nth == nth && left.runs(now) && left.epoch == epoch && !stale => {
                        left.used = Some(now);
                        true
                    }
                    Some(_) | None => false,
                }
            }
        }
    }

    fn count(&mut self, (who, application, source): Place, count: &Counting, now: Timestamp) {
        let someone = self.people.entry(who).or_default();
        someone.version += 1;
        match count {
            Counting::Nothing => {}
            Counting::WrongCode(typed) => {
                let fresh = someone.counted.get(&typed.0[0]).is_none_or(|at| *at <= now.minus(DAY));
                if fresh {
                    someone.counted.insert(typed.0[0], now);
                    someone.everywhere += 1;
                    let pool = someone.pools.entry((application, source)).or_default();
                    (pool.wrong, pool.last_wrong) = (pool.wrong + 1, Some(now));
                }
            }
            Counting::WrongPassword => someone.forwarded = (someone.forwarded.0 + 1, Some(now)),
            Counting::RightPassword => someone.forwarded = (0, None),
            Counting::Disabled => {
                someone.forwarded = (0, None);
                someone.remembered.clear();
                someone.left.clear();
            }
            Counting::OutOfUse => {
                someone.remembered.clear();
                someone.left.clear();
            }
            Counting::Admission => {
                (someone.everywhere, someone.forwarded) = (0, (0, None));
                let admitted = PoolCount { wrong: 0, last_wrong: None, last_admission: Some(now) };
                someone.pools.insert((application, source), admitted);
            }
        }
    }

    fn grant(&mut self, who: u8, hours: u8, now: Timestamp) -> Change {
        let until = now.plus(Duration::from_secs(3600) * u32::from(hours));
        let (id, operator, reason) = (self.made.to_string(), String::new(), String::new());
        self.bypasses.insert(self.made, Granted { who, until, revoked: false, used: BTreeMap::new() });
        self.people.entry(who).or_default().version += 1;
        (self.made, self.events) = (self.made + 1, self.events + 1);
        let bypass = NewBypass { id, code: mac(0), operator, reason, until };
        Change::AddBypass { person: person(who), name: "ada".to_owned(), bypass }
    }

    /// Whether there was one to revoke.
    fn revoke(&mut self, nth: u64, now: Timestamp) -> bool {
        let Some(code) = self.bypasses.get_mut(&nth).filter(|code| code.runs(now)) else { return false };
        code.revoked = true;
        self.people.entry(code.who).or_default().version += 1;
        self.events += 1;
        true
    }

    /// Whether there was any to end.
    fn end_wifi(&mut self, who: Option<u8>, station: Option<u8>, nth: u64, now: Timestamp) -> bool {
        let mut ended = 0;
        for (whose, someone) in &mut self.people {
            someone.left.retain(|(_, machine), left| {
                let meant = match (who, station) {
                    (Some(who), _) => who == *whose,
                    (None, Some(station)) => station == *machine,
                    (None, None) => left.nth == nth,
                };
                let ends = meant && left.runs(now);
                ended += u32::from(ends);
                !ends
            });
        }
        self.events += usize::from(ended > 0);
        ended > 0
    }

    fn factors_changed(&mut self, who: u8) {
        let someone = self.people.entry(who).or_default();
        someone.version += 1;
        someone.epoch += 1;
        someone.remembered.clear();
        someone.left.clear();
        self.events += 1;
    }
}

fn person(who: u8) -> vestibule_gate::Sid {
    sid(600 + u32::from(who))
}

fn place_of((who, application, source): Place) -> Pool {
    let source = [None, Some("192.0.2.1"), Some("2001:db8::2")][usize::from(source)];
    pool(&person(who), ["mail", "wiki"][usize::from(application)], source)
}

fn machine(number: u8) -> String {
    format!("02-00-5E-10-00-0{number}")
}

fn word(id: u8) -> String {
    format!("{id:032x}")
}

async fn conclude(store: &dyn Followed, model: &mut Model, step: &Step, now: Timestamp) {
    let Step::Conclude { place, version, spend, count, typed, remember, leave } = step.clone() else { return };
    let known = model.people.get(&place.0).cloned().unwrap_or_default();
    let version = version.map(|right| if right { known.version } else { known.version + 1 });
    let count = [
        Counting::Nothing,
        Counting::WrongCode(mac(typed)),
        Counting::WrongPassword,
        Counting::RightPassword,
        Counting::Disabled,
        Counting::Admission,
        Counting::OutOfUse,
    ][usize::from(count)]
    .clone();
    let entry = Remembered { fresh: now, tail: 6, password: PasswordVersion("1".to_owned()), epoch: known.epoch };
    let what = Conclusion {
        version,
        spend: match spend {
            Code::None => None,
            Code::Totp { id, step, epoch } => Some(Spend::Totp { authenticator: word(id), step, epoch }),
            Code::Recovery { nth } => Some(Spend::Recovery { id: nth.to_string() }),
            Code::Bypass { nth } => Some(Spend::Bypass { id: nth.to_string() }),
            Code::Grace { most } => Some(Spend::Grace { most }),
            Code::Reconnect { nth, station, stale } => Some(Spend::Reconnect {
                id: nth.to_string(),
                station: machine(station),
                password: PasswordVersion(if stale { "0" } else { "1" }.to_owned()),
                epoch: known.epoch,
            }),
        },
        reconnect: leave.then(|| NewReconnection {
            id: model.made.to_string(),
            station: machine(typed % 2),
            node: "one".to_owned(),
            fresh: now,
            until: now.plus(WINDOW),
            password: PasswordVersion("1".to_owned()),
            epoch: known.epoch,
            exempt: remember,
        }),
        remember: remember.then(|| (mac(typed), entry.clone())).into_iter().collect(),
        ..counted(&place_of(place), count.clone())
    };
    let expected = model.conclude(place, version, spend, &count, now);
    assert_eq!(store.conclude(what, now).await.unwrap(), expected, "{step:?}");
    if let (Concluded::Done, true, Some(someone)) = (expected, remember, model.people.get_mut(&place.0)) {
        someone.remembered.insert((place.1, place.2, typed), entry);
    }
    if let (Concluded::Done, true, Some(someone)) = (expected, leave, model.people.get_mut(&place.0)) {
        let left = Left { nth: model.made, fresh: now, epoch: known.epoch, used: None };
        someone.left.insert((place.1, typed % 2), left);
        model.made += 1;
    }
}

async fn manage(store: &dyn Followed, model: &mut Model, step: &Step, now: Timestamp) {
    let name = "ada".to_owned();
    let (what, expected) = match *step {
        Step::Conclude { .. } | Step::Wait { .. } => return,
        // A second one of the same id cannot be: ids are 128 random bits.
        Step::Add { id, .. } if model.authenticators.contains_key(&id) => return,
        Step::Add { who, id } => {
            model.authenticators.insert(id, Held { who, enabled: true, last_step: 0 });
            model.factors_changed(who);
            let authenticator = authenticator(&word(id));
            (Change::AddAuthenticator { person: person(who), name, authenticator }, Changed::Done)
        }
        Step::Remove { id } => {
            let held = model.authenticators.remove(&id);
            held.as_ref().inspect(|held| model.factors_changed(held.who));
            (
                Change::RemoveAuthenticator { id: word(id) },
                if held.is_some() { Changed::Done } else { Changed::NotFound },
            )
        }
        Step::Set { id, enabled } => {
            let owner = model.authenticators.get_mut(&id).map(|held| (held.enabled = enabled, held.who).1);
            owner.inspect(|who| model.factors_changed(*who));
            let end = if owner.is_some() { Changed::Done } else { Changed::NotFound };
            (Change::SetAuthenticator { id: word(id), enabled }, end)
        }
        Step::Replace { who, codes } => {
            model.recovery.retain(|_, (owner, _)| *owner != who);
            let mut fresh = Vec::new();
            for _ in 0..codes {
                model.recovery.insert(model.made, (who, false));
                let id = model.made.to_string();
                fresh.push(NewRecovery { id, selector: String::new(), hash: String::new() });
                model.made += 1;
            }
            model.factors_changed(who);
            (Change::ReplaceRecovery { person: person(who), name, codes: fresh }, Changed::Done)
        }
        Step::Grant { who, hours } => (model.grant(who, hours, now), Changed::Done),
        Step::Revoke { nth } => {
            let end = if model.revoke(nth, now) { Changed::Done } else { Changed::NotFound };
            (Change::RevokeBypass { id: nth.to_string() }, end)
        }
        Step::EndWifi { who, station, nth } => {
            let which = which(who, station, nth);
            let end = if model.end_wifi(who, station, nth, now) { Changed::Done } else { Changed::NotFound };
            (Change::RevokeReconnections(which), end)
        }
        Step::Unlock { who } => {
            let found = model.people.get_mut(&who).map(|someone| {
                (someone.everywhere, someone.forwarded) = (0, (0, None));
                someone.counted.clear();
                someone.pools.values_mut().for_each(|pool| (pool.wrong, pool.last_wrong) = (0, None));
                someone.version += 1;
            });
            model.events += usize::from(found.is_some());
            (Change::Unlock { person: person(who) }, if found.is_some() { Changed::Done } else { Changed::NotFound })
        }
    };
    assert_eq!(store.change(what, event(&person(0), "ada"), now).await.unwrap(), expected, "{step:?}");
}

fn which(who: Option<u8>, station: Option<u8>, nth: u64) -> WhichReconnections {
    match (who, station) {
        (Some(who), _) => WhichReconnections::Person(person(who)),
        (None, Some(station)) => WhichReconnections::Station(machine(station)),
        (None, None) => WhichReconnections::One(nth.to_string()),
    }
}

async fn compare(store: &dyn Followed, model: &Model, typed: u8, now: Timestamp) {
    for who in 0..2 {
        let someone = model.people.get(&who).cloned().unwrap_or_default();
        let left = store.reconnections(Some(&person(who)), None, now).await.unwrap();
        let left: Vec<_> = left.into_iter().map(|row| (row.id, row.station, row.fresh, row.last_used)).collect();
        let runs = someone.left.iter().filter(|(_, left)| left.runs(now));
        let own = runs.map(|((_, station), left)| (left.nth.to_string(), machine(*station), left.fresh, left.used));
        assert_eq!(left, own.collect::<Vec<_>>());
        for (application, source) in [(0, 0), (0, 1), (0, 2), (1, 0), (1, 1), (1, 2)] {
            let pool = place_of((who, application, source));
            let found = store.standing(&Inquiry { pool, typed: mac(typed), repeat: None, now }).await.unwrap();
            assert_eq!((found.version, found.epoch), (someone.version, someone.epoch));
            assert_eq!((found.wrong_everywhere, found.forwarded), (someone.everywhere, someone.forwarded));
            assert_eq!(found.pool, someone.pools.get(&(application, source)).copied().unwrap_or_default());
            assert_eq!(found.counted_before, someone.counted.get(&typed).is_some_and(|at| *at > now.minus(DAY)));
            assert_eq!(found.remembered.as_ref(), someone.remembered.get(&(application, source, typed)));
            let mut held: Vec<_> = found.authenticators.iter().map(|held| (held.id.clone(), held.last_step)).collect();
            held.sort();
            let own = model.authenticators.iter().filter(|(_, held)| held.who == who && held.enabled);
            assert_eq!(held, own.map(|(id, held)| (word(*id), held.last_step)).collect::<Vec<_>>());
            let left = model.recovery.values().filter(|(owner, used)| *owner == who && !used).count();
            assert_eq!(found.recovery.len(), left);
            let bypasses = model.bypasses.values().filter(|code| code.who == who && code.runs(now)).count();
            assert_eq!(found.bypasses.len(), bypasses);
            let here = someone.grace.iter().filter(|(place, _)| *place == application).map(|(_, at)| *at).max();
            assert_eq!(found.grace, GraceUsed { logins: someone.grace.len() as u32, here });
        }
    }
    assert_eq!(rows(store).await, model.events);
}

pub(in crate::store) async fn a_random_history_ends_like_the_models<H: House>() {
    let config = Config { cases: 48, failure_persistence: None, ..Config::default() };
    let runtime = tokio::runtime::Handle::current();
    let run = move || {
        TestRunner::new(config).run(&steps(), |steps| {
            let house = H::new();
            let (store, mut model, mut now) = (house.store(), Model::default(), NOON);
            runtime.block_on(async {
                for step in &steps {
                    if let Step::Wait { seconds } = step {
                        now = now.plus(Duration::from_secs(1) * *seconds);
                    }
                    conclude(&*store, &mut model, step, now).await;
                    manage(&*store, &mut model, step, now).await;
                    compare(&*store, &model, now.0 as u8 % 4, now).await;
                }
            });
            Ok(())
        })
    };
    tokio::task::spawn_blocking(run).await.unwrap().unwrap();
}
