//! How somebody came to be in a group: the shortest way through nested groups, for `explain`. Nothing is decided on it.

use std::collections::{HashSet, VecDeque};

use vestibule_gate::{Moment, Outage, Person, Sid};
use vestibule_ldap_proxy::wire::Filter;

use super::Directories;
use super::backend::Backend;
use super::entry::Entry;

/// Groups are followed so deep, and so many are looked at, at most.
const DEEPEST: usize = 10;
const MOST: usize = 200;

impl Directories {
    /// The names of the groups between `who` and `group`, the nearest to `who` first and `group` last. Empty where no
    /// way is found: on OpenLDAP, or where our account may not read it.
    ///
    /// # Errors
    /// [`Outage::Directory`] when a directory does not answer by `until`.
    pub(crate) async fn path(&self, who: &Person, group: &Sid, until: Moment) -> Result<Vec<String>, Outage> {
        let Some(backend) = self.named(&who.directory).filter(|backend| backend.is_active_directory()) else {
            return Ok(Vec::new());
        };
        let Some(person) = read(backend, &who.dn, until).await? else { return Ok(Vec::new()) };
        let mut next: VecDeque<(String, Vec<String>)> =
            direct(&person, &who.id).into_iter().map(|base| (base, Vec::new())).collect();
        let mut seen = HashSet::new();
        while let Some((base, way)) = next.pop_front() {
            if way.len() >= DEEPEST || seen.len() >= MOST || !seen.insert(base.clone()) {
                continue;
            }
            let Some(entry) = read(backend, &base, until).await? else { continue };
            let mut way = way;
            way.push(entry.text("sAMAccountName").unwrap_or(&entry.dn).to_owned());
            if entry.sid("objectSid").as_ref() == Some(group) {
                return Ok(way);
            }
            next.extend(groups(&entry).map(|above| (above, way.clone())));
        }
        Ok(Vec::new())
    }
}

async fn read(backend: &Backend, base: &str, until: Moment) -> Result<Option<Entry>, Outage> {
    let attributes = ["objectSid", "sAMAccountName", "memberOf", "primaryGroupID"];
    backend.read(base, &Filter::any(), &attributes, until).await
}

/// The groups somebody is in by themselves, the primary one (MS-SAMR 3.1.1.8.2) among them.
fn direct(person: &Entry, id: &Sid) -> Vec<String> {
    let domain = id.as_str().rsplit_once('-').map(|(domain, _)| domain);
    let primary = person.text("primaryGroupID").zip(domain).map(|(rid, domain)| format!("<SID={domain}-{rid}>"));
    groups(person).chain(primary).collect()
}

fn groups(of: &Entry) -> impl Iterator<Item = String> {
    of.values("memberOf").iter().filter_map(|name| String::from_utf8(name.clone()).ok())
}
