//! The servers of a domain by DNS (RFC 2782; MS-ADTS 6.3.6.1: `_ldap._tcp.DOMAIN`).
//!
//! DNS is not trusted: a name found is believed only below the domain, because its certificate will be checked
//! against that very name, and anybody can get a certificate for a name of their own.

use hickory_resolver::Resolver;
use hickory_resolver::proto::rr::RData;

use super::settings::{Security, Url};

/// Looks the servers up, the preferred first.
pub(crate) async fn look_up(domain: &str, starttls: bool) -> Result<Vec<Url>, String> {
    let resolver = Resolver::builder_tokio().and_then(|builder| builder.build()).map_err(|error| error.to_string())?;
    let name = format!("_ldap._tcp.{}.", domain.trim_end_matches('.'));
    let found = resolver.srv_lookup(name.as_str()).await.map_err(|error| error.to_string())?;
    let mut records: Vec<_> = found
        .answers()
        .iter()
        .filter_map(|record| {
            let RData::SRV(srv) = &record.data else { return None };
            Some((srv.priority, u16::MAX - srv.weight, srv.target.to_ascii()))
        })
        .collect();
    records.sort();
    Ok(urls(domain, starttls, records.into_iter().map(|(_, _, target)| target)))
}

fn urls(domain: &str, starttls: bool, targets: impl Iterator<Item = String>) -> Vec<Url> {
    let mut urls = Vec::new();
    for target in targets {
        let host = target.trim_end_matches('.').to_ascii_lowercase();
        if !is_below(&host, domain) {
            tracing::warn!(
                domain,
                "DNS names a server outside the domain; it is not used (give `urls` if it is right)"
            );
            continue;
        }
        let (port, security) = if starttls { (389, Security::StartTls) } else { (636, Security::Ldaps) };
        let url = Url { host, port, security };
        if !urls.contains(&url) {
            urls.push(url);
        }
    }
    urls
}

fn is_below(host: &str, domain: &str) -> bool {
    let domain = domain.trim_end_matches('.').to_ascii_lowercase();
    host == domain || host.strip_suffix(&domain).is_some_and(|rest| rest.ends_with('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_below_the_domain_are_believed() {
        let targets =
            ["DC1.ad.example.test.", "evil.test.", "dc.evilad.example.test", "ad.example.test", "dc1.ad.example.test"];
        let found = urls("AD.example.test", true, targets.iter().map(ToString::to_string));
        let names: Vec<_> = found.iter().map(ToString::to_string).collect();
        assert_eq!(names, ["ldap://dc1.ad.example.test:389", "ldap://ad.example.test:389"]);
        assert!(found.iter().all(|url| url.security == Security::StartTls));
    }
}
