//! Where to log in, whom to trust there, and where the code is typed: from the options, else from the configuration.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::path::Path;
use std::sync::Arc;

use rustls::ClientConfig;

use super::Ldap;
use super::trust::{self, Trust, Witness};
use crate::cli::exit::Failure;
use crate::config::{self, Code, Config, Transport};

/// A door to try.
pub(super) struct Target {
    /// As it is shown.
    pub(super) url: String,
    pub(super) host: String,
    pub(super) port: u16,
    pub(super) application: Option<String>,
    /// Where people type the code.
    pub(super) code: Code,
    pub(super) security: Security,
}

/// How the way there is protected.
pub(super) enum Security {
    Tls(Arc<ClientConfig>, Arc<Witness>),
    StartTls(Arc<ClientConfig>, Arc<Witness>),
    Clear,
}

/// Finds the door.
///
/// # Errors
/// The options do not fit together, or the configuration has faults or no such application.
pub(super) fn find(args: &Ldap, file: &Path) -> Result<Target, Failure> {
    match &args.url {
        Some(url) => from_url(args, url),
        None => from_config(args, &config::load(file)?),
    }
}

fn from_url(args: &Ldap, text: &str) -> Result<Target, Failure> {
    let usage = |why: &str| Failure::Usage(format!("--url {}: {why}", crate::cli::printable(text)));
    let (scheme, rest) = text.split_once("://").ok_or_else(|| usage("write ldaps://host:port or ldap://host:port"))?;
    let tls = match (scheme, args.starttls) {
        ("ldaps", false) => true,
        ("ldaps", true) => return Err(usage("--starttls goes with an ldap:// address")),
        ("ldap", _) => false,
        _ => return Err(usage("write ldaps://host:port or ldap://host:port")),
    };
    let (host, port) = host_and_port(rest.trim_end_matches('/')).ok_or_else(|| usage("this is no host and port"))?;
    let loopback = host == "localhost" || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback());
    if !tls && !args.starttls && !loopback {
        return Err(usage("password and code would travel in the clear; add --starttls, or use ldaps://"));
    }
    let trust = trust_of(args)?.unwrap_or(Trust::System);
    let security = match (tls, args.starttls) {
        (true, _) => trust::client(&trust, &host).map(|(config, witness)| Security::Tls(config, witness)),
        (false, true) => trust::client(&trust, &host).map(|(config, witness)| Security::StartTls(config, witness)),
        (false, false) => Ok(Security::Clear),
    };
    let security = security.map_err(Failure::installation)?;
    let port = port.unwrap_or(if tls { 636 } else { 389 });
    Ok(Target { url: text.to_owned(), host, port, application: None, code: Code::Append, security })
}

fn from_config(args: &Ldap, config: &Config) -> Result<Target, Failure> {
    let names = || config.ldap.iter().map(|ldap| ldap.name.as_str()).collect::<Vec<_>>().join(", ");
    let ldap = match (&args.application, config.ldap.as_slice()) {
        (None, []) => return Err(Failure::Refused("there is no LDAP listener in the configuration".to_owned())),
        (None, [only]) => only,
        (None, _) => return Err(Failure::Usage(format!("say which one with --application: {}", names()))),
        (Some(name), all) => all
            .iter()
            .find(|ldap| ldap.name.eq_ignore_ascii_case(name))
            .ok_or_else(|| Failure::Refused(format!("there is no such application; there are: {}", names())))?,
    };
    let Some(at) = ldap.listen.first().map(|at| reachable(*at)) else {
        return Err(Failure::Usage("the application listens nowhere".to_owned()));
    };
    if at.port() == 0 {
        return Err(Failure::Usage("the port is chosen when the server starts; name it with --url".to_owned()));
    }
    let host = at.ip().to_string();
    let named = trust_of(args)?;
    let client = |tls: &config::Tls| {
        let own = tls.certified.cert.first().cloned();
        let trust = named.or(own.map(Trust::Exactly)).unwrap_or(Trust::System);
        trust::client(&trust, &host).map_err(Failure::installation)
    };
    let (scheme, security) = match &ldap.transport {
        Transport::Ldaps(tls) => client(tls).map(|(config, witness)| ("ldaps", Security::Tls(config, witness)))?,
        Transport::StartTls(tls) => {
            client(tls).map(|(config, witness)| ("ldap", Security::StartTls(config, witness)))?
        }
        Transport::Clear => ("ldap", Security::Clear),
    };
    let url = format!("{scheme}://{at}");
    let application = Some(ldap.name.clone());
    Ok(Target { url, host, port: at.port(), application, code: ldap.code.clone(), security })
}

fn trust_of(args: &Ldap) -> Result<Option<Trust>, Failure> {
    args.ca_file.as_deref().map(trust::authorities).transpose()
}

/// An address of "everywhere" is reached here.
pub(in crate::cli) const fn reachable(at: SocketAddr) -> SocketAddr {
    match at.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), at.port()),
        IpAddr::V6(ip) if ip.is_unspecified() => SocketAddr::new(IpAddr::V6(Ipv6Addr::LOCALHOST), at.port()),
        IpAddr::V4(_) | IpAddr::V6(_) => at,
    }
}

/// A host, and the port where one is said.
pub(in crate::cli) fn host_and_port(text: &str) -> Option<(String, Option<u16>)> {
    let (host, port) = match text.strip_prefix('[') {
        Some(rest) => {
            let (host, port) = rest.split_once(']')?;
            (host, if port.is_empty() { None } else { Some(port.strip_prefix(':')?) })
        }
        None => text.split_once(':').map_or((text, None), |(host, port)| (host, Some(port))),
    };
    let port = port.map(str::parse).transpose().ok()?;
    let fits = !host.is_empty() && rustls_pki_types::ServerName::try_from(host).is_ok();
    fits.then(|| (host.to_owned(), port))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_may_be_a_name_or_an_address() {
        assert_eq!(host_and_port("mfa.example.test"), Some(("mfa.example.test".into(), None)));
        assert_eq!(host_and_port("127.0.0.1:3636"), Some(("127.0.0.1".into(), Some(3636))));
        assert_eq!(host_and_port("[::1]:636"), Some(("::1".into(), Some(636))));
        assert_eq!(host_and_port("[::1]"), Some(("::1".into(), None)));
        for wrong in ["", ":636", "a:b", "a:99999", "[::1", "[::1]636", "a/b", "a b"] {
            assert_eq!(host_and_port(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn everywhere_is_reached_here() {
        let at = |text: &str| text.parse::<SocketAddr>().map(reachable).map(|at| at.to_string());
        assert_eq!(at("0.0.0.0:636"), Ok("127.0.0.1:636".into()));
        assert_eq!(at("[::]:636"), Ok("[::1]:636".into()));
        assert_eq!(at("192.0.2.1:636"), Ok("192.0.2.1:636".into()));
    }
}
