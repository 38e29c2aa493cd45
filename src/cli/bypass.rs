//! `bypass`: codes that stand in for an authenticator for some hours.

use std::time::Duration;

use clap::Subcommand;
use serde::Serialize;
use vestibule_gate::Timestamp;
use vestibule_gate::ports::BypassRow;

use super::desk::Desk;
use super::exit::{Failure, Outcome};
use super::output::{self, Row};
use crate::config;

const EXAMPLES: &str = "\
Examples:
  vestibule bypass grant ada --for 2h --reason 'telephone lost, new one this afternoon'
  vestibule bypass list
  vestibule bypass revoke 6f1c…

A bypass code is typed wherever a code is typed, behind the password too. It does not take the password's place, it
works once a minute at each application, and nobody can grant one to themselves.";

const MINUTE: Duration = Duration::from_secs(60);
const DAY: Duration = Duration::from_secs(24 * 3600);

/// Grant, list or revoke codes that stand in for an authenticator.
#[derive(clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Args {
    #[command(subcommand)]
    pub(super) verb: Verb,
}

/// What can be done.
#[derive(Subcommand)]
pub(super) enum Verb {
    /// Grant a code of ten digits, which is shown once.
    Grant {
        /// To whom.
        name: String,
        /// How long the code can be used: 1m to 24h.
        #[arg(long = "for", value_name = "SPAN", value_parser = span)]
        lasts: Duration,
        /// Why; at most 200 characters.
        #[arg(long, value_name = "TEXT")]
        reason: String,
        /// Print JSON.
        #[arg(long)]
        json: bool,
    },
    /// List the codes that can be used now.
    List {
        /// Those of one person.
        #[arg(long, value_name = "NAME")]
        person: Option<String>,
        /// Print JSON.
        #[arg(long)]
        json: bool,
    },
    /// End a code.
    Revoke {
        /// Its id, as `bypass list` shows it, or the beginning of it.
        id: String,
    },
}

pub(super) async fn run(args: &Args, desk: &Desk) -> Outcome {
    match &args.verb {
        Verb::Grant { name, lasts, reason, json } => grant(desk, name, *lasts, reason, *json).await,
        Verb::List { person, json } => {
            let of = match person {
                Some(name) => Some(desk.find(name).await?.id),
                None => None,
            };
            let lines: Vec<Line> = desk.office.bypasses(of.as_ref()).await?.iter().map(Line::new).collect();
            Ok(output::rows(&lines, *json)?)
        }
        Verb::Revoke { id } => {
            let row = which_one(desk, id).await?;
            desk.office.revoke_bypass(&desk.officer, &row.id).await?;
            let text = format!("the bypass code {} of {} has ended", row.id, row.person_name);
            output::message("done", &output::printable(&text));
            Ok(())
        }
    }
}

async fn grant(desk: &Desk, name: &str, lasts: Duration, reason: &str, json: bool) -> Outcome {
    let person = desk.office.person(name).await?;
    let issued = desk.office.grant_bypass(&desk.officer, &person, lasts, reason).await?;
    let name = output::printable(&person.name);
    output::message("done", &format!("this code is shown once; {name} types it in place of a code until it ends"));
    if json {
        let (id, code, until) = (issued.id.as_str(), issued.code.as_str(), Some(issued.until));
        return Ok(output::json(&Shown { id, person: &person.name, code, until })?);
    }
    let until = output::when(Some(issued.until));
    Ok(output::facts(&[("Code", &issued.code), ("Until", &until), ("Bypass", &issued.id)])?)
}

/// The one code that runs whose id begins as typed.
async fn which_one(desk: &Desk, id: &str) -> Result<BypassRow, Failure> {
    let typed = id.to_ascii_lowercase();
    let rows = desk.office.bypasses(None).await?;
    let mut fitting = rows.into_iter().filter(|row| typed.len() >= 4 && row.id.starts_with(&typed));
    let text = match (fitting.next(), fitting.next()) {
        (Some(row), None) => return Ok(row),
        (Some(_), Some(_)) => format!("several bypass codes begin with {id}"),
        (None, _) => format!("no bypass code {id} can be used now; `vestibule bypass list` shows those that can"),
    };
    Err(Failure::Refused(output::printable(&text)))
}

fn span(text: &str) -> Result<Duration, String> {
    config::duration(text, MINUTE, DAY).map_err(|wrong| format!("{}: {}", wrong.what, wrong.remedy))
}

/// What `grant` shows once.
#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Shown<'a> {
    id: &'a str,
    person: &'a str,
    code: &'a str,
    #[serde(serialize_with = "output::rfc3339")]
    until: Option<Timestamp>,
}

/// A code in the list; never the code itself.
#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) struct Line {
    id: String,
    person: String,
    sid: String,
    #[serde(serialize_with = "output::rfc3339")]
    until: Option<Timestamp>,
    reason: String,
    operator: String,
    #[serde(serialize_with = "output::rfc3339")]
    granted: Option<Timestamp>,
    #[serde(serialize_with = "output::rfc3339")]
    last_used: Option<Timestamp>,
}

impl Line {
    pub(super) fn new(row: &BypassRow) -> Self {
        Self {
            id: row.id.clone(),
            person: row.person_name.clone(),
            sid: row.person.to_string(),
            until: Some(row.until),
            reason: row.reason.clone(),
            operator: row.operator.clone(),
            granted: Some(row.created),
            last_used: row.last_used,
        }
    }
}

impl Row for Line {
    const HEADS: &'static [&'static str] = &["BYPASS", "PERSON", "UNTIL", "REASON", "GRANTED BY", "LAST USED"];

    fn cells(&self) -> Vec<String> {
        let (until, used) = (output::when(self.until), output::when(self.last_used));
        vec![self.id.clone(), self.person.clone(), until, self.reason.clone(), self.operator.clone(), used]
    }
}
