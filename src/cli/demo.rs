//! `demo`: everything at once with a built-in sample directory.

const EXAMPLES: &str = "\
Examples:
  vestibule demo        starts a sample directory, a store and a listener, and says what to try

Nothing is kept: everything is gone when it ends.";

/// Run everything at once with a built-in sample directory; no set-up.
#[derive(clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Args {}
