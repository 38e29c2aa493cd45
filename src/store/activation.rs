//! First enrolments, and the activation codes that allow one.

use rusqlite::{Connection, OptionalExtension};
use vestibule_gate::ports::{Changed, NewActivation, NewAuthenticator, NewRecovery, StoredActivation};
use vestibule_gate::{Sid, Timestamp};

use super::change::{Holder, factors_changed, insert_authenticator, replace_recovery};
use super::conclude::touch;
use super::value::{from_int, int, mac};

/// Whether person `?1` has neither an authenticator, be it disabled, nor a recovery code: part of what writes.
const HAS_NOTHING: &str = "NOT EXISTS (SELECT 1 FROM authenticator WHERE person = ?1)
     AND NOT EXISTS (SELECT 1 FROM recovery WHERE person = ?1 AND used_at IS NULL)";

/// The person's code that can still be used.
pub(super) fn running(read: &Connection, of: &Sid, now: Timestamp) -> rusqlite::Result<Option<StoredActivation>> {
    read.prepare_cached("SELECT id, mac, until FROM activation WHERE person = ?1 AND until > ?2 AND used_at IS NULL")?
        .query_row((of.as_str(), int(now.0)), |row| {
            Ok(StoredActivation {
                id: row.get(0)?,
                code: mac(row.get_ref(1)?.as_blob()?)?,
                until: Timestamp(from_int(row.get(2)?)),
            })
        })
        .optional()
}

/// Makes a code and ends the earlier ones; with `clear`, everything the person could log in with goes.
pub(super) fn add(
    conn: &Connection,
    who: Holder<'_>,
    what: &NewActivation,
    clear: bool,
    now: Timestamp,
) -> rusqlite::Result<Changed> {
    let person = who.person;
    match clear {
        true => {
            factors_changed(conn, person, Some(who.name))?;
            conn.execute("DELETE FROM authenticator WHERE person = ?1", [person])?;
            conn.execute("DELETE FROM recovery WHERE person = ?1", [person])?;
        }
        false => touch(conn, person, Some(who.name))?,
    }
    end(conn, person, now)?;
    let made = conn.execute(
        &format!(
            "INSERT INTO activation (id, person, mac, operator, created, until)
             SELECT ?2, ?1, ?3, ?4, ?5, ?6 WHERE {HAS_NOTHING}"
        ),
        (person, &what.id, what.code.0, &what.operator, int(now.0), int(what.until.0)),
    )?;
    Ok(if made == 0 { Changed::Taken } else { Changed::Done })
}

/// Gives somebody who has nothing their first authenticator and its recovery codes.
pub(super) fn enroll(
    conn: &Connection,
    who: Holder<'_>,
    what: &NewAuthenticator,
    recovery: &[NewRecovery],
    activation: Option<&str>,
    now: Timestamp,
) -> rusqlite::Result<Changed> {
    factors_changed(conn, who.person, Some(who.name))?;
    if !insert_authenticator(conn, who.person, what, HAS_NOTHING, now)? {
        return Ok(Changed::Taken);
    }
    if let Some(id) = activation {
        let used = conn.execute(
            "UPDATE activation SET used_at = ?3, until = ?3
             WHERE id = ?1 AND person = ?2 AND until > ?3 AND used_at IS NULL",
            (id, who.person, int(now.0)),
        )?;
        if used == 0 {
            return Ok(Changed::NotFound);
        }
    }
    end(conn, who.person, now)?;
    replace_recovery(conn, who.person, recovery, now)?;
    Ok(Changed::Done)
}

/// Ends the person's codes.
fn end(conn: &Connection, person: &str, now: Timestamp) -> rusqlite::Result<()> {
    conn.execute("UPDATE activation SET until = ?2 WHERE person = ?1 AND until > ?2", (person, int(now.0))).map(|_| ())
}
