//! A store in memory that keeps the port's written rules, and serves as their reference model.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::Poll;
use std::time::Duration;

use async_trait::async_trait;

use crate::ports::{
    Concluded, Conclusion, Counting, Exemption, Inquiry, Pool, PoolCount, Recoverable, Remembered, Spend, Standing,
    Store, StoredAuthenticator,
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
struct Inside {
    people: HashMap<Sid, Row>,
    pools: HashMap<Pool, PoolCount>,
    counted: HashMap<(Sid, [u8; 32]), Timestamp>,
    remembered: HashMap<(Pool, [u8; 32]), Remembered>,
    proofs: HashMap<(Sid, String), Mac>,
    refusals: Vec<(IpAddr, Timestamp)>,
    exemptions: Vec<Exemption>,
    events: Vec<Event>,
}

#[derive(Default)]
struct Row {
    version: u64,
    epoch: u64,
    authenticators: Vec<StoredAuthenticator>,
    recovery: Vec<Recoverable>,
    wrong: u32,
    forwarded: (u32, Option<Timestamp>),
}

impl FakeStore {
    pub(super) fn enrol(&self, who: &Sid, authenticator: StoredAuthenticator) {
        self.change(who, |row| row.authenticators.push(authenticator));
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

    fn change(&self, who: &Sid, change: impl FnOnce(&mut Row)) {
        let mut inside = self.inside.lock().unwrap();
        let row = inside.people.entry(who.clone()).or_default();
        row.version += 1;
        row.epoch += 1;
        change(row);
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
        }
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
            if !what.spend.is_none_or(|spend| row.spend(&spend)) {
                return Ok(Concluded::SpendLost);
            }
            row.version += 1;
            inside.count(pool, &what.count, now);
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
        }
    }
}

impl Inside {
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
                self.remembered.retain(|(place, _), _| place.person != pool.person);
            }
            Counting::Admission => {
                *counts = PoolCount { last_admission: Some(now), ..PoolCount::default() };
                row.wrong = 0;
                row.forwarded = (0, None);
            }
        }
    }
}
