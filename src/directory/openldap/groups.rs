//! The groups of an OpenLDAP person, as our own account sees them: `memberOf` where an overlay keeps it, and searches
//! for who has them as `member`, `uniqueMember` or `memberUid`, five levels up.

use std::collections::BTreeMap;

use vestibule_gate::{Moment, Outage, Person, Sid};
use vestibule_ldap_proxy::wire::search::Search;
use vestibule_ldap_proxy::wire::{Filter, ResultCode, Scope};

use super::{any_group, entry_id, people, uuid};
use crate::directory::backend::Backend;
use crate::directory::entry::Entry;

/// How deep groups in groups are followed.
const LEVELS: usize = 5;
/// Members asked for in one search.
const AT_ONCE: usize = 100;
/// Nobody is in more groups than these; above, nothing is decided.
const MOST: usize = 2000;
const ATTRIBUTES: [&str; 3] = ["entryUUID", "memberOf", "cn"];

/// All groups of a person, up to five levels.
pub(crate) async fn groups(backend: &Backend, who: &Person, until: Moment) -> Result<Vec<Sid>, Outage> {
    let uuid = uuid(backend, &who.id).ok_or(Outage::Directory)?;
    let filter = people(Filter::equal("entryUUID", uuid));
    let person = backend.one(&filter, &["uid", "memberOf"], until).await?.ok_or(Outage::Directory)?;
    let mut known: BTreeMap<Sid, ()> = BTreeMap::new();
    let mut level = vec![person];
    for _ in 0..LEVELS {
        let found = above(backend, &level, until).await?;
        level = Vec::new();
        for entry in found {
            if known.insert(entry_id(backend, &entry)?, ()).is_none() {
                level.push(entry);
            }
        }
        if level.is_empty() {
            break;
        }
        if known.len() > MOST {
            tracing::error!(directory = %backend.name, person = who.dn, "more than {MOST} groups; nothing is decided on them");
            return Err(Outage::Directory);
        }
    }
    Ok(known.into_keys().collect())
}

/// The groups that hold one of `members` directly.
async fn above(backend: &Backend, members: &[Entry], until: Moment) -> Result<Vec<Entry>, Outage> {
    let mut found = Vec::new();
    for some in members.chunks(AT_ONCE) {
        let mut terms = Vec::new();
        for member in some {
            terms.push(Filter::equal("member", &member.dn));
            terms.push(Filter::equal("uniqueMember", &member.dn));
            terms.extend(member.text("uid").map(|uid| Filter::equal("memberUid", uid)));
            terms.extend(member.values("memberOf").iter().map(|group| Filter::equal("entryDN", group)));
        }
        for terms in terms.chunks(AT_ONCE * 4) {
            found.extend(matching(backend, terms.to_vec(), until).await?);
        }
    }
    Ok(found)
}

async fn matching(backend: &Backend, terms: Vec<Filter>, until: Moment) -> Result<Vec<Entry>, Outage> {
    let filter = Filter::And(vec![any_group(), Filter::Or(terms)]);
    let base = &backend.settings.base_dn;
    let attributes = &ATTRIBUTES;
    let search = Search { base, scope: Scope::Subtree, filter: &filter, attributes, size_limit: 0, time_limit: 0 };
    let found = backend.search(&search, until).await?;
    match found.code {
        ResultCode::SUCCESS => Ok(found.entries),
        ResultCode(code) => {
            tracing::error!(directory = %backend.name, base, "groups cannot be searched: result {code}");
            Err(Outage::Directory)
        }
    }
}
