//! The writes of the management commands and of the portal: [`Change`] as statements inside the writer's transaction.
//!
//! Every condition is part of a statement that writes, as in [`super::conclude`]. A change that is not done is undone
//! as a whole, so what was written before its condition failed does not stay.

use rusqlite::{Connection, OptionalExtension};
use vestibule_gate::ports::{Change, Changed, Exemption, NewAuthenticator, NewRecovery};
use vestibule_gate::{Sid, Timestamp};

use super::chain::{Row, append};
use super::conclude::{end_what_is_remembered, touch};
use super::value::int;
use super::writer::{Scope, Write};
use super::{activation, bypass, own, reconnection, request, token};

/// Nobody has more than eight authenticators, disabled ones included: a condition on the person `?1`.
pub(super) const MAY_HAVE_MORE: &str = "(SELECT count(*) FROM authenticator WHERE person = ?1) < 8";

/// Makes the change and writes its event, or neither.
pub(super) fn change(scope: &Scope<'_>, what: &Change, row: &Row, now: Timestamp) -> rusqlite::Result<Write<Changed>> {
    let changed = make(scope.conn, what, now)?;
    if changed != Made::Change(Changed::Done) {
        let (Made::Change(said) | Made::Nothing(said)) = changed;
        return Ok(Write::Undo(said));
    }
    append(scope, row)?;
    Ok(Write::Keep(Changed::Done))
}

#[derive(PartialEq, Eq)]
enum Made {
    /// What a change of rows came to.
    Change(Changed),
    /// All is as it should be already: no row, no event.
    Nothing(Changed),
}

fn make(conn: &Connection, what: &Change, now: Timestamp) -> rusqlite::Result<Made> {
    let changed = match what {
        Change::AddAuthenticator { person, name, authenticator } => {
            add(conn, Holder::new(person, name), authenticator, now)?
        }
        Change::RemoveAuthenticator { id } => remove(conn, id)?,
        Change::SetAuthenticator { id, enabled } => set(conn, id, *enabled)?,
        Change::ReplaceRecovery { person, name, codes } => {
            factors_changed(conn, person.as_str(), Some(name))?;
            replace_recovery(conn, person.as_str(), codes, now)?;
            Changed::Done
        }
        Change::Enroll { person, name, authenticator, recovery, activation } => {
            activation::enroll(conn, Holder::new(person, name), authenticator, recovery, activation.as_deref(), now)?
        }
        Change::Own { person, epoch, what } => own::change(conn, person, *epoch, what, now)?,
        Change::AddActivation { person, name, activation, clear } => {
            activation::add(conn, Holder::new(person, name), activation, *clear, now)?
        }
        Change::AddBypass { person, name, bypass } => bypass::add(conn, person, name, bypass, now)?,
        Change::RevokeBypass { id } => bypass::revoke(conn, id, now)?,
        Change::RevokeReconnections(which) => reconnection::revoke(conn, which, now)?,
        Change::Unlock { person } => unlock(conn, person)?,
        Change::AddExemption(exemption) => add_exemption(conn, exemption)?,
        Change::RequestExemption(asked) => request::add(conn, asked)?,
        Change::ApproveExemption { id } => request::approve(conn, id)?,
        Change::RemoveExemption { id } => {
            let held = conn.execute("DELETE FROM exemption WHERE id = ?1", [id])?;
            found(held + request::remove(conn, id)?)
        }
        Change::AddToken(what) => token::add(conn, what, now)?,
        Change::RevokeToken { id } => token::revoke(conn, id, now)?,
        Change::Pin { name, id } => {
            let sql = "INSERT INTO pin (name, id, since) VALUES (?1, ?2, ?3) ON CONFLICT (name) DO NOTHING";
            return Ok(match conn.execute(sql, (name, id.as_str(), int(now.0)))? {
                0 => Made::Nothing(Changed::Done),
                _ => Made::Change(Changed::Done),
            });
        }
    };
    Ok(Made::Change(changed))
}

/// Somebody whose factors are changed.
#[derive(Clone, Copy)]
pub(super) struct Holder<'a> {
    /// Their id.
    pub(super) person: &'a str,
    /// Their short name.
    pub(super) name: &'a str,
}

impl<'a> Holder<'a> {
    fn new(person: &'a Sid, name: &'a str) -> Self {
        Self { person: person.as_str(), name }
    }
}

/// [`Changed::NotFound`] where no row was changed.
pub(super) const fn found(rows: usize) -> Changed {
    if rows == 0 { Changed::NotFound } else { Changed::Done }
}

fn add(conn: &Connection, who: Holder<'_>, what: &NewAuthenticator, now: Timestamp) -> rusqlite::Result<Changed> {
    factors_changed(conn, who.person, Some(who.name))?;
    match insert_authenticator(conn, who.person, what, MAY_HAVE_MORE, now)? {
        true => Ok(Changed::Done),
        false => Ok(Changed::TooMany),
    }
}

/// Writes an authenticator where `condition` on the person `?1` holds; whether it did.
pub(super) fn insert_authenticator(
    conn: &Connection,
    person: &str,
    what: &NewAuthenticator,
    condition: &str,
    now: Timestamp,
) -> rusqlite::Result<bool> {
    let inserted = conn.execute(
        &format!(
            "INSERT INTO authenticator (person, id, label, key_id, sealed, epoch, algorithm, digits, period, created)
             SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10 WHERE {condition}"
        ),
        (
            person,
            &what.id,
            &what.label,
            &what.seed.key,
            &what.seed.bytes,
            int(what.epoch),
            what.parameters.algorithm.as_str(),
            what.parameters.digits,
            int(what.parameters.period),
            int(now.0),
        ),
    )?;
    Ok(inserted == 1)
}

fn remove(conn: &Connection, id: &str) -> rusqlite::Result<Changed> {
    let Some(person) = owner(conn, id)? else { return Ok(Changed::NotFound) };
    conn.execute("DELETE FROM authenticator WHERE id = ?1", [id])?;
    factors_changed(conn, &person, None)?;
    Ok(Changed::Done)
}

fn set(conn: &Connection, id: &str, enabled: bool) -> rusqlite::Result<Changed> {
    let Some(person) = owner(conn, id)? else { return Ok(Changed::NotFound) };
    conn.execute("UPDATE authenticator SET enabled = ?2 WHERE id = ?1", (id, enabled))?;
    factors_changed(conn, &person, None)?;
    Ok(Changed::Done)
}

fn owner(conn: &Connection, authenticator: &str) -> rusqlite::Result<Option<String>> {
    conn.query_row("SELECT person FROM authenticator WHERE id = ?1", [authenticator], |row| row.get(0)).optional()
}

/// Puts new recovery codes in the place of all there are.
pub(super) fn replace_recovery(
    conn: &Connection,
    person: &str,
    codes: &[NewRecovery],
    now: Timestamp,
) -> rusqlite::Result<()> {
    conn.execute("DELETE FROM recovery WHERE person = ?1", [person])?;
    let mut insert =
        conn.prepare_cached("INSERT INTO recovery (id, person, selector, hash, created) VALUES (?1, ?2, ?3, ?4, ?5)")?;
    for code in codes {
        insert.execute((&code.id, person, &code.selector, &code.hash, int(now.0)))?;
    }
    Ok(())
}

/// Any change of authenticators or recovery codes ends what was remembered, sessions that compare the epoch, and every
/// login that had read the standing before.
pub(super) fn factors_changed(conn: &Connection, person: &str, name: Option<&str>) -> rusqlite::Result<()> {
    touch(conn, person, name)?;
    conn.execute("UPDATE person SET epoch = epoch + 1 WHERE id = ?1", [person])?;
    end_what_is_remembered(conn, person)
}

fn unlock(conn: &Connection, person: &Sid) -> rusqlite::Result<Changed> {
    let person = person.as_str();
    let rows = conn.execute(
        "UPDATE person SET version = version + 1, wrong_everywhere = 0, forwarded = 0, forwarded_at = NULL WHERE id = ?1",
        [person],
    )?;
    conn.execute("UPDATE pool SET wrong = 0, last_wrong = NULL WHERE person = ?1", [person])?;
    conn.execute("DELETE FROM counted WHERE person = ?1", [person])?;
    Ok(found(rows))
}

fn add_exemption(conn: &Connection, what: &Exemption) -> rusqlite::Result<Changed> {
    conn.execute(
        "INSERT INTO exemption (id, group_id, group_name, reason, owner, created, until)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        (
            &what.id,
            what.group.as_str(),
            &what.group_name,
            &what.reason,
            &what.owner,
            int(what.created.0),
            what.until.map(|until| int(until.0)),
        ),
    )?;
    Ok(Changed::Done)
}
