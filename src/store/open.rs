//! Opening a store, and every reason to refuse it. Nothing here writes.

use std::fs;
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::Path;

use rusqlite::{Connection, OptionalExtension};
use vestibule_gate::{Mac, Sealer};

use super::error::StoreError;
use super::sidecar::Sidecar;
use super::value::{from_int, mac};
use super::{readers, schema};

/// How thoroughly to look at the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Look {
    /// Everything, its structure page by page too, and whether it can be written: for `serve` and `check`.
    Whole,
    /// Everything but its pages: for one command beside a running `serve`.
    Brief,
}

/// Which file was opened, whatever its path comes to mean later.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Identity {
    device: u64,
    inode: u64,
}

impl Identity {
    /// Of the file at `path` now.
    pub(super) fn of(path: &Path) -> io::Result<Self> {
        let about = fs::metadata(path)?;
        Ok(Self { device: about.dev(), inode: about.ino() })
    }
}

/// Checks that the file at `path` is the store that belongs here, of this version's schema, and sound.
///
/// # Errors
/// [`StoreError`].
pub(super) fn check(path: &Path, sealer: &Sealer, look: Look) -> Result<Identity, StoreError> {
    let identity = Identity::of(path).map_err(|source| match source.kind() == io::ErrorKind::NotFound {
        true => missing(path),
        false => StoreError::Io { path: path.to_owned(), source },
    })?;
    let conn = readers::connect(path).map_err(StoreError::sqlite(path))?;
    let (have, want) = (schema::version(&conn, path, &schema::MIGRATIONS)?, schema::latest(&schema::MIGRATIONS));
    if have < want {
        return Err(StoreError::Older { path: path.to_owned(), have, want });
    }
    check_key(&conn, path, sealer)?;
    check_instance(path, &instance(&conn, path)?)?;
    if look == Look::Whole {
        check_sound(&conn, path)?;
    }
    Ok(identity)
}

fn missing(path: &Path) -> StoreError {
    let sidecar = Sidecar::path(path);
    match sidecar.exists() {
        true => StoreError::Lost { path: path.to_owned(), sidecar },
        false => StoreError::Missing(path.to_owned()),
    }
}

/// The sealing key must be one the store knows, by name and by fingerprint.
pub(super) fn check_key(conn: &Connection, path: &Path, sealer: &Sealer) -> Result<(), StoreError> {
    let known: Option<Mac> = conn
        .query_row("SELECT fingerprint FROM sealing_key WHERE id = ?1", [sealer.key_id()], |row| {
            mac(row.get_ref(0)?.as_blob()?)
        })
        .optional()
        .map_err(StoreError::sqlite(path))?;
    match known == Some(sealer.fingerprint()) {
        true => Ok(()),
        false => Err(StoreError::ForeignKey { path: path.to_owned(), key: sealer.key_id().to_owned() }),
    }
}

/// What the store says of itself, in the form of the file beside it.
pub(super) fn instance(conn: &Connection, path: &Path) -> Result<Sidecar, StoreError> {
    let sql = "SELECT instance, epoch, coalesce((SELECT max(sequence) FROM chain), 0) FROM meta";
    conn.query_row(sql, (), |row| {
        Ok(Sidecar { instance: row.get(0)?, epoch: from_int(row.get(1)?), sequence: from_int(row.get(2)?) })
    })
    .map_err(StoreError::sqlite(path))
}

/// The store must be the one the file beside it tells of, and not older than it was at the last clean stop.
pub(super) fn check_instance(path: &Path, instance: &Sidecar) -> Result<(), StoreError> {
    let sidecar = Sidecar::path(path);
    match Sidecar::read(path).map_err(StoreError::io(&sidecar))? {
        Some(known) if known.instance == instance.instance => {
            match instance.epoch < known.epoch || instance.sequence < known.sequence {
                true => Err(StoreError::OlderCopy { path: path.to_owned() }),
                false => Ok(()),
            }
        }
        Some(_) | None => Err(StoreError::OtherInstance { path: path.to_owned(), sidecar }),
    }
}

/// SQLite's own look at the structure of every page.
pub(super) fn check_sound(conn: &Connection, path: &Path) -> Result<(), StoreError> {
    let said = conn.query_row("PRAGMA quick_check(1)", (), |row| row.get::<_, String>(0));
    match said.map_err(StoreError::sqlite(path))? {
        said if said == "ok" => Ok(()),
        detail => Err(StoreError::Damaged { path: path.to_owned(), detail }),
    }
}
