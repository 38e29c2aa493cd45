//! `explain`: what would be asked of a person, and by which rule.

use std::net::IpAddr;

const EXAMPLES: &str = "\
Examples:
  vestibule explain ada
  vestibule explain ada --application webmail --from 10.1.2.3

Nothing is tried and nothing is counted: the directory is asked for the person and their groups.";

/// Say what would be asked of a person, and by which rule.
#[derive(clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Args {
    /// Who.
    pub(super) name: String,
    /// At which application; all of them where none is named.
    #[arg(long, value_name = "NAME")]
    pub(super) application: Option<String>,
    /// From which address.
    #[arg(long, value_name = "IP")]
    pub(super) from: Option<IpAddr>,
    /// Print JSON.
    #[arg(long)]
    pub(super) json: bool,
}
