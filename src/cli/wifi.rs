//! `wifi`: the machines that may come back to Wi-Fi without password and code, and profiles for people's machines.

mod profile;

use std::path::Path;

use clap::Subcommand;
use serde::Serialize;
use vestibule_gate::ports::ReconnectionRow;
use vestibule_gate::{Revoked, Timestamp, station_name};

use super::desk::{self, Desk};
use super::exit::{Failure, Outcome};
use super::output::{self, Row};

const EXAMPLES: &str = "\
Examples:
  vestibule wifi list --person ada
  vestibule wifi revoke --station 02-00-5E-10-00-01
  vestibule wifi revoke --all
  vestibule wifi profile --ssid Staff --out profiles

A session is what lets a machine come back to Wi-Fi without password and code after a login with a code (or of somebody
who is exempt), within the client's `fast-reconnect`. Revoking one does not cut the connection: the machine is asked
again when its device asks next.";

/// List and revoke the machines that may come back to Wi-Fi without a new code; write profiles for people.
#[derive(clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Args {
    #[command(subcommand)]
    pub(super) word: Word,
}

#[derive(Subcommand)]
pub(super) enum Word {
    #[command(flatten)]
    Store(Verb),
    Profile(Box<profile::Args>),
}

/// What can be done.
#[derive(Subcommand)]
pub(super) enum Verb {
    /// List the machines that may come back now.
    List {
        /// Those of one person.
        #[arg(long, value_name = "NAME")]
        person: Option<String>,
        /// Those of one client of the configuration.
        #[arg(long, value_name = "NAME")]
        client: Option<String>,
        /// Print JSON.
        #[arg(long)]
        json: bool,
    },
    /// Let machines come back no more: their next login needs password and code.
    Revoke(Which),
}

/// Which machines.
#[derive(clap::Args)]
#[group(required = true, multiple = false)]
pub(super) struct Which {
    /// The one with this id, as `wifi list` shows it, or the beginning of it.
    id: Option<String>,
    /// All of one person.
    #[arg(long, value_name = "NAME")]
    person: Option<String>,
    /// All logins of one machine, by its MAC address in any spelling.
    #[arg(long, value_name = "MAC")]
    station: Option<String>,
    /// All there are.
    #[arg(long)]
    all: bool,
}

pub(super) fn run(args: &Args, file: &Path) -> Outcome {
    match &args.word {
        Word::Store(verb) => desk::at(file, async |desk| work(verb, desk).await),
        Word::Profile(args) => profile::run(args, file),
    }
}

/// What works on the store.
pub(super) async fn work(verb: &Verb, desk: &Desk) -> Outcome {
    match verb {
        Verb::List { person, client, json } => list(desk, person.as_deref(), client.as_deref(), *json).await,
        Verb::Revoke(which) => revoke(desk, which).await,
    }
}

async fn list(desk: &Desk, person: Option<&str>, client: Option<&str>, json: bool) -> Outcome {
    if client.is_some() {
        desk.applications(client)?;
    }
    let of = match person {
        Some(name) => Some(desk.find(name).await?.id),
        None => None,
    };
    let rows = desk.office.reconnections(of.as_ref(), client).await?;
    let lines: Vec<Line> = rows.into_iter().map(Line::new).collect();
    Ok(output::rows(&lines, json)?)
}

async fn revoke(desk: &Desk, which: &Which) -> Outcome {
    let rows = match (&which.id, &which.person, &which.station) {
        (Some(id), _, _) => {
            let row = which_one(desk, id).await?;
            desk.office.revoke_reconnections(&desk.officer, Revoked::One(&row)).await?;
            vec![row]
        }
        (None, Some(name), _) => {
            let who = desk.find(name).await?;
            let rows = some(desk.office.reconnections(Some(&who.id), None).await?, &format!("of {}", who.name))?;
            desk.office.revoke_reconnections(&desk.officer, Revoked::Person(&who.id, &who.name)).await?;
            rows
        }
        (None, None, Some(station)) => {
            let name = station_name(station.as_bytes());
            let rows = desk.office.reconnections(None, None).await?;
            let rows = rows.into_iter().filter(|row| row.station == name).collect();
            let rows = some(rows, &format!("at {name}"))?;
            desk.office.revoke_reconnections(&desk.officer, Revoked::Station(station)).await?;
            rows
        }
        (None, None, None) => {
            let rows = some(desk.office.reconnections(None, None).await?, "")?;
            desk.office.revoke_reconnections(&desk.officer, Revoked::All).await?;
            rows
        }
    };
    tell(&rows);
    Ok(())
}

fn tell(rows: &[ReconnectionRow]) {
    let text = match rows {
        [row] => format!("{} at {} needs password and code at the next login", row.person_name, row.station),
        rows => format!("{} sessions were ended; their next logins need password and code", rows.len()),
    };
    output::message("done", &output::printable(&text));
}

fn some(rows: Vec<ReconnectionRow>, whose: &str) -> Result<Vec<ReconnectionRow>, Failure> {
    if rows.is_empty() {
        let text = format!("there is no Wi-Fi session {whose}").trim_end().to_owned();
        return Err(Failure::Refused(output::printable(&text)));
    }
    Ok(rows)
}

/// The one session whose id begins as typed.
async fn which_one(desk: &Desk, id: &str) -> Result<ReconnectionRow, Failure> {
    let typed = id.to_ascii_lowercase();
    let rows = desk.office.reconnections(None, None).await?;
    let mut fitting = rows.into_iter().filter(|row| typed.len() >= 4 && row.id.starts_with(&typed));
    let text = match (fitting.next(), fitting.next()) {
        (Some(row), None) => return Ok(row),
        (Some(_), Some(_)) => format!("several Wi-Fi sessions begin with {id}"),
        (None, _) => format!("there is no Wi-Fi session {id}; `vestibule wifi list` shows those there are"),
    };
    Err(Failure::Refused(output::printable(&text)))
}

/// A session in the list.
#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Line {
    id: String,
    person: String,
    sid: String,
    station: String,
    client: String,
    node: String,
    /// What the login stood on: `code` or `exempt`.
    by: &'static str,
    #[serde(serialize_with = "output::rfc3339")]
    since: Option<Timestamp>,
    #[serde(serialize_with = "output::rfc3339")]
    until: Option<Timestamp>,
    #[serde(serialize_with = "output::rfc3339")]
    last_used: Option<Timestamp>,
}

impl Line {
    fn new(row: ReconnectionRow) -> Self {
        Self {
            id: row.id,
            person: row.person_name,
            sid: row.person.to_string(),
            station: row.station,
            client: row.application,
            node: row.node,
            by: if row.exempt { "exempt" } else { "code" },
            since: Some(row.fresh),
            until: Some(row.until),
            last_used: row.last_used,
        }
    }
}

impl Row for Line {
    const HEADS: &'static [&'static str] =
        &["SESSION", "PERSON", "STATION", "CLIENT", "BY", "SINCE", "UNTIL", "LAST USED"];

    fn cells(&self) -> Vec<String> {
        let (since, until, used) = (output::when(self.since), output::when(self.until), output::when(self.last_used));
        let (id, person, station) = (self.id.clone(), self.person.clone(), self.station.clone());
        vec![id, person, station, self.client.clone(), self.by.to_owned(), since, until, used]
    }
}
