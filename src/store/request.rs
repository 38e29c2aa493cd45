//! Exemptions that wait for somebody else's approval.

use rusqlite::{Connection, Row};
use vestibule_gate::ports::{Changed, Exemption, RequestedExemption};
use vestibule_gate::{Sid, Timestamp};

use super::change::found;
use super::value::{from_int, int, time};

/// Puts one there.
pub(super) fn add(conn: &Connection, what: &RequestedExemption) -> rusqlite::Result<Changed> {
    let held = &what.exemption;
    conn.execute(
        "INSERT INTO exemption_request (id, group_id, group_name, reason, owner, behind, created, until)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        (
            &held.id,
            held.group.as_str(),
            &held.group_name,
            &held.reason,
            &held.owner,
            &what.behind,
            int(held.created.0),
            held.until.map(|until| int(until.0)),
        ),
    )?;
    Ok(Changed::Done)
}

/// Moves one to those that hold.
pub(super) fn approve(conn: &Connection, id: &str) -> rusqlite::Result<Changed> {
    let moved = conn.execute(
        "INSERT INTO exemption (id, group_id, group_name, reason, owner, created, until)
         SELECT id, group_id, group_name, reason, owner, created, until FROM exemption_request WHERE id = ?1",
        [id],
    )?;
    remove(conn, id)?;
    Ok(found(moved))
}

/// Takes one away; how many there were.
pub(super) fn remove(conn: &Connection, id: &str) -> rusqlite::Result<usize> {
    conn.execute("DELETE FROM exemption_request WHERE id = ?1", [id])
}

/// All of them, the oldest first.
pub(super) fn rows(read: &Connection) -> rusqlite::Result<Vec<RequestedExemption>> {
    read.prepare_cached(
        "SELECT id, group_id, group_name, reason, owner, created, until, behind FROM exemption_request
         ORDER BY created, id",
    )?
    .query_map((), |row| Ok(RequestedExemption { exemption: exemption(row)?, behind: row.get(7)? }))?
    .collect()
}

fn exemption(row: &Row<'_>) -> rusqlite::Result<Exemption> {
    Ok(Exemption {
        id: row.get(0)?,
        group: Sid::new(row.get::<_, String>(1)?),
        group_name: row.get(2)?,
        reason: row.get(3)?,
        owner: row.get(4)?,
        created: Timestamp(from_int(row.get(5)?)),
        until: time(row.get(6)?),
    })
}
