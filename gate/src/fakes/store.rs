//! A store in memory that keeps the port's written rules, and serves as their reference model.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard};
use std::task::Poll;
use std::time::Duration;

use async_trait::async_trait;

use crate::ports::{
    BYPASS_PAUSE, Concluded, Conclusion, Counting, Exemption, GRACE_COUNTS_FOR, Inquiry, NewReconnection, Pool,
    PoolCount, Recoverable, Remembered, Spend, Standing, Store, StoredActivation, StoredAuthenticator, StoredBypass,
};
use crate::{Event, Mac, Outage, Sid, Timestamp};

const DAY: Duration = Duration::from_secs(86_400);

/// A store in memory.
#[derive(Default)]
pub struct FakeStore {
    inside: Mutex<Inside>,
    down: AtomicBool,
    fail_writes: AtomicBool,
    hold_writes: AtomicBool,
}

#[derive(Default)]
pub(super) struct Inside {
    pub(super) people: HashMap<Sid, Row>,
    pools: HashMap<Pool, PoolCount>,
    counted: HashMap<(Sid, [u8; 32]), Timestamp>,
    remembered: HashMap<(Pool, [u8; 32]), Remembered>,
    proofs: HashMap<(Sid, String), Mac>,
    refusals: Vec<(IpAddr, Timestamp)>,
    pub(super) exemptions: Vec<Exemption>,
    pub(super) requested: Vec<crate::ports::RequestedExemption>,
    pub(super) tokens: Vec<crate::ports::StoredToken>,
    pub(super) coverage: Vec<crate::ports::CoverageRow>,
    pub(super) bypasses: Vec<crate::ports::BypassRow>,
    pub(super) events: Vec<Event>,
    bypass_uses: HashMap<(String, String), Timestamp>,
    grace: HashMap<(Sid, String), Vec<Timestamp>>,
    /// With the person and the application, and when it was last used.
    pub(super) reconnections: Vec<(Sid, String, NewReconnection, Option<Timestamp>)>,
}

#[derive(Default)]
pub(super) struct Row {
    pub(super) version: u64,
    pub(super) epoch: u64,
    pub(super) name: String,
    pub(super) authenticators: Vec<StoredAuthenticator>,
    pub(super) disabled: Vec<StoredAuthenticator>,
    pub(super) labels: HashMap<String, String>,
    pub(super) recovery: Vec<Recoverable>,
    pub(super) activation: Option<StoredActivation>,
    pub(super) bypasses: Vec<StoredBypass>,
    first_told: Option<Timestamp>,
    wrong: u32,
    forwarded: (u32, Option<Timestamp>),
}

impl FakeStore {
    pub(super) fn enrol(&self, who: &crate::Person, authenticator: StoredAuthenticator) {
        self.change(&who.id, |row| {
            row.name.clone_from(&who.name);
            row.authenticators.push(authenticator);
        });
    }

    /// Gives a person a recovery code; with the fake hash its text is the "hash".
    pub fn add_recovery(&self, who: &Sid, code: &str) {
        let selector = code.chars().take(4).collect();
        let recovery = Recoverable { id: code.to_owned(), selector, hash: code.to_owned() };
        self.change(who, |row| row.recovery.push(recovery));
    }

    /// Takes a person's authenticators away.
    pub fn remove_authenticators(&self, who: &Sid) {
        self.change(who, |row| row.authenticators.clear());
    }

    /// Changes a person's sealed rows, as somebody with the database file could.
    pub fn tamper(&self, who: &Sid, tamper: impl FnOnce(&mut Vec<StoredAuthenticator>)) {
        tamper(&mut self.inside.lock().unwrap().people.entry(who.clone()).or_default().authenticators);
    }

    /// Adds an exemption.
    pub fn exempt(&self, exemption: Exemption) {
        self.inside.lock().unwrap().exemptions.push(exemption);
    }

    /// Makes health fail.
    pub fn set_down(&self, down: bool) {
        self.down.store(down, Ordering::SeqCst);
    }

    /// Makes every write fail while health still says well.
    pub fn fail_writes(&self, fail: bool) {
        self.fail_writes.store(fail, Ordering::SeqCst);
    }

    /// Lets writes wait until they are let go.
    pub fn hold_writes(&self, hold: bool) {
        self.hold_writes.store(hold, Ordering::SeqCst);
    }

    /// The audit so far.
    pub fn events(&self) -> Vec<Event> {
        self.inside.lock().unwrap().events.clone()
    }

    /// Gives a person a bypass code; `code` is what [`crate::Sealer`] makes of it.
    pub(super) fn add_bypass(&self, who: &Sid, bypass: StoredBypass) {
        self.inside.lock().unwrap().people.entry(who.clone()).or_default().bypasses.push(bypass);
    }

    /// Takes a person's bypass codes away.
    pub fn revoke_bypasses(&self, who: &Sid) {
        self.inside.lock().unwrap().people.entry(who.clone()).or_default().bypasses.clear();
    }

    pub(super) fn inside(&self) -> MutexGuard<'_, Inside> {
        self.inside.lock().unwrap()
    }

    pub(super) fn writes_fail(&self) -> bool {
        self.fail_writes.load(Ordering::SeqCst)
    }

    fn change(&self, who: &Sid, change: impl FnOnce(&mut Row)) {
        let mut inside = self.inside.lock().unwrap();
        let row = inside.people.entry(who.clone()).or_default();
        row.version += 1;
        row.epoch += 1;
        change(row);
        inside.reconnections.retain(|(person, ..)| person != who);
    }
}

#[async_trait]
impl Store for FakeStore {
    fn health(&self) -> Result<(), Outage> {
        if self.down.load(Ordering::SeqCst) { Err(Outage::Store) } else { Ok(()) }
    }

    async fn refusals(&self, source: IpAddr, since: Timestamp) -> Result<u32, Outage> {
        self.health()?;
        let inside = self.inside.lock().unwrap();
        Ok(inside.refusals.iter().filter(|(from, at)| *from == source && *at >= since).count() as u32)
    }

    async fn standing(&self, ask: &Inquiry) -> Result<Standing, Outage> {
        self.health()?;
        let inside = self.inside.lock().unwrap();
        let proof = inside.proofs.get(&(ask.pool.person.clone(), ask.pool.application.to_string()));
        let mut standing = Standing {
            pool: inside.pools.get(&ask.pool).copied().unwrap_or_default(),
            remembered: inside.remembered.get(&(ask.pool.clone(), ask.typed.0)).cloned(),
            repeated: ask.repeat.and_then(|mac| inside.remembered.get(&(ask.pool.clone(), mac.0)).cloned()),
            service_proof: proof.copied(),
            counted_before: inside
                .counted
                .get(&(ask.pool.person.clone(), ask.typed.0))
                .is_some_and(|at| ask.now < at.plus(DAY)),
            ..Standing::default()
        };
        if let Some(row) = inside.people.get(&ask.pool.person) {
            standing.version = row.version;
            standing.epoch = row.epoch;
            standing.authenticators = row.authenticators.clone();
            standing.recovery = row.recovery.clone();
            standing.wrong_everywhere = row.wrong;
            standing.forwarded = row.forwarded;
            standing.bypasses = row.bypasses.iter().filter(|bypass| ask.now < bypass.until).cloned().collect();
            standing.first_told = row.first_told;
        }
        let grace = |(place, _): &(&(Sid, String), &Vec<Timestamp>)| place.0 == ask.pool.person;
        standing.grace.logins = inside.grace.iter().filter(grace).map(|(_, at)| at.len() as u32).sum();
        let here = inside.grace.get(&(ask.pool.person.clone(), ask.pool.application.to_string()));
        standing.grace.here = here.and_then(|at| at.last().copied());
        Ok(standing)
    }

    async fn conclude(&self, what: Conclusion, now: Timestamp) -> Result<Concluded, Outage> {
        let held = || self.hold_writes.load(Ordering::SeqCst);
        std::future::poll_fn(|_| if held() { Poll::Pending } else { Poll::Ready(()) }).await;
        self.health()?;
        if self.fail_writes.load(Ordering::SeqCst) {
            return Err(Outage::Store);
        }
        let mut inside = self.inside.lock().unwrap();
        if let Some(pool) = &what.pool {
            let row = inside.people.entry(pool.person.clone()).or_default();
            if what.version.is_some_and(|version| version != row.version) {
                return Ok(Concluded::Stale);
            }
            if !what.spend.as_ref().is_none_or(|spend| row.spend(spend)) {
                return Ok(Concluded::SpendLost);
            }
            row.version += 1;
            if let Some(event) = what.event.as_ref().filter(|event| event.sid.as_ref() == Some(&pool.person)) {
                row.name.clone_from(&event.person);
            }
            if what.told {
                row.first_told.get_or_insert(now);
            }
            if !what.spend.is_none_or(|spend| inside.note_use(pool, &spend, now)) {
                return Ok(Concluded::SpendLost);
            }
            inside.count(pool, &what.count, now);
            if let Some(new) = what.reconnect {
                let place = (pool.person.clone(), pool.application.to_string());
                inside.reconnections.retain(|(who, application, row, _)| {
                    (who, application) != (&place.0, &place.1) || (&row.station, &row.node) != (&new.station, &new.node)
                });
                inside.reconnections.push((place.0, place.1, new, None));
            }
            for (mac, entry) in what.remember {
                inside.remembered.insert((pool.clone(), mac.0), entry);
            }
            if let Some(proof) = what.service_proof {
                inside.proofs.insert((pool.person.clone(), pool.application.to_string()), proof);
            }
        }
        inside.refusals.extend(what.refused_source.map(|source| (source, now)));
        inside.events.extend(what.event);
        Ok(Concluded::Done)
    }

    async fn exemptions(&self, now: Timestamp) -> Result<Vec<Exemption>, Outage> {
        self.health()?;
        let inside = self.inside.lock().unwrap();
        Ok(inside.exemptions.iter().filter(|one| one.until.is_none_or(|until| now < until)).cloned().collect())
    }
}

impl Row {
    pub(super) fn unlock(&mut self) {
        self.version += 1;
        (self.wrong, self.forwarded) = (0, (0, None));
    }

    pub(super) fn shown(&self, id: &Sid) -> crate::ports::PersonRow {
        crate::ports::PersonRow {
            id: id.clone(),
            name: self.name.clone(),
            authenticators: self.authenticators.len() as u32,
            wrong_codes: self.wrong,
            pools: Vec::new(),
            last_admission: None,
        }
    }

    fn spend(&mut self, spend: &Spend) -> bool {
        match spend {
            Spend::Totp { authenticator, step, epoch } => {
                let row = self
                    .authenticators
                    .iter_mut()
                    .find(|row| row.id == *authenticator && row.epoch == *epoch && row.last_step < *step);
                row.map(|row| row.last_step = *step).is_some()
            }
            Spend::Recovery { id } => {
                let before = self.recovery.len();
                self.recovery.retain(|row| row.id != *id);
                self.recovery.len() < before
            }
            Spend::Bypass { id } => self.bypasses.iter().any(|bypass| bypass.id == *id),
            Spend::Grace { .. } | Spend::Reconnect { .. } => true,
        }
    }
}

impl Inside {
    /// Notes a use of what is good for more than one; false where it is too soon or too often.
    fn note_use(&mut self, pool: &Pool, spend: &Spend, now: Timestamp) -> bool {
        match spend {
            Spend::Totp { .. } | Spend::Recovery { .. } => true,
            Spend::Bypass { id } => {
                let place = (id.clone(), pool.application.to_string());
                let soon = self.bypass_uses.get(&place).is_some_and(|last| now < last.plus(BYPASS_PAUSE));
                if !soon {
                    self.bypass_uses.insert(place, now);
                }
                !soon
            }
            Spend::Grace { most } => {
                let used: usize =
                    self.grace.iter().filter(|((who, _), _)| *who == pool.person).map(|(_, at)| at.len()).sum();
                let here = self.grace.entry((pool.person.clone(), pool.application.to_string())).or_default();
                if here.last().is_some_and(|last| now < last.plus(GRACE_COUNTS_FOR)) {
                    return true;
                }
                let room = most.is_none_or(|most| used < most as usize);
                if room {
                    here.push(now);
                }
                room
            }
            Spend::Reconnect { id, station, password, epoch } => {
                let current = self.people.get(&pool.person).is_some_and(|row| row.epoch == *epoch);
                let place = |who: &Sid, application: &String| *who == pool.person && **application == *pool.application;
                let found = self.reconnections.iter_mut().find(|(who, application, row, _)| {
                    place(who, application)
                        && (&row.id, &row.station, &row.password, row.epoch) == (id, station, password, *epoch)
                        && row.fresh <= now
                        && now < row.until
                });
                current && found.map(|(.., used)| *used = Some(now)).is_some()
            }
        }
    }

    fn end_what_is_remembered(&mut self, who: &Sid) {
        self.remembered.retain(|(place, _), _| place.person != *who);
        self.reconnections.retain(|(person, ..)| person != who);
    }

    fn count(&mut self, pool: &Pool, count: &Counting, now: Timestamp) {
        let row = self.people.entry(pool.person.clone()).or_default();
        let counts = self.pools.entry(pool.clone()).or_default();
        match count {
            Counting::Nothing => {}
            Counting::WrongCode(mac) => {
                let seen = self.counted.get(&(pool.person.clone(), mac.0));
                if seen.is_some_and(|at| now < at.plus(DAY)) {
                    return;
                }
                self.counted.insert((pool.person.clone(), mac.0), now);
                counts.wrong += 1;
                counts.last_wrong = Some(now);
                row.wrong += 1;
            }
            Counting::WrongPassword => row.forwarded = (row.forwarded.0 + 1, Some(now)),
            Counting::RightPassword => row.forwarded = (0, None),
            Counting::Disabled => {
                row.forwarded = (0, None);
                self.end_what_is_remembered(&pool.person);
            }
            Counting::OutOfUse => self.end_what_is_remembered(&pool.person),
            Counting::Admission => {
                *counts = PoolCount { last_admission: Some(now), ..PoolCount::default() };
                row.wrong = 0;
                row.forwarded = (0, None);
            }
        }
    }
}
