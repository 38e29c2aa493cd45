//! Logins by grace: each that counts is one row, and rows are never forgotten, since they are the count.

use rusqlite::Connection;
use vestibule_gate::Timestamp;
use vestibule_gate::ports::{GRACE_COUNTS_FOR, Pool};

use super::value::int;

/// Lets one login by: 1 when it was counted or one before it still counts here, 0 when `most` have counted.
pub(super) fn spend(conn: &Connection, pool: &Pool, most: Option<u32>, now: Timestamp) -> rusqlite::Result<usize> {
    let (person, application) = (pool.person.as_str(), &*pool.application);
    let since = int(now.minus(GRACE_COUNTS_FOR).0);
    let counted = conn
        .prepare_cached(
            "INSERT INTO grace (person, application, at)
             SELECT ?1, ?2, ?3
             WHERE NOT EXISTS (SELECT 1 FROM grace WHERE person = ?1 AND application = ?2 AND at > ?4)
               AND (?5 IS NULL OR (SELECT count(*) FROM grace WHERE person = ?1) < ?5)",
        )?
        .execute((person, application, int(now.0), since, most))?;
    if counted == 1 {
        return Ok(1);
    }
    conn.prepare_cached("SELECT EXISTS (SELECT 1 FROM grace WHERE person = ?1 AND application = ?2 AND at > ?3)")?
        .query_row((person, application, since), |row| row.get::<_, bool>(0).map(usize::from))
}
