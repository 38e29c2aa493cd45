//! `person`: who is known, and what is known of them.

use clap::Subcommand;

const EXAMPLES: &str = "\
Examples:
  vestibule person list
  vestibule person show ada@ad.example.test
  vestibule person unlock ada

A name is looked up in the directory in every form a person may type.";

/// List people, show one, or forget somebody's wrong codes.
#[derive(clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Args {
    #[command(subcommand)]
    pub(super) verb: Verb,
}

/// What can be done.
#[derive(Subcommand)]
pub(super) enum Verb {
    /// List the people who have an authenticator or a count of wrong codes.
    List {
        /// Print JSON.
        #[arg(long)]
        json: bool,
    },
    /// Show a person: identity, authenticators, wrong codes, last admission.
    Show {
        /// Who.
        name: String,
        /// Print JSON.
        #[arg(long)]
        json: bool,
    },
    /// Forget a person's wrong codes and open what they had shut.
    Unlock {
        /// Who.
        name: String,
    },
}
