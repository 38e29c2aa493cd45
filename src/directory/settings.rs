//! What one configured directory needs to know, in plain values. The configuration file is read elsewhere.

use std::fmt;
use std::net::IpAddr;
use std::time::Duration;

use rustls_pki_types::{CertificateDer, ServerName};
use thiserror::Error;
use vestibule_gate::Password;

/// One `[[directory]]`.
#[derive(Debug)]
pub(crate) struct Settings {
    /// Its name, unique; part of a person's id on OpenLDAP.
    pub(crate) name: String,
    pub(crate) kind: Kind,
    /// The DNS name of the domain: SRV look-ups, and names of the form `user@domain`. Active Directory only.
    pub(crate) domain: Option<String>,
    /// The NetBIOS name of the domain, for `NETBIOS\user`. Active Directory only.
    pub(crate) netbios: Option<String>,
    /// The servers in order of preference; where empty, the domain's SRV records are asked.
    pub(crate) urls: Vec<Url>,
    /// People and groups are searched below this.
    pub(crate) base_dn: String,
    /// Authorities that may have signed the servers' certificates; the system's where empty.
    pub(crate) ca: Vec<CertificateDer<'static>>,
    /// The name our own account binds with: a DN, or on Active Directory any name it accepts.
    pub(crate) service_account: String,
    pub(crate) service_password: Password,
    /// The longest one request may take, within the attempt's own deadline.
    pub(crate) timeout: Duration,
    /// Servers found by SRV speak StartTLS on 389 instead of TLS on 636.
    pub(crate) starttls: bool,
    /// Suffixes that stand for the domain in `user@suffix`, besides every userPrincipalName that is stored.
    pub(crate) upn_suffixes: Vec<String>,
    /// Whether a mail address names a person.
    pub(crate) mail_as_name: bool,
    /// Whether a listener's sessions go to the Global Catalog.
    pub(crate) global_catalog: bool,
}

/// What speaks LDAP there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    ActiveDirectory,
    OpenLdap,
}

/// Where a server listens and how passwords are guarded on the way.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Url {
    /// A DNS name or an IP address without brackets; the certificate must name it.
    pub(crate) host: String,
    pub(crate) port: u16,
    pub(crate) security: Security,
}

/// How passwords are guarded on the way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Security {
    /// TLS from the first byte.
    Ldaps,
    /// TLS after an extended operation; never without.
    StartTls,
    /// None; loopback addresses only.
    ClearText,
}

/// A setting that cannot be used.
#[derive(Debug, Error, PartialEq, Eq)]
pub(crate) enum SettingsError {
    #[error("`{0}` is neither a host name nor an address that a certificate could name")]
    Host(String),
    #[error("passwords would go to `{0}` in clear text; use ldaps:// or set `starttls = true`")]
    ClearText(String),
    #[error("directory `{0}`: give `urls`, or the `domain` whose servers DNS names")]
    NoServer(String),
    #[error("directory `{0}`: the service account or its password is empty")]
    ServiceAccount(String),
    #[error("directory `{0}`: {1}")]
    Certificates(String, String),
    #[error("directory `{0}` is configured twice")]
    Twice(String),
}

impl Settings {
    /// Whether the parts fit together.
    pub(crate) fn check(&self) -> Result<(), SettingsError> {
        if self.urls.is_empty() && self.domain.is_none() {
            return Err(SettingsError::NoServer(self.name.clone()));
        }
        if self.service_account.is_empty() || self.service_password.is_empty() {
            return Err(SettingsError::ServiceAccount(self.name.clone()));
        }
        Ok(())
    }
}

impl Url {
    /// A server as the configuration names it. Without `tls` it needs `starttls`, or `clear_text` and a loopback host.
    pub(crate) fn new(
        host: &str,
        port: u16,
        tls: bool,
        starttls: bool,
        clear_text: bool,
    ) -> Result<Self, SettingsError> {
        let security = match (tls, starttls) {
            (true, _) => Security::Ldaps,
            (false, true) => Security::StartTls,
            (false, false) if clear_text && is_loopback(host) => Security::ClearText,
            (false, false) => return Err(SettingsError::ClearText(host.to_owned())),
        };
        if ServerName::try_from(host).is_err() {
            return Err(SettingsError::Host(host.to_owned()));
        }
        Ok(Self { host: host.to_owned(), port, security })
    }
}

impl Url {
    /// The Global Catalog on the same machine (MS-ADTS 3.1.1.1.1: ports 3268 and 3269).
    pub(crate) fn global_catalog(&self) -> Self {
        let port = if self.security == Security::Ldaps { 3269 } else { 3268 };
        Self { port, ..self.clone() }
    }
}

impl fmt::Display for Url {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scheme = if self.security == Security::Ldaps { "ldaps" } else { "ldap" };
        let (open, close) = if self.host.contains(':') { ("[", "]") } else { ("", "") };
        write!(f, "{scheme}://{open}{}{close}:{}", self.host, self.port)
    }
}

fn is_loopback(host: &str) -> bool {
    host == "localhost" || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn security(host: &str, tls: bool, starttls: bool, clear_text: bool) -> Option<Security> {
        Url::new(host, 1, tls, starttls, clear_text).ok().map(|url| url.security)
    }

    #[test]
    fn passwords_are_guarded_unless_the_setting_and_the_host_allow_otherwise() {
        assert_eq!(security("dc1.x", true, false, false), Some(Security::Ldaps));
        assert_eq!(security("dc1.x", true, true, true), Some(Security::Ldaps));
        assert_eq!(security("dc1.x", false, true, true), Some(Security::StartTls));
        assert_eq!(security("127.0.0.9", false, false, true), Some(Security::ClearText));
        assert_eq!(security("::1", false, false, true), Some(Security::ClearText));
        assert_eq!(security("127.0.0.9", false, false, false), None);
        assert_eq!(security("10.0.0.1", false, false, true), None);
        assert_eq!(security("dc1.x", false, false, true), None);
        assert_eq!(security("no host", true, false, false), None);
    }

    #[test]
    fn an_address_prints_as_it_is_written() {
        for (host, text) in [("dc1.x", "ldaps://dc1.x:636"), ("::1", "ldaps://[::1]:636")] {
            assert_eq!(Url::new(host, 636, true, false, false).map(|url| url.to_string()), Ok(text.to_owned()));
        }
    }
}
