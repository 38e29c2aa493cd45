//! People and groups of Active Directory to choose from, and who is in a group. Nothing is decided on it.

use vestibule_gate::ports::{Found, Group, MemberRow};
use vestibule_gate::{Moment, Outage, Person};
use vestibule_ldap_proxy::wire::Filter;

use super::{PERSON, as_group, people, person};
use crate::directory::backend::Backend;
use crate::directory::entry::Entry;

/// Groups in a group that are looked at.
const MOST: usize = 1000;
/// What is read of a group that is shown: of its members the first 500, enough to say how large it is.
const SHOWN: [&str; 4] = ["objectSid", "sAMAccountName", "cn", "member;range=0-499"];
/// What is read of somebody on a list.
const ROW: [&str; 3] = ["objectSid", "sAMAccountName", "userAccountControl"];
/// ADS_UF_ACCOUNT_DISABLE (MS-ADTS 2.2.16).
const DISABLED: u32 = 2;
/// Follows `memberOf` through nested groups (LDAP_MATCHING_RULE_IN_CHAIN, MS-ADTS 3.1.1.3.4.4.3).
const IN_CHAIN: &str = "1.2.840.113556.1.4.1941";

/// People one of whose names begins with `text` (ambiguous name resolution, MS-ADTS 3.1.1.3.1.3.4).
pub(crate) async fn search_people(
    backend: &Backend,
    text: &str,
    most: usize,
    until: Moment,
) -> Result<Found<Person>, Outage> {
    let filter = people(Some(called(text)));
    let (entries, more) = backend.several(&filter, &PERSON, most, until).await?;
    let mut found = Vec::with_capacity(entries.len());
    for entry in entries {
        found.extend(person(backend, Some(entry), until).await?);
    }
    Ok(Found { found, more })
}

/// Groups whose name begins with `text`.
pub(crate) async fn search_groups(
    backend: &Backend,
    text: &str,
    most: usize,
    until: Moment,
) -> Result<Found<Group>, Outage> {
    let filter = Filter::And(vec![Filter::equal("objectClass", "group"), called(text)]);
    let shown = |entry: Entry| {
        let count = entry.count("member");
        as_group(backend, entry).map(|group| crate::directory::group(group.id, group.dn, group.name, Some(count)))
    };
    let (found, more) = backend.some(&filter, &SHOWN, most, until, shown).await?;
    Ok(Found { found, more })
}

/// The people in a group: by `memberOf`, however deep, and by their primary group, which no `memberOf` names.
pub(crate) async fn members(backend: &Backend, group: &Group, until: Moment) -> Result<Found<MemberRow>, Outage> {
    let inside = || in_chain(&group.dn);
    let nested = Filter::And(vec![Filter::equal("objectClass", "group"), inside()]);
    let (groups, many) = backend.several(&nested, &["objectSid"], MOST, until).await?;
    let nested = groups.iter().filter_map(|entry| entry.sid("objectSid"));
    let rids = nested.chain([group.id.clone()]).filter_map(|id| id.rid());
    let by_primary = rids.map(|rid| Filter::equal("primaryGroupID", rid.to_string()));
    let any = Filter::Or([inside()].into_iter().chain(by_primary).collect());
    let (found, more) = backend.every(&people(Some(any)), &ROW, until, |entry| row(backend, &entry)).await?;
    Ok(Found { found, more: more || many })
}

/// All people.
pub(crate) async fn everybody(backend: &Backend, until: Moment) -> Result<Found<MemberRow>, Outage> {
    let (found, more) = backend.every(&people(None), &ROW, until, |entry| row(backend, &entry)).await?;
    Ok(Found { found, more })
}

fn row(backend: &Backend, entry: &Entry) -> Result<MemberRow, Outage> {
    let id = entry.sid("objectSid").ok_or_else(|| backend.absent("objectSid", &entry.dn))?;
    let name = entry.text("sAMAccountName").unwrap_or(&entry.dn).to_owned();
    let flags: u32 = entry.number("userAccountControl").unwrap_or_default();
    Ok(MemberRow { id, name, disabled: flags & DISABLED != 0 })
}

/// What goes by a name that begins so. Which names `anr` looks at is set in the schema; these two are always looked at.
fn called(text: &str) -> Filter {
    let begins = |attribute: &str| {
        let (attribute, initial) = (attribute.to_owned(), Some(text.as_bytes().to_vec()));
        Filter::Substrings { attribute, initial, any: Vec::new(), last: None }
    };
    Filter::Or(vec![Filter::equal("anr", text), begins("sAMAccountName"), begins("cn")])
}

fn in_chain(dn: &str) -> Filter {
    Filter::Extensible {
        rule: Some(IN_CHAIN.to_owned()),
        attribute: Some("memberOf".to_owned()),
        value: dn.as_bytes().to_vec(),
        dn_attributes: false,
    }
}
