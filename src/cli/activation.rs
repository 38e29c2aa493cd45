//! `activation`: codes for a first enrolment at the portal.

use std::time::Duration;

use clap::Subcommand;
use serde::Serialize;
use vestibule_gate::{Issued, Person, Timestamp};

use super::desk::Desk;
use super::exit::Outcome;
use super::{input, output};
use crate::config;

const EXAMPLES: &str = "\
Examples:
  vestibule activation new ada
  vestibule activation new ada --for 7d
  vestibule activation new ada --remove-all        the telephone is lost, and no recovery code is left

The code is shown once. Give it to the person, and to nobody else: with their password it is what lets them
enrol. It is typed at the portal after name and password, works once, and ends every earlier one.";

const MINUTE: Duration = Duration::from_secs(60);
const DAY: Duration = Duration::from_secs(24 * 3600);

/// Make codes for a first enrolment.
#[derive(clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Args {
    #[command(subcommand)]
    pub(super) verb: Verb,
}

/// What can be done.
#[derive(Subcommand)]
pub(super) enum Verb {
    New(New),
}

/// Make a code, which is shown once.
#[derive(clap::Args)]
pub(super) struct New {
    /// Whose.
    name: String,
    /// How long the code can be used: 10m to 30d.
    #[arg(long = "for", value_name = "SPAN", default_value = "24h", value_parser = span)]
    lasts: Duration,
    /// Take all their authenticators and recovery codes away first.
    #[arg(long)]
    remove_all: bool,
    /// Do not ask before anything is taken away.
    #[arg(long, requires = "remove_all")]
    yes: bool,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

pub(super) async fn run(args: &Args, desk: &Desk) -> Outcome {
    let Verb::New(new) = &args.verb;
    let person = desk.office.person(&new.name).await?;
    if new.remove_all {
        ask(desk, &person, new.yes).await?;
    }
    let issued = desk.office.new_activation(&desk.officer, &person, new.lasts, new.remove_all).await?;
    let address = desk.config.web.public_url.as_deref();
    tell(&person, new.remove_all, address.is_some());
    if new.json {
        return Ok(output::json(&Shown::new(&person, &issued, address))?);
    }
    let mut facts = vec![("Code", issued.code.as_str())];
    facts.extend(address.map(|address| ("Address", address)));
    let until = output::when(Some(issued.until));
    facts.push(("Until", &until));
    Ok(output::facts(&facts)?)
}

/// What goes is named before it goes.
async fn ask(desk: &Desk, person: &Person, yes: bool) -> Outcome {
    let records = &desk.office.records;
    let authenticators = records.authenticators(Some(&person.id)).await?.len();
    let codes = records.recovery_left(&person.id).await?;
    if authenticators == 0 && codes == 0 {
        return Ok(());
    }
    let question = format!(
        "{} has authenticators ({authenticators}) and recovery codes ({codes}), which are removed now. Go on?",
        person.name
    );
    input::confirm(&output::printable(&question), yes)
}

fn tell(person: &Person, removed: bool, has_address: bool) {
    let name = output::printable(&person.name);
    if removed {
        output::message("done", &format!("{name} has no authenticators and no recovery codes any more"));
    }
    output::message("done", &format!("this code is shown once; {name} types it at the portal after name and password"));
    if !has_address {
        output::message("note", &"the portal has no address: set `public-url` in [web]");
    }
}

fn span(text: &str) -> Result<Duration, String> {
    config::duration(text, 10 * MINUTE, 30 * DAY).map_err(|wrong| format!("{}: {}", wrong.what, wrong.remedy))
}

/// What is shown once.
#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Shown<'a> {
    id: &'a str,
    person: &'a str,
    code: &'a str,
    address: Option<&'a str>,
    #[serde(serialize_with = "output::rfc3339")]
    until: Option<Timestamp>,
}

impl<'a> Shown<'a> {
    fn new(person: &'a Person, issued: &'a Issued, address: Option<&'a str>) -> Self {
        Self { id: &issued.id, person: &person.name, code: &issued.code, address, until: Some(issued.until) }
    }
}
