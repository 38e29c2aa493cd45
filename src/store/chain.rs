//! The audit: rows in one chain of keyed hashes per node, so that a row changed, moved or removed is found.
//!
//! The head of a chain is read inside the writer's transaction, because several processes write (the command line
//! beside `serve`). Whoever can write the database but does not hold the sealing key cannot make a link; cutting rows
//! off the end together with the head shows only against the sequence number beside the store.

use std::collections::BTreeMap;

use rusqlite::{Connection, OptionalExtension as _};
use vestibule_gate::ports::{AuditFilter, AuditRow, Verified};
use vestibule_gate::{Event, Sealer, Sid, Timestamp};

use super::value::{from_int, int, link};
use super::writer::Scope;

/// Rows of a look-up that names no limit.
const DEFAULT_LIMIT: u32 = 1_000;

/// The link before the first.
const START: [u8; 32] = [0; 32];

/// An event, ready to be written.
#[derive(Debug)]
pub(super) struct Row {
    node: String,
    time: Timestamp,
    person: Option<Sid>,
    name: String,
    json: String,
}

impl Row {
    /// The row of an event.
    pub(super) fn new(event: Event) -> Result<Self, serde_json::Error> {
        let json = event.to_json()?;
        Ok(Self { node: event.node, time: event.time, person: event.sid, name: event.person, json })
    }

    /// The short name this event gives a person, when it is about them.
    pub(super) fn name_of(&self, person: &Sid) -> Option<&str> {
        (self.person.as_ref() == Some(person)).then_some(&self.name)
    }
}

/// Writes a row at the end of its node's chain.
pub(super) fn append(scope: &Scope<'_>, row: &Row) -> rusqlite::Result<()> {
    let conn = scope.conn;
    // The heads rather than the rows give the number, so that none is given twice when old rows are gone one day.
    let (last, before): (Option<i64>, _) = conn
        .prepare_cached("SELECT max(sequence), (SELECT link FROM chain WHERE node = ?1) FROM chain")?
        .query_row([&row.node], |found| {
            Ok((found.get(0)?, found.get_ref(1)?.as_blob_or_null()?.map(link).transpose()?))
        })?;
    let sequence = last.unwrap_or(0) + 1;
    let person = row.person.as_ref().map(Sid::as_str);
    let time = int(row.time.0);
    let bytes = canonical(sequence, &row.node, time, person, &row.json);
    let link = scope.sealer.chain(&before.unwrap_or(START), &bytes);
    conn.prepare_cached(
        "INSERT INTO audit (sequence, node, time, person, json, link) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    )?
    .execute((sequence, &row.node, time, person, &row.json, link))?;
    conn.prepare_cached(
        "INSERT INTO chain (node, sequence, link) VALUES (?1, ?2, ?3)
         ON CONFLICT (node) DO UPDATE SET sequence = excluded.sequence, link = excluded.link",
    )?
    .execute((&row.node, sequence, link))
    .map(|_| ())
}

/// Everything a row says, each text with its length, so that no two rows have the same bytes.
fn canonical(sequence: i64, node: &str, time: i64, person: Option<&str>, json: &str) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(64 + node.len() + json.len());
    bytes.extend(sequence.to_be_bytes());
    bytes.extend(time.to_be_bytes());
    bytes.push(u8::from(person.is_some()));
    for text in [node, person.unwrap_or_default(), json] {
        bytes.extend((text.len() as u64).to_be_bytes());
        bytes.extend(text.as_bytes());
    }
    bytes
}

/// The rows a filter asks for, in its order.
pub(super) fn rows(read: &Connection, filter: &AuditFilter) -> rusqlite::Result<Vec<AuditRow>> {
    let limit = if filter.limit == 0 { DEFAULT_LIMIT } else { filter.limit };
    let since = filter.since.map_or(0, |since| int(since.0));
    let Some(first) = first_since(read, filter.since)? else { return Ok(Vec::new()) };
    let after = int(filter.after).max(first);
    let before = filter.before.map_or(i64::MAX, int);
    let found = |row: &rusqlite::Row<'_>| Ok(AuditRow { sequence: from_int(row.get(0)?), json: row.get(1)? });
    let order = if filter.newest { "DESC" } else { "ASC" };
    match &filter.person {
        Some(person) => read
            .prepare_cached(&format!(
                "SELECT sequence, json FROM audit WHERE person = ?5 AND sequence > ?1 AND sequence < ?4 AND +time >= ?2
                 ORDER BY sequence {order} LIMIT ?3"
            ))?
            .query_map((after, since, limit, before, person.as_str()), found)?
            .collect(),
        None => read
            .prepare_cached(&format!(
                "SELECT sequence, json FROM audit WHERE sequence > ?1 AND sequence < ?4 AND +time >= ?2
                 ORDER BY sequence {order} LIMIT ?3"
            ))?
            .query_map((after, since, limit, before), found)?
            .collect(),
    }
}

/// A sequence number below which no row is looked at for those since a time; `None` where there is no such row. Without
/// it a search for the last minutes would read everything that was before them. Clocks of nodes differ a little, and one
/// may have been set: the margin is for those.
fn first_since(read: &Connection, since: Option<Timestamp>) -> rusqlite::Result<Option<i64>> {
    const MARGIN: i64 = 1_000;
    let Some(since) = since else { return Ok(Some(0)) };
    let sql = "SELECT sequence FROM audit WHERE time >= ?1 ORDER BY time, sequence LIMIT 1";
    let first: Option<i64> = read.prepare_cached(sql)?.query_row([int(since.0)], |row| row.get(0)).optional()?;
    Ok(first.map(|first| first.saturating_sub(MARGIN).max(0)))
}

/// Follows every node's chain, row by row, to its head. `known` is the highest sequence number known from outside.
pub(super) fn verify(read: &Connection, sealer: &Sealer, known: u64) -> rusqlite::Result<Verified> {
    let mut heads: BTreeMap<String, (i64, [u8; 32])> = BTreeMap::new();
    let mut statement = read.prepare("SELECT sequence, node, time, person, json, link FROM audit ORDER BY sequence")?;
    let mut found = statement.query(())?;
    let mut checked = 0;
    while let Some(row) = found.next()? {
        let sequence: i64 = row.get(0)?;
        let node: String = row.get(1)?;
        // A column of another type was not written by us: the row does not fit.
        let fits = (|| {
            let (person, json) = (row.get_ref(3)?.as_str_or_null()?, row.get_ref(4)?.as_str()?);
            let before = heads.get(&node).map_or(START, |(_, link)| *link);
            let expected = sealer.chain(&before, &canonical(sequence, &node, row.get(2)?, person, json));
            Ok::<_, rusqlite::Error>((expected == link(row.get_ref(5)?.as_blob()?)?).then_some(expected))
        })();
        let Ok(Some(link)) = fits else { return Ok(Verified::Broken { sequence: from_int(sequence) }) };
        heads.insert(node, (sequence, link));
        checked += 1;
    }
    let stored: BTreeMap<String, (i64, [u8; 32])> = read
        .prepare("SELECT node, sequence, link FROM chain")?
        .query_map((), |row| Ok((row.get(0)?, (row.get(1)?, link(row.get_ref(2)?.as_blob()?)?))))?
        .collect::<Result<_, _>>()?;
    let last = heads.values().map(|(sequence, _)| from_int(*sequence)).max().unwrap_or(0);
    Ok(match first_difference(&heads, &stored) {
        Some(sequence) => Verified::Broken { sequence },
        None if last < known => Verified::Broken { sequence: last + 1 },
        None => Verified::Whole { rows: checked },
    })
}

/// The lowest sequence number at which the heads found and the heads stored differ.
fn first_difference<T: PartialEq>(
    found: &BTreeMap<String, (i64, T)>,
    stored: &BTreeMap<String, (i64, T)>,
) -> Option<u64> {
    let lacking = stored.iter().filter(|(node, head)| found.get(*node) != Some(*head));
    let unknown = found.iter().filter(|(node, head)| stored.get(*node) != Some(*head));
    lacking.chain(unknown).map(|(_, (sequence, _))| from_int(*sequence)).min()
}
