//! `serve`: run.

const EXAMPLES: &str = "\
Examples:
  vestibule serve -c vestibule.toml
  systemctl start vestibule

Prints one line `ready` with the bound addresses on standard output, and tells systemd (Type=notify).
SIGHUP reads the configuration again; one with faults leaves the old one in force. SIGTERM ends it.";

/// Run until told to stop.
#[derive(clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Args {}
