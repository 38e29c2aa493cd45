//! The menu: the pages somebody may see who manages, and the first of them.

use vestibule_gate::{Act, ManageError, Moment, Officer};

use super::desk::Staff;
use super::entry::get;
use super::place::StaffPlace;
use crate::language::Text;
use crate::page::Item;
use crate::routes::Entry;
use crate::visit::{Answer, Place, Visit};

/// The pages of the menu, in its order, and the act each stands for.
const PAGES: [(&str, Text, Act); 5] = [
    (StaffPlace::PEOPLE, Text("menu-people"), Act::Search),
    (StaffPlace::BYPASSES, Text("menu-bypasses"), Act::ShowPerson),
    (StaffPlace::EXEMPTIONS, Text("menu-exemptions"), Act::ShowExemptions),
    (StaffPlace::EXPLAIN, Text("menu-explain"), Act::Explain),
    (StaffPlace::AUDIT, Text("menu-audit"), Act::ReadAudit),
];

pub(super) fn entries() -> Vec<Entry> {
    vec![get(StaffPlace::OVERVIEW, Act::Search, first)]
}

/// What of the menu somebody may see.
pub(super) fn items(officer: &Officer, path: &str, now: Moment) -> Vec<Item> {
    let may = |act| matches!(officer.may(act, now), Ok(()) | Err(ManageError::NotFresh));
    let pages = PAGES.into_iter().filter(|(_, _, act)| may(*act));
    let here = |page: &str| match path.strip_prefix(page) {
        Some(rest) => rest.is_empty() || (rest.starts_with('/') && page != StaffPlace::OVERVIEW),
        None => false,
    };
    pages.map(|(page, text, _)| Item { path: page, text, here: here(page) }).collect()
}

/// `/admin`, of somebody who may not see the figures of everything: on to people.
async fn first(visit: Visit<Staff>) -> Answer<Staff> {
    visit.go(&Place::Staff(StaffPlace::at(StaffPlace::PEOPLE)))
}
