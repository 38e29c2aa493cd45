//! The command line: what can be typed, and which file answers it.
//!
//! Results go to standard output, messages to standard error. A command's arguments and its work stand in
//! the file of its name; nothing is decided here.

mod activation;
mod audit;
mod authenticator;
mod bypass;
mod check;
mod completions;
mod demo;
mod desk;
mod exempt;
mod exit;
mod explain;
mod import;
mod init;
mod input;
mod later;
mod logging;
mod output;
mod person;
mod recovery;
mod seed;
mod serve;
mod token;
mod try_eap;
mod try_ldap;
mod try_radius;
mod trying;
mod wifi;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use desk::Desk;
pub(crate) use exit::{Failure, Outcome};
pub(crate) use output::{colours, print, printable};

const EXAMPLES: &str = "\
First steps:
  vestibule demo                               look at everything with a built-in sample directory
  vestibule check -c vestibule.toml            find every fault of a configuration at once
  vestibule init -c vestibule.toml             make the store and the sealing key
  vestibule serve -c vestibule.toml            run

Daily work:
  vestibule authenticator add ada --qr         give Ada an authenticator and show its QR code
  vestibule explain ada --application webmail  what Ada would be asked for, and by which rule
  vestibule person unlock ada                  forget Ada's wrong codes
  vestibule bypass grant ada --for 2h --reason 'telephone lost'

Exit codes: 0 done, 1 refused or not found, 2 wrong usage, 78 bad configuration or not in this version.
VESTIBULE_LOG sets what is logged, for instance `VESTIBULE_LOG=debug` or `VESTIBULE_LOG=warn,vestibule=debug`.";

/// Asks a code of whoever comes to Active Directory over LDAP.
#[derive(Parser)]
#[command(name = "vestibule", version, after_help = EXAMPLES, subcommand_required = true, arg_required_else_help = true)]
pub(crate) struct Cli {
    /// The configuration.
    #[arg(short, long, global = true, value_name = "FILE", default_value = "/etc/vestibule/vestibule.toml")]
    config: PathBuf,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Demo(demo::Args),
    Init(init::Args),
    Check(check::Args),
    Serve(serve::Args),
    Try(trying::Args),
    #[command(flatten)]
    Manage(Management),
    Wifi(wifi::Args),
    Completions(completions::Args),
}

/// The commands that work on the store.
#[derive(Subcommand)]
enum Management {
    Person(person::Args),
    Authenticator(authenticator::Args),
    Recovery(recovery::Args),
    Activation(activation::Args),
    Bypass(bypass::Args),
    Exempt(exempt::Args),
    Explain(explain::Args),
    Audit(audit::Args),
    Token(token::Args),
}

/// Reads the command line, does what it says, and tells how it went.
pub(crate) fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => return later::usage(&error),
    };
    logging::start(matches!(cli.command, Command::Serve(_)));
    exit::report(run(&cli))
}

fn run(cli: &Cli) -> Outcome {
    match &cli.command {
        Command::Check(args) => check::run(args, &cli.config),
        Command::Completions(args) => completions::run(args),
        Command::Demo(args) => demo::run(args),
        Command::Init(init::Args {}) => init::run(&cli.config),
        Command::Serve(serve::Args {}) => serve::run(&cli.config),
        Command::Try(args) => trying::run(args, &cli.config),
        Command::Wifi(args) => wifi::run(args, &cli.config),
        Command::Manage(command) => desk::at(&cli.config, async |desk| manage(command, desk).await),
    }
}

async fn manage(command: &Management, desk: &Desk) -> Outcome {
    match command {
        Management::Person(args) => person::run(args, desk).await,
        Management::Authenticator(args) => authenticator::run(args, desk).await,
        Management::Recovery(args) => recovery::run(args, desk).await,
        Management::Activation(args) => activation::run(args, desk).await,
        Management::Bypass(args) => bypass::run(args, desk).await,
        Management::Exempt(args) => exempt::run(args, desk).await,
        Management::Explain(args) => explain::run(args, desk).await,
        Management::Audit(args) => audit::run(args, desk).await,
        Management::Token(args) => token::run(args, desk).await,
    }
}

/// The runtime of commands that wait for something.
fn runtime() -> std::io::Result<tokio::runtime::Runtime> {
    tokio::runtime::Builder::new_multi_thread().enable_all().build()
}
