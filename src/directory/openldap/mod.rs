//! People and groups of OpenLDAP: keyed by entryUUID (RFC 4530), with the attributes of its password policy overlay
//! where they are there (draft-behera-ldap-password-policy-10).

mod groups;
mod search;
mod time;

use vestibule_gate::ports::Group;
use vestibule_gate::{AccountState, BadPasswords, Moment, Outage, PasswordVersion, Person, Sid};
use vestibule_ldap_proxy::wire::Filter;

use super::backend::Backend;
use super::entry::Entry;
use super::name::{self, Typed};
pub(crate) use groups::groups;
pub(crate) use search::{everybody, members, search_groups, search_people};

/// What is read of a person.
const PERSON: [&str; 9] = [
    "entryUUID",
    "uid",
    "mail",
    "pwdChangedTime",
    "modifyTimestamp",
    "pwdAccountLockedTime",
    "pwdReset",
    "pwdFailureTime",
    "memberOf",
];
const GROUP: [&str; 2] = ["entryUUID", "cn"];

/// The one person that is named so.
pub(crate) async fn resolve(backend: &Backend, name: &str, until: Moment) -> Result<Option<Person>, Outage> {
    let filter = match name::typed(&backend.settings, name) {
        None => return Ok(None),
        Some(Typed::Dn(dn)) => {
            if let Some(person) = read_person(backend, &dn, until).await? {
                return Ok(Some(person));
            }
            Filter::equal("entryDN", dn)
        }
        Some(Typed::Matching(filter)) => filter,
    };
    one_person(backend, filter, until).await
}

/// The person of this DN by a read of the entry, which costs the server far less than a search. `None` also where it
/// cannot be seen at once that the entry lies below the base DN.
async fn read_person(backend: &Backend, dn: &str, until: Moment) -> Result<Option<Person>, Outage> {
    if !lies_below(dn, &backend.settings.base_dn) {
        return Ok(None);
    }
    let entry = backend.read(dn, &people(Filter::any()), &PERSON, until).await?;
    let entry = entry.filter(|entry| lies_below(&entry.dn, &backend.settings.base_dn));
    entry.map(|entry| person(backend, entry)).transpose()
}

/// Whether `dn`, as it is written, ends with `base`. What is written in another way may lie below it too.
fn lies_below(dn: &str, base: &str) -> bool {
    let Some(front) = dn.len().checked_sub(base.len()).and_then(|length| dn.get(..length)) else { return false };
    let same = dn.get(front.len()..).is_some_and(|end| end.eq_ignore_ascii_case(base));
    // An escaped comma is part of a value.
    same && !base.is_empty() && front.ends_with(',') && !front.ends_with("\\,")
}

/// The person with this entryUUID.
pub(crate) async fn again(backend: &Backend, who: &Person, until: Moment) -> Result<Option<Person>, Outage> {
    identified(backend, &who.id, until).await
}

/// The person with this identity.
pub(crate) async fn identified(backend: &Backend, id: &Sid, until: Moment) -> Result<Option<Person>, Outage> {
    let Some(uuid) = uuid(backend, id) else { return Ok(None) };
    let person = one_person(backend, Filter::equal("entryUUID", uuid), until).await?;
    Ok(person.filter(|person| person.id == *id))
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

/// Attributes of the person with this identity; `None` when there is nobody in this directory.
pub(crate) async fn by_identity(
    backend: &Backend,
    who: &Sid,
    names: &[&str],
    until: Moment,
) -> Result<Option<Entry>, Outage> {
    let Some(uuid) = uuid(backend, who) else { return Ok(None) };
    backend.one(&people(Filter::equal("entryUUID", uuid)), names, until).await
}

/// The one group that is named so.
pub(crate) async fn group(backend: &Backend, name: &str, until: Moment) -> Result<Option<Group>, Outage> {
    if !name::is_plain(name) {
        return Ok(None);
    }
    let named = if let Some(uuid) = uuid(backend, &Sid::new(name)) {
        Filter::equal("entryUUID", uuid)
    } else if name.contains('=') {
        Filter::equal("entryDN", name)
    } else {
        Filter::equal("cn", name)
    };
    let entry = backend.one(&Filter::And(vec![any_group(), named]), &GROUP, until).await?;
    entry.map(|entry| as_group(backend, entry)).transpose()
}

fn as_group(backend: &Backend, entry: Entry) -> Result<Group, Outage> {
    let id = entry_id(backend, &entry)?;
    let name = entry.text("cn").unwrap_or(&entry.dn).to_owned();
    Ok(super::group(id, entry.dn, name, None))
}

/// Whose entry a DN names.
pub(crate) async fn whose(backend: &Backend, dn: &str, until: Moment) -> Result<Option<Sid>, Outage> {
    let entry = backend.read(dn, &Filter::any(), &["entryUUID"], until).await?;
    entry.map(|entry| entry_id(backend, &entry)).transpose()
}

/// The attributes a login needs, for `check --online`.
pub(crate) const fn needed() -> &'static [&'static str] {
    &PERSON
}

/// The lasting identity of the entry `uuid` in the directory called `directory`.
pub(crate) fn id(directory: &str, uuid: &str) -> Sid {
    Sid::new(format!("{directory}:{}", uuid.to_ascii_lowercase()))
}

fn uuid<'a>(backend: &Backend, id: &'a Sid) -> Option<&'a str> {
    id.as_str().strip_prefix(&*backend.name)?.strip_prefix(':')
}

fn entry_id(backend: &Backend, entry: &Entry) -> Result<Sid, Outage> {
    let uuid = entry.text("entryUUID").ok_or_else(|| backend.absent("entryUUID", &entry.dn))?;
    Ok(id(&backend.name, uuid))
}

fn any_of(attribute: &str, values: &[&str]) -> Filter {
    Filter::Or(values.iter().map(|value| Filter::equal(attribute, value)).collect())
}

/// People of any of the usual classes.
pub(crate) fn people(matching: Filter) -> Filter {
    Filter::And(vec![any_of("objectClass", &["person", "account", "posixAccount"]), matching])
}

fn any_group() -> Filter {
    any_of("objectClass", &["groupOfNames", "groupOfUniqueNames", "posixGroup"])
}

async fn one_person(backend: &Backend, filter: Filter, until: Moment) -> Result<Option<Person>, Outage> {
    let entry = backend.one(&people(filter), &PERSON, until).await?;
    entry.map(|entry| person(backend, entry)).transpose()
}

fn person(backend: &Backend, entry: Entry) -> Result<Person, Outage> {
    let id = entry_id(backend, &entry)?;
    // Without the overlay any change of the entry counts as a change of the password, which is the safe side.
    let version = entry.text("pwdChangedTime").or(entry.text("modifyTimestamp"));
    let version = version.ok_or_else(|| backend.absent("pwdChangedTime and modifyTimestamp", &entry.dn))?.to_owned();
    let failures = entry.values("pwdFailureTime");
    let last = failures.iter().filter_map(|value| time::timestamp(value)).max();
    let bad_passwords =
        BadPasswords { count: u32::try_from(failures.len()).unwrap_or(u32::MAX), last, ..Default::default() };
    Ok(Person {
        id,
        directory: backend.name.clone(),
        name: entry.text("uid").unwrap_or(&entry.dn).to_owned(),
        state: state(&entry),
        password: PasswordVersion(version),
        admin_count: false,
        bad_passwords,
        dn: entry.dn,
    })
}

/// When a lock ends by itself is known to the server alone. It decides each bind, and forgets the lock at the first one
/// it lets in, so whoever was let in and is locked now was locked since.
fn state(entry: &Entry) -> Option<AccountState> {
    if entry.text("pwdAccountLockedTime").is_some() {
        return Some(AccountState::Locked);
    }
    (entry.text("pwdReset") == Some("TRUE")).then_some(AccountState::MustChangePassword)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dn_lies_below_the_base_only_where_its_end_says_so() {
        let base = "dc=example,dc=test";
        for dn in ["uid=ada,dc=example,dc=test", "uid=ada,OU=People,DC=Example,dc=test"] {
            assert!(lies_below(dn, base), "{dn}");
        }
        for dn in [
            "dc=example,dc=test",
            "uid=ada,dc=bexample,dc=test",
            "cn=xdc=example,dc=test",
            "cn=x\\,dc=example,dc=test",
            "uid=ada,dc=example, dc=test",
            "uid=ada,dc=example,dc=test2",
            "\u{e9}",
        ] {
            assert!(!lies_below(dn, base), "{dn}");
        }
        assert!(!lies_below("uid=ada,", ""));
    }
}
