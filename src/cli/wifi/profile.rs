//! `wifi profile`: ready settings for people's stations, with the authority and the server's name pinned.
//!
//! A station that does not check whom it talks to gives the password to anyone. So there is no profile without both.

mod apple;
mod facts;
mod linux;
mod windows;
mod words;
mod xml;

use std::fs;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use rustls_pki_types::CertificateDer;
use vestibule_gate::CodeWay;

use facts::{Facts, Network, Ssid};

use crate::cli::exit::{Failure, Outcome};
use crate::cli::output;
use crate::config::radius::{self, Eap, METHODS, Method, Place};
use crate::config::{self, Config, RadiusClient};
use crate::encoding::base64;

const EXAMPLES: &str = "\
Examples:
  vestibule wifi profile --ssid Staff --out profiles
  vestibule wifi profile --ssid Staff --wired --client access-points
  vestibule wifi profile --ssid Devices --method peap-mschapv2 --anonymous anonymous@example.test

Writes what Apple, Windows, wpa_supplicant and NetworkManager read, what to set on Android, the authority's certificate,
and an overview. Files of the same names are replaced. The authority is `--ca`, else `[radius] eap.ca-file`, else the root
in the certificate's own file.";

/// A telephone with more would trust half the world.
const MOST_ROOTS: usize = 8;

/// Write profiles for people's machines, with the authority and the server's name pinned.
#[derive(clap::Args)]
#[command(after_help = EXAMPLES)]
pub(in crate::cli) struct Args {
    /// The name of the Wi-Fi network.
    #[arg(long, value_name = "NAME", value_parser = Ssid::read, required_unless_present = "wired")]
    ssid: Option<Ssid>,
    /// Also (or only) for wired ports with 802.1X.
    #[arg(long)]
    wired: bool,
    /// The client of the configuration whose `code` says what people type; not needed where there is one alone.
    #[arg(long, value_name = "NAME")]
    client: Option<String>,
    /// The method. Without it: ttls-pap, or peap-gtc where the code is only asked for.
    #[arg(long, value_name = "METHOD", value_parser = method)]
    method: Option<Method>,
    /// The name that everybody on the way can read.
    #[arg(long, value_name = "NAME", default_value = "anonymous", value_parser = anonymous)]
    anonymous: String,
    /// The authority to trust: a file of PEM.
    #[arg(long, value_name = "FILE")]
    ca: Option<PathBuf>,
    /// The server's name, or several; without it: those in the certificate.
    #[arg(long, value_name = "NAME", value_parser = host_name)]
    server_name: Vec<String>,
    /// Whose network it is, as people see it; without it: `[web] organisation`.
    #[arg(long, value_name = "NAME")]
    organisation: Option<String>,
    /// The folder to write to.
    #[arg(long, value_name = "FOLDER", default_value = "wifi-profiles")]
    out: PathBuf,
}

pub(super) fn run(args: &Args, file: &Path) -> Outcome {
    let config = config::load(file)?;
    let facts = facts(args, &config)?;
    let mut networks: Vec<Network> = args.ssid.iter().cloned().map(Network::Wifi).collect();
    if args.wired {
        networks.push(Network::Wired);
    }
    let files = files(&facts, &networks);
    let failed = |error: std::io::Error| Failure::Refused(format!("{}: {error}", args.out.display()));
    fs::create_dir_all(&args.out).map_err(failed)?;
    for (name, _, content) in &files {
        fs::write(args.out.join(name), content).map_err(failed)?;
        output::line(&args.out.join(name).display().to_string())?;
    }
    Ok(())
}

fn facts(args: &Args, config: &Config) -> Result<Facts, Failure> {
    let eap = config
        .radius
        .as_ref()
        .and_then(|radius| radius.eap.as_ref())
        .ok_or_else(|| refused("there is no EAP: write `[radius] eap = { certificate-file, key-file }`"))?;
    let client = client(args, config)?;
    let method = args.method.unwrap_or(match client.code {
        CodeWay::Challenge => Method::PeapGtc,
        CodeWay::Append | CodeWay::Separator(_) | CodeWay::UserName | CodeWay::CodeOnly | CodeWay::Auto => {
            Method::TtlsPap
        }
    });
    let place = Place::of(method, client, config.winbind.is_some());
    if matches!(place, Place::Nowhere | Place::NoWinbind | Place::Unproven) {
        let what = format!("{} at {}: {}", method.word(), client.name, place.sentence());
        return Err(refused(&format!("{what} `vestibule check --explain {}` shows what can be used", client.name)));
    }
    Ok(Facts {
        method,
        place,
        code: client.code.clone(),
        anonymous: args.anonymous.clone(),
        names: names(args, eap)?,
        roots: roots(args, eap)?,
        organisation: args.organisation.clone().unwrap_or_else(|| config.web.organisation.clone()),
    })
}

/// The client that is named, or the only one.
fn client<'a>(args: &Args, config: &'a Config) -> Result<&'a RadiusClient, Failure> {
    let clients: Vec<&RadiusClient> = config.radius_clients().collect();
    let known = || clients.iter().map(|client| client.name.as_str()).collect::<Vec<_>>().join(", ");
    match (&args.client, clients.as_slice()) {
        (Some(name), _) => {
            let found = clients.iter().find(|client| client.name.eq_ignore_ascii_case(name));
            found.copied().ok_or_else(|| refused(&format!("there is no such RADIUS client; there are: {}", known())))
        }
        (None, [only]) => Ok(only),
        (None, _) => Err(Failure::Usage(format!("name the client with --client; there are: {}", known()))),
    }
}

/// The names of servers to be believed, of which the certificate here has one.
fn names(args: &Args, eap: &Eap) -> Result<Vec<String>, Failure> {
    let file = eap.tls.certificate_file.display();
    let own: Vec<String> = eap.names().iter().map(|name| name.to_ascii_lowercase()).collect();
    let whole: Vec<String> = own.iter().filter(|name| !name.contains('*')).cloned().collect();
    let names = if args.server_name.is_empty() { whole } else { args.server_name.clone() };
    if names.is_empty() {
        return Err(refused(&format!(
            "{file} names no server (a DNS name among its alternative names), so no station could tell it from another's: \
             have one issued that does"
        )));
    }
    if !names.iter().any(|name| own.contains(name)) {
        let known = if own.is_empty() { "none".to_owned() } else { own.join(", ") };
        return Err(refused(&format!("no --server-name is in {file}: stations would refuse it; there are: {known}")));
    }
    Ok(names)
}

/// The roots to be trusted, which certify the certificate here.
fn roots(args: &Args, eap: &Eap) -> Result<Vec<CertificateDer<'static>>, Failure> {
    let file = eap.tls.certificate_file.display();
    let roots = match &args.ca {
        Some(path) => radius::roots_of(path).map_err(|what| refused(&what))?,
        None => eap.roots(),
    };
    if roots.is_empty() {
        return Err(refused(&format!(
            "no authority is known that stations could trust: name the root that {file} goes back to with --ca FILE, or in \
             `[radius] eap = {{ ca-file }}`"
        )));
    }
    if roots.len() > MOST_ROOTS {
        return Err(refused(&format!("there are {} authorities: name the one that {file} goes back to", roots.len())));
    }
    if !radius::is_trusted(eap, &roots, Timestamp::now()) {
        return Err(refused(&format!(
            "{file} does not go back to this authority: stations would refuse it; name its root, and see that the \
             certificates between are in the file"
        )));
    }
    Ok(roots)
}

/// Every file with what it is for and what is in it.
fn files(facts: &Facts, networks: &[Network]) -> Vec<(String, &'static str, String)> {
    let bundle: String = facts.roots.iter().map(|root| pem(root)).collect();
    let mut files = vec![("ca.pem".to_owned(), "the authority", bundle.clone())];
    let mut installed = Vec::new();
    for (number, root) in facts.roots.iter().enumerate() {
        let name = if number == 0 { "ca.cer".to_owned() } else { format!("ca-{}.cer", number + 1) };
        files.push((name.clone(), "the authority, for Windows and Android", pem(root)));
        installed.push(name);
    }
    for network in networks {
        let slug = network.slug();
        let authority = format!("{slug}-ca.pem");
        files.push((format!("{slug}.conf"), "wpa_supplicant", linux::supplicant(facts, network, &authority)));
        files.push((authority.clone(), "the authority, for Linux", bundle.clone()));
        if facts.only_asked() {
            continue;
        }
        files.push((format!("{slug}.mobileconfig"), "iPhone, iPad, Mac", apple::profile(facts, network)));
        if let Some(profile) = windows::profile(facts, network) {
            files.push((format!("{slug}-windows.xml"), "Windows", profile));
        }
        files.push((format!("{slug}.nmconnection"), "NetworkManager", linux::manager(facts, network, &authority)));
        if matches!(network, Network::Wifi(_)) {
            files.push((
                format!("{slug}-android.txt"),
                "what to set on Android",
                words::android(facts, network, &installed),
            ));
        }
    }
    let named: Vec<(String, &'static str)> = files.iter().map(|(name, what, _)| (name.clone(), *what)).collect();
    files.push(("README.txt".to_owned(), "this", words::overview(facts, &named)));
    files
}

/// RFC 7468.
fn pem(certificate: &[u8]) -> String {
    let text = base64(certificate);
    let lines: Vec<&str> = (0..text.len()).step_by(64).filter_map(|at| text.get(at..text.len().min(at + 64))).collect();
    format!("-----BEGIN CERTIFICATE-----\n{}\n-----END CERTIFICATE-----\n", lines.join("\n"))
}

fn refused(what: &str) -> Failure {
    Failure::Refused(what.to_owned())
}

fn method(text: &str) -> Result<Method, String> {
    let words = || METHODS.map(Method::word).join(", ");
    METHODS.into_iter().find(|method| method.word() == text).ok_or_else(|| format!("there are: {}", words()))
}

/// A name for the outside; marks that a file would have to escape have no use in one.
fn anonymous(text: &str) -> Result<String, String> {
    let plain = |mark: char| mark.is_ascii_alphanumeric() || matches!(mark, '.' | '_' | '-' | '@');
    if (1..=253).contains(&text.len()) && text.chars().all(plain) {
        return Ok(text.to_owned());
    }
    Err("write letters, digits, `.`, `_` and `-`, and behind `@` a realm, such as anonymous@example.test".to_owned())
}

fn host_name(text: &str) -> Result<String, String> {
    config::host_name(text).map_err(|wrong| format!("{}; {}", wrong.what, wrong.remedy))
}

#[cfg(test)]
#[expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may stop at the first surprise"
)]
mod tests;
