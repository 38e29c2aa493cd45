//! `try ldap`: log in as a client would, through a running server.

use std::path::PathBuf;

use clap::Subcommand;

/// Log in as a client would, through a running server, and say what happened.
#[derive(clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    pub(super) door: Door,
}

/// The doors a login can be tried at.
#[derive(Subcommand)]
pub(super) enum Door {
    Ldap(Ldap),
}

const EXAMPLES: &str = "\
Examples:
  vestibule try ldap ada                              asks for password and code
  vestibule try ldap ada --application webmail
  printf %s 'password123456' | vestibule try ldap ada --password-file -

Exit code 0: admitted; 1: refused or not reachable.";

/// Bind over LDAP.
#[derive(clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Ldap {
    /// Who logs in, as they would type it.
    pub(super) name: String,
    /// The listener to try, where there are several.
    #[arg(long, value_name = "NAME")]
    pub(super) application: Option<String>,
    /// Another address than the one in the configuration: ldaps://host:port or ldap://host:port.
    #[arg(long)]
    pub(super) url: Option<String>,
    /// Certificate authorities to trust, where the listener's own certificate is not to be taken as it stands.
    #[arg(long, value_name = "FILE")]
    pub(super) ca_file: Option<PathBuf>,
    /// A file with what a client would send as the password, code included (`-`: standard input).
    #[arg(long, value_name = "FILE")]
    pub(super) password_file: Option<PathBuf>,
    /// Print JSON.
    #[arg(long)]
    pub(super) json: bool,
}
