//! Which client a certificate is of (RFC 6614 section 2.4): by a DNS name among its subject alternative names, or by
//! its fingerprint. That an authority vouches for it was verified before.

use std::fmt;
use std::sync::Arc;

use rustls_pki_types::CertificateDer;
use sha2::{Digest as _, Sha256};
use x509_parser::extensions::GeneralName;

use crate::config::{Certificate, Peer, Radius};

/// The certificates of the clients.
pub(super) struct Identities(Vec<(Certificate, Arc<str>)>);

/// What a client showed.
pub(super) struct Shown {
    fingerprint: [u8; 32],
    /// In lower case.
    names: Vec<String>,
}

impl Identities {
    pub(super) fn new(radius: &Radius) -> Self {
        let of = |client: &crate::config::RadiusClient| match &client.peer {
            Peer::Certificate(certificate) => Some((certificate.clone(), Arc::from(client.name.as_str()))),
            Peer::Networks(_) => None,
        };
        Self(radius.clients.iter().filter_map(of).collect())
    }

    /// The one client a certificate fits. A fingerprint says more than a name; of two names that are different
    /// clients', neither counts.
    pub(super) fn client(&self, shown: &Shown) -> Option<Arc<str>> {
        let matching = |by_fingerprint: bool| {
            self.0.iter().filter(move |(certificate, _)| match certificate {
                Certificate::Sha256(wanted) => by_fingerprint && *wanted == shown.fingerprint,
                Certificate::DnsName(wanted) => !by_fingerprint && shown.names.contains(wanted),
            })
        };
        if let Some((_, client)) = matching(true).next() {
            return Some(client.clone());
        }
        let mut by_name = matching(false);
        let (_, client) = by_name.next()?;
        by_name.next().is_none().then(|| client.clone())
    }
}

impl Shown {
    /// Reads a certificate; `None` when it cannot be read.
    pub(super) fn of(certificate: &CertificateDer<'_>) -> Option<Self> {
        let (_, parsed) = x509_parser::parse_x509_certificate(certificate).ok()?;
        let alternative = parsed.subject_alternative_name().ok()?;
        let general = alternative.map(|names| names.value.general_names.as_slice()).unwrap_or_default();
        let names = general.iter().filter_map(|name| {
            if let GeneralName::DNSName(name) = name { Some(name.to_ascii_lowercase()) } else { None }
        });
        Some(Self { fingerprint: Sha256::digest(certificate).into(), names: names.collect() })
    }
}

impl fmt::Display for Shown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("sha256:")?;
        self.fingerprint.iter().try_for_each(|octet| write!(f, "{octet:02x}"))?;
        self.names.iter().try_for_each(|name| write!(f, " {}", name.escape_debug()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn identities(of: &[(Certificate, &str)]) -> Identities {
        Identities(of.iter().map(|(certificate, name)| (certificate.clone(), Arc::from(*name))).collect())
    }

    fn shown(names: &[&str]) -> Shown {
        Shown { fingerprint: [7; 32], names: names.iter().map(ToString::to_string).collect() }
    }

    #[test]
    fn a_fingerprint_comes_before_a_name_and_two_names_are_nobody() {
        let (vpn, ssh) = (Certificate::DnsName("vpn.test".into()), Certificate::DnsName("ssh.test".into()));
        let known = identities(&[(vpn.clone(), "vpn"), (ssh, "ssh")]);
        assert_eq!(known.client(&shown(&["vpn.test"])).as_deref(), Some("vpn"));
        assert_eq!(known.client(&shown(&["other.test"])), None);
        assert_eq!(known.client(&shown(&["vpn.test", "ssh.test"])), None);
        let known = identities(&[(vpn, "vpn"), (Certificate::Sha256([7; 32]), "this")]);
        assert_eq!(known.client(&shown(&["vpn.test"])).as_deref(), Some("this"));
        assert_eq!(identities(&[(Certificate::Sha256([8; 32]), "that")]).client(&shown(&[])), None);
    }
}
