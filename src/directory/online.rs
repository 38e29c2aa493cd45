//! What `check --online` asks: is each server there, does it let our account in, and may our account read what every
//! login needs?

use std::time::Duration;

use vestibule_gate::{Moment, Outage};
use vestibule_ldap_proxy::wire::Filter;

use super::backend::Backend;
use super::keeper::PROBE;
use super::{active_directory, name, openldap};

/// Attributes every account of Active Directory has: absent means that they may not be read.
const ALWAYS: [&str; 7] = [
    "objectSid",
    "sAMAccountName",
    "userAccountControl",
    "pwdLastSet",
    "accountExpires",
    "msDS-User-Account-Control-Computed",
    "tokenGroups",
];

/// How one server fared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Probed {
    pub(crate) directory: String,
    /// Empty where no server is known.
    pub(crate) url: String,
    /// How long connecting and logging in as our account took, or why it did not work.
    pub(crate) outcome: Result<Duration, String>,
}

/// Whether our account may read an attribute.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Readable {
    pub(crate) attribute: &'static str,
    pub(crate) finding: Finding,
    /// The command that gives the right, where it may be missing.
    pub(crate) remedy: Option<String>,
}

/// What was found of an attribute.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Finding {
    /// It was read.
    Read,
    /// Not there, and without it nobody can log in.
    Missing,
    /// Not there; whether it has no value or may not be read cannot be told.
    Unclear,
}

/// Connects to every server and logs in as our account.
pub(crate) async fn probe(backend: &Backend) -> Vec<Probed> {
    let directory = backend.name.to_string();
    let servers = backend.servers.all();
    if servers.is_empty() {
        let outcome = Err("no server is known; DNS names none of the domain".to_owned());
        return vec![Probed { directory, url: String::new(), outcome }];
    }
    let mut probed = Vec::new();
    for server in servers {
        let began = backend.timer.moment();
        let work = async {
            let mut upstream = server.dial().await?;
            backend.account.bind(&mut upstream).await
        };
        let outcome = backend.timer.within(backend.timer.after(PROBE * 2), work).await;
        let outcome = outcome.map(|()| began.until(backend.timer.moment())).map_err(|failure| failure.to_string());
        probed.push(Probed { directory: directory.clone(), url: server.url.to_string(), outcome });
    }
    probed
}

/// Reads each attribute of the person that `typed` names; `None` when it names nobody.
pub(crate) async fn readable(backend: &Backend, typed: &str, until: Moment) -> Result<Option<Vec<Readable>>, Outage> {
    let (filter, needed) = match (backend.is_active_directory(), name::typed(&backend.settings, typed)) {
        (_, None) => return Ok(None),
        (true, Some(name::Typed::Dn(dn))) => (Filter::equal("distinguishedName", dn), active_directory::needed()),
        (true, Some(name::Typed::Matching(filter))) => (filter, active_directory::needed()),
        (false, Some(name::Typed::Dn(dn))) => (Filter::equal("entryDN", dn), openldap::needed()),
        (false, Some(name::Typed::Matching(filter))) => (filter, openldap::needed()),
    };
    let filter =
        if backend.is_active_directory() { active_directory::people(Some(filter)) } else { openldap::people(filter) };
    let Some(found) = backend.one(&filter, &["objectClass"], until).await? else { return Ok(None) };
    let mut attributes = needed.to_vec();
    if backend.is_active_directory() {
        attributes.push("tokenGroups");
    }
    let entry = backend.read(&found.dn, &Filter::any(), &attributes, until).await?.unwrap_or_default();
    let findings = attributes.into_iter().map(|attribute| {
        let finding = finding(backend, attribute, entry.values(attribute).is_empty());
        let remedy = (finding != Finding::Read).then(|| remedy(backend, attribute, &found.dn)).flatten();
        Readable { attribute, finding, remedy }
    });
    let mut findings: Vec<_> = findings.collect();
    findings.extend(policy(backend, entry.text("msDS-ResultantPSO"), until).await?);
    Ok(Some(findings))
}

fn finding(backend: &Backend, attribute: &str, absent: bool) -> Finding {
    let always = if backend.is_active_directory() { ALWAYS.contains(&attribute) } else { attribute == "entryUUID" };
    match (absent, always) {
        (false, _) => Finding::Read,
        (true, true) => Finding::Missing,
        (true, false) => Finding::Unclear,
    }
}

/// Whether the finer password policy of the person may be read.
async fn policy(backend: &Backend, policy: Option<&str>, until: Moment) -> Result<Option<Readable>, Outage> {
    let Some(policy) = policy else { return Ok(None) };
    let attribute = "msDS-LockoutThreshold";
    let entry = backend.read(policy, &Filter::any(), &[attribute], until).await?;
    let read = entry.is_some_and(|entry| !entry.values(attribute).is_empty());
    let remedy = format!("dsacls \"{policy}\" /G \"{}:GR\"", grantee(backend));
    let finding = if read { Finding::Read } else { Finding::Unclear };
    Ok(Some(Readable { attribute, finding, remedy: (!read).then_some(remedy) }))
}

/// The right to read one property of the users of the container that holds `dn`.
fn remedy(backend: &Backend, attribute: &str, dn: &str) -> Option<String> {
    if !backend.is_active_directory() {
        return None;
    }
    let container = parent(dn).unwrap_or(&backend.settings.base_dn);
    Some(format!("dsacls \"{container}\" /I:S /G \"{}:RP;{attribute};user\"", grantee(backend)))
}

/// Our account as `dsacls` wants it: `user@domain` or `DOMAIN\user`.
fn grantee(backend: &Backend) -> &str {
    backend.account.name()
}

/// What holds the object `dn`: what is behind the first comma that is not escaped.
fn parent(dn: &str) -> Option<&str> {
    let mut escaped = false;
    for (place, letter) in dn.char_indices() {
        match letter {
            '\\' if !escaped => escaped = true,
            ',' if !escaped => return dn.get(place + 1..),
            _ => escaped = false,
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_container_is_behind_the_first_comma_that_is_not_escaped() {
        assert_eq!(parent("CN=a\\, b,OU=c,DC=d"), Some("OU=c,DC=d"));
        assert_eq!(parent("CN=a\\\\,OU=c"), Some("OU=c"));
        assert_eq!(parent("CN=a"), None);
    }
}
