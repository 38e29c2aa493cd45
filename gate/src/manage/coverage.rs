//! Who has an authenticator and who has not: of everybody and of groups, now and day by day.

use std::collections::{BTreeMap, HashSet};
use std::time::Duration;

use super::{Act, ManageError, Office, Officer};
use crate::ports::{CoverageRow, Group, MemberRow, Sample};
use crate::{Outage, Sid, Timestamp};

const DAY: u64 = 24 * 3600 * 1000;
/// How far back samples go.
const KEPT_FOR: Duration = Duration::from_secs(400 * 24 * 3600);
/// The most people of one page.
const MOST: usize = 500;

/// How many of a group could give a code, day by day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Coverage {
    /// The group and its name when it was counted last; `None` for everybody.
    pub group: Option<(Sid, String)>,
    /// One for each day on which it could be counted, by day.
    pub samples: Vec<Sample>,
}

/// Somebody on a page of people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    /// Their identity.
    pub id: Sid,
    /// Their short name.
    pub name: String,
    /// Whether their account is disabled.
    pub disabled: bool,
    /// Whether they have an enabled authenticator.
    pub enrolled: bool,
}

/// A page of a group's people, or of everybody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct People {
    /// The group; `None` for everybody.
    pub group: Option<Group>,
    /// How many there are, disabled accounts left out; at least so many where `more`.
    pub members: usize,
    /// Of them, with an enabled authenticator.
    pub enrolled: usize,
    /// Whether there are more than could be read.
    pub more: bool,
    /// How many fit what was asked for, disabled accounts included.
    pub fitting: usize,
    /// Those of this page.
    pub page: Vec<Seen>,
    /// Where the next page begins; `None` after the last.
    pub next: Option<usize>,
}

impl Office {
    /// Coverage day by day: everybody's first, then that of the watched groups by name.
    ///
    /// # Errors
    /// As [`ManageError`] says.
    pub async fn coverage(&self, officer: &Officer) -> Result<Vec<Coverage>, ManageError> {
        self.permit(officer, Act::Overview).await?;
        let rows = self.records.coverage(self.clock.now().minus(KEPT_FOR)).await?;
        let mut by: BTreeMap<Option<Sid>, Coverage> = BTreeMap::new();
        for CoverageRow { group, sample } in rows {
            let key = group.as_ref().map(|(id, _)| id.clone());
            let of = by.entry(key).or_insert_with(|| Coverage { group: None, samples: Vec::new() });
            of.group = group;
            of.samples.push(sample);
        }
        let mut all: Vec<Coverage> = by.into_values().collect();
        all.sort_by_cached_key(|of| of.group.as_ref().map(|(id, name)| (name.to_lowercase(), id.clone())));
        Ok(all)
    }

    /// A page of a group's people, or of everybody, by name from the `from`th on: all of them, or only who has an
    /// authenticator, or only who has none.
    ///
    /// # Errors
    /// As [`ManageError`] says.
    pub async fn members(
        &self,
        officer: &Officer,
        group: Option<&str>,
        enrolled: Option<bool>,
        from: usize,
        most: usize,
    ) -> Result<People, ManageError> {
        self.permit(officer, Act::Overview).await?;
        let group = match group {
            None => None,
            Some(name) => {
                let found = self.directory.group(name, self.until()).await?;
                Some(found.ok_or_else(|| ManageError::NoGroupNamed(name.to_owned()))?)
            }
        };
        let (list, has) = (self.listed(group.as_ref()).await?, self.enrolled().await?);
        let (mut members, mut with, mut fitting, mut page) = (0, 0, 0, Vec::new());
        let most = most.clamp(1, MOST);
        // Once through a list that may be long, with one look at each.
        for row in &list.found {
            let has = has.contains(&row.id);
            members += usize::from(!row.disabled);
            with += usize::from(!row.disabled && has);
            if enrolled.is_some_and(|wanted| wanted != has) {
                continue;
            }
            if fitting >= from && page.len() < most {
                page.push(Seen { id: row.id.clone(), name: row.name.clone(), disabled: row.disabled, enrolled: has });
            }
            fitting += 1;
        }
        let end = from.saturating_add(page.len());
        let next = (end < fitting && !page.is_empty()).then_some(end);
        Ok(People { group, members, enrolled: with, more: list.more, fitting, page, next })
    }

    /// Counts coverage for today, where that was not done yet: of everybody, of the groups the configuration names, and
    /// of those that are exempt. For the program that runs, once in a while; a group that is not found is left out.
    ///
    /// # Errors
    /// An outage; what was counted before it is kept, and the rest is counted when this is asked again.
    pub async fn sample_coverage(&self) -> Result<(), Outage> {
        let (Some(gate), now) = (&self.gate, self.clock.now()) else { return Ok(()) };
        let day = Timestamp(now.0 - now.0 % DAY);
        let done: HashSet<Option<Sid>> =
            self.records.coverage(day).await?.into_iter().map(|row| row.group.map(|(id, _)| id)).collect();
        let policy = gate.policy();
        let exempt = gate.rules(&policy).await?.into_iter();
        let exempt = exempt.filter(|rule| rule.until.is_none_or(|until| now < until));
        let exempt = exempt.map(|rule| (rule.group, rule.group_name));
        let mut watched: BTreeMap<Sid, String> = exempt.collect();
        watched.extend(policy.reported.iter().cloned());
        watched.retain(|id, _| !done.contains(&Some(id.clone())));
        if !done.contains(&None) {
            self.sample(None, day).await?;
        }
        for (id, _) in watched {
            if let Some(group) = self.directory.group(id.as_str(), self.until()).await? {
                self.sample(Some(group), day).await?;
            }
        }
        Ok(())
    }

    async fn sample(&self, group: Option<Group>, day: Timestamp) -> Result<(), Outage> {
        let list = self.read(group.as_ref()).await?;
        let (members, enrolled) = count(&list.found, &*self.enrolled().await?);
        let sample = Sample { day, members: members as u64, enrolled: enrolled as u64 };
        let row = CoverageRow { group: group.map(|group| (group.id, group.name)), sample };
        self.records.note_coverage(vec![row], self.clock.now()).await
    }
}

/// How many accounts that are not disabled there are, and how many of them have an authenticator.
fn count(list: &[MemberRow], enrolled: &HashSet<Sid>) -> (usize, usize) {
    let usable = || list.iter().filter(|row| !row.disabled);
    (usable().count(), usable().filter(|row| enrolled.contains(&row.id)).count())
}
