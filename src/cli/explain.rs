//! `explain`: what would be asked of a person, and by which rule.

use std::net::IpAddr;

use vestibule_gate::{Explanation, Requirement};

use super::desk::Desk;
use super::exit::Outcome;
use super::output;

const EXAMPLES: &str = "\
Examples:
  vestibule explain ada
  vestibule explain ada --application webmail --from 10.1.2.3

Nothing is tried and nothing is counted: the directory is asked for the person and their groups.";

/// Say what would be asked of a person, and by which rule.
#[derive(clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Args {
    /// Who.
    pub(super) name: String,
    /// At which application; all of them where none is named.
    #[arg(long, value_name = "NAME")]
    pub(super) application: Option<String>,
    /// From which address.
    #[arg(long, value_name = "IP")]
    pub(super) from: Option<IpAddr>,
    /// Print JSON.
    #[arg(long)]
    pub(super) json: bool,
}

pub(super) async fn run(args: &Args, desk: &Desk) -> Outcome {
    let applications = desk.applications(args.application.as_deref())?;
    let person = desk.office.person(&args.name).await?;
    let gate = desk.gate().await;
    let mut explanations = Vec::new();
    for application in &applications {
        let mut explanation = gate.explain(&person, application, args.from).await?;
        if let Requirement::Exempt { group, .. } = &explanation.requirement {
            explanation.through = desk.way(&person, group).await;
        }
        explanations.push(explanation);
    }
    if args.json {
        return Ok(output::json(&explanations)?);
    }
    for explanation in &explanations {
        let lines = sentences(explanation).join("\n  ");
        let head = format!("{} ({}) at {}:", explanation.person, explanation.sid, explanation.application);
        output::print(&format!("{}\n  {lines}\n", output::printable(&head)))?;
    }
    Ok(())
}

/// What is asked, by which rule, and what stands in the way; each already fit for a terminal.
fn sentences(of: &Explanation) -> Vec<String> {
    let mut sentences = vec![asked(of)];
    let mut say = |when: bool, what: &str| {
        if when {
            sentences.push(what.to_owned());
        }
    };
    say(of.protected, "Protected: no exemption holds for them, nothing is remembered.");
    say(!of.enforced, "Nothing of this is enforced (`[policy] enforce = false`): it is only recorded.");
    say(of.account.is_some(), "The directory does not let them in: the account cannot be used now.");
    say(!of.codes_open, "Too many wrong codes: codes are not looked at from there for now.");
    say(
        !of.passwords_open && !of.code_only,
        "Too many wrong passwords: the directory is not asked for now, or it would lock the account.",
    );
    let (here, everywhere) = of.wrong_codes;
    sentences.push(format!("Authenticators: {}; recovery codes: {}.", of.authenticators, of.recovery_codes));
    sentences.push(format!("Wrong codes since the last admission: {here} here, {everywhere} in all."));
    sentences
}

fn asked(of: &Explanation) -> String {
    if of.service_account {
        return "The password alone: a service account of this application.".to_owned();
    }
    match &of.requirement {
        Requirement::Exempt { rule, group } => {
            let (name, reason) = of.exempt_by.clone().unwrap_or_default();
            let (name, reason) = (output::printable(&name), output::printable(&reason));
            let through = match of.through.split_last() {
                Some((_, nearer)) if !nearer.is_empty() => {
                    format!(" through {}", output::printable(&nearer.join(", ")))
                }
                Some(_) | None => String::new(),
            };
            format!("The password alone: exempt by rule {rule} as a member of {name}{through} ({group}): {reason}.")
        }
        Requirement::Code if of.code_only => {
            "The code alone: at this application somebody else proves the password, and no exemption counts.".to_owned()
        }
        Requirement::Enrol if of.code_only => {
            "The code alone: at this application somebody else proves the password, and no exemption counts; they have \
             no authenticator, so they are refused."
                .to_owned()
        }
        Requirement::Code => "The password and a code.".to_owned(),
        Requirement::Grace(left) => {
            let left =
                [left.days.map(|days| format!("{days} days")), left.logins.map(|logins| format!("{logins} logins"))];
            let left: Vec<String> = left.into_iter().flatten().collect();
            format!("The password for now: no authenticator yet; after the next login {} are left.", left.join(" and "))
        }
        Requirement::Enrol => {
            "The password and a code; they have no authenticator, so they are refused and told where to enrol."
                .to_owned()
        }
    }
}
