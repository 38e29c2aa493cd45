//! The suite over SQLite, and what is SQLite's own: files, locks, full disks.
#![expect(clippy::unwrap_used, clippy::panic, reason = "tests fail by panicking")]

mod faults;
mod figures;
mod opening;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tempfile::TempDir;
use vestibule_gate::ports::Chance;
use vestibule_gate::{Outage, Sealer, SealingKey};

use super::init::create;
use super::sidecar::Sidecar;
use super::suite::house::{House, NOON};
use super::{Look, SqliteStore};

/// A store in a folder of its own.
pub(crate) struct SqliteHouse {
    folder: TempDir,
    store: Arc<SqliteStore>,
}

impl SqliteHouse {
    fn path(&self) -> PathBuf {
        self.folder.path().join("test.db")
    }
}

impl House for SqliteHouse {
    type Store = SqliteStore;

    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("test.db");
        create(&path, &sealer("test", 7), &Fixed(1), NOON).unwrap();
        let store = open(&path);
        Self { folder, store }
    }

    fn store(&self) -> Arc<SqliteStore> {
        Arc::clone(&self.store)
    }

    /// The files as they are, without the shared memory, which does not survive a power failure.
    fn after_a_crash(&self) -> Self {
        let folder = tempfile::tempdir().unwrap();
        for name in ["test.db", "test.db-wal", "test.db.instance"] {
            fs::copy(self.folder.path().join(name), folder.path().join(name)).unwrap();
        }
        let store = open(&folder.path().join("test.db"));
        Self { folder, store }
    }

    fn execute(&self, sql: &str) {
        let conn = rusqlite::Connection::open(self.path()).unwrap();
        conn.execute_batch(sql).unwrap();
    }
}

use super::suite::store_suite;
store_suite!(SqliteHouse);

fn open(path: &Path) -> Arc<SqliteStore> {
    Arc::new(SqliteStore::open(path, Arc::new(sealer("test", 7)), Look::Whole).unwrap())
}

fn sealer(id: &str, byte: u8) -> Sealer {
    Sealer::new(SealingKey::new(id, [byte; 32]))
}

/// Chance that is not.
struct Fixed(u8);

impl Chance for Fixed {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), Outage> {
        bytes.fill(self.0);
        Ok(())
    }
}
