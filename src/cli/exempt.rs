//! `exempt`: groups of which no code is asked.

use clap::Subcommand;
use jiff::civil::Date;

const EXAMPLES: &str = "\
Examples:
  vestibule exempt add --group 'CN=Kiosk,OU=Groups,DC=ad,DC=example,DC=test' --reason 'no phones on the floor' --until 2027-06-30
  vestibule exempt list
  vestibule exempt remove 6f1c…

A protected person is never exempt, whatever groups they are in. Those written in the configuration are
listed too, and removed there.";

/// Add, list or remove exemptions.
#[derive(clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Args {
    #[command(subcommand)]
    pub(super) verb: Verb,
}

/// What can be done.
#[derive(Subcommand)]
pub(super) enum Verb {
    /// Ask no code of the members of a group.
    Add {
        /// The group, by distinguished name, SID or name.
        #[arg(long, value_name = "DN|SID|NAME")]
        group: String,
        /// Why.
        #[arg(long, value_name = "TEXT")]
        reason: String,
        /// Who answers for it; the account that runs the command where nobody is named.
        #[arg(long, value_name = "NAME")]
        owner: Option<String>,
        /// The last day it holds, as year-month-day.
        #[arg(long, value_name = "DATE")]
        until: Option<Date>,
    },
    /// List the exemptions.
    List {
        /// Print JSON.
        #[arg(long)]
        json: bool,
    },
    /// Remove an exemption.
    Remove {
        /// Its id, as `exempt list` shows it.
        id: String,
    },
}
