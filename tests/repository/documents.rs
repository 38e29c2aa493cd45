//! Paths and tests that the documents name.

use super::sources::{files, root, text};
use std::path::{Path, PathBuf};

/// Endings by which a word in backticks is taken for a file of ours.
const ENDINGS: [&str; 5] = [".rs", ".md", ".toml", ".sh", ".py"];

/// Paths a page names, in backticks or as links, that are not there.
pub(crate) fn missing_paths(page: &Path) -> Vec<String> {
    let text = without_code_blocks(&text(page));
    let quoted = text.split('`').skip(1).step_by(2).filter(|word| is_path(word));
    let linked =
        text.split("](").skip(1).filter_map(|rest| rest.split(')').next()).filter(|target| !target.contains(':'));
    let beside = page.parent().unwrap_or(Path::new(""));
    let named =
        quoted.chain(linked).map(|word| word.split(['#', ':']).next().unwrap_or(word)).filter(|word| !word.is_empty());
    let exists = |word: &str| root().join(word).exists() || root().join(beside).join(word).exists();
    named.filter(|word| !exists(word)).map(|word| format!("{} names {word}", page.display())).collect()
}

/// Pages of clients that the table has no row for, or whose row names a test that does not read them.
pub(crate) fn untested_clients() -> Vec<String> {
    let index = text(Path::new("docs/clients/README.md"));
    let pages = files("md").into_iter().filter(|path| path.starts_with("docs/clients") && !path.ends_with("README.md"));
    let pages = pages.filter_map(|path| Some(path.file_stem()?.to_str()?.to_owned()));
    let reads = |row: &str, page: &str| {
        let test = row.split('`').rev().nth(1).unwrap_or("no test");
        root().join(test).is_file() && text(Path::new(test)).contains(&format!("\"{page}\""))
    };
    let row = |page: &str| index.lines().find(|line| line.starts_with('|') && line.contains(&format!("]({page}.md)")));
    pages.filter(|page| !row(page).is_some_and(|row| reads(row, page))).collect()
}

/// A row of the page of known attacks.
pub(crate) struct Attack {
    class: String,
    tests: Vec<String>,
}

/// The rows `| class | test |` of every table; a row may name several tests, each in backticks, in its last column.
pub(crate) fn known_attacks() -> Vec<Attack> {
    let page = text(Path::new("docs/known-attacks.md"));
    let is_rule = |line: &str| line.starts_with("|-") || line.starts_with("| -");
    let below = page.lines().skip(1).chain([""]);
    // A heading is the row above a rule.
    let rows =
        page.lines().zip(below).filter(|(line, below)| line.starts_with('|') && !is_rule(line) && !is_rule(below));
    let cells = rows.map(|(row, _)| row.trim().trim_matches('|').rsplit_once('|').unwrap_or(("", "")));
    let tests = |cell: &str| cell.split('`').skip(1).step_by(2).map(str::to_owned).collect();
    cells.map(|(class, cell)| Attack { class: class.trim().to_owned(), tests: tests(cell) }).collect()
}

impl Attack {
    /// What is wrong with the row: tests it names in vain, or that it names none.
    pub(crate) fn missing_tests(&self) -> Vec<String> {
        if self.tests.is_empty() {
            return vec![format!("{} names no test", self.class)];
        }
        let missing = self.tests.iter().filter(|test| !test_exists(test));
        missing.map(|test| format!("{} names {test}", self.class)).collect()
    }
}

/// `tests/lab/bind.rs::sentence` is a function of that file; `gate::judge::tests::sentence` one of the
/// crate, in a file on the way to that module.
fn test_exists(name: &str) -> bool {
    let Some((place, function)) = name.rsplit_once("::") else { return false };
    // A sentence of a suite is generic over what it is tried on.
    let holds = |path: &Path| ["(", "<"].iter().any(|end| text(path).contains(&format!("fn {function}{end}")));
    if place.contains('/') || place.ends_with(".rs") {
        return root().join(place).exists() && holds(Path::new(place));
    }
    let module = PathBuf::from(folder_of_crate(place));
    files("rs").iter().any(|path| module.starts_with(path.with_extension("").as_path().parent_of_mod()) && holds(path))
}

/// The path of a module's sources, from the name it has in Rust.
fn folder_of_crate(module: &str) -> String {
    let (name, rest) = module.split_once("::").unwrap_or((module, ""));
    let sources = match name {
        "vestibule" => "src".to_owned(),
        member => format!("{}/src", member.trim_start_matches("vestibule_").replace('_', "-")),
    };
    format!("{sources}/{}", rest.replace("::", "/"))
}

/// Where the file's module begins: `x/mod.rs`, `x/lib.rs` and `x/main.rs` stand for the folder itself.
trait ParentOfMod {
    fn parent_of_mod(&self) -> &Path;
}

impl ParentOfMod for Path {
    fn parent_of_mod(&self) -> &Path {
        let stands_for_folder = ["mod", "lib", "main"].iter().any(|name| self.ends_with(name));
        if stands_for_folder { self.parent().unwrap_or(self) } else { self }
    }
}

fn without_code_blocks(text: &str) -> String {
    text.split("```").step_by(2).collect()
}

/// Something a reader would look for in the repository: below one of its folders, or a file by its ending.
fn is_path(word: &str) -> bool {
    let plain = word.chars().all(|letter| letter.is_ascii_alphanumeric() || "-_./".contains(letter));
    let first = word.split('/').next().unwrap_or(word);
    let folder = word.contains('/') && !first.is_empty() && root().join(first).is_dir();
    plain && !word.starts_with(['/', '-']) && (folder || ENDINGS.iter().any(|ending| word.ends_with(ending)))
}
