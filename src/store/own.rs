//! What people change about themselves: only what is theirs, and only on the state of things they know.

use rusqlite::Connection;
use vestibule_gate::ports::{Changed, OwnChange};
use vestibule_gate::{Sid, Timestamp};

use super::change::{MAY_HAVE_MORE, found, insert_authenticator, replace_recovery};
use super::conclude::end_what_is_remembered;
use super::value::int;

/// Makes the change where the person's epoch is the one they know; it rises.
pub(super) fn change(
    conn: &Connection,
    person: &Sid,
    epoch: u64,
    what: &OwnChange,
    now: Timestamp,
) -> rusqlite::Result<Changed> {
    let person = person.as_str();
    let current = conn.execute(
        "UPDATE person SET version = version + 1, epoch = epoch + 1 WHERE id = ?1 AND epoch = ?2",
        (person, int(epoch)),
    )?;
    if current == 0 {
        return Ok(Changed::Stale);
    }
    end_what_is_remembered(conn, person)?;
    make(conn, person, what, now)
}

fn make(conn: &Connection, person: &str, what: &OwnChange, now: Timestamp) -> rusqlite::Result<Changed> {
    match what {
        OwnChange::Add(authenticator) => match insert_authenticator(conn, person, authenticator, MAY_HAVE_MORE, now)? {
            true => Ok(Changed::Done),
            false => Ok(Changed::TooMany),
        },
        OwnChange::Replace { id, with } => {
            if take_away(conn, person, id)? == 0 {
                return Ok(Changed::NotFound);
            }
            insert_authenticator(conn, person, with, MAY_HAVE_MORE, now)?;
            Ok(Changed::Done)
        }
        OwnChange::Remove { id, keep_one } => remove(conn, person, id, *keep_one),
        OwnChange::Rename { id, label } => {
            let sql = "UPDATE authenticator SET label = ?3 WHERE id = ?1 AND person = ?2";
            Ok(found(conn.execute(sql, (id, person, label))?))
        }
        OwnChange::Resynchronise { id, drift, step } => {
            let sql = "UPDATE authenticator SET drift = ?3, last_step = ?4
                       WHERE id = ?1 AND person = ?2 AND last_step < ?4";
            Ok(found(conn.execute(sql, (id, person, drift, int(*step)))?))
        }
        OwnChange::Recovery(codes) => {
            replace_recovery(conn, person, codes, now)?;
            Ok(Changed::Done)
        }
        OwnChange::SignOut => Ok(Changed::Done),
    }
}

/// Recovery codes alone are no second factor to go on with.
fn remove(conn: &Connection, person: &str, id: &str, keep_one: bool) -> rusqlite::Result<Changed> {
    if take_away(conn, person, id)? == 0 {
        return Ok(Changed::NotFound);
    }
    let enabled: bool = conn.query_row(
        "SELECT EXISTS (SELECT 1 FROM authenticator WHERE person = ?1 AND enabled = 1)",
        [person],
        |row| row.get(0),
    )?;
    if keep_one && !enabled {
        return Ok(Changed::Last);
    }
    conn.execute(
        "DELETE FROM recovery WHERE person = ?1 AND NOT EXISTS (SELECT 1 FROM authenticator WHERE person = ?1)",
        [person],
    )?;
    Ok(Changed::Done)
}

fn take_away(conn: &Connection, person: &str, id: &str) -> rusqlite::Result<usize> {
    conn.execute("DELETE FROM authenticator WHERE id = ?1 AND person = ?2", (id, person))
}
