//! Permissions to come back by a resumed TLS session: left by a login, used, revoked, listed, forgotten.

use rusqlite::{Connection, Row};
use vestibule_gate::ports::{Changed, NewReconnection, Pool, ReconnectionRow, Spend, WhichReconnections};
use vestibule_gate::{Sid, Timestamp};

use super::change::found;
use super::value::{from_int, int, time};

/// Writes the permission of a login; an earlier one of the same machine on the same node gives way.
pub(super) fn leave(conn: &Connection, pool: &Pool, what: &NewReconnection) -> rusqlite::Result<()> {
    conn.prepare_cached(
        "INSERT INTO reconnection
             (id, person, application, station, node, fresh, until, password, epoch, exempt, last_used)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, NULL)
         ON CONFLICT (person, application, station, node) DO UPDATE SET
             id = excluded.id, fresh = excluded.fresh, until = excluded.until, password = excluded.password,
             epoch = excluded.epoch, exempt = excluded.exempt, last_used = NULL",
    )?
    .execute((
        &what.id,
        pool.person.as_str(),
        &*pool.application,
        &what.station,
        &what.node,
        int(what.fresh.0),
        int(what.until.0),
        &what.password.0,
        int(what.epoch),
        what.exempt,
    ))
    .map(|_| ())
}

/// Notes the use of a permission: 1 where it is there, of this person, application, machine, password and epoch, and
/// not over.
pub(super) fn spend(conn: &Connection, pool: &Pool, what: &Spend, now: Timestamp) -> rusqlite::Result<usize> {
    let Spend::Reconnect { id, station, password, epoch } = what else { return Ok(0) };
    conn.prepare_cached(
        "UPDATE reconnection SET last_used = ?7
         WHERE id = ?1 AND person = ?2 AND application = ?3 AND station = ?4 AND password = ?5 AND epoch = ?6
             AND fresh <= ?7 AND until > ?7 AND epoch = (SELECT epoch FROM person WHERE id = ?2)",
    )?
    .execute((id, pool.person.as_str(), &*pool.application, station, &password.0, int(*epoch), int(now.0)))
}

/// All of a person end.
pub(super) fn end_of(conn: &Connection, person: &str) -> rusqlite::Result<()> {
    conn.prepare_cached("DELETE FROM reconnection WHERE person = ?1")?.execute([person]).map(|_| ())
}

/// Takes away those that are not over.
pub(super) fn revoke(conn: &Connection, which: &WhichReconnections, now: Timestamp) -> rusqlite::Result<Changed> {
    let now = int(now.0);
    let rows = match which {
        WhichReconnections::One(id) => {
            conn.execute("DELETE FROM reconnection WHERE until > ?1 AND id = ?2", (now, id))?
        }
        WhichReconnections::Person(person) => {
            conn.execute("DELETE FROM reconnection WHERE until > ?1 AND person = ?2", (now, person.as_str()))?
        }
        WhichReconnections::Station(station) => {
            conn.execute("DELETE FROM reconnection WHERE until > ?1 AND station = ?2", (now, station))?
        }
        WhichReconnections::All => conn.execute("DELETE FROM reconnection WHERE until > ?1", [now])?,
    };
    Ok(found(rows))
}

/// Forgets those a node made before it started, whose TLS sessions are gone with its memory.
pub(super) fn forget(conn: &Connection, node: &str, start: Timestamp) -> rusqlite::Result<u64> {
    let rows = conn.execute("DELETE FROM reconnection WHERE node = ?1 AND fresh < ?2", (node, int(start.0)))?;
    Ok(u64::try_from(rows).unwrap_or(u64::MAX))
}

/// Those that are not over, of one person or of all, at one application or at all.
pub(super) fn rows(
    read: &Connection,
    of: Option<&Sid>,
    at: Option<&str>,
    now: Timestamp,
) -> rusqlite::Result<Vec<ReconnectionRow>> {
    // Of one person the rows are found by index; those of one application among them, or among all, are sifted.
    let whose = if of.is_some() { "r.person = ?1" } else { "?1 IS NULL" };
    read.prepare_cached(&format!(
        "SELECT r.id, r.person, p.name, r.application, r.station, r.node, r.fresh, r.until, r.exempt, r.last_used
         FROM reconnection AS r JOIN person AS p ON p.id = r.person
         WHERE {whose} AND (?2 IS NULL OR r.application = ?2) AND r.until > ?3
         ORDER BY p.name COLLATE NOCASE, r.person, r.application, r.station, r.node"
    ))?
    .query_map((of.map(Sid::as_str), at, int(now.0)), row)?
    .collect()
}

fn row(row: &Row<'_>) -> rusqlite::Result<ReconnectionRow> {
    Ok(ReconnectionRow {
        id: row.get(0)?,
        person: Sid::new(row.get::<_, String>(1)?),
        person_name: row.get(2)?,
        application: row.get(3)?,
        station: row.get(4)?,
        node: row.get(5)?,
        fresh: Timestamp(from_int(row.get(6)?)),
        until: Timestamp(from_int(row.get(7)?)),
        exempt: row.get(8)?,
        last_used: time(row.get(9)?),
    })
}
