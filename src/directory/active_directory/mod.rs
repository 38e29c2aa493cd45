//! People and groups of Active Directory (MS-ADTS).

mod account;
mod filetime;
mod hours;
mod lockout;
mod search;

use vestibule_gate::ports::Group;
use vestibule_gate::{BadPasswords, Moment, Outage, PasswordVersion, Person, Sid};
use vestibule_ldap_proxy::wire::Filter;

use self::account::Account;
pub(crate) use self::lockout::ActiveDirectory;
pub(crate) use self::search::{everybody, members, search_groups, search_people};
use super::backend::Backend;
use super::entry::Entry;
use super::name::{self, Typed};

/// What is read of a person.
const PERSON: [&str; 14] = [
    "distinguishedName",
    "objectSid",
    "sAMAccountName",
    "userPrincipalName",
    "userAccountControl",
    "msDS-User-Account-Control-Computed",
    "pwdLastSet",
    "accountExpires",
    "logonHours",
    "lockoutTime",
    "badPwdCount",
    "badPasswordTime",
    "adminCount",
    "msDS-ResultantPSO",
];
const GROUP: [&str; 3] = ["objectSid", "sAMAccountName", "cn"];

/// The one person that is named so.
pub(crate) async fn resolve(backend: &Backend, name: &str, until: Moment) -> Result<Option<Person>, Outage> {
    let entry = match name::typed(&backend.settings, name) {
        None => None,
        Some(Typed::Dn(dn)) => backend.read(&dn, &people(None), &PERSON, until).await?,
        Some(Typed::Matching(filter)) => backend.one(&people(Some(filter)), &PERSON, until).await?,
    };
    person(backend, entry, until).await
}

/// The person with this SID.
pub(crate) async fn again(backend: &Backend, who: &Person, until: Moment) -> Result<Option<Person>, Outage> {
    identified(backend, &who.id, until).await
}

/// The person with this SID.
pub(crate) async fn identified(backend: &Backend, id: &Sid, until: Moment) -> Result<Option<Person>, Outage> {
    if !id.as_str().starts_with("S-1-") || !name::is_plain(id.as_str()) {
        return Ok(None);
    }
    let entry = backend.read(&by_sid(id), &people(None), &PERSON, until).await?;
    let person = person(backend, entry, until).await?;
    Ok(person.filter(|person| person.id == *id))
}

/// The groups of a person, nested and primary ones included.
pub(crate) async fn groups(backend: &Backend, who: &Person, until: Moment) -> Result<Vec<Sid>, Outage> {
    let entry = backend.read(&by_sid(&who.id), &people(None), &["objectSid", "tokenGroups"], until).await?;
    let entry = entry.filter(|entry| entry.sid("objectSid").as_ref() == Some(&who.id)).unwrap_or_default();
    entry.sids("tokenGroups").ok_or_else(|| backend.absent("tokenGroups", &who.dn))
}

/// Attributes of a person.
pub(crate) async fn entry(
    backend: &Backend,
    who: &Person,
    names: &[&str],
    until: Moment,
) -> Result<Option<Entry>, Outage> {
    by_identity(backend, &who.id, names, until).await
}

/// Attributes of the person with this SID; `None` when there is nobody in this directory.
pub(crate) async fn by_identity(
    backend: &Backend,
    who: &Sid,
    names: &[&str],
    until: Moment,
) -> Result<Option<Entry>, Outage> {
    let wanted: Vec<&str> = ["objectSid"].iter().chain(names).copied().collect();
    let entry = backend.read(&by_sid(who), &people(None), &wanted, until).await?;
    Ok(entry.filter(|entry| entry.sid("objectSid").as_ref() == Some(who)))
}

/// The one group that is named so.
pub(crate) async fn group(backend: &Backend, name: &str, until: Moment) -> Result<Option<Group>, Outage> {
    if !name::is_plain(name) || name.starts_with('<') {
        return Ok(None);
    }
    let groups = Filter::equal("objectClass", "group");
    let entry = if name.starts_with("S-1-") {
        backend.read(&by_sid(&Sid::new(name)), &groups, &GROUP, until).await?
    } else if name.contains('=') {
        backend.read(name, &groups, &GROUP, until).await?
    } else {
        let short = match name.split_once('\\') {
            Some((domain, rest)) if is_ours(backend, domain) => rest,
            Some(_) => return Ok(None),
            None => name,
        };
        let named = Filter::Or(vec![Filter::equal("sAMAccountName", short), Filter::equal("cn", short)]);
        backend.one(&Filter::And(vec![groups, named]), &GROUP, until).await?
    };
    entry.map(|entry| as_group(backend, entry)).transpose()
}

fn as_group(backend: &Backend, entry: Entry) -> Result<Group, Outage> {
    let id = entry.sid("objectSid").ok_or_else(|| backend.absent("objectSid", &entry.dn))?;
    let name = entry.text("sAMAccountName").or(entry.text("cn")).unwrap_or(&entry.dn).to_owned();
    Ok(super::group(id, entry.dn, name, None))
}

/// Whose entry a DN of any form names.
pub(crate) async fn whose(backend: &Backend, dn: &str, until: Moment) -> Result<Option<Sid>, Outage> {
    let entry = backend.read(dn, &Filter::any(), &["objectSid"], until).await?;
    Ok(entry.and_then(|entry| entry.sid("objectSid")))
}

/// The attributes a login needs, for `check --online`.
pub(crate) const fn needed() -> &'static [&'static str] {
    &PERSON
}

fn by_sid(sid: &Sid) -> String {
    format!("<SID={sid}>")
}

fn is_ours(backend: &Backend, domain: &str) -> bool {
    backend.settings.netbios.as_deref().is_some_and(|netbios| netbios.eq_ignore_ascii_case(domain))
}

/// People, and no computers: those are of class user too, but not of category person.
pub(crate) fn people(matching: Option<Filter>) -> Filter {
    let mut terms = vec![Filter::equal("objectCategory", "person"), Filter::equal("objectClass", "user")];
    terms.extend(matching);
    Filter::And(terms)
}

/// What was read, as a person; `None` when it lies outside the base DN.
async fn person(backend: &Backend, entry: Option<Entry>, until: Moment) -> Result<Option<Person>, Outage> {
    let Some(entry) = entry else { return Ok(None) };
    let domain = lockout::domain(backend, until).await?;
    if !is_below(&entry.dn, &domain.base) {
        return Ok(None);
    }
    let id = entry.sid("objectSid").ok_or_else(|| backend.absent("objectSid", &entry.dn))?;
    let account = Account::read(&entry).map_err(|attribute| backend.absent(attribute, &entry.dn))?;
    let lockout = match entry.text("msDS-ResultantPSO") {
        Some(finer) => lockout::finer(backend, finer, domain.lockout, until).await?,
        None => domain.lockout,
    };
    let bad_passwords = BadPasswords {
        // Absent on a server that never counted one.
        count: entry.number("badPwdCount").unwrap_or_default(),
        last: entry.number("badPasswordTime").and_then(filetime::timestamp),
        threshold: lockout.threshold,
        window: lockout.window,
    };
    let name = entry.text("sAMAccountName").or(entry.text("userPrincipalName")).unwrap_or(&entry.dn).to_owned();
    Ok(Some(Person {
        id,
        directory: backend.name.clone(),
        name,
        state: account.state(&lockout, backend.timer.now()),
        password: PasswordVersion(account.password_set.to_string()),
        admin_count: entry.number("adminCount") == Some(1),
        bad_passwords,
        dn: entry.dn,
    }))
}

/// Both names are as the directory writes them, so that letters of one case apart they compare as bytes.
fn is_below(dn: &str, base: &str) -> bool {
    let Some(place) = dn.len().checked_sub(base.len()) else { return false };
    let (Some(above), Some(rest)) = (dn.get(place..), dn.get(..place)) else { return false };
    let parted = rest.strip_suffix(',').is_some_and(|rdn| {
        let escapes = rdn.len() - rdn.trim_end_matches('\\').len();
        escapes % 2 == 0
    });
    above.eq_ignore_ascii_case(base) && (rest.is_empty() || base.is_empty() || parted)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_ends_with_the_whole_base_is_below_it() {
        assert!(is_below("CN=a,DC=x,DC=y", "dc=X,dc=y"));
        assert!(is_below("DC=x,DC=y", "DC=x,DC=y"));
        assert!(!is_below("CN=a,DC=xx,DC=y", "DC=x,DC=y"));
        assert!(!is_below("CN=a,DC=ax,DC=y", "DC=x,DC=y"));
        assert!(!is_below("DC=y", "DC=x,DC=y"));
        assert!(!is_below("OU=a\\,DC=x,DC=y", "DC=x,DC=y"));
        assert!(is_below("OU=a\\\\,DC=x,DC=y", "DC=x,DC=y"));
        assert!(!is_below("CN=ü", "N=ü"));
    }
}
