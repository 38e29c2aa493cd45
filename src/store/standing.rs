//! The reads of a login.

use std::net::IpAddr;

use rusqlite::{Connection, OptionalExtension, Row};
use vestibule_gate::ports::{
    Exemption, Inquiry, Pool, PoolCount, Recoverable, Remembered, Standing, StoredAuthenticator,
};
use vestibule_gate::{Mac, PasswordVersion, Sealed, Sid, Timestamp};

use super::conclude::COUNTED_FOR;
use super::value::{count, from_int, int, mac, parameters, source, time};

/// Everything about a person, within one read transaction.
pub(super) fn standing(read: &Connection, ask: &Inquiry) -> rusqlite::Result<Standing> {
    let pool = &ask.pool;
    let person = pool.person.as_str();
    let known = read
        .prepare_cached("SELECT version, epoch, wrong_everywhere, forwarded, forwarded_at FROM person WHERE id = ?1")?
        .query_row([person], |row| {
            Ok(Standing {
                version: from_int(row.get(0)?),
                epoch: from_int(row.get(1)?),
                wrong_everywhere: count(row.get(2)?),
                forwarded: (count(row.get(3)?), time(row.get(4)?)),
                ..Standing::default()
            })
        })
        .optional()?;
    // Every other row refers to the person's.
    let Some(known) = known else { return Ok(Standing::default()) };
    Ok(Standing {
        authenticators: authenticators(read, person)?,
        recovery: recovery(read, person)?,
        pool: pool_count(read, pool)?,
        counted_before: counted_before(read, person, &ask.typed, ask.now)?,
        remembered: remembered(read, pool, &ask.typed, known.epoch)?,
        repeated: match &ask.repeat {
            Some(repeat) => remembered(read, pool, repeat, known.epoch)?,
            None => None,
        },
        service_proof: service_proof(read, pool)?,
        ..known
    })
}

fn authenticators(read: &Connection, person: &str) -> rusqlite::Result<Vec<StoredAuthenticator>> {
    read.prepare_cached(
        "SELECT id, key_id, sealed, epoch, algorithm, digits, period, last_step FROM authenticator
         WHERE person = ?1 AND enabled = 1 ORDER BY created, id",
    )?
    .query_map([person], |row| {
        Ok(StoredAuthenticator {
            id: row.get(0)?,
            seed: Sealed { key: row.get(1)?, bytes: row.get(2)? },
            epoch: from_int(row.get(3)?),
            parameters: parameters(row.get_ref(4)?.as_str()?, row.get(5)?, row.get(6)?)?,
            last_step: from_int(row.get(7)?),
        })
    })?
    .collect()
}

fn recovery(read: &Connection, person: &str) -> rusqlite::Result<Vec<Recoverable>> {
    read.prepare_cached("SELECT id, selector, hash FROM recovery WHERE person = ?1 AND used_at IS NULL ORDER BY id")?
        .query_map([person], |row| Ok(Recoverable { id: row.get(0)?, selector: row.get(1)?, hash: row.get(2)? }))?
        .collect()
}

fn pool_count(read: &Connection, pool: &Pool) -> rusqlite::Result<PoolCount> {
    let found = read
        .prepare_cached(
            "SELECT wrong, last_wrong, last_admission FROM pool
             WHERE person = ?1 AND application = ?2 AND source = ?3",
        )?
        .query_row((pool.person.as_str(), &*pool.application, source(pool.source)), |row| {
            Ok(PoolCount {
                wrong: count(row.get(0)?),
                last_wrong: time(row.get(1)?),
                last_admission: time(row.get(2)?),
            })
        })
        .optional()?;
    Ok(found.unwrap_or_default())
}

fn counted_before(read: &Connection, person: &str, typed: &Mac, now: Timestamp) -> rusqlite::Result<bool> {
    read.prepare_cached("SELECT 1 FROM counted WHERE person = ?1 AND mac = ?2 AND at > ?3")?.exists((
        person,
        typed.0,
        int(now.minus(COUNTED_FOR).0),
    ))
}

/// Entries of an earlier epoch have ended; whether the window is over is the policy's to say.
fn remembered(read: &Connection, pool: &Pool, typed: &Mac, epoch: u64) -> rusqlite::Result<Option<Remembered>> {
    read.prepare_cached(
        "SELECT fresh, tail, password, epoch FROM remembered
         WHERE person = ?1 AND application = ?2 AND source = ?3 AND mac = ?4 AND epoch = ?5",
    )?
    .query_row((pool.person.as_str(), &*pool.application, source(pool.source), typed.0, int(epoch)), |row| {
        Ok(Remembered {
            fresh: Timestamp(from_int(row.get(0)?)),
            tail: usize::try_from(from_int(row.get(1)?)).unwrap_or(usize::MAX),
            password: PasswordVersion(row.get(2)?),
            epoch: from_int(row.get(3)?),
        })
    })
    .optional()
}

fn service_proof(read: &Connection, pool: &Pool) -> rusqlite::Result<Option<Mac>> {
    read.prepare_cached("SELECT mac FROM service_proof WHERE person = ?1 AND application = ?2")?
        .query_row((pool.person.as_str(), &*pool.application), |row| mac(row.get_ref(0)?.as_blob()?))
        .optional()
}

/// Refusals of a source, by the minute: those of the whole minute of `since` are among them.
pub(super) fn refusals(read: &Connection, address: IpAddr, since: Timestamp) -> rusqlite::Result<u32> {
    read.prepare_cached("SELECT coalesce(sum(count), 0) FROM source_refusal WHERE source = ?1 AND minute >= ?2")?
        .query_row((source(Some(address)), int(since.0 / 60_000)), |row| Ok(count(row.get(0)?)))
}

/// Exemptions, those ended at `now` left out; all of them without it.
pub(super) fn exemptions(read: &Connection, now: Option<Timestamp>) -> rusqlite::Result<Vec<Exemption>> {
    read.prepare_cached(
        "SELECT id, group_id, group_name, reason, owner, created, until FROM exemption
         WHERE ?1 IS NULL OR until IS NULL OR until > ?1 ORDER BY created, id",
    )?
    .query_map([now.map(|now| int(now.0))], exemption)?
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
