//! The reads of a login.

use std::net::IpAddr;

use rusqlite::{Connection, OptionalExtension, Row};
use vestibule_gate::ports::{
    Exemption, GraceUsed, Inquiry, Pool, PoolCount, Recoverable, Remembered, Standing, StoredAuthenticator,
};
use vestibule_gate::{Mac, PasswordVersion, Sealed, Sid, Timestamp};

use super::bypass;
use super::conclude::COUNTED_FOR;
use super::value::{count, from_int, int, mac, parameters, source, time};

/// Everything about a person, within one read transaction.
pub(super) fn standing(read: &Connection, ask: &Inquiry) -> rusqlite::Result<Standing> {
    let pool = &ask.pool;
    let person = pool.person.as_str();
    // Every other row refers to the person's.
    let Some((known, has_bypass)) = counts(read, ask)? else { return Ok(Standing::default()) };
    Ok(Standing {
        bypasses: if has_bypass { bypass::running(read, person, ask.now)? } else { Vec::new() },
        authenticators: authenticators(read, person)?,
        recovery: recovery(read, person)?,
        remembered: remembered(read, pool, &ask.typed, known.epoch)?,
        repeated: match &ask.repeat {
            Some(repeat) => remembered(read, pool, repeat, known.epoch)?,
            None => None,
        },
        ..known
    })
}

/// What there is one row of at most, in one statement, and whether there are bypass codes to read.
fn counts(read: &Connection, ask: &Inquiry) -> rusqlite::Result<Option<(Standing, bool)>> {
    let Inquiry { pool, typed, repeat: _, now } = ask;
    let since = int(now.minus(COUNTED_FOR).0);
    read.prepare_cached(
        "SELECT person.version, person.epoch, person.wrong_everywhere, person.forwarded, person.forwarded_at,
                pool.wrong, pool.last_wrong, pool.last_admission, service_proof.mac,
                EXISTS (SELECT 1 FROM counted WHERE counted.person = ?1 AND counted.mac = ?4 AND counted.at > ?5),
                person.first_told, (SELECT count(*) FROM grace WHERE grace.person = ?1),
                (SELECT max(at) FROM grace WHERE grace.person = ?1 AND grace.application = ?2),
                EXISTS (SELECT 1 FROM bypass WHERE bypass.person = ?1 AND until > ?6 AND revoked IS NULL)
         FROM person
         LEFT JOIN pool ON pool.person = ?1 AND pool.application = ?2 AND pool.source = ?3
         LEFT JOIN service_proof ON service_proof.person = ?1 AND service_proof.application = ?2
         WHERE person.id = ?1",
    )?
    .query_row((pool.person.as_str(), &*pool.application, source(pool.source), typed.0, since, int(now.0)), |row| {
        let proof = row.get_ref(8)?.as_blob_or_null()?;
        let known = Standing {
            version: from_int(row.get(0)?),
            epoch: from_int(row.get(1)?),
            wrong_everywhere: count(row.get(2)?),
            forwarded: (count(row.get(3)?), time(row.get(4)?)),
            pool: PoolCount {
                wrong: count(row.get::<_, Option<i64>>(5)?.unwrap_or(0)),
                last_wrong: time(row.get(6)?),
                last_admission: time(row.get(7)?),
            },
            service_proof: proof.map(mac).transpose()?,
            counted_before: row.get(9)?,
            first_told: time(row.get(10)?),
            grace: GraceUsed { logins: count(row.get(11)?), here: time(row.get(12)?) },
            ..Standing::default()
        };
        Ok((known, row.get(13)?))
    })
    .optional()
}

fn authenticators(read: &Connection, person: &str) -> rusqlite::Result<Vec<StoredAuthenticator>> {
    read.prepare_cached(
        "SELECT id, key_id, sealed, epoch, algorithm, digits, period, last_step, drift FROM authenticator
         WHERE person = ?1 AND enabled = 1 ORDER BY created, id",
    )?
    .query_map([person], |row| {
        Ok(StoredAuthenticator {
            id: row.get(0)?,
            seed: Sealed { key: row.get(1)?, bytes: row.get(2)? },
            epoch: from_int(row.get(3)?),
            parameters: parameters(row.get_ref(4)?.as_str()?, row.get(5)?, row.get(6)?)?,
            last_step: from_int(row.get(7)?),
            drift: row.get(8)?,
        })
    })?
    .collect()
}

fn recovery(read: &Connection, person: &str) -> rusqlite::Result<Vec<Recoverable>> {
    read.prepare_cached("SELECT id, selector, hash FROM recovery WHERE person = ?1 AND used_at IS NULL ORDER BY id")?
        .query_map([person], |row| Ok(Recoverable { id: row.get(0)?, selector: row.get(1)?, hash: row.get(2)? }))?
        .collect()
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
