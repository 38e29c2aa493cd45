//! People and groups of OpenLDAP to choose from, and who is in a group. Nothing is decided on it.

use std::collections::BTreeSet;

use vestibule_gate::ports::{Found, Group, MemberRow};
use vestibule_gate::{Moment, Outage, Person};
use vestibule_ldap_proxy::wire::Filter;

use super::{GROUP, PERSON, any_group, as_group, entry_id, people, person};
use crate::directory::backend::Backend;
use crate::directory::entry::Entry;

/// Members that are counted.
const MOST: usize = 1000;
/// Names asked for in one search.
const AT_ONCE: usize = 100;
/// How deep groups in groups are followed, as for a login.
const LEVELS: usize = 5;

/// People one of whose names begins with `text`.
pub(crate) async fn search_people(
    backend: &Backend,
    text: &str,
    most: usize,
    until: Moment,
) -> Result<Found<Person>, Outage> {
    let begins = ["uid", "cn", "sn", "givenName", "mail"].map(|attribute| begins(attribute, text));
    let (entries, more) = backend.several(&people(Filter::Or(begins.to_vec())), &PERSON, most, until).await?;
    let found = entries.into_iter().map(|entry| person(backend, entry)).collect::<Result<_, _>>()?;
    Ok(Found { found, more })
}

/// Groups whose name begins with `text`.
pub(crate) async fn search_groups(
    backend: &Backend,
    text: &str,
    most: usize,
    until: Moment,
) -> Result<Found<Group>, Outage> {
    let filter = Filter::And(vec![any_group(), begins("cn", text)]);
    let (entries, more) = backend.several(&filter, &GROUP, most, until).await?;
    let found = entries.into_iter().map(|entry| as_group(backend, entry)).collect::<Result<_, _>>()?;
    Ok(Found { found, more })
}

/// The people in a group, five levels of groups in it included.
pub(crate) async fn members(backend: &Backend, group: &Group, until: Moment) -> Result<Found<MemberRow>, Outage> {
    let mut seen = BTreeSet::from([group.dn.clone()]);
    let (mut level, mut named, mut more) = (vec![group.dn.clone()], Vec::new(), false);
    for _ in 0..LEVELS {
        let mut inside = Vec::new();
        for dn in &level {
            let attributes = ["member", "uniqueMember", "memberUid"];
            let Some(entry) = backend.read(dn, &Filter::any(), &attributes, until).await? else { continue };
            inside.extend(["member", "uniqueMember"].iter().flat_map(|name| texts(&entry, name)));
            named.extend(texts(&entry, "memberUid").map(|uid| Filter::equal("uid", uid)));
            named.push(Filter::equal("memberOf", dn));
        }
        named.extend(inside.iter().map(|dn| Filter::equal("entryDN", dn)));
        level = Vec::new();
        for some in inside.chunks(AT_ONCE) {
            let terms = some.iter().map(|dn| Filter::equal("entryDN", dn)).collect();
            let (groups, _) =
                backend.several(&Filter::And(vec![any_group(), Filter::Or(terms)]), &GROUP, MOST, until).await?;
            level.extend(groups.into_iter().map(|entry| entry.dn).filter(|dn| seen.insert(dn.clone())));
        }
        if level.is_empty() || named.len() > MOST {
            break;
        }
    }
    more |= named.len() > MOST || !level.is_empty();
    named.truncate(MOST);
    let mut found = Vec::new();
    for terms in named.chunks(AT_ONCE) {
        let filter = people(Filter::Or(terms.to_vec()));
        let (entries, beyond) = backend.several(&filter, &["entryUUID", "uid"], MOST, until).await?;
        more |= beyond;
        for entry in entries {
            let id = entry_id(backend, &entry)?;
            found.push(MemberRow { id, name: entry.text("uid").unwrap_or(&entry.dn).to_owned() });
        }
    }
    Ok(Found { found, more })
}

fn texts(entry: &Entry, name: &str) -> impl Iterator<Item = String> {
    let values = entry.values(name).iter().filter_map(|value| String::from_utf8(value.clone()).ok());
    values.collect::<Vec<_>>().into_iter()
}

fn begins(attribute: &str, text: &str) -> Filter {
    let (attribute, initial) = (attribute.to_owned(), Some(text.as_bytes().to_vec()));
    Filter::Substrings { attribute, initial, any: Vec::new(), last: None }
}
