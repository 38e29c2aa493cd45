//! What is kept for charts and lists: who has an authenticator, and how many had one, day by day.

use std::collections::HashSet;

use async_trait::async_trait;
use rusqlite::Connection;
use vestibule_gate::ports::{CoverageRow, Reports, Sample};
use vestibule_gate::{Outage, Sid, Timestamp};

use super::sqlite::SqliteStore;
use super::value::{from_int, int};
use super::writer::Write;

const DAY: u64 = 24 * 3600 * 1000;

#[async_trait]
impl Reports for SqliteStore {
    async fn enrolled(&self) -> Result<HashSet<Sid>, Outage> {
        self.long(enrolled).await
    }

    async fn coverage(&self, since: Timestamp) -> Result<Vec<CoverageRow>, Outage> {
        self.long(move |read| coverage(read, since)).await
    }

    async fn seen(&self) -> Result<Vec<(String, Timestamp)>, Outage> {
        self.long(seen).await
    }

    async fn note_coverage(&self, rows: Vec<CoverageRow>, now: Timestamp) -> Result<(), Outage> {
        self.writer.write(now, move |scope| Ok(Write::Keep(note(scope.conn, &rows)?))).await
    }
}

fn enrolled(read: &Connection) -> rusqlite::Result<HashSet<Sid>> {
    let mut statement = read.prepare_cached("SELECT DISTINCT person FROM authenticator WHERE enabled = 1")?;
    statement.query_map((), |row| Ok(Sid::new(row.get::<_, String>(0)?)))?.collect()
}

fn coverage(read: &Connection, since: Timestamp) -> rusqlite::Result<Vec<CoverageRow>> {
    let mut statement = read.prepare_cached(
        "SELECT day, group_id, group_name, members, enrolled FROM coverage WHERE day >= ?1 ORDER BY day, group_id",
    )?;
    let row = |row: &rusqlite::Row<'_>| {
        let (id, name): (String, String) = (row.get(1)?, row.get(2)?);
        let day = Timestamp(from_int(row.get(0)?).saturating_mul(DAY));
        let sample = Sample { day, members: from_int(row.get(3)?), enrolled: from_int(row.get(4)?) };
        Ok(CoverageRow { group: (!id.is_empty()).then(|| (Sid::new(id), name)), sample })
    };
    statement.query_map([int(since.0.div_ceil(DAY))], row)?.collect()
}

/// One look at all pools: to be asked once by a process, which then keeps count itself.
fn seen(read: &Connection) -> rusqlite::Result<Vec<(String, Timestamp)>> {
    let mut statement = read.prepare_cached(
        "SELECT application, max(max(coalesce(last_admission, 0), coalesce(last_wrong, 0))) FROM pool GROUP BY application",
    )?;
    let row = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, Timestamp(from_int(row.get(1)?))));
    let all = statement.query_map((), row)?.collect::<rusqlite::Result<Vec<_>>>()?;
    Ok(all.into_iter().filter(|(_, at)| at.0 > 0).collect())
}

fn note(conn: &Connection, rows: &[CoverageRow]) -> rusqlite::Result<()> {
    let mut statement = conn.prepare_cached(
        "INSERT OR REPLACE INTO coverage (day, group_id, group_name, members, enrolled) VALUES (?1, ?2, ?3, ?4, ?5)",
    )?;
    for CoverageRow { group, sample } in rows {
        let (id, name) = group.as_ref().map_or(("", ""), |(id, name)| (id.as_str(), name.as_str()));
        let (members, enrolled) = (int(sample.members), int(sample.enrolled));
        statement.execute((int(sample.day.0 / DAY), id, name, members, enrolled))?;
    }
    Ok(())
}
