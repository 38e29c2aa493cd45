//! The fake store as a book of records: what the portal needs is kept as the port says, the rest is empty.

use async_trait::async_trait;

use super::store::{FakeStore, Row};
use crate::ports::{
    AuditFilter, AuditRow, AuthenticatorRow, BypassRow, Change, Changed, Exemption, NewAuthenticator, NewReconnection,
    OwnChange, PersonRow, Pin, ReconnectionRow, Records, Recoverable, Store, StoredActivation, StoredAuthenticator,
    Verified, WhichReconnections,
};
use crate::{Event, Outage, Sid, Timestamp};

#[async_trait]
impl Records for FakeStore {
    async fn people(&self) -> Result<Vec<PersonRow>, Outage> {
        self.health().map(|()| Vec::new())
    }

    async fn person(&self, _: &Sid) -> Result<Option<PersonRow>, Outage> {
        self.health().map(|()| None)
    }

    async fn authenticators(&self, of: Option<&Sid>) -> Result<Vec<AuthenticatorRow>, Outage> {
        self.health()?;
        let row = |who: &Sid, stored: &StoredAuthenticator, label: &str| AuthenticatorRow {
            id: stored.id.clone(),
            person: who.clone(),
            person_name: String::new(),
            label: label.to_owned(),
            parameters: stored.parameters,
            enabled: true,
            created: Timestamp(0),
            last_used: (stored.last_step > 0)
                .then(|| Timestamp::from_secs(stored.last_step * stored.parameters.period)),
        };
        let inside = self.inside();
        let people = inside.people.iter().filter(|(who, _)| of.is_none_or(|of| of == *who));
        let rows = people.flat_map(|(who, held)| {
            held.authenticators
                .iter()
                .map(move |stored| row(who, stored, held.labels.get(&stored.id).map_or("", |label| label)))
        });
        Ok(rows.collect())
    }

    async fn recovery_left(&self, of: &Sid) -> Result<u32, Outage> {
        self.health()?;
        Ok(self.inside().people.get(of).map_or(0, |row| row.recovery.len() as u32))
    }

    async fn activation(&self, of: &Sid, now: Timestamp) -> Result<Option<StoredActivation>, Outage> {
        self.health()?;
        let found = self.inside().people.get(of).and_then(|row| row.activation.clone());
        Ok(found.filter(|activation| now < activation.until))
    }

    async fn bypasses(&self, _: Option<&Sid>, _: Timestamp) -> Result<Vec<BypassRow>, Outage> {
        self.health().map(|()| Vec::new())
    }

    async fn reconnections(
        &self,
        of: Option<&Sid>,
        at: Option<&str>,
        now: Timestamp,
    ) -> Result<Vec<ReconnectionRow>, Outage> {
        self.health()?;
        let inside = self.inside();
        let rows = inside.reconnections.iter().filter(|(who, application, row, _)| {
            of.is_none_or(|of| of == who) && at.is_none_or(|at| at == application) && now < row.until
        });
        let row = |(who, application, row, used): &(Sid, String, NewReconnection, Option<Timestamp>)| ReconnectionRow {
            id: row.id.clone(),
            person: who.clone(),
            person_name: String::new(),
            application: application.clone(),
            station: row.station.clone(),
            node: row.node.clone(),
            fresh: row.fresh,
            until: row.until,
            exempt: row.exempt,
            last_used: *used,
        };
        Ok(rows.map(row).collect())
    }

    async fn forget_reconnections(&self, node: &str, start: Timestamp) -> Result<u64, Outage> {
        self.health()?;
        let mut inside = self.inside();
        let before = inside.reconnections.len();
        inside.reconnections.retain(|(_, _, row, _)| row.node != node || row.fresh >= start);
        Ok((before - inside.reconnections.len()) as u64)
    }

    async fn all_exemptions(&self) -> Result<Vec<Exemption>, Outage> {
        self.health().map(|()| Vec::new())
    }

    async fn change(&self, what: Change, event: Event, now: Timestamp) -> Result<Changed, Outage> {
        self.health()?;
        if self.writes_fail() {
            return Err(Outage::Store);
        }
        let mut inside = self.inside();
        let changed = match what {
            Change::Enroll { person, authenticator, recovery, activation, .. } => {
                let row = inside.people.entry(person).or_default();
                row.enroll(authenticator, recovery, activation.as_deref(), now)
            }
            Change::Own { person, epoch, what } => inside.people.entry(person).or_default().own(epoch, what),
            Change::AddActivation { person, activation, clear, .. } => {
                let row = inside.people.entry(person).or_default();
                let (id, code, until) = (activation.id, activation.code, activation.until);
                row.activate(StoredActivation { id, code, until }, clear)
            }
            Change::AddBypass { person, bypass, .. } => {
                let (id, code, until) = (bypass.id, bypass.code, bypass.until);
                let row = inside.people.entry(person).or_default();
                row.bypasses.push(crate::ports::StoredBypass { id, code, until });
                Changed::Done
            }
            Change::RevokeReconnections(which) => {
                let before = inside.reconnections.len();
                inside.reconnections.retain(|(who, _, row, _)| match &which {
                    WhichReconnections::One(id) => row.id != *id,
                    WhichReconnections::Person(person) => who != person,
                    WhichReconnections::Station(station) => row.station != *station,
                    WhichReconnections::All => false,
                });
                if inside.reconnections.len() < before { Changed::Done } else { Changed::NotFound }
            }
            // Of the command line, whose tests have a store.
            Change::AddAuthenticator { .. }
            | Change::RemoveAuthenticator { .. }
            | Change::SetAuthenticator { .. }
            | Change::ReplaceRecovery { .. }
            | Change::RevokeBypass { .. }
            | Change::Unlock { .. }
            | Change::AddExemption(_)
            | Change::RemoveExemption { .. }
            | Change::Pin { .. } => Changed::NotFound,
        };
        if changed == Changed::Done {
            inside.events.push(event);
        }
        Ok(changed)
    }

    async fn pin(&self, _: &str) -> Result<Option<Pin>, Outage> {
        self.health().map(|()| None)
    }

    async fn audit(&self, filter: &AuditFilter) -> Result<Vec<AuditRow>, Outage> {
        self.health()?;
        let inside = self.inside();
        let rows = inside.events.iter().enumerate().filter(|(_, event)| {
            filter.person.as_ref().is_none_or(|person| event.sid.as_ref() == Some(person))
                && filter.since.is_none_or(|since| event.time >= since)
        });
        let mut rows: Vec<AuditRow> =
            rows.map(|(at, event)| AuditRow { sequence: at as u64 + 1, json: event.to_json().unwrap() }).collect();
        if filter.newest {
            rows.reverse();
        }
        rows.truncate(if filter.limit == 0 { 1_000 } else { filter.limit as usize });
        Ok(rows)
    }

    async fn verify(&self) -> Result<Verified, Outage> {
        Ok(Verified::Whole { rows: self.inside().events.len() as u64 })
    }
}

impl Row {
    fn enroll(
        &mut self,
        what: NewAuthenticator,
        recovery: Vec<crate::ports::NewRecovery>,
        activation: Option<&str>,
        now: Timestamp,
    ) -> Changed {
        if !self.authenticators.is_empty() || !self.recovery.is_empty() {
            return Changed::Taken;
        }
        let held = self.activation.as_ref().filter(|held| now < held.until).map(|held| held.id.as_str());
        if activation.is_some() && activation != held {
            return Changed::NotFound;
        }
        self.activation = None;
        self.put(what);
        self.recovery = recovery.into_iter().map(recoverable).collect();
        self.changed()
    }

    fn own(&mut self, epoch: u64, what: OwnChange) -> Changed {
        if self.epoch != epoch {
            return Changed::Stale;
        }
        let has = |row: &Self, id: &str| row.authenticators.iter().any(|stored| stored.id == id);
        match what {
            OwnChange::Add(_) if self.authenticators.len() >= crate::ports::MOST_AUTHENTICATORS => {
                return Changed::TooMany;
            }
            OwnChange::Add(what) => self.put(what),
            OwnChange::Replace { id, .. } | OwnChange::Remove { id, .. } | OwnChange::Rename { id, .. }
                if !has(self, &id) =>
            {
                return Changed::NotFound;
            }
            OwnChange::Replace { id, with } => {
                self.authenticators.retain(|stored| stored.id != id);
                self.put(with);
            }
            OwnChange::Remove { keep_one: true, .. } if self.authenticators.len() == 1 => return Changed::Last,
            OwnChange::Remove { id, .. } => {
                self.authenticators.retain(|stored| stored.id != id);
                if self.authenticators.is_empty() {
                    self.recovery.clear();
                }
            }
            OwnChange::Rename { id, label } => {
                self.labels.insert(id, label);
            }
            OwnChange::Resynchronise { id, drift, step } => {
                let found = self.authenticators.iter_mut().find(|stored| stored.id == id && stored.last_step < step);
                let Some(stored) = found else { return Changed::NotFound };
                (stored.drift, stored.last_step) = (drift, step);
            }
            OwnChange::Recovery(codes) => self.recovery = codes.into_iter().map(recoverable).collect(),
            OwnChange::SignOut => {}
        }
        self.changed()
    }

    fn activate(&mut self, what: StoredActivation, clear: bool) -> Changed {
        if clear {
            self.authenticators.clear();
            self.recovery.clear();
        }
        if !self.authenticators.is_empty() || !self.recovery.is_empty() {
            return Changed::Taken;
        }
        self.activation = Some(what);
        if clear { self.changed() } else { Changed::Done }
    }

    fn put(&mut self, what: NewAuthenticator) {
        let NewAuthenticator { id, label, seed, epoch, parameters } = what;
        self.labels.insert(id.clone(), label);
        self.authenticators.push(StoredAuthenticator { id, seed, epoch, parameters, last_step: 0, drift: 0 });
    }

    fn changed(&mut self) -> Changed {
        self.version += 1;
        self.epoch += 1;
        Changed::Done
    }
}

fn recoverable(new: crate::ports::NewRecovery) -> Recoverable {
    Recoverable { id: new.id, selector: new.selector, hash: new.hash }
}
