//! `token`: API tokens.

use std::time::Duration;

use clap::Subcommand;
use ipnet::IpNet;
use serde::Serialize;
use vestibule_gate::ports::TokenRow;
use vestibule_gate::{AskedToken, Networks, Scope, Timestamp};

use super::desk::Desk;
use super::exit::{Failure, Outcome};
use super::output::{self, Row};
use crate::{config, policy};

const EXAMPLES: &str = "\
Examples:
  vestibule token new --label 'service desk' --scope people:read --scope bypass:write --from 10.0.0.5 --for 90d
  vestibule token list
  vestibule token revoke 6f1c…

Scopes: people:read, people:unlock, authenticators:write, activation:write, bypass:write, exemptions:read,
exemptions:write, exemptions:approve, explain:read, audit:read; `protected` lets a token do these for protected
people too. A program sends the token as `Authorization: Bearer TOKEN` to the portal's /api/v1/.";

const HOUR: Duration = Duration::from_secs(3600);
const LONGEST: Duration = Duration::from_secs(366 * 24 * 3600);

/// Make, list or revoke API tokens.
#[derive(clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Args {
    #[command(subcommand)]
    pub(super) verb: Verb,
}

/// What can be done.
#[derive(Subcommand)]
pub(super) enum Verb {
    /// Make a token, which is shown once.
    New(New),
    /// List the tokens, those that have ended too.
    List {
        /// Print JSON.
        #[arg(long)]
        json: bool,
    },
    /// End a token.
    Revoke {
        /// Its id, as `token list` shows it, or the beginning of it.
        id: String,
    },
}

/// A token to make.
#[derive(clap::Args)]
pub(super) struct New {
    /// What it is good for; once for each scope.
    #[arg(long = "scope", value_name = "SCOPE", required = true)]
    scopes: Vec<Scope>,
    /// How long: 1h to 366d.
    #[arg(long = "for", value_name = "SPAN", default_value = "90d", value_parser = span)]
    lasts: Duration,
    /// Where it is good from: an address or a network, once for each; from everywhere where none is named.
    #[arg(long = "from", value_name = "NETWORK", value_parser = network)]
    networks: Vec<IpNet>,
    /// What it is for; at most 64 characters.
    #[arg(long, value_name = "LABEL")]
    label: String,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

pub(super) async fn run(args: &Args, desk: &Desk) -> Outcome {
    match &args.verb {
        Verb::New(new) => make(desk, new).await,
        Verb::List { json } => {
            let now = desk.office.clock.now();
            let rows = desk.office.tokens(&desk.officer).await?;
            let lines: Vec<Line> = rows.iter().map(|row| Line::new(row, now)).collect();
            Ok(output::rows(&lines, *json)?)
        }
        Verb::Revoke { id } => {
            let row = which_one(desk, id).await?;
            desk.office.revoke_token(&desk.officer, &row.id).await?;
            output::message("done", &output::printable(&format!("the token {} ({}) has ended", row.id, row.label)));
            Ok(())
        }
    }
}

async fn make(desk: &Desk, new: &New) -> Outcome {
    let asked = AskedToken {
        label: new.label.clone(),
        scopes: new.scopes.clone(),
        networks: policy::networks(&new.networks),
        lasts: new.lasts,
    };
    let made = desk.office.new_token(&desk.officer, asked).await?;
    output::message("done", &"this token is shown once; whoever holds it may do what its scopes say");
    if new.networks.is_empty() {
        output::message("note", &"it is good from everywhere: name networks with --from where you can");
    }
    if desk.config.web.portal.is_none() {
        output::message("note", &"there is no API without the portal: set `listen` in [web]");
    }
    if new.json {
        let (id, token, until) = (made.id.as_str(), made.token.as_str(), Some(made.until));
        return Ok(output::json(&Shown { id, token, until })?);
    }
    let until = output::when(Some(made.until));
    Ok(output::facts(&[("Token", &made.token), ("Until", &until), ("Id", &made.id)])?)
}

/// The one token that runs whose id begins as typed.
async fn which_one(desk: &Desk, id: &str) -> Result<TokenRow, Failure> {
    let (typed, now) = (id.to_ascii_lowercase(), desk.office.clock.now());
    let rows = desk.office.tokens(&desk.officer).await?;
    let runs = |row: &TokenRow| row.revoked.is_none() && now < row.until;
    let mut fitting = rows.into_iter().filter(|row| typed.len() >= 4 && row.id.starts_with(&typed) && runs(row));
    let text = match (fitting.next(), fitting.next()) {
        (Some(row), None) => return Ok(row),
        (Some(_), Some(_)) => format!("several tokens begin with {id}"),
        (None, _) => format!("no token {id} is in force; `vestibule token list` shows those that are"),
    };
    Err(Failure::Refused(output::printable(&text)))
}

fn span(text: &str) -> Result<Duration, String> {
    config::duration(text, HOUR, LONGEST).map_err(|wrong| format!("{}: {}", wrong.what, wrong.remedy))
}

/// An address is a network of its own.
fn network(text: &str) -> Result<IpNet, String> {
    let address = text.parse::<std::net::IpAddr>().map(IpNet::from);
    let network = address.or_else(|_| text.parse::<IpNet>()).map_err(|_| "write 10.0.0.5 or 10.0.0.0/8".to_owned())?;
    if network.addr() == network.network() {
        return Ok(network);
    }
    Err(format!("write {}", network.trunc()))
}

/// What `new` shows once.
#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Shown<'a> {
    id: &'a str,
    token: &'a str,
    #[serde(serialize_with = "output::rfc3339")]
    until: Option<Timestamp>,
}

/// A token in the list; never the token itself.
#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Line {
    id: String,
    label: String,
    scopes: Vec<&'static str>,
    networks: Vec<String>,
    operator: String,
    #[serde(serialize_with = "output::rfc3339")]
    until: Option<Timestamp>,
    state: &'static str,
    #[serde(serialize_with = "output::rfc3339")]
    last_used: Option<Timestamp>,
}

impl Line {
    fn new(row: &TokenRow, now: Timestamp) -> Self {
        Self {
            id: row.id.clone(),
            label: row.label.clone(),
            scopes: row.scopes.iter().map(|scope| scope.as_str()).collect(),
            networks: written(&row.networks),
            operator: row.operator.clone(),
            until: Some(row.until),
            state: match row.revoked {
                Some(_) => "revoked",
                None if row.until <= now => "ended",
                None => "in force",
            },
            last_used: row.last_used,
        }
    }
}

fn written(networks: &Networks) -> Vec<String> {
    networks.all().iter().map(|(address, prefix)| format!("{address}/{prefix}")).collect()
}

impl Row for Line {
    const HEADS: &'static [&'static str] = &["TOKEN", "LABEL", "SCOPES", "FROM", "UNTIL", "STATE", "LAST USED"];

    fn cells(&self) -> Vec<String> {
        let from = if self.networks.is_empty() { "everywhere".to_owned() } else { self.networks.join(" ") };
        vec![
            self.id.clone(),
            self.label.clone(),
            self.scopes.join(" "),
            from,
            output::when(self.until),
            self.state.to_owned(),
            output::when(self.last_used),
        ]
    }
}
