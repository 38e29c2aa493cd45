//! One configuration file being read: its text, the folder its relative file names start from, and the
//! faults found so far. Every reader adds to the same list, so that all faults come out at once.

use std::cell::RefCell;
use std::ops::Range;
use std::path::{Path, PathBuf};

use super::fault::{Fault, Wrong};

/// More faults than this come from a file that is no configuration; nobody reads on.
const MOST_FAULTS: usize = 100;

/// A configuration file being read.
pub(super) struct Source<'a> {
    text: &'a str,
    folder: PathBuf,
    credentials: Option<PathBuf>,
    faults: RefCell<Vec<(usize, Fault)>>,
}

impl<'a> Source<'a> {
    /// `file` gives the folder of relative names; `credentials` is systemd's `$CREDENTIALS_DIRECTORY`.
    pub(super) fn new(text: &'a str, file: &Path, credentials: Option<PathBuf>) -> Self {
        let folder = file.parent().map(Path::to_path_buf).unwrap_or_default();
        Self { text, folder, credentials, faults: RefCell::default() }
    }

    /// Notes that what stands `at` is wrong; where that is in the file is worked out at the end.
    pub(super) fn fault(&self, at: &Range<usize>, key: &str, wrong: Wrong) {
        let fault = Fault { line: 0, column: 0, key: key.to_owned(), what: wrong.what, remedy: wrong.remedy };
        self.faults.borrow_mut().push((at.start, fault));
    }

    /// The faults in the order of the file, at most `MOST_FAULTS`.
    pub(super) fn into_faults(self) -> Vec<Fault> {
        let mut faults = self.faults.take();
        faults.sort_by_key(|(at, _)| *at);
        faults.truncate(MOST_FAULTS);
        let placed = faults.into_iter().map(|(at, fault)| {
            let (line, column) = self.position(at);
            Fault { line, column, ..fault }
        });
        placed.collect()
    }

    /// Where a named file is: an absolute name as it stands; a relative one among systemd's credentials
    /// if it is there, else beside the configuration file.
    pub(super) fn resolve(&self, name: &str) -> PathBuf {
        let credential = self.credentials.as_ref().map(|folder| folder.join(name));
        match credential {
            Some(path) if Path::new(name).is_relative() && path.exists() => path,
            Some(_) | None => self.folder.join(name),
        }
    }

    fn position(&self, offset: usize) -> (usize, usize) {
        let before = self.text.get(..offset).unwrap_or(self.text);
        let line = before.matches('\n').count() + 1;
        let column = before.chars().rev().take_while(|character| *character != '\n').count() + 1;
        (line, column)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_position_counts_lines_and_characters_from_one() {
        let source = Source::new("a\n[é] x", Path::new("f"), None);
        assert_eq!(source.position(0), (1, 1));
        assert_eq!(source.position(2), (2, 1));
        assert_eq!(source.position("a\n[é] ".len()), (2, 5));
        assert_eq!(source.position(999), (2, 6));
    }

    #[test]
    fn a_relative_name_is_a_credential_first_and_beside_the_file_else() -> std::io::Result<()> {
        let credentials = tempfile::tempdir()?;
        std::fs::write(credentials.path().join("seal.key"), "x")?;
        let source = Source::new("", Path::new("/etc/v/v.toml"), Some(credentials.path().to_path_buf()));
        assert_eq!(source.resolve("seal.key"), credentials.path().join("seal.key"));
        assert_eq!(source.resolve("other.key"), Path::new("/etc/v/other.key"));
        assert_eq!(source.resolve("/abs/seal.key"), Path::new("/abs/seal.key"));
        Ok(())
    }
}
