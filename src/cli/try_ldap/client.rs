//! The login itself: connect, TLS, bind, and ask who one is.

use std::time::Duration;

use ldap3::exop::WhoAmI;
use ldap3::{Ldap, LdapConnAsync, LdapConnSettings, LdapError, Scope, StdStream, ldap_escape};
use serde::Serialize;
use tokio::net::TcpStream;
use vestibule_gate::Moment;
use vestibule_gate::ports::Clock as _;

use super::Typed;
use super::target::{Security, Target};
use super::trust::{Certificate, Witness};
use super::words;
use crate::ports::SystemClock;

/// No step may take longer.
const PATIENCE: Duration = Duration::from_secs(10);

/// What was found, as far as it went.
#[derive(Default, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) struct Tried {
    /// Until the TCP connection was there, in milliseconds.
    pub(super) connected_ms: Option<u64>,
    pub(super) certificate: Option<Certificate>,
    /// From the BindRequest to its answer, in milliseconds.
    pub(super) bind_ms: Option<u64>,
    /// RFC 4511 appendix A.
    pub(super) result_code: Option<u32>,
    /// The server's own words.
    pub(super) diagnostic: Option<String>,
    /// Who the directory says we are.
    pub(super) identity: Option<String>,
    #[serde(skip)]
    pub(super) failure: Option<Trouble>,
}

/// Why there was no answer to the bind.
pub(super) struct Trouble {
    pub(super) what: String,
    pub(super) hint: Option<String>,
}

/// Logs in.
pub(super) async fn log_in(target: &Target, typed: &Typed) -> Tried {
    let mut tried = Tried::default();
    if let Err(failure) = steps(target, typed, &mut tried).await {
        tried.failure = Some(failure);
    }
    tried
}

async fn steps(target: &Target, typed: &Typed, tried: &mut Tried) -> Result<(), Trouble> {
    let clock = SystemClock::new();
    let since = |began: Moment| u64::try_from(began.until(clock.moment()).as_millis()).unwrap_or(u64::MAX);
    let began = clock.moment();
    let tcp = connect(target).await?;
    tried.connected_ms = Some(since(began));
    let opened = open(target, tcp).await;
    let saw = target.security.witness().and_then(Witness::saw);
    let (certificate, wrong) = saw.map_or((None, None), |(certificate, wrong)| (Some(certificate), wrong));
    tried.certificate = certificate;
    let mut ldap = opened.map_err(|error| words::of_tls(&error, wrong.as_ref()))?;

    let began = clock.moment();
    let answer = ldap.with_timeout(PATIENCE).simple_bind(&typed.name, &typed.password).await;
    let answer = answer.map_err(|error| words::of_error(&error))?;
    tried.bind_ms = Some(since(began));
    tried.result_code = Some(answer.rc);
    let text = answer.text.trim_end_matches('\0');
    tried.diagnostic = (!text.is_empty()).then(|| text.to_owned());
    if answer.rc == 0 {
        tried.identity = identity(&mut ldap, &typed.name).await;
    }
    // The login is over either way.
    let _unbound = ldap.unbind().await;
    Ok(())
}

async fn connect(target: &Target) -> Result<std::net::TcpStream, Trouble> {
    let tcp = tokio::time::timeout(PATIENCE, TcpStream::connect((target.host.as_str(), target.port))).await;
    let tcp = tcp.map_err(|_| words::of_connect("nothing answered in time"))?;
    tcp.and_then(TcpStream::into_std).map_err(|error| words::of_connect(&error.to_string()))
}

async fn open(target: &Target, tcp: std::net::TcpStream) -> Result<Ldap, LdapError> {
    let settings = LdapConnSettings::new().set_conn_timeout(PATIENCE).set_std_stream(StdStream::Tcp(tcp));
    let (scheme, settings) = match &target.security {
        Security::Tls(config, _) => ("ldaps", settings.set_config(config.clone())),
        Security::StartTls(config, _) => ("ldap", settings.set_config(config.clone()).set_starttls(true)),
        Security::Clear => ("ldap", settings),
    };
    // The client below cannot read IPv6 addresses; the witness knows the name that is to be verified.
    let host = if target.host.contains(':') { "localhost" } else { &target.host };
    let url = format!("{scheme}://{host}:{}", target.port);
    let (connection, ldap) = LdapConnAsync::with_settings(settings, &url).await?;
    tokio::spawn(connection.drive());
    Ok(ldap)
}

/// Who the directory says we are: "Who am I?" (RFC 4532), or, where it is not known, our own entry.
async fn identity(ldap: &mut Ldap, name: &str) -> Option<String> {
    let answer = ldap.with_timeout(PATIENCE).extended(WhoAmI).await.ok();
    let said = answer.and_then(|answer| answer.success().ok()).and_then(|(exop, _)| String::from_utf8(exop.val?).ok());
    match said.filter(|said| !said.is_empty()) {
        Some(said) => Some(said),
        None => own_entry(ldap, name).await,
    }
}

async fn own_entry(ldap: &mut Ldap, name: &str) -> Option<String> {
    let root = ldap.with_timeout(PATIENCE).search("", Scope::Base, "(objectClass=*)", ["defaultNamingContext"]);
    let (root, _) = root.await.ok()?.success().ok()?;
    let root = root.into_iter().next().map(ldap3::SearchEntry::construct)?;
    let base = root.attrs.get("defaultNamingContext")?.first()?;
    let (value, short) = (ldap_escape(name), name.rsplit(['\\']).next().map(ldap_escape)?);
    let filter =
        format!("(|(userPrincipalName={value})(sAMAccountName={short})(uid={short})(distinguishedName={value}))");
    let found = ldap.with_timeout(PATIENCE).search(base, Scope::Subtree, &filter, ["1.1"]).await.ok()?;
    let (found, _) = found.success().ok()?;
    let found = found.into_iter().next().map(ldap3::SearchEntry::construct);
    found.map(|entry| entry.dn)
}

impl Security {
    fn witness(&self) -> Option<&Witness> {
        match self {
            Self::Tls(_, witness) | Self::StartTls(_, witness) => Some(witness),
            Self::Clear => None,
        }
    }
}
