//! `demo`: everything at once with a built-in sample directory.

use super::exit::Outcome;
use crate::demo::Ports;

const EXAMPLES: &str = "\
Examples:
  vestibule demo                starts a sample directory, a store, two doors and the portal, and says what to try
  vestibule demo --port 1636    with the LDAP door at this port of 127.0.0.1

Nothing is kept: everything is gone when it ends.";

/// Run everything at once with a built-in sample directory; no set-up.
#[derive(clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Args {
    /// Where the LDAP door listens; left out: the first free port from 3636 on.
    #[arg(long, value_parser = clap::value_parser!(u16).range(1..))]
    port: Option<u16>,
    /// Where the RADIUS door listens; left out: the first free port from 18120 on.
    #[arg(long, value_name = "PORT", value_parser = clap::value_parser!(u16).range(1..))]
    radius_port: Option<u16>,
    /// Where the portal listens; left out: the first free port from 8443 on.
    #[arg(long, value_name = "PORT", value_parser = clap::value_parser!(u16).range(1..))]
    web_port: Option<u16>,
    /// Print one JSON document with everything a script needs to log in, and no guide.
    #[arg(long)]
    json: bool,
}

pub(super) fn run(args: &Args) -> Outcome {
    let ports = Ports { ldap: args.port, radius: args.radius_port, web: args.web_port };
    super::runtime()?.block_on(crate::demo::run(ports, args.json))
}
