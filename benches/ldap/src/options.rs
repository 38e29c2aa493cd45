//! What the command line can say.

use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context as _, bail};

const HELP: &str = "\
benches/ldap/run [OPTION …]
  --rounds N       how often each leg is measured, in turn (default 5)
  --seconds S      how long each time (default 3)
  --people N       people in the directory, in thousands of whole departments (default 10000)
  --tables LIST    of clear, tls and rest (default clear,tls,rest)
  --only TEXT      only the rows whose name contains it
  --legs LIST      of direct, haproxy, back-ldap and vestibule (default all)
  --note TEXT      a sentence for the report, for instance what else the machine did
  --output FILE    where the report goes (default benches/RESULTS.md; - for standard output)
  --folder DIR     for directory, store and logs; on the disk the store would be on (default target/bench-ldap)";

/// How to measure.
pub(crate) struct Options {
    pub(crate) vestibule: PathBuf,
    pub(crate) rounds: usize,
    pub(crate) lasting: Duration,
    pub(crate) people: usize,
    pub(crate) tables: Vec<String>,
    pub(crate) only: String,
    pub(crate) legs: Vec<String>,
    pub(crate) note: String,
    pub(crate) output: PathBuf,
    pub(crate) folder: PathBuf,
}

impl Options {
    /// Reads them; `None` when only the help was wanted.
    pub(crate) fn read(mut words: impl Iterator<Item = String>) -> anyhow::Result<Option<Self>> {
        let list = |text: &str| text.split(',').map(str::to_owned).collect::<Vec<_>>();
        let mut options = Self {
            vestibule: "target/release/vestibule".into(),
            rounds: 5,
            lasting: Duration::from_secs(3),
            people: 10_000,
            tables: list("clear,tls,rest"),
            only: String::new(),
            legs: list("direct,haproxy,back-ldap,vestibule"),
            note: String::new(),
            output: "benches/RESULTS.md".into(),
            folder: "target/bench-ldap".into(),
        };
        while let Some(word) = words.next() {
            if word == "--help" {
                println!("{HELP}");
                return Ok(None);
            }
            let value = words.next().with_context(|| format!("{word} needs a value\n{HELP}"))?;
            match word.as_str() {
                "--vestibule" => options.vestibule = value.into(),
                "--rounds" => options.rounds = value.parse()?,
                "--seconds" => options.lasting = Duration::from_secs_f64(value.parse()?),
                "--people" => options.people = value.parse()?,
                "--tables" => options.tables = list(&value),
                "--only" => options.only = value,
                "--legs" => options.legs = list(&value),
                "--note" => options.note = value,
                "--output" => options.output = value.into(),
                "--folder" => options.folder = value.into(),
                _ => bail!("{word} is not an option\n{HELP}"),
            }
        }
        Ok(Some(options))
    }
}
