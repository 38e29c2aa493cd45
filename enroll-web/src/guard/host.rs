//! Whether a request is for this portal (ATTACKS of the `Host` header: links and origins are never made of it, and a
//! request for another host is not answered at all).

use axum::http::{HeaderMap, Uri, header};

use crate::PublicUrl;

/// The names the request gives our host by: the authority of its target (HTTP/2, or the absolute form), `Host`, and what
/// a proxy says the browser asked for. There has to be one, and none may be another's.
pub(super) fn is_ours(target: &Uri, headers: &HeaderMap, public_url: &PublicUrl) -> bool {
    let target = target.authority().map(|authority| Some(authority.as_str()));
    let hosts = headers.get_all(header::HOST).iter().map(|value| value.to_str().ok());
    let mut named = target.into_iter().chain(hosts).peekable();
    let forwarded = headers.get_all("x-forwarded-host").iter().map(|value| value.to_str().ok());
    let ours = |name: Option<&str>| name.is_some_and(|name| public_url.is_host(name));
    named.peek().is_some() && named.chain(forwarded).all(ours)
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests fail by panicking")]
mod tests {
    use axum::http::HeaderName;

    use super::*;

    fn ours(target: &str, headers: &[(&str, &str)]) -> bool {
        let pairs = headers.iter().map(|(name, value)| (name.parse::<HeaderName>().unwrap(), value.parse().unwrap()));
        is_ours(&target.parse().unwrap(), &pairs.collect(), &"https://mfa.example.test:8443".parse().unwrap())
    }

    const OURS: (&str, &str) = ("host", "mfa.example.test:8443");

    #[test]
    fn every_name_the_request_gives_must_be_ours() {
        assert!(ours("/", &[OURS]));
        assert!(ours("https://mfa.example.test:8443/", &[]));
        assert!(ours("/", &[OURS, ("x-forwarded-host", "MFA.example.test:8443")]));
        for (target, headers) in [
            ("/", &[][..]),
            ("/", &[("host", "evil.example")]),
            ("/", &[("host", "mfa.example.test")]),
            ("/", &[OURS, ("host", "evil.example")]),
            ("/", &[OURS, ("x-forwarded-host", "evil.example")]),
            ("/", &[OURS, ("x-forwarded-host", "mfa.example.test:8443, evil.example")]),
            ("/", &[("x-forwarded-host", "mfa.example.test:8443")]),
            ("https://evil.example/", &[OURS]),
            ("https://mfa.example.test:8443/", &[("host", "evil.example")]),
            ("/", &[("host", "mfa.example.test:8443@evil.example")]),
        ] {
            assert!(!ours(target, headers), "{target} {headers:?}");
        }
    }
}
