//! `wifi`: the machines that may come back to Wi-Fi without password and code.

use std::path::Path;

use clap::Subcommand;

use super::desk::{self, Desk};
use super::exit::{Failure, Outcome};

const EXAMPLES: &str = "\
Examples:
  vestibule wifi list --person ada
  vestibule wifi revoke --station 02-00-5E-10-00-01
  vestibule wifi revoke --all";

/// List and revoke the machines that may come back to Wi-Fi without a new code.
#[derive(clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Args {
    #[command(subcommand)]
    pub(super) verb: Verb,
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
    desk::at(file, async |desk| work(&args.verb, desk).await)
}

/// What works on the store.
pub(super) async fn work(verb: &Verb, _desk: &Desk) -> Outcome {
    Err(Failure::unbuilt(match verb {
        Verb::List { .. } => "wifi list",
        Verb::Revoke(_) => "wifi revoke",
    }))
}
