//! `authenticator`: the things people get their codes from.

use std::path::PathBuf;

use clap::{Subcommand, ValueEnum};
use qrcode::QrCode;
use qrcode::render::unicode::Dense1x2;
use serde::Serialize;
use vestibule_gate::ports::AuthenticatorRow;
use vestibule_gate::{AddAuthenticator, Algorithm, Parameters, Seed, Timestamp};
use zeroize::Zeroizing;

use super::desk::Desk;
use super::exit::{Failure, Outcome};
use super::output::{self, Row};
use super::{import, input, seed};

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
    #[arg(long, default_value = "")]
    pub(super) label: String,
    /// A file with the secret in base32, where there is one already (`-`: standard input).
    #[arg(long, value_name = "FILE")]
    pub(super) secret_file: Option<PathBuf>,
    /// The hash. Many apps know sha1 alone.
    #[arg(long, default_value = "sha1", value_parser = algorithm)]
    pub(super) algorithm: Algorithm,
    /// How many digits a code has.
    #[arg(long, default_value_t = 6, value_parser = digits)]
    pub(super) digits: u8,
    /// How long a code lasts, in seconds.
    #[arg(long, default_value_t = 30, value_parser = clap::value_parser!(u64).range(15..=300))]
    pub(super) period: u64,
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
    /// Its id, as `authenticator list` shows it, or the beginning of it.
    pub(super) id: String,
}

/// The format of a file of authenticators.
#[derive(Clone, Copy, ValueEnum)]
pub(super) enum Format {
    Pskc,
    Csv,
}

pub(super) async fn run(args: &Args, desk: &Desk) -> Outcome {
    match &args.verb {
        Verb::Add(add) => add_one(desk, add).await,
        Verb::List { name, json } => {
            let named = desk.find(name).await?;
            let rows = desk.office.records.authenticators(Some(&named.id)).await?;
            let lines: Vec<Line> = rows.iter().map(Line::new).collect();
            Ok(output::rows(&lines, *json)?)
        }
        Verb::Remove { which, yes } => {
            let row = which_one(desk, which).await?;
            let question = format!("Remove the authenticator \"{}\" of {} for good?", row.label, row.person_name);
            input::confirm(&output::printable(&question), *yes)?;
            desk.office.remove_authenticator(&desk.officer, None, &row.id).await?;
            done(&row, "removed");
            Ok(())
        }
        Verb::Disable { which } => set(desk, which, false).await,
        Verb::Enable { which } => set(desk, which, true).await,
        Verb::Import { file, format, json } => import::run(desk, file, *format, *json).await,
    }
}

async fn add_one(desk: &Desk, add: &Add) -> Outcome {
    let person = desk.office.person(&add.name).await?;
    let seed = add.secret_file.as_deref().map(seed_file).transpose()?;
    let parameters = Parameters { algorithm: add.algorithm, digits: add.digits, period: add.period };
    let added = desk.office.add_authenticator(
        &desk.officer,
        &person,
        AddAuthenticator { label: add.label.clone(), seed, parameters },
    );
    let added = added.await?;
    let text = format!("authenticator {} was added for {}; its address holds the secret", added.id, person.name);
    output::message("done", &output::printable(&text));
    if add.json {
        return Ok(output::json(&Shown { id: &added.id, address: &added.address })?);
    }
    output::print(&Zeroizing::new(format!("{}\n", *added.address)))?;
    if add.qr {
        let code = QrCode::new(added.address.as_bytes()).map_err(|error| Failure::Refused(error.to_string()))?;
        // Light on dark, as most terminals are; readers of codes want the dark parts dark.
        let picture = Zeroizing::new(
            code.render::<Dense1x2>().dark_color(Dense1x2::Light).light_color(Dense1x2::Dark).build() + "\n",
        );
        output::print(&picture)?;
    }
    Ok(())
}

fn seed_file(file: &std::path::Path) -> Result<Seed, Failure> {
    let text = input::secret_file(file)?;
    seed::base32(&text).ok_or_else(|| Failure::Refused(format!("{} holds no secret in base32", file.display())))
}

async fn set(desk: &Desk, which: &Which, enabled: bool) -> Outcome {
    let row = which_one(desk, which).await?;
    desk.office.set_authenticator(&desk.officer, None, &row.id, enabled).await?;
    done(&row, if enabled { "enabled" } else { "disabled" });
    Ok(())
}

/// The one authenticator of the named person whose id begins as typed.
async fn which_one(desk: &Desk, which: &Which) -> Result<AuthenticatorRow, Failure> {
    let named = desk.find(&which.name).await?;
    let rows = desk.office.records.authenticators(Some(&named.id)).await?;
    let typed = which.id.to_ascii_lowercase();
    let mut fitting = rows.into_iter().filter(|row| typed.len() >= 4 && row.id.starts_with(&typed));
    let text = match (fitting.next(), fitting.next()) {
        (Some(row), None) => return Ok(row),
        (Some(_), Some(_)) => format!("several authenticators of {} begin with {}", named.name, which.id),
        (None, _) => format!("{} has no authenticator {}", named.name, which.id),
    };
    Err(Failure::Refused(output::printable(&text)))
}

fn done(row: &AuthenticatorRow, what: &str) {
    let text = format!("authenticator {} (\"{}\") of {} is {what}", row.id, row.label, row.person_name);
    output::message("done", &output::printable(&text));
}

fn algorithm(text: &str) -> Result<Algorithm, String> {
    Algorithm::parse(text).ok_or_else(|| "write sha1, sha256 or sha512".to_owned())
}

fn digits(text: &str) -> Result<u8, String> {
    text.parse().ok().filter(|digits| matches!(digits, 6 | 8)).ok_or_else(|| "write 6 or 8".to_owned())
}

/// What `add` shows once.
#[derive(Serialize)]
struct Shown<'a> {
    id: &'a str,
    address: &'a str,
}

/// An authenticator in the list.
#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) struct Line {
    id: String,
    label: String,
    enabled: bool,
    algorithm: &'static str,
    digits: u8,
    period: u64,
    #[serde(serialize_with = "output::rfc3339")]
    created: Option<Timestamp>,
    #[serde(serialize_with = "output::rfc3339")]
    last_used: Option<Timestamp>,
}

impl Line {
    pub(super) fn new(row: &AuthenticatorRow) -> Self {
        Self {
            id: row.id.clone(),
            label: row.label.clone(),
            enabled: row.enabled,
            algorithm: row.parameters.algorithm.as_str(),
            digits: row.parameters.digits,
            period: row.parameters.period,
            created: Some(row.created),
            last_used: row.last_used,
        }
    }
}

impl Row for Line {
    const HEADS: &'static [&'static str] = &["AUTHENTICATOR", "LABEL", "STATE", "CODES", "MADE", "LAST USED"];

    fn cells(&self) -> Vec<String> {
        let state = if self.enabled { "enabled" } else { "disabled" };
        let codes = format!("{} digits, {} s, {}", self.digits, self.period, self.algorithm);
        let (made, used) = (output::when(self.created), output::when(self.last_used));
        vec![self.id.clone(), self.label.clone(), state.to_owned(), codes, made, used]
    }
}
