//! `[audit]`: where the audit log goes besides the store's own chained log.

use std::path::{Path, PathBuf};

use super::fault::Wrong;
use super::section::Section;

/// Where the audit log goes besides the store.
#[derive(Clone, Debug, Default)]
pub(crate) struct Audit {
    /// A file of JSON lines, with an absolute path. It need not exist yet.
    pub(crate) file: Option<PathBuf>,
}

pub(super) fn read(section: &Section<'_>) -> Audit {
    section.later(&["journald", "syslog", "webhook"]);
    let file = section.text("file", |text| {
        let path = Path::new(text);
        if path.is_absolute() && !text.ends_with('/') && !path.is_dir() {
            return Ok(path.to_path_buf());
        }
        Err(Wrong::new(
            format!("`{text}` is not the path of a file"),
            "write an absolute path, such as `/var/log/vestibule/audit.jsonl`",
        ))
    });
    section.finish();
    Audit { file }
}
