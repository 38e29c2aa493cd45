//! The one address of the portal. Origins, hosts and links are compared with it and made from it, never from a request.

use std::fmt;
use std::str::FromStr;

use thiserror::Error;

/// The port of `https://` where none is written.
const HTTPS: u16 = 443;

/// `https://host[:port]`, without a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicUrl(Authority);

/// Why a text is no address of a portal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("the portal's address must be https://host or https://host:port, and nothing behind it")]
pub struct BadUrl;

impl FromStr for PublicUrl {
    type Err = BadUrl;

    fn from_str(text: &str) -> Result<Self, BadUrl> {
        let text = text.strip_suffix('/').unwrap_or(text);
        origin(text).map(Self).ok_or(BadUrl)
    }
}

impl fmt::Display for PublicUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.port {
            HTTPS => write!(f, "https://{}", self.0.host),
            port => write!(f, "https://{}:{port}", self.0.host),
        }
    }
}

impl PublicUrl {
    /// Whether an `Origin` header names exactly this origin (RFC 6454 section 5).
    pub(crate) fn is_origin(&self, header: &str) -> bool {
        origin(header).is_some_and(|authority| authority == self.0)
    }

    /// Whether a `Host` header, or the authority of a request's target, names exactly this host (RFC 9110 section 7.2).
    pub(crate) fn is_host(&self, header: &str) -> bool {
        Authority::read(header).is_some_and(|authority| authority == self.0)
    }
}

fn origin(text: &str) -> Option<Authority> {
    Authority::read(text.strip_prefix("https://")?)
}

/// A host in lower case, and a port.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Authority {
    host: String,
    port: u16,
}

impl Authority {
    fn read(text: &str) -> Option<Self> {
        let (host, port) = match text.rsplit_once(':') {
            Some((host, port)) if !port.ends_with(']') => (host, number(port)?),
            Some(_) | None => (text, HTTPS),
        };
        let host = host.to_ascii_lowercase();
        is_host(&host).then_some(Self { host, port })
    }
}

/// Digits alone: no sign, no blank, no more than a port has.
fn number(text: &str) -> Option<u16> {
    let plain = (1..=5).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|port| plain && *port > 0)
}

fn is_host(host: &str) -> bool {
    if let Some(six) = host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
        return six.parse::<std::net::Ipv6Addr>().is_ok();
    }
    !host.is_empty() && host.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._".contains(&byte))
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests fail by panicking")]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_a_secure_host_and_nothing_behind_it() {
        for (text, shown) in [
            ("https://mfa.example.test", "https://mfa.example.test"),
            ("https://MFA.example.test:443/", "https://mfa.example.test"),
            ("https://mfa.example.test:8443", "https://mfa.example.test:8443"),
            ("https://[2001:db8::1]:8443", "https://[2001:db8::1]:8443"),
            ("https://[2001:db8::1]", "https://[2001:db8::1]"),
        ] {
            assert_eq!(text.parse::<PublicUrl>().unwrap().to_string(), shown);
        }
        for text in [
            "",
            "mfa.example.test",
            "http://mfa.example.test",
            "https://",
            "https://mfa.example.test/enrol",
            "https://a b",
            "https://a@b",
            "https://a:0",
            "https://a:",
            "https://a:99999",
            "https://a:+80",
            "https://a?b",
            "https://[::1",
        ] {
            assert_eq!(text.parse::<PublicUrl>(), Err(BadUrl), "{text}");
        }
    }

    #[test]
    fn what_only_begins_or_ends_alike_is_another_host() {
        let url: PublicUrl = "https://mfa.example.test".parse().unwrap();
        for same in ["mfa.example.test", "MFA.example.test", "mfa.example.test:443"] {
            assert!(url.is_host(same), "{same}");
        }
        for other in [
            "mfa.example.evil",
            "mfa.example.test.",
            "mfa.example.test:80",
            "mfa.example.test.evil",
            "x@mfa.example.test",
        ] {
            assert!(!url.is_host(other) && !url.is_origin(&format!("https://{other}")), "{other}");
        }
        assert!(url.is_origin("https://mfa.example.test"));
        for other in ["null", "", "http://mfa.example.test", "https://mfa.example.test/", "mfa.example.test"] {
            assert!(!url.is_origin(other), "{other}");
        }
    }
}
