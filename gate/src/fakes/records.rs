//! The fake store as a book of records: what the portal needs is kept as the port says, the rest is empty.

use async_trait::async_trait;

use super::store::{FakeStore, Row};
use crate::ports::{
    AuditFilter, AuditRow, AuthenticatorRow, BypassRow, Change, Changed, Exemption, Figures, NewAuthenticator,
    NewReconnection, OwnChange, PeopleFilter, PersonRow, Pin, ReconnectionRow, Records, Recoverable,
    RequestedExemption, Store, StoredActivation, StoredAuthenticator, StoredToken, TokenRow, Verified,
    WhichReconnections,
};
use crate::{Event, Outage, Sid, Timestamp};

#[async_trait]
impl Records for FakeStore {
    async fn people(&self) -> Result<Vec<PersonRow>, Outage> {
        self.health()?;
        Ok(self.inside().person_rows(&PeopleFilter { limit: u32::MAX, ..PeopleFilter::default() }))
    }

    async fn person(&self, id: &Sid) -> Result<Option<PersonRow>, Outage> {
        self.health()?;
        Ok(self.inside().people.get(id).map(|row| row.shown(id)))
    }

    async fn authenticators(&self, of: Option<&Sid>) -> Result<Vec<AuthenticatorRow>, Outage> {
        self.health()?;
        let row = |who: &Sid, held: &Row, stored: &StoredAuthenticator, enabled: bool| AuthenticatorRow {
            id: stored.id.clone(),
            person: who.clone(),
            person_name: held.name.clone(),
            label: held.labels.get(&stored.id).cloned().unwrap_or_default(),
            parameters: stored.parameters,
            enabled,
            created: Timestamp(0),
            last_used: (stored.last_step > 0)
                .then(|| Timestamp::from_secs(stored.last_step * stored.parameters.period)),
        };
        let inside = self.inside();
        let people = inside.people.iter().filter(|(who, _)| of.is_none_or(|of| of == *who));
        let rows = people.flat_map(|(who, held)| {
            let enabled = held.authenticators.iter().map(move |stored| row(who, held, stored, true));
            enabled.chain(held.disabled.iter().map(move |stored| row(who, held, stored, false)))
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

    async fn bypasses(&self, of: Option<&Sid>, now: Timestamp) -> Result<Vec<BypassRow>, Outage> {
        self.health()?;
        let inside = self.inside();
        let runs = inside.bypasses.iter().filter(|row| of.is_none_or(|of| *of == row.person) && now < row.until);
        Ok(runs.cloned().collect())
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
        self.health()?;
        Ok(self.inside().exemptions.clone())
    }

    async fn requested_exemptions(&self) -> Result<Vec<RequestedExemption>, Outage> {
        self.health()?;
        Ok(self.inside().requested.clone())
    }

    async fn people_of(&self, filter: &PeopleFilter) -> Result<Vec<PersonRow>, Outage> {
        self.health()?;
        Ok(self.inside().person_rows(filter))
    }

    async fn figures(&self, since: Timestamp, now: Timestamp) -> Result<Figures, Outage> {
        self.health()?;
        Ok(self.inside().figures(since, now))
    }

    async fn tokens(&self) -> Result<Vec<TokenRow>, Outage> {
        self.health()?;
        Ok(self.inside().tokens.iter().map(|held| held.row.clone()).collect())
    }

    async fn token(&self, id: &str) -> Result<Option<StoredToken>, Outage> {
        self.health()?;
        Ok(self.inside().tokens.iter().find(|held| held.row.id == id).cloned())
    }

    async fn note_token(&self, id: &str, now: Timestamp) -> Result<(), Outage> {
        self.health()?;
        if self.writes_fail() {
            return Err(Outage::Store);
        }
        if let Some(held) = self.inside().tokens.iter_mut().find(|held| held.row.id == id) {
            held.row.last_used = Some(now);
        }
        Ok(())
    }

    async fn change(&self, what: Change, event: Event, now: Timestamp) -> Result<Changed, Outage> {
        self.health()?;
        if self.writes_fail() {
            return Err(Outage::Store);
        }
        let mut inside = self.inside();
        let changed = match what {
            Change::Enroll { person, name, authenticator, recovery, activation } => {
                let row = inside.people.entry(person).or_default();
                row.name = name;
                row.enroll(authenticator, recovery, activation.as_deref(), now)
            }
            Change::Own { person, epoch, what } => inside.people.entry(person).or_default().own(epoch, what),
            Change::AddActivation { person, activation, clear, .. } => {
                let row = inside.people.entry(person).or_default();
                let (id, code, until) = (activation.id, activation.code, activation.until);
                row.activate(StoredActivation { id, code, until }, clear)
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
            what @ (Change::AddAuthenticator { .. }
            | Change::RemoveAuthenticator { .. }
            | Change::SetAuthenticator { .. }
            | Change::ReplaceRecovery { .. }
            | Change::AddBypass { .. }
            | Change::RevokeBypass { .. }
            | Change::Unlock { .. }
            | Change::AddExemption(_)
            | Change::RequestExemption(_)
            | Change::ApproveExemption { .. }
            | Change::RemoveExemption { .. }
            | Change::AddToken(_)
            | Change::RevokeToken { .. }
            | Change::Pin { .. }) => inside.manage(what, now),
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
        let rows = rows.filter(|(at, _)| {
            let sequence = *at as u64 + 1;
            sequence > filter.after && filter.before.is_none_or(|before| sequence < before)
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

    pub(super) fn changed(&mut self) -> Changed {
        self.version += 1;
        self.epoch += 1;
        Changed::Done
    }
}

pub(super) fn recoverable(new: crate::ports::NewRecovery) -> Recoverable {
    Recoverable { id: new.id, selector: new.selector, hash: new.hash }
}
