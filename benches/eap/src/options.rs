//! What the command line can say.

use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context as _, bail};

const HELP: &str = "\
benches/eap/run [OPTION …]
  --rounds N       how often each leg is measured, in turn (default 3)
  --seconds S      how long each time (default 5)
  --loops N        clients at the same time (default 24)
  --people N       people in the directory (default 3000)
  --open N         conversations that are begun and left open (default 20000)
  --only TEXT      only the rows whose name contains it, or `open`
  --note TEXT      a sentence for the report, for instance what else the machine did
  --output FILE    where the report goes (default benches/RESULTS.md; - for standard output)
  --folder DIR     for directory, store and logs; on the disk the store would be on (default target/bench-eap)";

/// How to measure.
pub(crate) struct Options {
    pub(crate) vestibule: PathBuf,
    pub(crate) rounds: usize,
    pub(crate) lasting: Duration,
    pub(crate) loops: usize,
    pub(crate) people: usize,
    pub(crate) open: usize,
    pub(crate) only: String,
    pub(crate) note: String,
    pub(crate) output: PathBuf,
    pub(crate) folder: PathBuf,
}

impl Options {
    /// Reads them; `None` when only the help was wanted.
    pub(crate) fn read(mut words: impl Iterator<Item = String>) -> anyhow::Result<Option<Self>> {
        let mut options = Self {
            vestibule: "target/release/vestibule".into(),
            rounds: 3,
            lasting: Duration::from_secs(5),
            loops: 24,
            people: 3_000,
            open: 20_000,
            only: String::new(),
            note: String::new(),
            output: "benches/RESULTS.md".into(),
            folder: "target/bench-eap".into(),
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
                "--loops" => options.loops = value.parse()?,
                "--people" => options.people = value.parse()?,
                "--open" => options.open = value.parse()?,
                "--only" => options.only = value,
                "--note" => options.note = value,
                "--output" => options.output = value.into(),
                "--folder" => options.folder = value.into(),
                _ => bail!("{word} is not an option\n{HELP}"),
            }
        }
        Ok(Some(options))
    }
}
