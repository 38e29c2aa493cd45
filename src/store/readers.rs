//! Read-only connections. In WAL mode a reader never waits for the writer, and a login's reads take some ten
//! microseconds from memory, so they are made where they are called; the long ones of the management commands are
//! called from threads that may block.
//!
//! Every read is one transaction, so it sees one moment, and everything that was answered before it began.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};
use vestibule_gate::Outage;

use super::health::Health;

/// Idle connections kept; as many may be in use as threads read at once.
const IDLE: usize = 8;

/// A reader waits only where another process recovers the log; not long, since it may hold a thread of the runtime.
const PATIENCE: Duration = Duration::from_millis(200);

/// The pool.
pub(super) struct Readers {
    path: PathBuf,
    idle: Mutex<Vec<Connection>>,
    health: Arc<Health>,
}

impl Readers {
    /// A pool over a store that was checked.
    pub(super) const fn new(path: PathBuf, health: Arc<Health>) -> Self {
        Self { path, idle: Mutex::new(Vec::new()), health }
    }

    /// Reads in one transaction.
    ///
    /// # Errors
    /// [`Outage::Store`].
    pub(super) fn read<T>(&self, work: impl FnOnce(&Connection) -> rusqlite::Result<T>) -> Result<T, Outage> {
        self.attempt(work).map_err(|error| self.health.read_failed(&error))
    }

    fn another(&self) -> rusqlite::Result<Connection> {
        let conn = connect(&self.path)?;
        match self.health.file_is_ours() {
            true => Ok(conn),
            false => Err(rusqlite::Error::InvalidPath(self.path.clone())),
        }
    }

    fn attempt<T>(&self, work: impl FnOnce(&Connection) -> rusqlite::Result<T>) -> rusqlite::Result<T> {
        let pooled = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let conn = match pooled {
            Some(conn) => conn,
            None => self.another()?,
        };
        // A connection on which anything fails is closed here, and its transaction with it.
        conn.prepare_cached("BEGIN")?.execute(())?;
        let found = work(&conn)?;
        conn.prepare_cached("COMMIT")?.execute(())?;
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        if idle.len() < IDLE {
            idle.push(conn);
        }
        Ok(found)
    }
}

/// Plans do not depend on the values bound to a statement; else SQLite prepares some again at each run.
pub(super) fn stable_plans(conn: &Connection) -> rusqlite::Result<()> {
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true).map(|_| ())
}

/// A read-only connection.
pub(super) fn connect(path: &Path) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let conn = Connection::open_with_flags(path, flags)?;
    conn.busy_timeout(PATIENCE)?;
    stable_plans(&conn)?;
    conn.set_prepared_statement_cache_capacity(32);
    conn.execute_batch("PRAGMA query_only = ON; PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON")?;
    Ok(conn)
}
