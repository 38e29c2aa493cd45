//! What those who watch read, in the fake store, as the port says.

use std::collections::HashSet;

use async_trait::async_trait;

use super::store::FakeStore;
use crate::ports::{CoverageRow, Reports, Store as _};
use crate::{Outage, Sid, Timestamp};

#[async_trait]
impl Reports for FakeStore {
    async fn enrolled(&self) -> Result<HashSet<Sid>, Outage> {
        self.health()?;
        let inside = self.inside();
        let has = inside.people.iter().filter(|(_, row)| !row.authenticators.is_empty());
        Ok(has.map(|(id, _)| id.clone()).collect())
    }

    async fn coverage(&self, since: Timestamp) -> Result<Vec<CoverageRow>, Outage> {
        self.health()?;
        let mut rows: Vec<_> = self.inside().coverage.iter().filter(|row| row.sample.day >= since).cloned().collect();
        rows.sort_by_key(|row| row.sample.day);
        Ok(rows)
    }

    async fn seen(&self) -> Result<Vec<(String, Timestamp)>, Outage> {
        self.health()?;
        Ok(Vec::new())
    }

    async fn note_coverage(&self, rows: Vec<CoverageRow>, _now: Timestamp) -> Result<(), Outage> {
        self.health()?;
        let key = |row: &CoverageRow| (row.sample.day, row.group.as_ref().map(|(id, _)| id.clone()));
        let mut inside = self.inside();
        for row in rows {
            inside.coverage.retain(|kept| key(kept) != key(&row));
            inside.coverage.push(row);
        }
        Ok(())
    }
}
