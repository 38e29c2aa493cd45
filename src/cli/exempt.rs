//! `exempt`: groups of which no code is asked.

use clap::Subcommand;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::Serialize;
use vestibule_gate::Timestamp;
use vestibule_gate::ports::Exemption;

use super::desk::Desk;
use super::exit::{Failure, Outcome};
use super::output::{self, Row};
use crate::config::{Exempt, end_of};

const EXAMPLES: &str = "\
Examples:
  vestibule exempt add --group 'CN=Kiosk,OU=Groups,DC=ad,DC=example,DC=test' --reason 'no phones on the floor' --until 2027-06-30
  vestibule exempt list
  vestibule exempt approve 6f1c…
  vestibule exempt remove 6f1c…

A protected person is never exempt, whatever groups they are in. Those written in the configuration are
listed too, and removed there.";

/// Add, list, approve or remove exemptions.
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
    /// Put an exemption in force that somebody else asked for (`[web] exemptions-need-approval`).
    Approve {
        /// Its id, as `exempt list` shows it.
        id: String,
    },
    /// Remove an exemption, or turn down one that waits for approval.
    Remove {
        /// Its id, as `exempt list` shows it.
        id: String,
    },
}

pub(super) async fn run(args: &Args, desk: &Desk) -> Outcome {
    match &args.verb {
        Verb::Add { group, reason, until } => add(desk, group, reason, *until).await,
        Verb::List { json } => {
            let written =
                desk.config.policy.exempt.iter().enumerate().map(|(index, exempt)| Line::written(index, exempt));
            let stored = desk.office.records.all_exemptions().await?;
            let now = desk.office.clock.now();
            let asked = desk.office.records.requested_exemptions().await?;
            let waiting = asked.iter().map(|asked| Line { waits: true, ..Line::stored(&asked.exemption) });
            let mut lines: Vec<Line> = written.chain(stored.iter().map(Line::stored)).chain(waiting).collect();
            for line in &mut lines {
                line.ended = line.until.is_some_and(|until| until <= now);
            }
            Ok(output::rows(&lines, *json)?)
        }
        Verb::Approve { id } => {
            let held = desk.office.approve_exemption(&desk.officer, id).await?;
            let text = format!("no code is asked of the members of {}", held.group_name);
            output::message("done", &output::printable(&text));
            Ok(())
        }
        Verb::Remove { id } => {
            if id.starts_with("exempt-") {
                let what =
                    format!("{} is written in {}: remove it there", output::printable(id), desk.config.file.display());
                return Err(Failure::Refused(what));
            }
            desk.office.remove_exemption(&desk.officer, id).await?;
            output::message("done", &"the exemption was removed; sessions that stand on it end within a minute");
            Ok(())
        }
    }
}

async fn add(desk: &Desk, group: &str, reason: &str, until: Option<Date>) -> Outcome {
    if reason.trim().is_empty() || reason.chars().any(char::is_control) {
        return Err(Failure::Usage("give a reason in one line: --reason TEXT".to_owned()));
    }
    let end = until.and_then(|last| moment(end_of(last, &TimeZone::system())?));
    if until.is_some() && end.is_none_or(|end| end <= desk.office.clock.now()) {
        return Err(Failure::Usage("that day is over: give a later one with --until".to_owned()));
    }
    let made = desk.office.exempt(&desk.officer, group, reason, end).await?;
    let dn = output::printable(&made.group.dn);
    let text = match made.waits {
        true => format!(
            "somebody else has to approve it: `vestibule exempt approve`; until then members of {dn} need a code"
        ),
        false => format!("no code is asked of the members of {dn}"),
    };
    output::message("done", &text);
    Ok(output::print(&format!("{}\n", made.exemption.id))?)
}

fn moment(at: jiff::Timestamp) -> Option<Timestamp> {
    u64::try_from(at.as_millisecond()).ok().map(Timestamp)
}

/// An exemption in the list.
#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Line {
    id: String,
    group: String,
    sid: Option<String>,
    reason: String,
    owner: Option<String>,
    #[serde(serialize_with = "output::rfc3339")]
    until: Option<Timestamp>,
    ended: bool,
    waits: bool,
}

impl Line {
    /// One of the configuration; the gate names them by their place.
    fn written(index: usize, exempt: &Exempt) -> Self {
        Self {
            id: format!("exempt-{}", index + 1),
            group: exempt.group.clone(),
            sid: None,
            reason: exempt.reason.clone(),
            owner: exempt.owner.clone(),
            until: exempt.ends(&TimeZone::system()).and_then(moment),
            ended: false,
            waits: false,
        }
    }

    fn stored(exemption: &Exemption) -> Self {
        Self {
            id: exemption.id.clone(),
            group: exemption.group_name.clone(),
            sid: Some(exemption.group.to_string()),
            reason: exemption.reason.clone(),
            owner: Some(exemption.owner.clone()),
            until: exemption.until,
            ended: false,
            waits: false,
        }
    }
}

impl Row for Line {
    const HEADS: &'static [&'static str] = &["EXEMPTION", "GROUP", "REASON", "OWNER", "UNTIL"];

    fn cells(&self) -> Vec<String> {
        let until = match self.until {
            _ if self.waits => "not approved yet".to_owned(),
            None => "no end".to_owned(),
            Some(_) if self.ended => format!("{} (over)", output::when(self.until)),
            Some(_) => output::when(self.until),
        };
        let owner = self.owner.clone().unwrap_or_else(|| "-".to_owned());
        vec![self.id.clone(), self.group.clone(), self.reason.clone(), owner, until]
    }
}
