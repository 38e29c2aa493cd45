//! `person`: who is known, and what is known of them.

use clap::Subcommand;
use serde::Serialize;
use vestibule_gate::ports::{Inquiry, PersonRow, Pool as Place, Standing};
use vestibule_gate::{AccountState, Mac, Outage, Sid, Timestamp};

use super::authenticator::Line as AuthenticatorLine;
use super::bypass::Line as BypassLine;
use super::desk::Desk;
use super::exit::Outcome;
use super::output::{self, Row};

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
    /// Show a person: identity, authenticators, bypass codes, wrong codes, last admission.
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

pub(super) async fn run(args: &Args, desk: &Desk) -> Outcome {
    match &args.verb {
        Verb::List { json } => {
            let people = desk.office.records.people().await?;
            let lines: Vec<Line> = people.iter().map(Line::new).collect();
            Ok(output::rows(&lines, *json)?)
        }
        Verb::Show { name, json } => show(desk, name, *json).await,
        Verb::Unlock { name } => {
            let named = desk.find(name).await?;
            desk.office.unlock(&desk.officer, &named.id, &named.name).await?;
            output::message("done", &format!("{} has no wrong codes any more", output::printable(&named.name)));
            Ok(())
        }
    }
}

async fn show(desk: &Desk, name: &str, json: bool) -> Outcome {
    let named = desk.find(name).await?;
    let records = &desk.office.records;
    let row = records.person(&named.id).await?;
    let authenticators = records.authenticators(Some(&named.id)).await?;
    let bypasses = desk.office.bypasses(Some(&named.id)).await?;
    let standing = standing(desk, &named.id).await?;
    let pools = row.as_ref().map(|row| row.pools.iter().map(Pool::new).collect()).unwrap_or_default();
    let shown = Shown {
        sid: named.id.to_string(),
        dn: named.person.as_ref().map(|person| person.dn.clone()),
        account: named.person.as_ref().and_then(|person| person.state),
        told_to_enrol: standing.first_told,
        grace_logins: standing.grace.logins,
        bypasses: bypasses.iter().map(BypassLine::new).collect(),
        authenticators: authenticators.iter().map(AuthenticatorLine::new).collect(),
        recovery_codes: records.recovery_left(&named.id).await?,
        wrong_codes: row.as_ref().map_or(0, |row| row.wrong_codes),
        last_admission: row.and_then(|row| row.last_admission),
        person: named.name,
        pools,
    };
    if json {
        return Ok(output::json(&shown)?);
    }
    Ok(shown.print()?)
}

/// What a login anywhere would read of a person.
async fn standing(desk: &Desk, of: &Sid) -> Result<Standing, Outage> {
    let pool = Place { person: of.clone(), application: "".into(), source: None };
    let ask = Inquiry { pool, typed: Mac([0; 32]), repeat: None, now: desk.office.clock.now() };
    desk.office.records.standing(&ask).await
}

/// What is known of a person.
#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Shown {
    person: String,
    sid: String,
    dn: Option<String>,
    account: Option<AccountState>,
    recovery_codes: u32,
    wrong_codes: u32,
    #[serde(serialize_with = "output::rfc3339")]
    last_admission: Option<Timestamp>,
    #[serde(serialize_with = "output::rfc3339")]
    told_to_enrol: Option<Timestamp>,
    grace_logins: u32,
    authenticators: Vec<AuthenticatorLine>,
    bypasses: Vec<BypassLine>,
    pools: Vec<Pool>,
}

impl Shown {
    fn print(&self) -> std::io::Result<()> {
        let account = self.account.map_or_else(|| "usable".to_owned(), |state| format!("{state:?}"));
        let dn = self.dn.as_deref().unwrap_or("not looked up");
        let counts = [self.recovery_codes, self.wrong_codes, self.grace_logins].map(|count| count.to_string());
        let [recovery_codes, wrong_codes, grace_logins] = &counts;
        let (admitted, told) = (output::when(self.last_admission), output::when(self.told_to_enrol));
        let mut facts = vec![
            ("Person", self.person.as_str()),
            ("SID", &self.sid),
            ("In the directory", dn),
            ("Account", if self.dn.is_some() { &account } else { "-" }),
            ("Recovery codes", recovery_codes),
            ("Wrong codes", wrong_codes),
            ("Last admission", &admitted),
        ];
        if self.told_to_enrol.is_some() {
            facts.push(("Told to enrol since", &told));
        }
        if self.grace_logins > 0 {
            facts.push(("Logins by grace", grace_logins));
        }
        output::facts(&facts)?;
        output::print("\n")?;
        output::rows(&self.authenticators, false)?;
        if !self.bypasses.is_empty() {
            output::print("\n")?;
            output::rows(&self.bypasses, false)?;
        }
        if self.pools.is_empty() {
            return Ok(());
        }
        output::print("\n")?;
        output::rows(&self.pools, false)
    }
}

/// A person in the list.
#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Line {
    person: String,
    authenticators: u32,
    wrong_codes: u32,
    #[serde(serialize_with = "output::rfc3339")]
    last_admission: Option<Timestamp>,
    sid: String,
}

impl Line {
    fn new(row: &PersonRow) -> Self {
        Self {
            person: row.name.clone(),
            authenticators: row.authenticators,
            wrong_codes: row.wrong_codes,
            last_admission: row.last_admission,
            sid: row.id.to_string(),
        }
    }
}

impl Row for Line {
    const HEADS: &'static [&'static str] = &["PERSON", "AUTHENTICATORS", "WRONG CODES", "LAST ADMISSION", "SID"];

    fn cells(&self) -> Vec<String> {
        let counts = [self.authenticators, self.wrong_codes].map(|count| count.to_string());
        let [authenticators, wrong_codes] = counts;
        vec![self.person.clone(), authenticators, wrong_codes, output::when(self.last_admission), self.sid.clone()]
    }
}

/// Wrong codes at one application from one address.
#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Pool {
    application: String,
    source: Option<String>,
    wrong_codes: u32,
    #[serde(serialize_with = "output::rfc3339")]
    last_wrong: Option<Timestamp>,
}

impl Pool {
    fn new((application, source, wrong_codes, last_wrong): &(String, Option<String>, u32, Option<Timestamp>)) -> Self {
        let (application, source) = (application.clone(), source.clone());
        Self { application, source, wrong_codes: *wrong_codes, last_wrong: *last_wrong }
    }
}

impl Row for Pool {
    const HEADS: &'static [&'static str] = &["APPLICATION", "SOURCE", "WRONG CODES", "LAST WRONG"];

    fn cells(&self) -> Vec<String> {
        let source = self.source.clone().unwrap_or_else(|| "not known".to_owned());
        vec![self.application.clone(), source, self.wrong_codes.to_string(), output::when(self.last_wrong)]
    }
}
