//! A table of the configuration being read key by key.
//!
//! Asking for a key makes it known; `finish` reports every key that nobody asked for, so the list of known
//! keys is the reading code itself. A wrong value is reported where it stands and reads as absent.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::fault::Wrong;
use super::nearest::nearest;
use super::source::Source;

/// A table being read.
pub(super) struct Section<'a> {
    /// The file it stands in.
    pub(super) source: &'a Source<'a>,
    name: String,
    at: Range<usize>,
    table: &'a DeTable<'a>,
    known: RefCell<BTreeSet<&'static str>>,
    later: RefCell<BTreeSet<&'static str>>,
}

impl<'a> Section<'a> {
    /// `name` is the path of the table, empty for the document; `at` is where it stands.
    pub(super) fn new(source: &'a Source<'a>, name: String, at: Range<usize>, table: &'a DeTable<'a>) -> Self {
        Self { source, name, at, table, known: RefCell::default(), later: RefCell::default() }
    }

    /// Declares keys of features that are not built yet: they are refused, never taken in silence.
    pub(super) fn later(&self, keys: &[&'static str]) {
        self.later.borrow_mut().extend(keys);
    }

    /// Reports the keys that nobody asked for.
    pub(super) fn finish(&self) {
        let (known, later) = (self.known.borrow(), self.later.borrow());
        for key in self.table.keys() {
            let word: &str = key.get_ref();
            if known.contains(word) {
                continue;
            }
            let wrong = if later.contains(word) { not_in_this_version() } else { unknown(word, &known) };
            self.source.fault(&key.span(), &self.path(word), wrong);
        }
    }

    /// Whether the key is written, rightly or wrongly.
    pub(super) fn has(&self, key: &str) -> bool {
        self.table.contains_key(key)
    }

    /// Whether the key is written as a list without anything in it.
    pub(super) fn is_empty_list(&self, key: &str) -> bool {
        let list = self.table.get(key).and_then(|value| value.get_ref().as_array());
        list.is_some_and(|list| list.is_empty())
    }

    /// Reports a required key that is not written.
    pub(super) fn require(&self, key: &'static str, example: &str) {
        if !self.has(key) {
            self.missing(key, &format!("write `{key} = {example}`"));
        }
    }

    /// Reports, at the head of the table, that a key is missing.
    pub(super) fn missing(&self, key: &str, remedy: &str) {
        self.source.fault(&self.at, &self.path(key), Wrong::new("is missing", remedy));
    }

    /// Reports that a key does not go with the rest, at the key if it is written, else at the table.
    pub(super) fn wrong(&self, key: &str, wrong: Wrong) {
        let at = self.table.get_key_value(key).map_or(self.at.clone(), |(_, value)| value.span());
        self.source.fault(&at, &self.path(key), wrong);
    }

    /// One string, through `parse`.
    pub(super) fn text<T>(&self, key: &'static str, parse: impl Fn(&str) -> Result<T, Wrong>) -> Option<T> {
        let value = self.value(key)?;
        self.one(key, value, &parse)
    }

    /// One string or a list of strings, each through `parse`; absent is an empty list.
    pub(super) fn texts<T>(&self, key: &'static str, parse: impl Fn(&str) -> Result<T, Wrong>) -> Vec<T> {
        let Some(value) = self.value(key) else {
            return Vec::new();
        };
        match value.get_ref().as_array() {
            Some(list) => list.iter().filter_map(|item| self.one(key, item, &parse)).collect(),
            None => self.one(key, value, &parse).into_iter().collect(),
        }
    }

    /// Every key with its string, or with each of its list: a table whose keys are not ours.
    pub(super) fn pairs(&self) -> Vec<(String, String)> {
        let mut pairs = Vec::new();
        for (key, value) in self.table {
            let key: &str = key.get_ref();
            let one = |value| self.one(key, value, &|text| Ok(text.to_owned())).map(|text| (key.to_owned(), text));
            match value.get_ref().as_array() {
                Some(list) => pairs.extend(list.iter().filter_map(one)),
                None => pairs.extend(one(value)),
            }
        }
        pairs
    }

    /// The keys that are written and have been asked for.
    pub(super) fn written(&self) -> Vec<&'static str> {
        self.known.borrow().iter().copied().filter(|key| self.has(key)).collect()
    }

    /// Whether nothing is written in it.
    pub(super) fn is_empty(&self) -> bool {
        self.table.is_empty()
    }

    /// A truth value; `default` where it is absent.
    pub(super) fn boolean(&self, key: &'static str, default: bool) -> bool {
        let Some(value) = self.value(key) else {
            return default;
        };
        value.get_ref().as_bool().unwrap_or_else(|| {
            self.kind(key, value, "write `true` or `false`, without quotation marks");
            default
        })
    }

    /// A whole number within a range; `default` where it is absent or wrong.
    pub(super) fn integer(&self, key: &'static str, default: u64, from: u64, to: u64) -> u64 {
        let Some(value) = self.value(key) else {
            return default;
        };
        let Some(number) = value.get_ref().as_integer() else {
            self.kind(key, value, &format!("write a whole number from {from} to {to}, without quotation marks"));
            return default;
        };
        match i128::from_str_radix(number.as_str(), number.radix()) {
            Ok(number) if (i128::from(from)..=i128::from(to)).contains(&number) => {
                u64::try_from(number).unwrap_or(default)
            }
            Ok(_) | Err(_) => {
                let what = format!("{} is out of range", number.as_str());
                self.source.fault(
                    &value.span(),
                    &self.path(key),
                    Wrong::new(what, format!("write a number from {from} to {to}")),
                );
                default
            }
        }
    }

    /// A table under this one, written as `[a.b]` or `b = { … }`.
    pub(super) fn table(&self, key: &'static str) -> Option<Section<'a>> {
        let value = self.value(key)?;
        let table = value.get_ref().as_table();
        if table.is_none() {
            self.kind(key, value, &format!("write a table: `[{}]`", self.path(key)));
        }
        Some(Section::new(self.source, self.path(key), value.span(), table?))
    }

    /// A list of tables, written as `[[a]]` or `a = [{ … }]`; each is named by its own `name` or number.
    pub(super) fn tables(&self, key: &'static str) -> Vec<Section<'a>> {
        let Some(value) = self.value(key) else {
            return Vec::new();
        };
        let Some(list) = value.get_ref().as_array() else {
            self.kind(key, value, &format!("write a list of tables: `[[{}]]` with double brackets", self.path(key)));
            return Vec::new();
        };
        let mut sections = Vec::new();
        for (index, item) in list.iter().enumerate() {
            let Some(table) = item.get_ref().as_table() else {
                self.kind(key, item, "write a table: `{ key = value }`");
                continue;
            };
            let number = (index + 1).to_string();
            let called = table.get("name").and_then(|name| name.get_ref().as_str()).unwrap_or(&number);
            let name = format!("{}[{}]", self.path(key), called.escape_debug());
            sections.push(Section::new(self.source, name, item.span(), table));
        }
        sections
    }

    /// The value of a key as it stands; the key counts as known from now on.
    pub(super) fn value(&self, key: &'static str) -> Option<&'a Spanned<DeValue<'a>>> {
        self.known.borrow_mut().insert(key);
        self.table.get(key)
    }

    /// Reports a value of the wrong type.
    pub(super) fn kind(&self, key: &str, value: &Spanned<DeValue<'_>>, remedy: &str) {
        let what = format!("is {}", article(value.get_ref().type_str()));
        self.source.fault(&value.span(), &self.path(key), Wrong::new(what, remedy));
    }

    fn one<T>(&self, key: &str, value: &Spanned<DeValue<'_>>, parse: &impl Fn(&str) -> Result<T, Wrong>) -> Option<T> {
        let Some(text) = value.get_ref().as_str() else {
            self.kind(key, value, "write text in quotation marks");
            return None;
        };
        let parsed = match text {
            "" => Err(Wrong::new("is empty", "write a value or leave the key out")),
            _ if text.chars().any(char::is_control) => {
                Err(Wrong::new("holds a control character", "write printable text"))
            }
            _ => parse(text),
        };
        parsed.map_err(|wrong| self.source.fault(&value.span(), &self.path(key), wrong)).ok()
    }

    fn path(&self, key: &str) -> String {
        let key = key.escape_debug();
        if self.name.is_empty() { key.to_string() } else { format!("{}.{key}", self.name) }
    }
}

/// What is said of a key, section, value or command whose feature is not built yet.
pub(crate) fn not_in_this_version() -> Wrong {
    Wrong::new("is not in this version", "leave it out until a version of Vestibule has it")
}

fn unknown(word: &str, known: &BTreeSet<&'static str>) -> Wrong {
    let in_file = format!("{word}-file");
    if let Some(key) = known.get(in_file.as_str()) {
        return Wrong::new(
            "secrets are not written into the configuration",
            format!("put it into a file and name that file in `{key}`"),
        );
    }
    let remedy = match nearest(word, known.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("known here: {}", known.iter().copied().collect::<Vec<_>>().join(", ")),
    };
    Wrong::new("is not a known key", remedy)
}

fn article(kind: &str) -> String {
    match kind {
        "integer" | "array" => format!("an {kind}"),
        _ => format!("a {kind}"),
    }
}
