//! The demo's folder: everything it writes, closed to others, gone when it ends.

use std::fs::{DirBuilder, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use vestibule_gate::ports::Chance;

/// How often removing is tried, where a file appears while it goes on.
const TRIES: usize = 5;

/// A folder of mode 0700 that is removed when this is dropped.
pub(super) struct Folder {
    path: PathBuf,
}

impl Folder {
    /// Makes a folder with a name nobody can foresee among the temporary files.
    ///
    /// # Errors
    /// It cannot be made, or its name is not text.
    pub(super) fn make(chance: &dyn Chance) -> io::Result<Self> {
        let mut bytes = [0; 5];
        chance.fill(&mut bytes).map_err(io::Error::other)?;
        let name: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        let path = std::path::absolute(std::env::temp_dir())?.join(format!("vestibule-{name}"));
        if path.to_str().is_none_or(|path| path.contains(char::is_control)) {
            return Err(io::Error::other("the folder of temporary files (TMPDIR) has a name that is not text"));
        }
        DirBuilder::new().mode(0o700).create(&path)?;
        Ok(Self { path })
    }

    /// Where it is.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// The path of a file in it.
    pub(super) fn file(&self, name: &str) -> PathBuf {
        self.path.join(name)
    }

    /// Writes a file of mode 0600, or writes it anew.
    ///
    /// # Errors
    /// It cannot be written.
    pub(super) fn write(&self, name: &str, content: &str) -> io::Result<PathBuf> {
        let path = self.file(name);
        let mut file = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&path)?;
        file.write_all(content.as_bytes())?;
        Ok(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        for _ in 0..TRIES {
            match std::fs::remove_dir_all(&self.path) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => {}
                Ok(()) | Err(_) => return,
            }
        }
        tracing::warn!("{} could not be removed", self.path.display());
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;
    use crate::ports::SystemChance;

    #[test]
    fn a_folder_is_closed_to_others_and_goes_with_all_in_it() {
        let folder = Folder::make(&SystemChance).unwrap();
        let path = folder.path().to_owned();
        let file = folder.write("a", "b").unwrap();
        assert_eq!(path.metadata().unwrap().permissions().mode() & 0o777, 0o700);
        assert_eq!(file.metadata().unwrap().permissions().mode() & 0o777, 0o600);
        folder.write("a", "c").unwrap();
        assert_eq!(std::fs::read_to_string(&file).unwrap(), "c");
        drop(folder);
        assert!(!path.exists());
    }
}
