//! `try eap`: log in by EAP as a machine on the Wi-Fi would, with an access point's packets, and say what happened.
//!
//! The packets and the client are those of `vestibule-radius`; that the server understands others is held by other
//! implementations in tests. What was typed, the shared secret and the keys are never printed.

mod exchange;
mod report;
mod trust;
mod words;

use std::path::{Path, PathBuf};

use clap::builder::{PossibleValuesParser, TypedValueParser as _};
use rustls::SupportedProtocolVersion;
use rustls::version::{TLS12, TLS13};
use vestibule_gate::CodeWay;
use vestibule_gate::ports::Chance as _;
use vestibule_radius::eap::MOST_FRAGMENT;
use vestibule_radius::eap::peer::{Peer, Way, Who};

use super::exit::{Failure, Outcome};
use super::output;
use super::try_radius::packets::Station;
use super::try_radius::target::{self, Target, Wanted};
use super::try_radius::typing::{Typed, Typing};
use crate::ports::SystemChance;
use report::Report;
use trust::Trusted;

const EXAMPLES: &str = "\
Examples:
  vestibule try eap ada --client wifi                 asks for password and code
  vestibule try eap ada --client wifi --twice         and comes back without a code (`fast-reconnect`)
  vestibule try eap ada --client wifi --method peap-gtc --tls 1.2
  vestibule try eap ada --server mfa.example.test --secret-file wifi.secret --ca-file ca.pem --server-name mfa.example.test

The second line of the password file answers the question, where one is asked; a third line the next.
There is no option for the password itself: others on this machine can see the command lines of
programs that run, shells keep a history, and an environment is inherited by what should not have it.

A server answers known addresses alone: this machine must be among the client's `from`.

Exit code 0: admitted, and with --twice let back in; 1: refused or not reachable; 2: wrong usage.";

/// Identity outside the tunnel, where the name has a realm and where it has none.
const ANONYMOUS: &str = "anonymous";
/// A machine that is nobody's: of the addresses for documentation (RFC 7042 section 2.1.2).
const STATION: &str = "00-00-5E-00-53-01";

/// Log in by EAP, as a machine on the Wi-Fi would.
#[derive(clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Eap {
    /// Who logs in, as they would type it.
    name: String,
    /// The client in the configuration whose secret and way of giving the code is taken, where there are several.
    #[arg(long, value_name = "NAME")]
    client: Option<String>,
    /// Another address than the one in the configuration: host or host:port.
    #[arg(long, value_name = "HOST:PORT")]
    server: Option<String>,
    /// A file with the shared secret (`-`: standard input), instead of the client's in the configuration.
    #[arg(long, value_name = "FILE", requires_all = ["server", "ca_file", "server_name"], conflicts_with = "client")]
    secret_file: Option<PathBuf>,
    /// What makes the tunnel, and what goes on inside. Left out: ttls-pap, or ttls-gtc where the code is asked for.
    #[arg(long, value_name = "METHOD", value_parser = PossibleValuesParser::new(Way::ALL.map(Way::as_str)).map(|word| way(&word)))]
    method: Option<Way>,
    /// The identity outside the tunnel. Left out: `anonymous`, with the name's realm where it has one.
    #[arg(long, value_name = "NAME")]
    anonymous: Option<String>,
    /// Certificate authorities to trust. Left out: those of `[radius] eap`.
    #[arg(long, value_name = "FILE")]
    ca_file: Option<PathBuf>,
    /// The name that the server's certificate must have. Left out: the first one in the certificate of `[radius] eap`.
    #[arg(long, value_name = "NAME")]
    server_name: Option<String>,
    /// The version of TLS. Left out: the newest that both have.
    #[arg(long, value_name = "VERSION", value_parser = ["1.2", "1.3"])]
    tls: Option<String>,
    /// The machine's address.
    #[arg(long, value_name = "MAC", default_value = STATION)]
    station: String,
    /// Log in, and come back at once without password and code.
    #[arg(long)]
    twice: bool,
    /// A file with what a person would type, code included (`-`: standard input).
    #[arg(long, value_name = "FILE")]
    password_file: Option<PathBuf>,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

pub(super) fn run(args: &Eap, config: &Path) -> Outcome {
    let wanted = Wanted {
        client: args.client.as_deref(),
        server: args.server.as_deref(),
        secret_file: args.secret_file.as_deref(),
        password_file: args.password_file.as_deref(),
    };
    let target = target::find(&wanted, config)?;
    if target.client.is_some() && target.eap.is_none() {
        return Err(Failure::Refused("the configuration has no `[radius] eap`".to_owned()));
    }
    let trusted =
        trust::of(args.ca_file.as_deref(), args.server_name.as_deref(), target.eap.as_ref(), &args.versions())?;
    let way = args.way(&target);
    let mut typing = Typing::of(args.password_file.as_deref())?;
    let typed = typing.first(&args.name, way.responds(), &target)?;
    let outer = args.outer();
    let mut logins = Vec::new();
    let runtime = super::runtime()?;
    for again in [false, true] {
        let first = logins.is_empty();
        if !first && !args.twice {
            break;
        }
        let who = exchange::Login { peer: Peer::new(who(way, &outer, &typed, &trusted)?), again };
        let station = Station { outer: &outer, station: &args.station };
        let tried = runtime.block_on(exchange::log_in(&target, &station, who, &mut typing))?;
        let ended_well = tried.is_admitted();
        logins.push(tried);
        if !ended_well {
            break;
        }
    }
    let report = Report::of(args, &target, way, &outer, &trusted, logins);
    if args.json {
        output::json(&report)?
    } else {
        output::print(&report.text())?
    }
    report.outcome()
}

impl Eap {
    fn way(&self, target: &Target) -> Way {
        let asked = matches!(target.code, Some(CodeWay::Challenge));
        self.method.unwrap_or(if asked { Way::TtlsGtc } else { Way::TtlsPap })
    }

    fn outer(&self) -> String {
        match (&self.anonymous, self.name.rsplit_once('@')) {
            (Some(named), _) => named.clone(),
            (None, Some((_, realm))) => format!("{ANONYMOUS}@{realm}"),
            (None, None) => ANONYMOUS.to_owned(),
        }
    }

    fn versions(&self) -> Vec<&'static SupportedProtocolVersion> {
        match self.tls.as_deref() {
            Some("1.2") => vec![&TLS12],
            Some("1.3") => vec![&TLS13],
            Some(_) | None => vec![&TLS13, &TLS12],
        }
    }
}

/// A method by its word, which is one of those that are offered.
fn way(word: &str) -> Way {
    Way::ALL.into_iter().find(|way| way.as_str() == word).unwrap_or(Way::TtlsPap)
}

fn who(way: Way, outer: &str, typed: &Typed, trusted: &Trusted) -> Result<Who, Failure> {
    let mut chance = [0; 16];
    SystemChance.fill(&mut chance)?;
    Ok(Who {
        way,
        outer: outer.as_bytes().to_vec(),
        name: typed.name.as_bytes().to_vec(),
        password: typed.password.clone(),
        tls: trusted.tls.clone(),
        server: trusted.name.clone(),
        fragment: MOST_FRAGMENT,
        chance,
    })
}
