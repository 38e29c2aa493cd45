//! The write of a login: [`Conclusion`] as statements inside the writer's transaction.
//!
//! Every condition is part of the statement that writes, never a value read before it.

use std::time::Duration;

use rusqlite::{Connection, OptionalExtension};
use vestibule_gate::ports::{Concluded, Conclusion, Counting, Pool, Remembered, Spend};
use vestibule_gate::{Mac, Timestamp};

use super::chain::{Row, append};
use super::value::{from_int, int, source};
use super::writer::{Scope, Write};
use super::{bypass, grace, reconnection};

/// The same wrong string counts once within this time.
pub(super) const COUNTED_FOR: Duration = Duration::from_secs(24 * 3600);

/// Writes all of `what`, or nothing.
pub(super) fn conclude(
    scope: &Scope<'_>,
    what: &Conclusion,
    row: Option<&Row>,
    now: Timestamp,
) -> rusqlite::Result<Write<Concluded>> {
    let conn = scope.conn;
    match &what.pool {
        Some(pool) => {
            if let Some(required) = what.version
                && version(conn, pool)? != required
            {
                return Ok(Write::Undo(Concluded::Stale));
            }
            let name = row.and_then(|row| row.name_of(&pool.person));
            match what.count == Counting::Admission {
                true => touch_admitted(conn, pool.person.as_str(), name, now)?,
                false => touch(conn, pool.person.as_str(), name)?,
            }
            if let Some(code) = &what.spend
                && !spend(conn, pool, code, now)?
            {
                return Ok(Write::Undo(Concluded::SpendLost));
            }
            count(conn, pool, &what.count, now)?;
            if what.told {
                told(conn, pool.person.as_str(), now)?;
            }
            for (typed, remembered) in &what.remember {
                remember(conn, pool, typed, remembered)?;
            }
            if let Some(left) = &what.reconnect {
                reconnection::leave(conn, pool, left)?;
            }
            if let Some(proof) = &what.service_proof {
                service_proof(conn, pool, proof, now)?;
            }
        }
        // A code belongs to a person; without one there is none that could be spent.
        None if what.spend.is_some() => return Ok(Write::Undo(Concluded::SpendLost)),
        None => {}
    }
    if let Some(address) = what.refused_source {
        conn.prepare_cached(
            "INSERT INTO source_refusal (source, minute, count) VALUES (?1, ?2, 1)
             ON CONFLICT (source, minute) DO UPDATE SET count = count + 1",
        )?
        .execute((source(Some(address)), int(now.0 / 60_000)))?;
    }
    if let Some(row) = row {
        append(scope, row)?;
    }
    Ok(Write::Keep(Concluded::Done))
}

fn version(conn: &Connection, pool: &Pool) -> rusqlite::Result<u64> {
    let found = conn
        .prepare_cached("SELECT version FROM person WHERE id = ?1")?
        .query_row([pool.person.as_str()], |row| row.get(0))
        .optional()?;
    Ok(found.map_or(0, from_int))
}

/// Makes the person's row, or raises its version; a name that is given replaces the one known.
pub(super) fn touch(conn: &Connection, person: &str, name: Option<&str>) -> rusqlite::Result<()> {
    conn.prepare_cached(
        "INSERT INTO person (id, name, version) VALUES (?1, ?2, 1)
         ON CONFLICT (id) DO UPDATE SET version = version + 1,
             name = CASE excluded.name WHEN '' THEN name ELSE excluded.name END",
    )?
    .execute((person, name.unwrap_or_default()))
    .map(|_| ())
}

/// The same for somebody who is admitted: their counts start anew.
fn touch_admitted(conn: &Connection, person: &str, name: Option<&str>, now: Timestamp) -> rusqlite::Result<()> {
    conn.prepare_cached(
        "INSERT INTO person (id, name, version, last_admission) VALUES (?1, ?2, 1, ?3)
         ON CONFLICT (id) DO UPDATE SET version = version + 1,
             name = CASE excluded.name WHEN '' THEN name ELSE excluded.name END,
             wrong_everywhere = 0, forwarded = 0, forwarded_at = NULL, last_admission = excluded.last_admission",
    )?
    .execute((person, name.unwrap_or_default(), int(now.0)))
    .map(|_| ())
}

/// True when exactly this call spent the code.
fn spend(conn: &Connection, pool: &Pool, code: &Spend, now: Timestamp) -> rusqlite::Result<bool> {
    let person = pool.person.as_str();
    let spent = match code {
        Spend::Totp { authenticator, step, epoch } => conn
            .prepare_cached(
                "UPDATE authenticator SET last_step = ?1
                 WHERE id = ?2 AND person = ?3 AND last_step < ?1 AND epoch = ?4 AND enabled = 1",
            )?
            .execute((int(*step), authenticator, person, int(*epoch)))?,
        Spend::Recovery { id } => conn
            .prepare_cached("UPDATE recovery SET used_at = ?1 WHERE id = ?2 AND person = ?3 AND used_at IS NULL")?
            .execute((int(now.0), id, person))?,
        Spend::Bypass { id } => bypass::spend(conn, pool, id, now)?,
        Spend::Reconnect { .. } => reconnection::spend(conn, pool, code, now)?,
        Spend::Grace { most } => grace::spend(conn, pool, *most, now)?,
    };
    Ok(spent == 1)
}

fn count(conn: &Connection, pool: &Pool, what: &Counting, now: Timestamp) -> rusqlite::Result<()> {
    let person = pool.person.as_str();
    match what {
        Counting::Nothing => Ok(()),
        Counting::WrongCode(typed) => wrong_code(conn, pool, typed, now),
        Counting::WrongPassword => conn
            .prepare_cached("UPDATE person SET forwarded = forwarded + 1, forwarded_at = ?2 WHERE id = ?1")?
            .execute((person, int(now.0)))
            .map(|_| ()),
        Counting::RightPassword => conn
            .prepare_cached("UPDATE person SET forwarded = 0, forwarded_at = NULL WHERE id = ?1")?
            .execute([person])
            .map(|_| ()),
        Counting::Disabled => {
            end_what_is_remembered(conn, person)?;
            count(conn, pool, &Counting::RightPassword, now)
        }
        Counting::OutOfUse => end_what_is_remembered(conn, person),
        Counting::Admission => admission(conn, pool, now),
    }
}

/// Strings and permissions to come back.
pub(super) fn end_what_is_remembered(conn: &Connection, person: &str) -> rusqlite::Result<()> {
    conn.prepare_cached("DELETE FROM remembered WHERE person = ?1")?.execute([person])?;
    reconnection::end_of(conn, person)
}

fn told(conn: &Connection, person: &str, now: Timestamp) -> rusqlite::Result<()> {
    conn.prepare_cached("UPDATE person SET first_told = ?2 WHERE id = ?1 AND first_told IS NULL")?
        .execute((person, int(now.0)))
        .map(|_| ())
}

fn wrong_code(conn: &Connection, pool: &Pool, typed: &Mac, now: Timestamp) -> rusqlite::Result<()> {
    let (person, at) = (pool.person.as_str(), int(now.0));
    let noted = conn
        .prepare_cached(
            "INSERT INTO counted (person, mac, at) VALUES (?1, ?2, ?3)
             ON CONFLICT (person, mac) DO UPDATE SET at = excluded.at WHERE at <= ?4",
        )?
        .execute((person, typed.0, at, int(now.minus(COUNTED_FOR).0)))?;
    if noted == 0 {
        return Ok(());
    }
    conn.prepare_cached("UPDATE person SET wrong_everywhere = wrong_everywhere + 1 WHERE id = ?1")?
        .execute([person])?;
    conn.prepare_cached(
        "INSERT INTO pool (person, application, source, wrong, last_wrong) VALUES (?1, ?2, ?3, 1, ?4)
         ON CONFLICT (person, application, source) DO UPDATE SET wrong = wrong + 1, last_wrong = excluded.last_wrong",
    )?
    .execute((person, &*pool.application, source(pool.source), at))
    .map(|_| ())
}

/// In the pool; the person's own counts start anew in [`touch_admitted`].
fn admission(conn: &Connection, pool: &Pool, now: Timestamp) -> rusqlite::Result<()> {
    conn.prepare_cached(
        "INSERT INTO pool (person, application, source, last_admission) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (person, application, source)
         DO UPDATE SET wrong = 0, last_wrong = NULL, last_admission = excluded.last_admission",
    )?
    .execute((pool.person.as_str(), &*pool.application, source(pool.source), int(now.0)))
    .map(|_| ())
}

fn remember(conn: &Connection, pool: &Pool, typed: &Mac, what: &Remembered) -> rusqlite::Result<()> {
    let tail = int(u64::try_from(what.tail).unwrap_or(u64::MAX));
    conn.prepare_cached(
        "INSERT OR REPLACE INTO remembered (person, application, source, mac, fresh, tail, password, epoch)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
    )?
    .execute((
        pool.person.as_str(),
        &*pool.application,
        source(pool.source),
        typed.0,
        int(what.fresh.0),
        tail,
        &what.password.0,
        int(what.epoch),
    ))
    .map(|_| ())
}

fn service_proof(conn: &Connection, pool: &Pool, proof: &Mac, now: Timestamp) -> rusqlite::Result<()> {
    conn.prepare_cached("INSERT OR REPLACE INTO service_proof (person, application, mac, at) VALUES (?1, ?2, ?3, ?4)")?
        .execute((pool.person.as_str(), &*pool.application, proof.0, int(now.0)))
        .map(|_| ())
}
