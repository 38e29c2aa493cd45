//! `recovery`: codes for the day the telephone is lost.

use clap::Subcommand;
use serde::Serialize;
use zeroize::Zeroizing;

use super::desk::Desk;
use super::exit::Outcome;
use super::{input, output};

const EXAMPLES: &str = "\
Examples:
  vestibule recovery new ada

The codes are shown once and cannot be shown again. New codes end all older ones.";

/// Make recovery codes.
#[derive(clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Args {
    #[command(subcommand)]
    pub(super) verb: Verb,
}

/// What can be done.
#[derive(Subcommand)]
pub(super) enum Verb {
    /// Make ten codes, which are shown once.
    New {
        /// Whose.
        name: String,
        /// Do not ask before older codes end.
        #[arg(long)]
        yes: bool,
        /// Print JSON.
        #[arg(long)]
        json: bool,
    },
}

pub(super) async fn run(args: &Args, desk: &Desk) -> Outcome {
    let Verb::New { name, yes, json } = &args.verb;
    let person = desk.office.person(name).await?;
    let left = desk.office.records.recovery_left(&person.id).await?;
    if left > 0 {
        let question = format!("{} still has {left} recovery codes, which end now. Go on?", person.name);
        input::confirm(&output::printable(&question), *yes)?;
    }
    let codes = desk.office.new_recovery(&desk.officer, &person).await?;
    output::message("done", &"these codes are shown once; each can be typed once in place of a code");
    if *json {
        let codes = codes.iter().map(|code| code.as_str()).collect();
        return Ok(output::json(&Shown { person: &person.name, codes })?);
    }
    for code in codes {
        output::print(&Zeroizing::new(format!("{}\n", *code)))?;
    }
    Ok(())
}

/// What is shown once.
#[derive(Serialize)]
struct Shown<'a> {
    person: &'a str,
    codes: Vec<&'a str>,
}
