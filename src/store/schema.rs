//! The numbered migrations, embedded, and the runner that applies them, each in a transaction of its own.
//!
//! A runner of our own rather than a crate: the number lives in SQLite's `user_version`, which `serve` must compare
//! without writing, and nothing else of a migration tool would be used.

use std::path::Path;

use rusqlite::{Connection, OptionalExtension, TransactionBehavior};
use vestibule_gate::Timestamp;

use super::error::StoreError;
use super::value::int;

/// "VEST" in SQLite's header: the file is ours.
const APPLICATION: i32 = 0x5645_5354;

/// All of them, in order; a published one never changes.
pub(super) const MIGRATIONS: [&str; 4] = [
    include_str!("migrations/0001_first.sql"),
    include_str!("migrations/0002_portal.sql"),
    include_str!("migrations/0003_wifi.sql"),
    include_str!("migrations/0004_staff.sql"),
];

/// The schema that these steps lead to.
pub(super) fn latest(steps: &[&str]) -> u32 {
    u32::try_from(steps.len()).unwrap_or(u32::MAX)
}

/// The schema of an open store of ours, every migration of it being one we know.
///
/// # Errors
/// [`StoreError::NotOurs`], [`StoreError::Newer`], [`StoreError::Altered`], or SQLite's.
pub(super) fn version(conn: &Connection, path: &Path, steps: &[&str]) -> Result<u32, StoreError> {
    let sqlite = StoreError::sqlite(path);
    let number = |name: &str| conn.pragma_query_value(None, name, |row| row.get::<_, i64>(0));
    if number("application_id").map_err(&sqlite)? != i64::from(APPLICATION) {
        return Err(StoreError::NotOurs(path.to_owned()));
    }
    let have = u32::try_from(number("user_version").map_err(&sqlite)?).unwrap_or(u32::MAX);
    let want = latest(steps);
    if have > want {
        return Err(StoreError::Newer { path: path.to_owned(), have, want });
    }
    for (migration, number) in steps.iter().zip(1..=have) {
        let known = conn
            .query_row("SELECT checksum FROM migration WHERE number = ?1", [number], |row| row.get::<_, i64>(0))
            .optional()
            .map_err(&sqlite)?;
        if known != Some(checksum(migration)) {
            return Err(StoreError::Altered { path: path.to_owned(), number });
        }
    }
    Ok(have)
}

/// Marks an empty database as ours.
pub(super) fn claim(conn: &Connection) -> rusqlite::Result<()> {
    conn.execute_batch(
        "CREATE TABLE migration (number INTEGER PRIMARY KEY, checksum INTEGER NOT NULL, applied INTEGER NOT NULL) STRICT",
    )?;
    conn.pragma_update(None, "application_id", APPLICATION)
}

/// Applies what is missing after `have`. A failed one leaves the store as it was before it.
pub(super) fn migrate(conn: &mut Connection, steps: &[&str], have: u32, now: Timestamp) -> rusqlite::Result<()> {
    for (migration, number) in steps.iter().zip(1u32..).skip(have as usize) {
        let change = conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
        change.execute_batch(migration)?;
        let row = (number, checksum(migration), int(now.0));
        change.execute("INSERT INTO migration (number, checksum, applied) VALUES (?1, ?2, ?3)", row)?;
        change.pragma_update(None, "user_version", number)?;
        change.commit()?;
    }
    Ok(())
}

/// FNV-1a over the text: it finds a migration edited by mistake after it was published, nothing more.
fn checksum(text: &str) -> i64 {
    let hash = text
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3));
    hash.cast_signed()
}
