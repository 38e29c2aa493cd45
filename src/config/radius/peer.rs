//! How a device is known: by the addresses its packets come from, or by its certificate on RadSec (RFC 6614 2.4).
//! Never by an attribute of the packet, which anybody can write.

use ipnet::IpNet;

use super::Taken;
use crate::config::fault::Wrong;
use crate::config::section::Section;
use crate::config::{identity, value};

/// How a device is known.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) enum Peer {
    /// By the addresses its UDP packets come from, at least one network.
    Networks(Vec<IpNet>),
    /// By its certificate, on RadSec.
    Certificate(Certificate),
}

/// Which certificate a RadSec client shows.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(crate) enum Certificate {
    /// One with this DNS name among its subject alternative names; lower case.
    DnsName(String),
    /// The one with this SHA-256 over its DER form.
    Sha256([u8; 32]),
}

impl Peer {
    /// Whether its packets never leave this machine.
    pub(crate) fn is_loopback(&self) -> bool {
        let inside = |network: &IpNet| {
            let whole = if network.addr().is_ipv4() { 8 } else { 128 };
            network.addr().is_loopback() && network.prefix_len() >= whole
        };
        match self {
            Self::Networks(networks) => networks.iter().all(inside),
            Self::Certificate(_) => false,
        }
    }

    /// Whether it comes by UDP.
    pub(crate) const fn is_udp(&self) -> bool {
        match self {
            Self::Networks(_) => true,
            Self::Certificate(_) => false,
        }
    }
}

/// Reads `from` or `certificate`: exactly one of them, and nothing another client has.
pub(super) fn read(section: &Section<'_>, taken: &mut Taken) -> Option<Peer> {
    let networks = section.texts("from", value::network);
    let certificate = section.text("certificate", certificate);
    if section.is_empty_list("from") {
        section.wrong("from", Wrong::new("names no address", "name the addresses its packets come from"));
    }
    match (section.has("from"), section.has("certificate")) {
        (false, false) => {
            section.missing("from", "write the addresses its packets come from, or `certificate` for RadSec");
            None
        }
        (true, true) => {
            let remedy = "remove one of the two, or write two clients: one by UDP and one by RadSec";
            section.wrong("certificate", Wrong::new("contradicts `from`", remedy));
            None
        }
        (true, false) => {
            if let Some(twice) = networks.iter().find(|network| !taken.networks.insert(**network)) {
                let what = format!("names {twice}, which another client has");
                let wrong = Wrong::new(what, "give each client addresses of its own; the narrower network wins");
                section.wrong("from", wrong);
            }
            (!networks.is_empty()).then_some(Peer::Networks(networks))
        }
        (false, true) => {
            let certificate = certificate?;
            if !taken.certificates.insert(certificate.clone()) {
                let wrong = Wrong::new("is the certificate of another client", "give each client one of its own");
                section.wrong("certificate", wrong);
            }
            Some(Peer::Certificate(certificate))
        }
    }
}

fn certificate(text: &str) -> Result<Certificate, Wrong> {
    let Some(print) = text.strip_prefix("sha256:") else {
        return identity::host_name(text).map(Certificate::DnsName);
    };
    let digits: Vec<u32> = print.chars().filter(|mark| *mark != ':').filter_map(|mark| mark.to_digit(16)).collect();
    let marks = print.chars().filter(|mark| *mark != ':').count();
    let octets = digits.chunks_exact(2).filter_map(|pair| match pair {
        [high, low] => u8::try_from(high << 4 | low).ok(),
        _ => None,
    });
    let octets: Vec<u8> = octets.collect();
    match <[u8; 32]>::try_from(octets) {
        Ok(octets) if marks == 64 => Ok(Certificate::Sha256(octets)),
        Ok(_) | Err(_) => Err(Wrong::new(
            format!("`{text}` is not a fingerprint"),
            "write `sha256:` and 64 hexadecimal digits: `openssl x509 -in FILE -noout -fingerprint -sha256`",
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_certificate_is_named_by_host_or_by_fingerprint() {
        assert_eq!(certificate("VPN1.example.test").ok(), Some(Certificate::DnsName("vpn1.example.test".into())));
        let colons = vec!["aB"; 32].join(":");
        assert_eq!(certificate(&format!("sha256:{colons}")).ok(), Some(Certificate::Sha256([0xab; 32])));
        assert_eq!(certificate(&format!("sha256:{}", "ab".repeat(32))).ok(), Some(Certificate::Sha256([0xab; 32])));
        for wrong in ["sha256:", "sha256:ab", &format!("sha256:{}zz", "ab".repeat(31)), "a b", "*.example.test"] {
            assert!(certificate(wrong).is_err(), "{wrong}");
        }
        assert!(certificate(&format!("sha256:{}", "ab".repeat(33))).is_err());
        assert!(certificate(&format!("sha256:{}a", "ab".repeat(32))).is_err());
    }

    #[test]
    fn only_whole_loopback_is_loopback() {
        let peer = |text: &str| Peer::Networks(text.split(' ').filter_map(|network| network.parse().ok()).collect());
        assert!(peer("127.0.0.0/8 ::1/128 127.0.0.1/32").is_loopback());
        for wide in ["126.0.0.0/7", "0.0.0.0/0", "::/0", "127.0.0.1/32 10.0.0.0/8"] {
            assert!(!peer(wide).is_loopback(), "{wide}");
        }
    }
}
