//! Bypass codes: granted, spent, revoked, listed.

use rusqlite::{Connection, Row};
use vestibule_gate::ports::{BYPASS_PAUSE, BypassRow, Changed, NewBypass, Pool, StoredBypass};
use vestibule_gate::{Sid, Timestamp};

use super::conclude::touch;
use super::people::only;
use super::value::{from_int, int, mac, time};

/// Notes the use of a code at the pool's application: 1 where it runs, is the person's, and was not used there just now.
pub(super) fn spend(conn: &Connection, pool: &Pool, id: &str, now: Timestamp) -> rusqlite::Result<usize> {
    conn.prepare_cached(
        "INSERT INTO bypass_use (bypass, application, at)
         SELECT id, ?3, ?4 FROM bypass WHERE id = ?1 AND person = ?2 AND until > ?4 AND revoked IS NULL
         ON CONFLICT (bypass, application) DO UPDATE SET at = excluded.at WHERE at <= ?5",
    )?
    .execute((id, pool.person.as_str(), &*pool.application, int(now.0), int(now.minus(BYPASS_PAUSE).0)))
}

/// The codes that a login may use.
pub(super) fn running(read: &Connection, person: &str, now: Timestamp) -> rusqlite::Result<Vec<StoredBypass>> {
    read.prepare_cached(
        "SELECT id, mac, until FROM bypass WHERE person = ?1 AND until > ?2 AND revoked IS NULL ORDER BY until, id",
    )?
    .query_map((person, int(now.0)), |row| {
        Ok(StoredBypass {
            id: row.get(0)?,
            code: mac(row.get_ref(1)?.as_blob()?)?,
            until: Timestamp(from_int(row.get(2)?)),
        })
    })?
    .collect()
}

/// The codes that run, as administrators see them.
pub(super) fn rows(read: &Connection, of: Option<&Sid>, now: Timestamp) -> rusqlite::Result<Vec<BypassRow>> {
    read.prepare_cached(&format!(
        "SELECT b.id, b.person, p.name, b.operator, b.reason, b.created, b.until,
                (SELECT max(at) FROM bypass_use WHERE bypass = b.id)
         FROM bypass AS b JOIN person AS p ON p.id = b.person
         WHERE {} AND b.until > ?2 AND b.revoked IS NULL ORDER BY b.until, b.id",
        only("b.person", of),
    ))?
    .query_map((of.map(Sid::as_str), int(now.0)), bypass)?
    .collect()
}

fn bypass(row: &Row<'_>) -> rusqlite::Result<BypassRow> {
    Ok(BypassRow {
        id: row.get(0)?,
        person: Sid::new(row.get::<_, String>(1)?),
        person_name: row.get(2)?,
        operator: row.get(3)?,
        reason: row.get(4)?,
        created: Timestamp(from_int(row.get(5)?)),
        until: Timestamp(from_int(row.get(6)?)),
        last_used: time(row.get(7)?),
    })
}

/// Grants a code.
pub(super) fn add(
    conn: &Connection,
    person: &Sid,
    name: &str,
    what: &NewBypass,
    now: Timestamp,
) -> rusqlite::Result<Changed> {
    touch(conn, person.as_str(), Some(name))?;
    conn.execute(
        "INSERT INTO bypass (id, person, mac, operator, reason, created, until) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        (&what.id, person.as_str(), what.code.0, &what.operator, &what.reason, int(now.0), int(what.until.0)),
    )?;
    Ok(Changed::Done)
}

/// Ends a code that runs.
pub(super) fn revoke(conn: &Connection, id: &str, now: Timestamp) -> rusqlite::Result<Changed> {
    let revoked = conn
        .execute("UPDATE bypass SET revoked = ?2 WHERE id = ?1 AND until > ?2 AND revoked IS NULL", (id, int(now.0)))?;
    if revoked == 0 {
        return Ok(Changed::NotFound);
    }
    let person = "UPDATE person SET version = version + 1 WHERE id = (SELECT person FROM bypass WHERE id = ?1)";
    conn.execute(person, [id]).map(|_| Changed::Done)
}
