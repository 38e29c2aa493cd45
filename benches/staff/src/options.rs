//! What the command line can say.

use std::path::PathBuf;

use anyhow::{Context as _, bail};

const HELP: &str = "\
benches/staff/run [OPTION …]
  --rounds N       how often each page is asked for (default 100)
  --people N       people in the directory and the store (default 20000)
  --note TEXT      a sentence for the report, for instance what else the machine did
  --output FILE    where the report goes (default benches/RESULTS.md; - for standard output)
  --folder DIR     for directory, store and logs; on the disk the store would be on (default target/bench-staff)";

/// How to measure.
pub(crate) struct Options {
    pub(crate) vestibule: PathBuf,
    pub(crate) rounds: usize,
    pub(crate) people: usize,
    pub(crate) note: String,
    pub(crate) output: PathBuf,
    pub(crate) folder: PathBuf,
}

impl Options {
    /// Reads them; `None` when only the help was wanted.
    pub(crate) fn read(mut words: impl Iterator<Item = String>) -> anyhow::Result<Option<Self>> {
        let mut options = Self {
            vestibule: "target/release/vestibule".into(),
            rounds: 100,
            people: 20_000,
            note: String::new(),
            output: "benches/RESULTS.md".into(),
            folder: "target/bench-staff".into(),
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
                "--people" => options.people = value.parse()?,
                "--note" => options.note = value,
                "--output" => options.output = value.into(),
                "--folder" => options.folder = value.into(),
                _ => bail!("{word} is not an option\n{HELP}"),
            }
        }
        Ok(Some(options))
    }
}
