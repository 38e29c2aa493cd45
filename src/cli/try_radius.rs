//! `try radius`: log in as a device would that asks by RADIUS, and say what came.
//!
//! The packets are those of `vestibule-radius`; that they are right is held by other implementations in tests. What was
//! typed, the shared secret and what is hidden on the wire are never printed.

pub(super) mod exchange;
pub(super) mod packets;
pub(super) mod target;
pub(super) mod typing;
pub(super) mod words;

use std::path::{Path, PathBuf};

use serde::Serialize;

use super::exit::{Failure, Outcome};
use super::output;
use exchange::{Round, Tried};
use target::{Target, Wanted};
use typing::Typing;

const EXAMPLES: &str = "\
Examples:
  vestibule try radius ada                            asks for password and code
  vestibule try radius ada --client vpn
  vestibule try radius ada --server mfa.example.test --secret-file vpn.secret
  printf 'password\\n123456\\n' | vestibule try radius ada --password-file -

The second line of the password file answers the question, where one is asked; a third line the next.
There is no option for the password itself: others on this machine can see the command lines of
programs that run, shells keep a history, and an environment is inherited by what should not have it.

A server answers known addresses alone: this machine must be among the client's `from`.

Exit code 0: admitted; 1: refused or not reachable; 2: wrong usage.";

/// Ask by RADIUS, as a VPN would.
#[derive(clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Radius {
    /// Who logs in, as they would type it.
    pub(super) name: String,
    /// The client in the configuration whose secret and way of giving the code is taken, where there are several.
    #[arg(long, value_name = "NAME")]
    pub(super) client: Option<String>,
    /// Another address than the one in the configuration: host or host:port.
    #[arg(long, value_name = "HOST:PORT")]
    pub(super) server: Option<String>,
    /// A file with the shared secret (`-`: standard input), instead of the client's in the configuration.
    #[arg(long, value_name = "FILE", requires = "server", conflicts_with = "client")]
    pub(super) secret_file: Option<PathBuf>,
    /// A file with what a person would type, code included (`-`: standard input).
    #[arg(long, value_name = "FILE")]
    pub(super) password_file: Option<PathBuf>,
    /// Send a response of MS-CHAPv2 instead of the password.
    #[arg(long)]
    pub(super) mschapv2: bool,
    /// Print JSON.
    #[arg(long)]
    pub(super) json: bool,
}

pub(super) fn run(args: &Radius, config: &Path) -> Outcome {
    let wanted = Wanted {
        client: args.client.as_deref(),
        server: args.server.as_deref(),
        secret_file: args.secret_file.as_deref(),
        password_file: args.password_file.as_deref(),
    };
    let target = target::find(&wanted, config)?;
    let mut typing = Typing::of(args.password_file.as_deref())?;
    let typed = typing.first(&args.name, args.mschapv2, &target)?;
    let tried = super::runtime()?.block_on(exchange::log_in(&target, &typed, &mut typing))?;
    let report = Report::of(args, &target, tried);
    if args.json {
        output::json(&report)?
    } else {
        output::print(&report.text())?
    }
    if report.admitted {
        return Ok(());
    }
    let hint = report.hint.map(|hint| format!("; {hint}")).unwrap_or_default();
    Err(Failure::Refused(format!("{} was not admitted: {}{hint}", report.name, report.meaning)))
}

/// What happened.
#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Report {
    admitted: bool,
    name: String,
    server: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    client: Option<String>,
    rounds: Vec<Round>,
    meaning: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    hint: Option<String>,
}

impl Report {
    fn of(args: &Radius, target: &Target, tried: Tried) -> Self {
        let (meaning, hint) = words::of(&tried, &args.name);
        let name = output::printable(&args.name);
        let (server, client) = (target.server.clone(), target.client.clone());
        Self { admitted: tried.is_admitted(), name, server, client, rounds: tried.rounds, meaning, hint }
    }

    fn text(&self) -> String {
        let mut rows = vec![("server", self.server.clone())];
        rows.extend(self.client.as_ref().map(|client| ("client", output::printable(client))));
        for round in &self.rounds {
            let packets = if round.packets > 1 { format!(" to packet {}", round.packets) } else { String::new() };
            rows.push(("answer", format!("{}{packets} in {} ms", round.code, round.took_ms)));
            rows.push(("signature", round.signature.to_string()));
            rows.extend(round.server_knows_password.map(|knows| ("MS-CHAPv2", words::of_success(knows).to_owned())));
            rows.extend(
                round
                    .attributes
                    .iter()
                    .map(|shown| ("attribute", format!("{} = {}", shown.name, output::printable(&shown.value)))),
            );
        }
        rows.push(("that means", self.meaning.clone()));
        let lines = rows.iter().map(|(name, value)| format!("{name:<13} {value}\n"));
        let verdict = if self.admitted { "admitted" } else { "not admitted" };
        lines.chain([format!("{:<13} {} is {verdict}\n", "verdict", self.name)]).collect()
    }
}
