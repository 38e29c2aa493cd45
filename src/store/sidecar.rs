//! What is known of a store outside of it, in `STORE.instance`: its instance, its epoch, and how far its audit had
//! come at the last clean stop. So an empty, exchanged or older database is not taken for ours (an empty one would
//! make everybody a person without a second factor).

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

/// The content of the file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Sidecar {
    /// The store's instance id: 128 random bits in hexadecimal digits.
    pub(super) instance: String,
    /// Rises when an older copy of the store is accepted.
    pub(super) epoch: u64,
    /// The audit's last sequence number at the last clean stop.
    pub(super) sequence: u64,
}

impl Sidecar {
    /// Where it lies.
    pub(super) fn path(store: &Path) -> PathBuf {
        let mut name = store.as_os_str().to_owned();
        name.push(".instance");
        name.into()
    }

    /// Reads it; `None` when there is no such file.
    pub(super) fn read(store: &Path) -> io::Result<Option<Self>> {
        match fs::read(Self::path(store)) {
            Ok(bytes) => Ok(Some(serde_json::from_slice(&bytes)?)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Writes it so that a crash leaves the old or the new one.
    pub(super) fn write(&self, store: &Path) -> io::Result<()> {
        let path = Self::path(store);
        let mut fresh = path.clone().into_os_string();
        fresh.push(format!(".{}", std::process::id()));
        let fresh = PathBuf::from(fresh);
        let mut file = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&fresh)?;
        file.write_all(&serde_json::to_vec(self)?)?;
        file.write_all(b"\n")?;
        file.sync_all()?;
        fs::rename(&fresh, &path)?;
        sync_folder(&path)
    }
}

/// Makes the entry of `path` in its folder durable.
pub(super) fn sync_folder(path: &Path) -> io::Result<()> {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => File::open(folder)?.sync_all(),
        _ => File::open(".")?.sync_all(),
    }
}
