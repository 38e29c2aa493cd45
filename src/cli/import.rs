//! `authenticator import`: many authenticators from one file. The whole file is read before the first is added.

mod csv;
mod pskc;

use std::path::Path;

use serde::Serialize;
use vestibule_gate::{AddAuthenticator, Parameters, Seed};
use zeroize::Zeroizing;

use super::authenticator::Format;
use super::desk::Desk;
use super::exit::{Failure, Outcome};
use super::output::{self, Row};

/// A file of more than this is a wrong file.
const MOST: u64 = 64 << 20;

/// One authenticator of a file.
struct Entry {
    /// Whose, as a person would type it.
    name: String,
    label: String,
    seed: Seed,
    parameters: Parameters,
}

pub(super) async fn run(desk: &Desk, file: &Path, format: Option<Format>, json: bool) -> Outcome {
    let format = format
        .or_else(|| by_name(file))
        .ok_or_else(|| Failure::Usage("say what the file is: --format csv or --format pskc".to_owned()))?;
    let text = read(file)?;
    let entries = match format {
        Format::Csv => csv::parse(&text).map_err(Failure::Refused)?,
        Format::Pskc => pskc::parse(&text).map_err(Failure::Refused)?,
    };
    let mut lines = Vec::new();
    for entry in entries {
        lines.push(add(desk, entry).await);
    }
    output::rows(&lines, json)?;
    match lines.iter().filter(|line| line.error.is_some()).count() {
        0 => Ok(()),
        failed => Err(Failure::Refused(format!("{failed} of {} were not added", lines.len()))),
    }
}

async fn add(desk: &Desk, entry: Entry) -> Line {
    let Entry { name, label, seed, parameters } = entry;
    let what = AddAuthenticator { label: label.clone(), seed: Some(seed), parameters };
    let outcome = match desk.office.person(&name).await {
        Ok(person) => desk.office.add_authenticator(&desk.officer, &person, what).await,
        Err(error) => Err(error),
    };
    let (id, error) = match outcome {
        Ok(added) => (Some(added.id), None),
        Err(error) => (None, Some(error.to_string())),
    };
    Line { name, label, id, error }
}

fn by_name(file: &Path) -> Option<Format> {
    match file.extension()?.to_str()?.to_ascii_lowercase().as_str() {
        "csv" => Some(Format::Csv),
        "pskc" | "xml" => Some(Format::Pskc),
        _ => None,
    }
}

fn read(file: &Path) -> Result<Zeroizing<String>, Failure> {
    use std::io::Read;
    let mut text = Zeroizing::new(String::new());
    let read = if file == Path::new("-") {
        std::io::stdin().lock().take(MOST).read_to_string(&mut text)
    } else {
        std::fs::File::open(file).and_then(|file| file.take(MOST).read_to_string(&mut text))
    };
    read.map_err(|error| Failure::Refused(format!("{} cannot be read: {error}", file.display())))?;
    Ok(text)
}

/// What became of one entry.
#[derive(Serialize)]
struct Line {
    name: String,
    label: String,
    id: Option<String>,
    error: Option<String>,
}

impl Row for Line {
    const HEADS: &'static [&'static str] = &["PERSON", "LABEL", "AUTHENTICATOR", "NOT ADDED BECAUSE"];

    fn cells(&self) -> Vec<String> {
        let dash = |text: &Option<String>| text.clone().unwrap_or_else(|| "-".to_owned());
        vec![self.name.clone(), self.label.clone(), dash(&self.id), dash(&self.error)]
    }
}
