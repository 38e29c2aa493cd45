//! `recovery`: codes for the day the telephone is lost.

use clap::Subcommand;

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
