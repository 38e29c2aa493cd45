//! `check`: every fault of a configuration at once; without faults, what it says and what is to be watched.

mod explain;
mod online;
mod people;
mod rows;

use std::path::{Path, PathBuf};

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::Serialize;

use explain::Explained;
use online::Online;
use people::{MailRow, PortalRow};
use rows::{DirectoryRow, LdapRow, RadiusRow};

use super::exit::{Failure, Outcome};
use super::output;
use crate::config::{self, Config, Faults};

const EXAMPLES: &str = "\
Examples:
  vestibule check -c vestibule.toml
  vestibule check -c vestibule.toml --json
  vestibule check -c vestibule.toml --online     also reach every directory server, the store and the mail server
  vestibule check -c vestibule.toml --explain vpn     what holds for one RADIUS client, and what to set on its device
  vestibule check -c vestibule.toml --online --person ada     also see what Vestibule's account may read of Ada

Exit code 0: no faults (there may be standing alarms); 78: faults, each with its line and its remedy;
1: no faults, but something cannot be reached or used.";

/// Validate the configuration and print every fault at once.
#[derive(clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Args {
    /// Also reach every directory server, the store and the mail server.
    #[arg(long)]
    online: bool,
    /// With --online: whose attributes to read, to see that Vestibule's account may.
    #[arg(long, value_name = "NAME", requires = "online")]
    person: Option<String>,
    /// Explain one RADIUS client: its settings and where each comes from, and what its device must be set to.
    #[arg(long, value_name = "CLIENT", conflicts_with = "online")]
    explain: Option<String>,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

pub(super) fn run(args: &Args, file: &Path) -> Outcome {
    let config = match config::load(file) {
        Ok(config) => config,
        Err(faults) => {
            if args.json {
                output::json(&Faulty { valid: false, faults: &faults })?;
            }
            return Err(faults.into());
        }
    };
    if let Some(client) = &args.explain {
        return Ok(Explained::of(&config, client)?.show(args.json)?);
    }
    let mut report = Report::new(&config);
    if args.online {
        let online = super::runtime()?.block_on(Online::new(&config, args.person.as_deref()));
        report.online = Some(online.map_err(Failure::installation)?);
    }
    show(&report, args.json)?;
    match report.online.map_or(0, |online| online.problems()) {
        0 => Ok(()),
        1 => Err(Failure::Refused("one thing cannot be reached or used".to_owned())),
        count => Err(Failure::Refused(format!("{count} things cannot be reached or used"))),
    }
}

#[derive(Serialize)]
struct Faulty<'a> {
    valid: bool,
    #[serde(flatten)]
    faults: &'a Faults,
}

/// What is said of a configuration without faults.
#[derive(Serialize)]
struct Report {
    valid: bool,
    file: PathBuf,
    store: PathBuf,
    enforce: bool,
    directories: Vec<DirectoryRow>,
    ldap: Vec<LdapRow>,
    radius: Vec<RadiusRow>,
    /// The portal, where it is ours.
    portal: Option<PortalRow>,
    mail: Option<MailRow>,
    /// Settings that weaken the gate.
    alarms: Vec<String>,
    /// Certificates that end soon or have ended.
    certificates: Vec<String>,
    notes: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    online: Option<Online>,
}

impl Report {
    fn new(config: &Config) -> Self {
        let (now, zone) = (Timestamp::now(), TimeZone::system());
        Self {
            valid: true,
            file: config.file.clone(),
            store: config.store.path.clone(),
            enforce: config.policy.enforce,
            directories: config.directories.iter().map(DirectoryRow::new).collect(),
            ldap: config.ldap.iter().map(LdapRow::new).collect(),
            radius: config.radius_clients().map(RadiusRow::new).collect(),
            portal: PortalRow::new(&config.web),
            mail: config.mail.as_ref().map(MailRow::new),
            alarms: config::alarms(config, now, &zone),
            certificates: config::certificates(config, now),
            notes: config::notes(config, now, &zone),
            online: None,
        }
    }
}

fn show(report: &Report, json: bool) -> std::io::Result<()> {
    if json {
        return output::json(report);
    }
    output::print(&format!("{} has no faults.\n\n", report.file.display()))?;
    output::rows(&report.directories, false)?;
    table(&report.ldap)?;
    table(&report.radius)?;
    table(report.portal.as_slice())?;
    table(report.mail.as_slice())?;
    list("Standing alarms", &report.alarms)?;
    list("Certificates", &report.certificates)?;
    list("Notes", &report.notes)?;
    report.online.as_ref().map_or(Ok(()), Online::print)
}

fn table<R: output::Row>(rows: &[R]) -> std::io::Result<()> {
    if rows.is_empty() {
        return Ok(());
    }
    output::print("\n")?;
    output::rows(rows, false)
}

fn list(head: &str, sentences: &[String]) -> std::io::Result<()> {
    if sentences.is_empty() {
        return Ok(());
    }
    let lines: Vec<String> = sentences.iter().map(|sentence| format!("  {}\n", output::printable(sentence))).collect();
    output::print(&format!("\n{head}\n{}", lines.concat()))
}
