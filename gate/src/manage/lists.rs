//! Lists of people that were read a moment ago, so that turning a page does not read a hundred thousand again.
//!
//! **For display only, never for a decision**: who is in a group at a login is read in that login.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::Office;
use crate::ports::{Found, Group, MemberRow};
use crate::{Moment, Outage, Sid};

/// How long a list of people is shown as it was read.
const MEMBERS_FOR: Duration = Duration::from_secs(60);
/// How long that is so of who has an authenticator: somebody may have just got one.
const ENROLLED_FOR: Duration = Duration::from_secs(5);
/// Lists kept at a time.
const MOST: usize = 8;

/// The lists. They are forgotten by themselves.
#[derive(Debug, Default)]
pub struct Lists(Mutex<Kept>);

#[derive(Debug, Default)]
struct Kept {
    members: HashMap<Option<Sid>, (Moment, Arc<Found<MemberRow>>)>,
    enrolled: Option<(Moment, Arc<HashSet<Sid>>)>,
}

impl Lists {
    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Office {
    /// The people in a group, or all there are, each once, as they were within the last minute.
    pub(super) async fn listed(&self, group: Option<&Group>) -> Result<Arc<Found<MemberRow>>, Outage> {
        let (key, now) = (group.map(|group| group.id.clone()), self.clock.moment());
        if let Some((until, list)) = self.lists.kept().members.get(&key)
            && now < *until
        {
            return Ok(list.clone());
        }
        let list = Arc::new(self.read(group).await?);
        let mut kept = self.lists.kept();
        kept.members.retain(|_, (until, _)| now < *until);
        if kept.members.len() < MOST {
            kept.members.insert(key, (now.plus(MEMBERS_FOR), list.clone()));
        }
        Ok(list)
    }

    /// The people in a group, or all there are, each once, as they are now.
    pub(super) async fn read(&self, group: Option<&Group>) -> Result<Found<MemberRow>, Outage> {
        let Found { found, more } = match group {
            Some(group) => self.directory.members(group, self.until_listed()).await?,
            None => self.directory.everybody(self.until_listed()).await?,
        };
        Ok(Found { found: super::people::once(found, |row| row.id.clone()), more })
    }

    /// Who has an authenticator, as it was a moment ago.
    pub(super) async fn enrolled(&self) -> Result<Arc<HashSet<Sid>>, Outage> {
        let now = self.clock.moment();
        if let Some((until, enrolled)) = &self.lists.kept().enrolled
            && now < *until
        {
            return Ok(enrolled.clone());
        }
        let enrolled = Arc::new(self.records.enrolled().await?);
        self.lists.kept().enrolled = Some((now.plus(ENROLLED_FOR), enrolled.clone()));
        Ok(enrolled)
    }
}
