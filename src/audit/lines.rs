//! A file of lines that others may rotate and a crash may cut: where to go on, and appending.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

/// The end of the file that is looked at after an interruption; more than one append writes.
const TAIL: u64 = 4 * 1024 * 1024;

/// An append-only file of lines.
pub(super) struct Lines {
    path: PathBuf,
    open: Option<File>,
}

impl Lines {
    /// Of the file at `path`, which need not be there yet.
    pub(super) const fn new(path: PathBuf) -> Self {
        Self { path, open: None }
    }

    /// Appends `lines` durably. After an interruption, those that the file ends with already are not written again,
    /// and a line that was cut is completed.
    ///
    /// # Errors
    /// The operating system's. Some lines may have been written; the same call again goes on where it stopped.
    pub(super) fn append(&mut self, lines: &[String]) -> io::Result<()> {
        let outcome = self.try_append(lines);
        if outcome.is_err() {
            self.open = None;
        }
        outcome
    }

    fn try_append(&mut self, lines: &[String]) -> io::Result<()> {
        let current = self.open.take().filter(|file| is_at(file, &self.path));
        let (mut file, text) = match current {
            Some(file) => (file, join(lines)),
            None => {
                let mut file = OpenOptions::new().read(true).append(true).create(true).mode(0o640).open(&self.path)?;
                let text = rest(&tail(&mut file)?, lines);
                (file, text)
            }
        };
        file.write_all(text.as_bytes())?;
        file.sync_data()?;
        self.open = Some(file);
        Ok(())
    }
}

/// Whether the path still names this file: after a rotation it does not.
fn is_at(file: &File, path: &Path) -> bool {
    match (file.metadata(), fs::metadata(path)) {
        (Ok(open), Ok(named)) => (open.dev(), open.ino()) == (named.dev(), named.ino()),
        (Err(_), _) | (_, Err(_)) => false,
    }
}

fn tail(file: &mut File) -> io::Result<Vec<u8>> {
    let length = file.metadata()?.len();
    file.seek(SeekFrom::Start(length.saturating_sub(TAIL)))?;
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// What of `lines` is to be written behind a file that ends with `tail`.
fn rest(tail: &[u8], lines: &[String]) -> String {
    let (whole, cut) = match tail.iter().rposition(|byte| *byte == b'\n') {
        Some(end) => tail.split_at_checked(end + 1).unwrap_or((tail, &[])),
        None => (&[][..], tail),
    };
    let mut written: Vec<&[u8]> = whole.split(|byte| *byte == b'\n').collect();
    // Behind the last line end there is nothing.
    written.pop();
    let there = (0..=lines.len().min(written.len()))
        .rev()
        .find(|count| {
            let last = written.iter().skip(written.len() - count);
            last.zip(lines).all(|(written, line)| *written == line.as_bytes())
        })
        .unwrap_or(0);
    let text = join(lines.get(there..).unwrap_or_default());
    if cut.is_empty() {
        return text;
    }
    // A cut line is completed where it is ours, and ended where it is not.
    match text.as_bytes().strip_prefix(cut).and_then(|rest| std::str::from_utf8(rest).ok()) {
        Some(rest) => rest.to_owned(),
        None => format!("\n{text}"),
    }
}

fn join(lines: &[String]) -> String {
    lines.iter().flat_map(|line| [line, "\n"]).collect()
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests fail by panicking")]
mod tests {
    use super::*;

    fn lines(words: &[&str]) -> Vec<String> {
        words.iter().map(|word| (*word).to_owned()).collect()
    }

    #[test]
    fn the_rest_is_what_the_file_does_not_end_with() {
        let all = lines(&["a", "bb", "cé"]);
        let whole = "a\nbb\ncé\n";
        assert_eq!(rest(b"", &all), whole);
        assert_eq!(rest(b"x\n", &all), whole);
        assert_eq!(rest(b"x\nbb\n", &all), whole, "only a run from the first line on counts");
        // Wherever an append was interrupted, the same append again makes the file whole.
        for before in ["", "x\n", "cé\n", "bb\ncé\n"] {
            for cut in 0..=whole.len() {
                let mut file = [before.as_bytes(), whole.as_bytes().get(..cut).unwrap()].concat();
                match std::str::from_utf8(&file) {
                    Ok(_) => file.extend(rest(&file, &all).into_bytes()),
                    // A cut inside a character is ended, and the line written again.
                    Err(_) => continue,
                }
                assert_eq!(String::from_utf8(file).unwrap(), format!("{before}{whole}"), "{before:?} {cut}");
            }
        }
    }

    #[test]
    fn a_line_of_somebody_elses_that_was_cut_is_ended() {
        assert_eq!(rest(b"x\n{\"other", &lines(&["a"])), "\na\n");
        assert_eq!(rest(b"c\xc3", &lines(&["c\u{e9}"])), "\nc\u{e9}\n");
    }

    #[test]
    fn a_rotated_file_is_left_and_a_new_one_begun() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("audit.jsonl");
        let mut file = Lines::new(path.clone());
        file.append(&lines(&["a"])).unwrap();
        fs::rename(&path, folder.path().join("audit.jsonl.1")).unwrap();
        file.append(&lines(&["b"])).unwrap();
        fs::remove_file(&path).unwrap();
        file.append(&lines(&["c"])).unwrap();
        assert_eq!(fs::read_to_string(folder.path().join("audit.jsonl.1")).unwrap(), "a\n");
        assert_eq!(fs::read_to_string(&path).unwrap(), "c\n");
        assert_eq!(fs::metadata(&path).unwrap().mode() & 0o137, 0, "the group may read, others nothing");
    }
}
