//! Where a request comes from. A proxy that is named in the configuration tells by `X-Forwarded-For`; what anybody else
//! says there is not read.

use std::net::IpAddr;

use axum::http::HeaderMap;
use vestibule_gate::{Networks, Source};

/// No chain of proxies is longer.
const MOST_HOPS: usize = 20;

/// A trusted proxy did not tell, or not so that it can be read. The request is refused: an address that is left out must
/// never open what an address would have shut.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Unreadable;

/// The source of a request that `peer` sent: the last address in the chain that is no trusted proxy's.
pub(super) fn source(peer: IpAddr, headers: &HeaderMap, trusted: &Networks) -> Result<Source, Unreadable> {
    let is_trusted = |address: IpAddr| trusted.contain(&Source { peer: address, end_user: None });
    if !is_trusted(peer) {
        return Ok(Source { peer, end_user: Some(peer.to_canonical()) });
    }
    let mut hops = Vec::new();
    for line in headers.get_all("x-forwarded-for") {
        for hop in line.to_str().map_err(|_| Unreadable)?.split(',') {
            if hops.len() == MOST_HOPS {
                return Err(Unreadable);
            }
            hops.push(hop.trim().parse::<IpAddr>().map_err(|_| Unreadable)?.to_canonical());
        }
    }
    let foreign = hops.iter().rev().find(|hop| !is_trusted(**hop));
    let end_user = foreign.or(hops.first()).copied().ok_or(Unreadable)?;
    Ok(Source { peer, end_user: Some(end_user) })
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests fail by panicking")]
mod tests {
    use super::*;

    fn end_user(peer: &str, lines: &[&str]) -> Option<String> {
        let trusted = Networks::new(vec![("10.0.0.0".parse().unwrap(), 8), ("2001:db8::".parse().unwrap(), 32)]);
        let headers = lines.iter().map(|line| ("x-forwarded-for".parse().unwrap(), line.parse().unwrap())).collect();
        let source = source(peer.parse().unwrap(), &headers, &trusted).ok()?;
        assert_eq!(source.peer.to_string(), peer);
        source.end_user.map(|address| address.to_string())
    }

    #[test]
    fn a_stranger_is_who_the_connection_says() {
        for lines in [&[][..], &["198.51.100.7"], &["x"]] {
            assert_eq!(end_user("192.0.2.1", lines).as_deref(), Some("192.0.2.1"));
        }
        assert_eq!(end_user("::ffff:192.0.2.1", &[]).as_deref(), Some("192.0.2.1"));
    }

    #[test]
    fn behind_trusted_proxies_the_last_foreign_address_counts() {
        for (lines, expected) in [
            (&["198.51.100.7"][..], "198.51.100.7"),
            (&["203.0.113.9, 198.51.100.7, 10.0.0.2"], "198.51.100.7"),
            (&["203.0.113.9", "198.51.100.7,2001:db8::2"], "198.51.100.7"),
            (&["10.1.2.3, 10.0.0.2"], "10.1.2.3"),
            (&["::ffff:198.51.100.7"], "198.51.100.7"),
        ] {
            assert_eq!(end_user("10.0.0.1", lines).as_deref(), Some(expected), "{lines:?}");
        }
    }

    #[test]
    fn a_trusted_proxy_that_cannot_be_understood_is_refused() {
        let long = vec!["198.51.100.7"; 21].join(",");
        for line in ["", "a", "198.51.100.7,", "fe80::1%eth0", "198.51.100.7:80", "[2001:db8::1]", "unknown", &long] {
            assert_eq!(end_user("10.0.0.1", &[line]), None, "{line}");
        }
        assert_eq!(end_user("10.0.0.1", &[]), None);
        assert_eq!(end_user("10.0.0.1", &vec!["198.51.100.7"; 20]).as_deref(), Some("198.51.100.7"));
    }
}
