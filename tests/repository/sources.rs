//! The project's own files, and how many lines of code they hold.

use std::fs;
use std::path::{Path, PathBuf};
use syn::spanned::Spanned;
use syn::visit::{self, Visit};

/// Folders that hold nothing we wrote, or nothing that is compiled with us.
const FOREIGN: [&str; 3] = ["target", ".git", "fuzz"];

/// The repository's root.
pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Every file with this extension, by its path from the root.
pub(crate) fn files(extension: &str) -> Vec<PathBuf> {
    let (mut found, mut open) = (Vec::new(), vec![root().to_path_buf()]);
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder).expect("a folder of ours").map(|entry| entry.expect("an entry")) {
            let path = entry.path();
            if path.is_dir() && !FOREIGN.iter().any(|name| entry.file_name() == *name) {
                open.push(path);
            } else if path.extension().is_some_and(|have| have == extension) {
                found.push(path.strip_prefix(root()).expect("below the root").to_path_buf());
            }
        }
    }
    found.sort();
    found
}

/// The text of a file of ours.
pub(crate) fn text(path: &Path) -> String {
    let text = fs::read_to_string(root().join(path));
    text.unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Lines of code: without blanks, comments and what only tests compile.
pub(crate) struct Measure {
    pub(crate) file: usize,
    pub(crate) functions: Vec<usize>,
}

/// Measures a source file.
pub(crate) fn measure(path: &Path, source: &str) -> Measure {
    let lines: Vec<&str> = source.lines().collect();
    let mut seen = Spans::default();
    let parsed = syn::parse_file(source);
    seen.visit_file(&parsed.unwrap_or_else(|error| panic!("{}: {error}", path.display())));
    let is_code = |line: usize| {
        let text = lines.get(line - 1).map_or("", |line| line.trim());
        let tests = seen.tests.iter().any(|(start, end)| (*start..=*end).contains(&line));
        !(text.is_empty() || text.starts_with("//") || tests)
    };
    let code_in = |start: usize, end: usize| (start..=end).filter(|line| is_code(*line)).count();
    let functions = seen.functions.iter().map(|(start, end)| code_in(*start, *end)).filter(|lines| *lines > 0);
    Measure { file: code_in(1, lines.len()), functions: functions.collect() }
}

/// The value below which this share of the sorted values lies.
pub(crate) fn share(values: &mut [usize], percent: usize) -> usize {
    values.sort_unstable();
    let place = values.len().saturating_sub(1) * percent / 100;
    values.get(place).copied().unwrap_or(0)
}

/// First and last lines of functions, and of items that only tests compile.
#[derive(Default)]
struct Spans {
    functions: Vec<(usize, usize)>,
    tests: Vec<(usize, usize)>,
}

fn lines_of(node: &impl Spanned) -> (usize, usize) {
    (node.span().start().line, node.span().end().line)
}

impl<'ast> Visit<'ast> for Spans {
    fn visit_item_mod(&mut self, module: &'ast syn::ItemMod) {
        if module.attrs.iter().any(is_test_only) {
            self.tests.push(lines_of(module));
        }
        visit::visit_item_mod(self, module);
    }

    fn visit_item_fn(&mut self, function: &'ast syn::ItemFn) {
        self.functions.push(lines_of(&function.block));
        visit::visit_item_fn(self, function);
    }

    fn visit_impl_item_fn(&mut self, function: &'ast syn::ImplItemFn) {
        self.functions.push(lines_of(&function.block));
        visit::visit_impl_item_fn(self, function);
    }
}

fn is_test_only(attribute: &syn::Attribute) -> bool {
    let list = attribute.meta.require_list();
    attribute.path().is_ident("cfg") && list.is_ok_and(|list| list.tokens.to_string() == "test")
}
