//! Figures of everything, and pages of people: for those who watch.

use rusqlite::{Connection, OptionalExtension as _};
use vestibule_gate::ports::{Figures, PeopleFilter, PersonRow};
use vestibule_gate::{Outcome, Sid, Timestamp};

use super::people;
use super::value::{from_int, int};

/// Figures at `now`, with the logins since `since`.
pub(super) fn figures(read: &Connection, since: Timestamp, now: Timestamp) -> rusqlite::Result<Figures> {
    let one = |sql: &str, with: &[i64]| {
        let count: Option<i64> =
            read.prepare_cached(sql)?.query_row(rusqlite::params_from_iter(with), |row| row.get(0)).optional()?;
        Ok::<_, rusqlite::Error>(from_int(count.unwrap_or(0)))
    };
    let now = [int(now.0)];
    Ok(Figures {
        people: one("SELECT count(*) FROM person", &[])?,
        enrolled: one("SELECT count(DISTINCT person) FROM authenticator WHERE enabled = 1", &[])?,
        with_wrong_codes: one("SELECT count(*) FROM person WHERE wrong_everywhere > 0", &[])?,
        bypasses: one("SELECT count(*) FROM bypass WHERE until > ?1 AND revoked IS NULL", &now)?,
        exemptions: one("SELECT count(*) FROM exemption WHERE until IS NULL OR until > ?1", &now)?,
        requested: one("SELECT count(*) FROM exemption_request", &[])?,
        logins: logins(read, since)?,
    })
}

fn logins(read: &Connection, since: Timestamp) -> rusqlite::Result<Vec<(Outcome, u64)>> {
    let mut statement = read.prepare_cached(
        "SELECT json ->> '$.outcome', sum(coalesce(json ->> '$.count', 1)) FROM audit
         WHERE time >= ?1 AND json ->> '$.event' = 'login' GROUP BY 1",
    )?;
    let mut found = statement.query([int(since.0)])?;
    let mut logins = Vec::new();
    while let Some(row) = found.next()? {
        let word: String = row.get(0)?;
        // A word of another version is left out.
        if let Ok(outcome) = serde_json::from_value::<Outcome>(serde_json::Value::String(word)) {
            logins.push((outcome, from_int(row.get(1)?)));
        }
    }
    logins.sort_unstable();
    Ok(logins)
}

/// A page of people, by name and identity.
pub(super) fn page(read: &Connection, filter: &PeopleFilter) -> rusqlite::Result<Vec<PersonRow>> {
    let enrolled = match filter.enrolled {
        None => "TRUE",
        Some(true) => "EXISTS (SELECT 1 FROM authenticator WHERE person = person.id AND enabled)",
        Some(false) => "NOT EXISTS (SELECT 1 FROM authenticator WHERE person = person.id AND enabled)",
    };
    let (name, id) = filter.after.as_ref().map_or(("", ""), |(name, id)| (name.as_str(), id.as_str()));
    let begins = pattern(&filter.begins);
    let ids: Vec<Sid> = read
        .prepare_cached(&format!(
            "SELECT id FROM person
             WHERE (name COLLATE NOCASE, id) > (?1, ?2) AND name LIKE ?3 ESCAPE '\\' AND {enrolled}
             ORDER BY name COLLATE NOCASE, id LIMIT ?4"
        ))?
        .query_map((name, id, begins, filter.limit), |row| Ok(Sid::new(row.get::<_, String>(0)?)))?
        .collect::<rusqlite::Result<_>>()?;
    let mut rows = Vec::with_capacity(ids.len());
    for id in ids {
        rows.extend(people::people(read, Some(&id))?);
    }
    Ok(rows)
}

/// What begins so, with nothing in it that means something else to LIKE.
fn pattern(begins: &str) -> String {
    let mut pattern = String::with_capacity(begins.len() + 1);
    for letter in begins.chars() {
        if matches!(letter, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(letter);
    }
    pattern.push('%');
    pattern
}
