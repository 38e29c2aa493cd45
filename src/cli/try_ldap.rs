//! `try ldap`: log in as a client would, through a running server.
//!
//! It knows what any client knows and nothing of the store: what it says is what a client is told.

mod pinned;

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use clap::Subcommand;
use ldap3::{LdapConnAsync, LdapConnSettings};
use serde::Serialize;
use vestibule_gate::ports::Clock as _;
use zeroize::Zeroizing;

use super::exit::{Failure, Outcome};
use super::{input, output};
use crate::config::{self, Code, Config, Transport};
use crate::ports::SystemClock;

/// How long a client waits for anything.
const PATIENCE: Duration = Duration::from_secs(10);

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

It is a login like any other: a wrong code counts, a right one is spent.
Exit code 0: admitted; 1: refused or not reachable.";

/// Bind over LDAP.
#[derive(clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Ldap {
    /// Who logs in, as they would type it.
    name: String,
    /// The listener to try; the first one where none is named.
    #[arg(long, value_name = "NAME")]
    application: Option<String>,
    /// Another address than the one in the configuration: ldaps://host:port or ldap://host:port.
    #[arg(long)]
    url: Option<String>,
    /// Certificate authorities to trust; the listener's own certificate and no other where none are named.
    #[arg(long, value_name = "FILE")]
    ca_file: Option<PathBuf>,
    /// A file with what a client would send as the password, code included (`-`: standard input).
    #[arg(long, value_name = "FILE")]
    password_file: Option<PathBuf>,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

pub(super) fn run(args: &Args, file: &Path) -> Outcome {
    let Door::Ldap(args) = &args.door;
    let config = config::load(file)?;
    let listener = listener(&config, args.application.as_deref())?;
    let (name, password) = typed(args, &listener.code)?;
    let settings = settings(listener, args.ca_file.as_deref())?;
    let url = args.url.clone().or_else(|| address(listener)).unwrap_or_default();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let tried = runtime.block_on(bind(settings, url, &name, &password))?;
    show(&tried, args.json)
}

/// What came of it.
#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Tried {
    url: String,
    name: String,
    admitted: bool,
    /// The result code of the bind (RFC 4511, appendix A).
    result_code: u32,
    meaning: &'static str,
    /// What the server told the client, as it stands.
    said: String,
    duration_ms: u64,
}

fn listener<'a>(config: &'a Config, named: Option<&str>) -> Result<&'a config::Ldap, Failure> {
    let mut fitting = config.ldap.iter().filter(|ldap| named.is_none_or(|named| named == ldap.name));
    fitting.next().ok_or_else(|| Failure::Refused("there is no such application in the configuration".to_owned()))
}

/// The name and the password as the client sends them, with the code where this listener has it.
fn typed(args: &Ldap, code: &Code) -> Result<(String, Zeroizing<String>), Failure> {
    if let Some(file) = &args.password_file {
        return Ok((args.name.clone(), input::secret_file(file)?));
    }
    let password = input::ask_secret("Password: ")?;
    let digits = input::ask_secret("Code (empty for none): ")?;
    Ok(match code {
        _ if digits.is_empty() => (args.name.clone(), password),
        Code::Append => (args.name.clone(), Zeroizing::new(format!("{}{}", *password, *digits))),
        Code::Separator(separator) => {
            (args.name.clone(), Zeroizing::new(format!("{}{separator}{}", *password, *digits)))
        }
        Code::Username => (format!("{}-{}", args.name, *digits), password),
    })
}

/// Where the listener is reached from this machine.
fn address(listener: &config::Ldap) -> Option<String> {
    let listen = listener.listen.first()?;
    let local: IpAddr = match listen.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        ip @ (IpAddr::V4(_) | IpAddr::V6(_)) => ip,
    };
    let scheme = if matches!(listener.transport, Transport::Ldaps(_)) { "ldaps" } else { "ldap" };
    Some(format!("{scheme}://{}", SocketAddr::new(local, listen.port())))
}

fn settings(listener: &config::Ldap, ca_file: Option<&Path>) -> Result<LdapConnSettings, Failure> {
    let settings = LdapConnSettings::new().set_conn_timeout(PATIENCE);
    let (tls, starttls) = match &listener.transport {
        Transport::Ldaps(tls) => (tls, false),
        Transport::StartTls(tls) => (tls, true),
        Transport::Clear => return Ok(settings),
    };
    let client = match ca_file {
        Some(file) => pinned::trusting_authorities(file),
        None => pinned::trusting_only(&tls.certified.cert),
    };
    Ok(settings.set_starttls(starttls).set_config(Arc::new(client.map_err(Failure::installation)?)))
}

async fn bind(settings: LdapConnSettings, url: String, name: &str, password: &str) -> Result<Tried, Failure> {
    let (clock, unreachable) = (SystemClock::new(), |error: ldap3::LdapError| {
        Failure::Refused(output::printable(&format!("{url} cannot be asked: {error}")))
    });
    let (connection, mut ldap) = LdapConnAsync::with_settings(settings, &url).await.map_err(unreachable)?;
    tokio::spawn(connection.drive());
    let began = clock.moment();
    let result = ldap.with_timeout(PATIENCE).simple_bind(name, password).await.map_err(unreachable)?;
    let duration_ms = u64::try_from(began.until(clock.moment()).as_millis()).unwrap_or(u64::MAX);
    // A goodbye that is not heard changes nothing.
    let _heard = ldap.unbind().await;
    let (admitted, meaning) = (result.rc == 0, meaning(result.rc));
    Ok(Tried { url, name: name.to_owned(), admitted, result_code: result.rc, meaning, said: result.text, duration_ms })
}

fn show(tried: &Tried, json: bool) -> Outcome {
    let said = if tried.said.is_empty() { String::new() } else { format!(" The server said: {}", tried.said) };
    let what = format!(
        "{} at {}: {} (result {}, {} ms).{said}",
        tried.name, tried.url, tried.meaning, tried.result_code, tried.duration_ms
    );
    if json {
        output::json(tried)?;
    }
    match tried.admitted {
        true if json => Ok(()),
        true => Ok(output::line(&output::printable(&what))?),
        false => Err(Failure::Refused(output::printable(&what))),
    }
}

/// What a client can know from the result code of a bind.
fn meaning(code: u32) -> &'static str {
    match code {
        0 => "admitted",
        2 => "the server did not understand the bind",
        7 => "the server takes passwords only",
        8 | 13 => "the server takes passwords under TLS only",
        49 => "refused; `vestibule audit` tells why",
        51 | 52 => "not available: the store or the directory cannot be used",
        53 => "refused as it was asked: a name without a password",
        _ => "not admitted",
    }
}
