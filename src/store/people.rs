//! The reads of the management commands.

use std::collections::HashMap;

use rusqlite::{Connection, OptionalExtension, Row};
use vestibule_gate::ports::{AuthenticatorRow, PersonRow, Pin};
use vestibule_gate::{Sid, Timestamp};

use super::value::{count, from_int, parameters, time};

/// Pools shown of a person.
const WORST: usize = 10;

type PoolRow = (String, Option<String>, u32, Option<Timestamp>);

/// Everybody, or one person, by name.
pub(super) fn people(read: &Connection, one: Option<&Sid>) -> rusqlite::Result<Vec<PersonRow>> {
    let one = one.map(Sid::as_str);
    let mut pools = worst_pools(read, one)?;
    read.prepare_cached(&format!(
        "SELECT id, name, wrong_everywhere, last_admission,
                (SELECT count(*) FROM authenticator WHERE person = person.id AND enabled = 1)
         FROM person WHERE {} ORDER BY name COLLATE NOCASE, id",
        only("id", one),
    ))?
    .query_map([one], |row| {
        let id: String = row.get(0)?;
        Ok(PersonRow {
            pools: pools.remove(&id).unwrap_or_default(),
            id: Sid::new(id),
            name: row.get(1)?,
            authenticators: count(row.get(4)?),
            wrong_codes: count(row.get(2)?),
            last_admission: time(row.get(3)?),
        })
    })?
    .collect()
}

fn worst_pools(read: &Connection, one: Option<&str>) -> rusqlite::Result<HashMap<String, Vec<PoolRow>>> {
    let mut pools: HashMap<String, Vec<PoolRow>> = HashMap::new();
    let mut statement = read.prepare_cached(&format!(
        "SELECT person, application, source, wrong, last_wrong FROM pool
         WHERE wrong > 0 AND {} ORDER BY person, wrong DESC, application, source",
        only("person", one),
    ))?;
    let mut found = statement.query([one])?;
    while let Some(row) = found.next()? {
        let of = pools.entry(row.get(0)?).or_default();
        if of.len() < WORST {
            let source: String = row.get(2)?;
            let source = Some(source).filter(|source| !source.is_empty());
            of.push((row.get(1)?, source, count(row.get(3)?), time(row.get(4)?)));
        }
    }
    Ok(pools)
}

/// The condition that keeps one person's rows, or all, with `?1` bound to who it is. One statement for both could not
/// use an index: it would look at everybody for one.
pub(super) fn only<T>(column: &str, one: Option<T>) -> String {
    if one.is_some() { format!("{column} = ?1") } else { "?1 IS NULL".to_owned() }
}

/// A person's authenticators or everybody's, by person and time of making.
pub(super) fn authenticators(read: &Connection, of: Option<&Sid>) -> rusqlite::Result<Vec<AuthenticatorRow>> {
    read.prepare_cached(&format!(
        "SELECT a.id, a.person, p.name, a.label, a.algorithm, a.digits, a.period, a.enabled, a.created, a.last_step,
                a.drift
         FROM authenticator AS a JOIN person AS p ON p.id = a.person
         WHERE {} ORDER BY p.name COLLATE NOCASE, a.person, a.created, a.id",
        only("a.person", of),
    ))?
    .query_map([of.map(Sid::as_str)], authenticator)?
    .collect()
}

fn authenticator(row: &Row<'_>) -> rusqlite::Result<AuthenticatorRow> {
    let parameters = parameters(row.get_ref(4)?.as_str()?, row.get(5)?, row.get(6)?)?;
    let last_step = from_int(row.get(9)?);
    // Steps are those of its own clock.
    let spent_at = last_step.saturating_add_signed(row.get::<_, i64>(10)?.saturating_neg());
    Ok(AuthenticatorRow {
        id: row.get(0)?,
        person: Sid::new(row.get::<_, String>(1)?),
        person_name: row.get(2)?,
        label: row.get(3)?,
        parameters,
        enabled: row.get::<_, i64>(7)? != 0,
        created: Timestamp(from_int(row.get(8)?)),
        last_used: (last_step > 0).then(|| Timestamp::from_secs(spent_at.saturating_mul(parameters.period))),
    })
}

/// Unused recovery codes.
pub(super) fn recovery_left(read: &Connection, of: &Sid) -> rusqlite::Result<u32> {
    read.prepare_cached("SELECT count(*) FROM recovery WHERE person = ?1 AND used_at IS NULL")?
        .query_row([of.as_str()], |row| Ok(count(row.get(0)?)))
}

/// What a name was pinned to.
pub(super) fn pin(read: &Connection, name: &str) -> rusqlite::Result<Option<Pin>> {
    read.prepare_cached("SELECT id, since FROM pin WHERE name = ?1")?
        .query_row([name], |row| {
            Ok(Pin { id: Sid::new(row.get::<_, String>(0)?), since: Timestamp(from_int(row.get(1)?)) })
        })
        .optional()
}
