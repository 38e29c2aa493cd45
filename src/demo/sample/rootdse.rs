//! The rootDSE: what a directory server says of itself (RFC 4512 section 5.1, MS-ADTS 3.1.1.3.2).

use vestibule_gate::Timestamp;
use vestibule_ldap_proxy::wire::oid;

use super::tree::Values;
use super::value::generalized;
use crate::demo::cast::{BASE, DOMAIN};

/// The bind that Active Directory calls fast, and other controls that clients look for before they use them.
const CONTROLS: [&str; 2] = [oid::control::PAGED_RESULTS, "1.2.840.113556.1.4.801"];

/// The attributes asked for. `tokens` are the SIDs of whoever is bound on the connection; they are there only when they
/// are asked for by name.
pub(super) fn read(asked: &[&str], tokens: Option<&[Vec<u8>]>, now: Timestamp) -> Vec<(String, Values)> {
    let one = |value: &str| vec![value.as_bytes().to_vec()];
    let all = |values: &[&str]| values.iter().map(|value| value.as_bytes().to_vec()).collect();
    let server = format!("CN=DC1,CN=Servers,CN=Default-First-Site-Name,CN=Sites,CN=Configuration,{BASE}");
    let host = format!("dc1.{DOMAIN}");
    let stored: [(&str, Values); 16] = [
        ("currentTime", one(&generalized(now))),
        ("defaultNamingContext", one(BASE)),
        ("rootDomainNamingContext", one(BASE)),
        ("configurationNamingContext", one(&format!("CN=Configuration,{BASE}"))),
        ("schemaNamingContext", one(&format!("CN=Schema,CN=Configuration,{BASE}"))),
        ("namingContexts", one(BASE)),
        ("dnsHostName", one(&host)),
        ("ldapServiceName", one(&format!("{DOMAIN}:dc1$@{}", DOMAIN.to_ascii_uppercase()))),
        ("serverName", one(&server)),
        ("supportedLDAPVersion", one("3")),
        ("supportedControl", all(&CONTROLS)),
        ("supportedExtension", one(oid::extended::WHO_AM_I)),
        ("supportedSASLMechanisms", all(&["GSSAPI", "GSS-SPNEGO", "EXTERNAL", "DIGEST-MD5"])),
        ("supportedCapabilities", all(&["1.2.840.113556.1.4.800", "1.2.840.113556.1.4.1670"])),
        ("isSynchronized", one("TRUE")),
        ("isGlobalCatalogReady", one("TRUE")),
    ];
    let wanted = |name: &str| asked.iter().any(|asked| asked.eq_ignore_ascii_case(name));
    let everything = asked.is_empty() || asked.contains(&"*");
    let mut found: Vec<(String, Values)> = stored
        .into_iter()
        .filter(|(name, _)| everything || wanted(name))
        .map(|(name, values)| (name.to_owned(), values))
        .collect();
    if let Some(tokens) = tokens.filter(|_| wanted("tokenGroups")) {
        found.push(("tokenGroups".to_owned(), tokens.to_vec()));
    }
    found
}
