//! What administrators change and see, in the fake store, as the port says.

use super::store::{FakeStore, Inside, Row};
use crate::ports::{
    Change, Changed, Figures, NewBypass, NewToken, PeopleFilter, PersonRow, StoredBypass, StoredToken, TokenRow,
};
use crate::{Outcome, Sid, Timestamp};

impl Inside {
    pub(super) fn manage(&mut self, what: Change, now: Timestamp) -> Changed {
        match what {
            Change::RemoveAuthenticator { id } => self.of_authenticator(&id, |row| {
                row.authenticators.retain(|held| held.id != id);
                row.disabled.retain(|held| held.id != id);
            }),
            Change::SetAuthenticator { id, enabled } => self.of_authenticator(&id, |row| {
                let (from, to) = match enabled {
                    true => (&mut row.disabled, &mut row.authenticators),
                    false => (&mut row.authenticators, &mut row.disabled),
                };
                to.extend(from.extract_if(.., |held| held.id == id));
            }),
            Change::ReplaceRecovery { person, codes, .. } => {
                let row = self.people.entry(person).or_default();
                row.recovery = codes.into_iter().map(super::records::recoverable).collect();
                row.changed()
            }
            Change::AddBypass { person, name, bypass } => self.grant(person, name, bypass, now),
            Change::RevokeBypass { id } => {
                let before = self.bypasses.len();
                self.bypasses.retain(|granted| granted.id != id);
                self.people.values_mut().for_each(|row| row.bypasses.retain(|held| held.id != id));
                found(before - self.bypasses.len())
            }
            Change::Unlock { person } => {
                let Some(row) = self.people.get_mut(&person) else { return Changed::NotFound };
                row.unlock();
                Changed::Done
            }
            Change::AddExemption(exemption) => {
                self.exemptions.push(exemption);
                Changed::Done
            }
            Change::RequestExemption(asked) => {
                self.requested.push(asked);
                Changed::Done
            }
            Change::ApproveExemption { id } => self.approve(&id),
            Change::RemoveExemption { id } => {
                let held = self.exemptions.extract_if(.., |held| held.id == id).count();
                found(held + self.requested.extract_if(.., |asked| asked.exemption.id == id).count())
            }
            Change::AddToken(token) => self.add_token(token, now),
            Change::RevokeToken { id } => {
                let runs =
                    |held: &&mut StoredToken| held.row.id == id && held.row.revoked.is_none() && now < held.row.until;
                let Some(held) = self.tokens.iter_mut().find(runs) else { return Changed::NotFound };
                held.row.revoked = Some(now);
                Changed::Done
            }
            // Made elsewhere, or by the command line, whose tests have a store.
            Change::Enroll { .. }
            | Change::Own { .. }
            | Change::AddActivation { .. }
            | Change::RevokeReconnections(_)
            | Change::AddAuthenticator { .. }
            | Change::Pin { .. } => Changed::NotFound,
        }
    }

    fn approve(&mut self, id: &str) -> Changed {
        let moved = self.requested.extract_if(.., |asked| asked.exemption.id == id);
        let moved: Vec<_> = moved.map(|asked| asked.exemption).collect();
        let count = moved.len();
        self.exemptions.extend(moved);
        found(count)
    }

    fn of_authenticator(&mut self, id: &str, change: impl FnOnce(&mut Row)) -> Changed {
        let has = |row: &&mut Row| row.authenticators.iter().chain(&row.disabled).any(|held| held.id == id);
        let Some(row) = self.people.values_mut().find(has) else { return Changed::NotFound };
        change(row);
        row.changed()
    }

    fn grant(&mut self, person: Sid, name: String, bypass: NewBypass, now: Timestamp) -> Changed {
        let NewBypass { id, code, operator, reason, until } = bypass;
        self.bypasses.push(crate::ports::BypassRow {
            id: id.clone(),
            person: person.clone(),
            person_name: name,
            operator,
            reason,
            created: now,
            until,
            last_used: None,
        });
        self.people.entry(person).or_default().bypasses.push(StoredBypass { id, code, until });
        Changed::Done
    }

    fn add_token(&mut self, token: NewToken, now: Timestamp) -> Changed {
        let NewToken { id, secret, label, scopes, networks, operator, until } = token;
        let (revoked, last_used) = (None, None);
        let row = TokenRow { id, label, scopes, networks, operator, created: now, until, revoked, last_used };
        self.tokens.insert(0, StoredToken { row, secret });
        Changed::Done
    }

    pub(super) fn person_rows(&self, filter: &PeopleFilter) -> Vec<PersonRow> {
        let mut rows: Vec<PersonRow> = self.people.iter().map(|(id, row)| row.shown(id)).collect();
        let key = |row: &PersonRow| (row.name.to_lowercase(), row.id.clone());
        rows.sort_by_key(key);
        let after = filter.after.as_ref().map(|(name, id)| (name.to_lowercase(), id.clone()));
        rows.retain(|row| {
            row.name.to_lowercase().starts_with(&filter.begins.to_lowercase())
                && filter.enrolled.is_none_or(|enrolled| enrolled == (row.authenticators > 0))
                && after.as_ref().is_none_or(|after| key(row) > *after)
        });
        rows.truncate(filter.limit as usize);
        rows
    }

    pub(super) fn figures(&self, since: Timestamp, now: Timestamp) -> Figures {
        let logins = self.events.iter().filter(|event| event.event == "login" && event.time >= since);
        let mut by: Vec<(Outcome, u64)> = Vec::new();
        for event in logins {
            match by.iter_mut().find(|(outcome, _)| *outcome == event.outcome) {
                Some((_, count)) => *count += event.count.unwrap_or(1),
                None => by.push((event.outcome, event.count.unwrap_or(1))),
            }
        }
        by.sort_unstable();
        Figures {
            people: self.people.len() as u64,
            enrolled: self.people.values().filter(|row| !row.authenticators.is_empty()).count() as u64,
            with_wrong_codes: self.people.values().filter(|row| row.shown(&Sid::new("")).wrong_codes > 0).count()
                as u64,
            bypasses: self.bypasses.iter().filter(|granted| now < granted.until).count() as u64,
            exemptions: self.exemptions.iter().filter(|held| held.until.is_none_or(|until| now < until)).count() as u64,
            requested: self.requested.len() as u64,
            logins: by,
        }
    }
}

impl FakeStore {
    /// The tokens there are.
    pub fn tokens(&self) -> Vec<StoredToken> {
        self.inside().tokens.clone()
    }
}

const fn found(rows: usize) -> Changed {
    if rows == 0 { Changed::NotFound } else { Changed::Done }
}
