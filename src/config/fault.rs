//! What is wrong with a configuration: one fault says where, which key, what and the remedy.
//!
//! A fault never repeats the content of a secret; it may repeat a name or a number that was written.

use std::fmt;
use std::path::PathBuf;

use serde::Serialize;

/// Everything that is wrong with one configuration file, in the order of the file.
#[derive(Debug, Serialize)]
pub(crate) struct Faults {
    /// The configuration file, as it was named.
    pub(crate) file: PathBuf,
    /// At least one fault.
    pub(crate) faults: Vec<Fault>,
}

/// One thing that is wrong, and what to do about it.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub(crate) struct Fault {
    /// Line in the configuration file, from 1; 0 where the file as a whole is meant.
    pub(crate) line: usize,
    /// Column in characters, from 1; 0 where the file as a whole is meant.
    pub(crate) column: usize,
    /// The key as a path, such as `ldap[webmail].listen`; empty where no key is meant.
    pub(crate) key: String,
    /// What is wrong.
    pub(crate) what: String,
    /// What to do.
    pub(crate) remedy: String,
}

/// What is wrong with one value, before it is known where the value stands.
#[derive(Debug)]
pub(crate) struct Wrong {
    /// What is wrong.
    pub(crate) what: String,
    /// What to do.
    pub(crate) remedy: String,
}

impl Wrong {
    /// Says what is wrong and what to do about it.
    pub(crate) fn new(what: impl Into<String>, remedy: impl Into<String>) -> Self {
        let (what, remedy) = (what.into(), remedy.into());
        Self { what, remedy }
    }
}

impl Faults {
    /// The single fault of a file that could not be looked into at all.
    pub(crate) fn whole(file: PathBuf, wrong: Wrong) -> Self {
        let fault = Fault { line: 0, column: 0, key: String::new(), what: wrong.what, remedy: wrong.remedy };
        Self { file, faults: vec![fault] }
    }
}

impl fmt::Display for Faults {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        for fault in &self.faults {
            write!(out, "{}:", self.file.display())?;
            if fault.line > 0 {
                write!(out, "{}:{}:", fault.line, fault.column)?;
            }
            if !fault.key.is_empty() {
                write!(out, " {}:", fault.key)?;
            }
            writeln!(out, " {}; {}", fault.what, fault.remedy)?;
        }
        match self.faults.len() {
            1 => write!(out, "1 fault in the configuration"),
            count => write!(out, "{count} faults in the configuration"),
        }
    }
}

impl std::error::Error for Faults {}
