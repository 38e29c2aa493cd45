//! People and groups of OpenLDAP to choose from, and who is in a group. Nothing is decided on it.

use std::collections::BTreeSet;

use vestibule_gate::ports::{Found, Group, MemberRow};
use vestibule_gate::{Moment, Outage, Person};
use vestibule_ldap_proxy::wire::search::Search;
use vestibule_ldap_proxy::wire::{Filter, Scope};

use super::{GROUP, PERSON, any_group, as_group, entry_id, people, person};
use crate::directory::backend::Backend;
use crate::directory::entry::Entry;
use crate::directory::paging::MOST;

/// Names asked for in one search.
const AT_ONCE: usize = 100;
/// How deep groups in groups are followed, as for a login.
const LEVELS: usize = 5;
/// Who is in a group.
const MEMBERS: [&str; 3] = ["member", "uniqueMember", "memberUid"];
/// What is read of a group that is shown.
const COUNTED: [&str; 5] = ["entryUUID", "cn", "member", "uniqueMember", "memberUid"];
/// What is read of somebody on a list.
const ROW: [&str; 3] = ["entryUUID", "uid", "pwdAccountLockedTime"];
/// The time of a lock that does not end (draft-behera-ldap-password-policy-10, section 5.3.3).
const FOR_GOOD: &str = "000001010000Z";

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

/// Groups whose name begins with `text`. Who is in them is counted as far as it stands in the group.
pub(crate) async fn search_groups(
    backend: &Backend,
    text: &str,
    most: usize,
    until: Moment,
) -> Result<Found<Group>, Outage> {
    let filter = Filter::And(vec![any_group(), begins("cn", text)]);
    let counted = |entry: Entry| {
        let count = MEMBERS.iter().map(|name| entry.values(name).len()).sum();
        as_group(backend, entry)
            .map(|group| crate::directory::group(group.id, group.dn, group.name, Some((count, true))))
    };
    // All members come along: where that is too much, the groups are shown without a count.
    if let Ok((found, more)) = backend.some(&filter, &COUNTED, most, until, counted).await {
        return Ok(Found { found, more });
    }
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
            let Some(entry) = whole(backend, dn, until).await? else { continue };
            inside.extend(["member", "uniqueMember"].iter().flat_map(|name| texts(&entry, name)));
            named.extend(texts(&entry, "memberUid").map(|uid| Filter::equal("uid", uid)));
            named.push(Filter::equal("memberOf", dn));
        }
        named.extend(inside.iter().map(|dn| Filter::equal("entryDN", dn)));
        level = Vec::new();
        for some in inside.chunks(AT_ONCE) {
            let terms = some.iter().map(|dn| Filter::equal("entryDN", dn)).collect();
            let (groups, _) =
                backend.several(&Filter::And(vec![any_group(), Filter::Or(terms)]), &GROUP, AT_ONCE, until).await?;
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
        let (rows, beyond) = backend.every(&filter, &ROW, until, |entry| row(backend, &entry)).await?;
        more |= beyond;
        found.extend(rows);
        if found.len() > MOST {
            found.truncate(MOST);
            return Ok(Found { found, more: true });
        }
    }
    Ok(Found { found, more })
}

/// All people.
pub(crate) async fn everybody(backend: &Backend, until: Moment) -> Result<Found<MemberRow>, Outage> {
    let filter = people(Filter::any());
    let (found, more) = backend.every(&filter, &ROW, until, |entry| row(backend, &entry)).await?;
    Ok(Found { found, more })
}

fn row(backend: &Backend, entry: &Entry) -> Result<MemberRow, Outage> {
    let id = entry_id(backend, entry)?;
    let disabled = entry.text("pwdAccountLockedTime") == Some(FOR_GOOD);
    Ok(MemberRow { id, name: entry.text("uid").unwrap_or(&entry.dn).to_owned(), disabled })
}

/// A group with all who are in it.
async fn whole(backend: &Backend, dn: &str, until: Moment) -> Result<Option<Entry>, Outage> {
    let filter = Filter::any();
    let search =
        Search { base: dn, scope: Scope::Base, filter: &filter, attributes: &MEMBERS, size_limit: 1, time_limit: 0 };
    let pages = backend.pages(&search, until, |entry| entry).await?;
    // One that is gone has nobody in it.
    Ok(pages.found.into_iter().next())
}

fn texts(entry: &Entry, name: &str) -> impl Iterator<Item = String> {
    let values = entry.values(name).iter().filter_map(|value| String::from_utf8(value.clone()).ok());
    values.collect::<Vec<_>>().into_iter()
}

fn begins(attribute: &str, text: &str) -> Filter {
    let (attribute, initial) = (attribute.to_owned(), Some(text.as_bytes().to_vec()));
    Filter::Substrings { attribute, initial, any: Vec::new(), last: None }
}
