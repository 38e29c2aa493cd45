//! Why a store or a key file cannot be made or opened. Every text names the file and what to do about it.

use std::io;
use std::path::{Path, PathBuf};

use thiserror::Error;

/// Why a store cannot be made, brought up to date or opened.
#[derive(Debug, Error)]
pub(crate) enum StoreError {
    /// There is no file.
    #[error("there is no store at {0}: run `vestibule init` to make it")]
    Missing(PathBuf),
    /// There is no file, but there was one.
    #[error(
        "the store {path} is gone, though {sidecar} says it was there: restore it from a backup; to begin anew with \
         nobody enrolled, remove {sidecar} and run `vestibule init`"
    )]
    Lost {
        /// The store.
        path: PathBuf,
        /// The file beside it.
        sidecar: PathBuf,
    },
    /// `create` found a file.
    #[error("{0} is there already and is never overwritten: move it away to make a new store")]
    Exists(PathBuf),
    /// The file is something else.
    #[error("{0} is not a Vestibule store: check `store.url` in the configuration")]
    NotOurs(PathBuf),
    /// An older schema.
    #[error(
        "the store {path} has schema {have}, this version needs {want}: run `vestibule init`, which keeps a backup"
    )]
    Older {
        /// The store.
        path: PathBuf,
        /// Its schema.
        have: u32,
        /// Ours.
        want: u32,
    },
    /// A newer schema.
    #[error("the store {path} has schema {have}, newer than this version's {want}: install the newer Vestibule again")]
    Newer {
        /// The store.
        path: PathBuf,
        /// Its schema.
        have: u32,
        /// Ours.
        want: u32,
    },
    /// A migration was applied in another form.
    #[error(
        "migration {number} of the store {path} is not the one this version knows: install the Vestibule that made it"
    )]
    Altered {
        /// The store.
        path: PathBuf,
        /// The migration.
        number: u32,
    },
    /// Sealed under another key.
    #[error("the store {path} was made with another sealing key than `{key}`: check `store.key-file`")]
    ForeignKey {
        /// The store.
        path: PathBuf,
        /// The key's name.
        key: String,
    },
    /// Not sound.
    #[error("the store {path} is damaged ({detail}): stop Vestibule and restore it from a backup")]
    Damaged {
        /// The store.
        path: PathBuf,
        /// What SQLite says.
        detail: String,
    },
    /// Another database than the one that belongs here.
    #[error(
        "the store {path} is not the one that {sidecar} tells of: put the right one back, or its own file beside it"
    )]
    OtherInstance {
        /// The store.
        path: PathBuf,
        /// The file beside it.
        sidecar: PathBuf,
    },
    /// An older copy was put in place.
    #[error(
        "the store {path} is an older copy of itself: codes spent since then could be used again; put the newer one \
         back, or run `vestibule init` to accept this one, which voids all recovery, bypass and activation codes"
    )]
    OlderCopy {
        /// The store.
        path: PathBuf,
    },
    /// The operating system.
    #[error("{path}: {source}")]
    Io {
        /// The file.
        path: PathBuf,
        /// What happened.
        source: io::Error,
    },
    /// SQLite.
    #[error("the store {path}: {source}")]
    Sqlite {
        /// The store.
        path: PathBuf,
        /// What happened.
        source: rusqlite::Error,
    },
}

impl StoreError {
    /// Turns an error of the operating system about `path`.
    pub(super) fn io(path: &Path) -> impl FnOnce(io::Error) -> Self {
        move |source| Self::Io { path: path.to_owned(), source }
    }

    /// Turns SQLite's error about `path`; a file that is no database, or a damaged one, is said so.
    pub(super) fn sqlite(path: &Path) -> impl Fn(rusqlite::Error) -> Self {
        move |source| {
            let (path, code) = (path.to_owned(), source.sqlite_error_code());
            if code == Some(rusqlite::ErrorCode::NotADatabase) {
                Self::NotOurs(path)
            } else if code == Some(rusqlite::ErrorCode::DatabaseCorrupt) {
                Self::Damaged { path, detail: source.to_string() }
            } else {
                Self::Sqlite { path, source }
            }
        }
    }
}

/// Why a key file cannot be made or read.
#[derive(Debug, Error)]
pub(crate) enum KeyError {
    /// There is no file.
    #[error("there is no sealing key at {0}: run `vestibule init`, or restore the key that belongs to the store")]
    Missing(PathBuf),
    /// `create` found a file.
    #[error("{0} is there already and is never overwritten: without it every seed of its store would be lost")]
    Exists(PathBuf),
    /// Others may read it.
    #[error("the sealing key {path} can be read by others (mode {mode:03o}): run `chmod 600 {path}`")]
    Readable {
        /// The file.
        path: PathBuf,
        /// Its permission bits.
        mode: u32,
    },
    /// Not a key.
    #[error("{0} is not a sealing key: expected one line `ID:64 hexadecimal digits`")]
    Malformed(PathBuf),
    /// No chance.
    #[error("the system gives no random numbers")]
    Chance,
    /// The operating system.
    #[error("{path}: {source}")]
    Io {
        /// The file.
        path: PathBuf,
        /// What happened.
        source: io::Error,
    },
}
