//! People and groups of Active Directory to choose from, and who is in a group. Nothing is decided on it.

use vestibule_gate::ports::{Found, Group, MemberRow};
use vestibule_gate::{Moment, Outage, Person};
use vestibule_ldap_proxy::wire::Filter;

use super::{GROUP, PERSON, as_group, people, person};
use crate::directory::backend::Backend;

/// Members that are counted; no more come in one answer.
const MOST: usize = 1000;
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
    let (entries, more) = backend.several(&filter, &GROUP, most, until).await?;
    let found = entries.into_iter().map(|entry| as_group(backend, entry)).collect::<Result<_, _>>()?;
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
    let (entries, more) = backend.several(&people(Some(any)), &["objectSid", "sAMAccountName"], MOST, until).await?;
    let row = |entry: &crate::directory::entry::Entry| {
        let id = entry.sid("objectSid").ok_or_else(|| backend.absent("objectSid", &entry.dn))?;
        Ok(MemberRow { id, name: entry.text("sAMAccountName").unwrap_or(&entry.dn).to_owned() })
    };
    let found = entries.iter().map(row).collect::<Result<_, Outage>>()?;
    Ok(Found { found, more: more || many })
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
