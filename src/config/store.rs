//! `[store]`: where the database and the key that seals it are.

use std::path::{Path, PathBuf};

use super::fault::Wrong;
use super::file;
use super::section::{Section, not_in_this_version};

/// Where Vestibule keeps what it must not forget.
#[derive(Clone, Debug)]
pub(crate) struct Store {
    /// The SQLite database. It need not exist yet: `init` makes it.
    pub(crate) path: PathBuf,
    /// The key that seals the authenticators' secrets, outside the database. `init` makes it.
    pub(crate) key_file: PathBuf,
}

pub(super) fn read(section: &Section<'_>) -> Option<Store> {
    section.require("url", "\"sqlite:/var/lib/vestibule/vestibule.db\"");
    section.require("key-file", "\"/etc/vestibule/seal.key\"");
    let path = section.text("url", database);
    let key_file = section.text("key-file", |name| {
        let path = section.source.resolve(name);
        if path.exists() { file::private(&path).map(|()| path) } else { Ok(path) }
    });
    section.finish();
    let (path, key_file) = path.zip(key_file)?;
    Some(Store { path, key_file })
}

fn database(text: &str) -> Result<PathBuf, Wrong> {
    let example = "write `sqlite:` and an absolute path, such as `sqlite:/var/lib/vestibule/vestibule.db`";
    if text.starts_with("postgres:") || text.starts_with("postgresql:") {
        return Err(Wrong::new(format!("PostgreSQL {}", not_in_this_version().what), example));
    }
    let path = text.strip_prefix("sqlite:").map(|rest| rest.strip_prefix("//").unwrap_or(rest));
    match path.map(Path::new) {
        Some(path) if path.is_absolute() && path.file_name().is_some() => Ok(path.to_path_buf()),
        Some(_) | None => Err(Wrong::new(format!("`{text}` is not the address of a database"), example)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_database_is_an_absolute_sqlite_path() {
        for text in ["sqlite:/var/lib/v.db", "sqlite:///var/lib/v.db"] {
            assert_eq!(database(text).ok().as_deref(), Some(Path::new("/var/lib/v.db")));
        }
        for text in ["sqlite:v.db", "sqlite:", "sqlite:/", "/var/lib/v.db", "mysql:/x", "sqlite::memory:"] {
            assert!(database(text).is_err(), "{text}");
        }
    }
}
