//! Whether the store can be written, as the last commit or probe found it.

use std::path::PathBuf;
use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use rusqlite::ErrorCode;
use vestibule_gate::Outage;

use super::open::Identity;

const WELL: u8 = 0;
const ILL: u8 = 1;
const BROKEN: u8 = 2;

/// At most one line of the same kind in the log within this time.
const QUIET: Duration = Duration::from_secs(10);

/// Shared by the writer, the readers and [`super::SqliteStore`].
pub(super) struct Health {
    path: PathBuf,
    identity: Identity,
    state: AtomicU8,
    complained: Mutex<Option<Instant>>,
    /// Stands for a full disk.
    #[cfg(test)]
    pub(super) full: std::sync::atomic::AtomicBool,
}

impl Health {
    /// Of a store just opened.
    pub(super) const fn new(path: PathBuf, identity: Identity) -> Self {
        Self {
            path,
            identity,
            state: AtomicU8::new(WELL),
            complained: Mutex::new(None),
            #[cfg(test)]
            full: std::sync::atomic::AtomicBool::new(false),
        }
    }

    /// What is known.
    ///
    /// # Errors
    /// [`Outage::Store`].
    pub(super) fn ask(&self) -> Result<(), Outage> {
        match self.state.load(Ordering::Acquire) == WELL {
            true => Ok(()),
            false => Err(Outage::Store),
        }
    }

    /// A write was committed.
    pub(super) fn written(&self) {
        if self.state.compare_exchange(ILL, WELL, Ordering::AcqRel, Ordering::Acquire).is_ok() {
            tracing::info!(store = %self.path.display(), "the store can be written again");
        }
    }

    /// A write failed: nobody is judged until a probe succeeds.
    pub(super) fn write_failed(&self, why: &dyn std::fmt::Display) {
        if self.state.compare_exchange(WELL, ILL, Ordering::AcqRel, Ordering::Acquire).is_ok() {
            tracing::error!(store = %self.path.display(), error = %why, "the store cannot be written");
        }
    }

    /// The store is damaged, or its writer is gone: only a restart helps.
    pub(super) fn broken(&self, why: &dyn std::fmt::Display) {
        if self.state.swap(BROKEN, Ordering::AcqRel) != BROKEN {
            tracing::error!(store = %self.path.display(), error = %why, "the store is damaged; restore it and start again");
        }
    }

    /// A read failed.
    pub(super) fn read_failed(&self, error: &rusqlite::Error) -> Outage {
        if is_damage(error) {
            self.broken(error);
        } else {
            self.complain("the store cannot be read", error);
        }
        Outage::Store
    }

    /// Something that may happen often, said seldom.
    #[expect(clippy::disallowed_methods, reason = "how long a complaint is quiet decides nothing")]
    pub(super) fn complain(&self, what: &str, why: &dyn std::fmt::Display) {
        let mut last = self.complained.lock().unwrap_or_else(PoisonError::into_inner);
        if last.is_none_or(|last| last.elapsed() >= QUIET) {
            *last = Some(Instant::now());
            tracing::error!(store = %self.path.display(), error = %why, "{what}");
        }
    }

    /// Whether the path still names the file that is open. What is written to another one would be lost.
    pub(super) fn file_is_ours(&self) -> bool {
        Identity::of(&self.path).is_ok_and(|identity| identity == self.identity)
    }
}

/// Whether the database itself is said to be damaged.
pub(super) fn is_damage(error: &rusqlite::Error) -> bool {
    let code = error.sqlite_error_code();
    code == Some(ErrorCode::DatabaseCorrupt) || code == Some(ErrorCode::NotADatabase)
}
