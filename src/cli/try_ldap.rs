//! `try ldap`: log in as a client would, through a running server, and say what happened step by step.
//!
//! The LDAP spoken here is another implementation's (the crate `ldap3`), so that a mistake of our own encoder would
//! show. What was typed is never printed.

mod client;
mod target;
pub(super) mod trust;
mod words;

use std::path::{Path, PathBuf};

use serde::Serialize;
use zeroize::Zeroizing;

use super::exit::{Failure, Outcome};
use super::{input, output};
use crate::config::Code;
use client::Tried;
use target::Target;
pub(super) use target::{host_and_port, reachable};

const EXAMPLES: &str = "\
Examples:
  vestibule try ldap ada                              asks for password and code
  vestibule try ldap ada --application webmail
  vestibule try ldap ada --url ldaps://mfa.example.test --ca-file ca.pem
  printf %s 'password123456' | vestibule try ldap ada --password-file -

There is no option for the password itself: others on this machine can see the command lines of
programs that run, shells keep a history, and an environment is inherited by what should not have it.

Exit code 0: admitted; 1: refused or not reachable; 2: wrong usage.";

/// Bind over LDAP.
#[derive(clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Ldap {
    /// Who logs in, as they would type it.
    pub(super) name: String,
    /// The listener to try, where there are several.
    #[arg(long, value_name = "NAME", conflicts_with = "url")]
    pub(super) application: Option<String>,
    /// Another address than the one in the configuration: ldaps://host:port or ldap://host:port.
    #[arg(long)]
    pub(super) url: Option<String>,
    /// Begin with StartTLS at an ldap:// address.
    #[arg(long, requires = "url")]
    pub(super) starttls: bool,
    /// Certificate authorities to trust. Left out: with --url those of this system, else the listener's own certificate.
    #[arg(long, value_name = "FILE")]
    pub(super) ca_file: Option<PathBuf>,
    /// A file with what a client would send as the password, code included (`-`: standard input).
    #[arg(long, value_name = "FILE")]
    pub(super) password_file: Option<PathBuf>,
    /// Print JSON.
    #[arg(long)]
    pub(super) json: bool,
}

pub(super) fn run(args: &Ldap, config: &Path) -> Outcome {
    let target = target::find(args, config)?;
    let typed = typed(args, &target)?;
    let tried = super::runtime()?.block_on(client::log_in(&target, &typed));
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

/// A name and the string a client sends as the password.
struct Typed {
    name: Zeroizing<String>,
    password: Zeroizing<String>,
}

/// What would be typed: from the file as it stands, or password and code put together as the application wants them.
fn typed(args: &Ldap, target: &Target) -> Result<Typed, Failure> {
    let name = Zeroizing::new(args.name.clone());
    if let Some(file) = &args.password_file {
        return Ok(Typed { name, password: input::secret_file(file)? });
    }
    let password = input::ask_secret("Password: ")?;
    let code = input::ask_secret("Code (Enter for none): ")?;
    if password.is_empty() {
        return Err(Failure::Usage("a password is needed: without one a bind proves nothing".to_owned()));
    }
    let code = code.trim();
    let joined = |a: &str, between: &str, b: &str| Zeroizing::new([a, between, b].concat());
    Ok(match &target.code {
        _ if code.is_empty() => Typed { name, password },
        Code::Append => Typed { name, password: joined(&password, "", code) },
        Code::Separator(separator) => Typed { name, password: joined(&password, separator, code) },
        Code::Username => Typed { name: joined(&name, "-", code), password },
    })
}

/// What happened.
#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Report {
    admitted: bool,
    name: String,
    url: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    application: Option<String>,
    #[serde(flatten)]
    tried: Tried,
    meaning: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    hint: Option<String>,
}

impl Report {
    fn of(args: &Ldap, target: &Target, tried: Tried) -> Self {
        let admitted = tried.result_code == Some(0);
        let (meaning, hint) = match (&tried.failure, tried.result_code) {
            (Some(failure), _) => (failure.what.clone(), failure.hint.clone()),
            (None, Some(code)) => words::of(code, tried.diagnostic.as_deref().unwrap_or_default(), &args.name),
            (None, None) => ("there was no answer".to_owned(), None),
        };
        let name = output::printable(&args.name);
        Self { admitted, name, url: target.url.clone(), application: target.application.clone(), tried, meaning, hint }
    }

    fn text(&self) -> String {
        let mut rows = vec![("server", self.url.clone())];
        let tried = &self.tried;
        rows.extend(tried.connected_ms.map(|took| ("connected", format!("in {took} ms"))));
        rows.extend(tried.certificate.as_ref().map(|certificate| ("certificate", certificate.to_string())));
        if let (Some(code), Some(took)) = (tried.result_code, tried.bind_ms) {
            rows.push(("bind", format!("result {code} ({}) in {took} ms", words::name(code))));
        }
        rows.extend(tried.diagnostic.as_ref().map(|text| ("it says", output::printable(text))));
        rows.push(("that means", self.meaning.clone()));
        rows.extend(tried.identity.as_ref().map(|who| ("logged in as", output::printable(who))));
        let lines = rows.iter().map(|(name, value)| format!("{name:<13} {value}\n"));
        let verdict = if self.admitted { "admitted" } else { "not admitted" };
        lines.chain([format!("{:<13} {} is {verdict}\n", "verdict", self.name)]).collect()
    }
}
