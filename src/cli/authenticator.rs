//! `authenticator`: the things people get their codes from.

use std::path::PathBuf;

use clap::{Subcommand, ValueEnum};

const EXAMPLES: &str = "\
Examples:
  vestibule authenticator add ada --label phone --qr
  vestibule authenticator add ada --label token --secret-file seed.base32 --digits 8
  vestibule authenticator list ada
  vestibule authenticator disable ada 6f1c…
  vestibule authenticator import tokens.csv

A secret is shown once, when it is made. It is never written on a command line.";

/// Add, list, remove, disable, enable or import authenticators.
#[derive(clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Args {
    #[command(subcommand)]
    pub(super) verb: Verb,
}

/// What can be done.
#[derive(Subcommand)]
pub(super) enum Verb {
    Add(Add),
    /// List a person's authenticators.
    List {
        /// Whose.
        name: String,
        /// Print JSON.
        #[arg(long)]
        json: bool,
    },
    /// Remove an authenticator for good.
    Remove {
        #[command(flatten)]
        which: Which,
        /// Do not ask.
        #[arg(long)]
        yes: bool,
    },
    /// Refuse the codes of an authenticator until it is enabled again.
    Disable {
        #[command(flatten)]
        which: Which,
    },
    /// Take the codes of a disabled authenticator again.
    Enable {
        #[command(flatten)]
        which: Which,
    },
    /// Read authenticators from a PSKC (RFC 6030) or CSV file.
    Import {
        /// The file (`-`: standard input).
        file: PathBuf,
        /// Its format, where its name does not tell.
        #[arg(long)]
        format: Option<Format>,
        /// Print JSON.
        #[arg(long)]
        json: bool,
    },
}

/// Give a person an authenticator, and print its otpauth:// address.
#[derive(clap::Args)]
pub(super) struct Add {
    /// Whose.
    pub(super) name: String,
    /// What it is called.
    #[arg(long, default_value = "authenticator")]
    pub(super) label: String,
    /// A file with the secret in base32, where there is one already (`-`: standard input).
    #[arg(long, value_name = "FILE")]
    pub(super) secret_file: Option<PathBuf>,
    /// The hash. Many apps know sha1 alone.
    #[arg(long, default_value = "sha1")]
    pub(super) algorithm: Algorithm,
    /// How many digits a code has.
    #[arg(long, default_value = "6", value_parser = ["6", "8"])]
    pub(super) digits: String,
    /// How long a code lasts, in seconds.
    #[arg(long, default_value_t = 30, value_parser = clap::value_parser!(u32).range(15..=120))]
    pub(super) period: u32,
    /// Print a QR code as well.
    #[arg(long)]
    pub(super) qr: bool,
    /// Print JSON.
    #[arg(long, conflicts_with = "qr")]
    pub(super) json: bool,
}

/// One authenticator of a person.
#[derive(clap::Args)]
pub(super) struct Which {
    /// Whose.
    pub(super) name: String,
    /// Its id, as `authenticator list` shows it.
    pub(super) id: String,
}

/// The hash codes are made with.
#[derive(Clone, Copy, ValueEnum)]
pub(super) enum Algorithm {
    Sha1,
    Sha256,
    Sha512,
}

/// The format of a file of authenticators.
#[derive(Clone, Copy, ValueEnum)]
pub(super) enum Format {
    Pskc,
    Csv,
}
