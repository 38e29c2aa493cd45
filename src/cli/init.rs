//! `init`: the store and the sealing key.

const EXAMPLES: &str = "\
Examples:
  vestibule init -c vestibule.toml

A store that is there is never replaced. An older one is copied aside first and then brought up to date.
Keep a copy of the sealing key apart from the store: without it the authenticators cannot be read.";

/// Make the store and the sealing key, or bring an older store up to date.
#[derive(clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Args {}
