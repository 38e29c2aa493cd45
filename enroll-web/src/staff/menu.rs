//! The menu: the pages somebody may see who manages.

use vestibule_gate::{Act, ManageError, Moment, Officer};

use super::place::StaffPlace;
use crate::language::Text;
use crate::page::Item;

/// The pages of the menu, in its order, and the act each stands for.
const PAGES: &[(&str, Text, Act)] = &[
    (StaffPlace::OVERVIEW, Text("menu-overview"), Act::Overview),
    (StaffPlace::COVERAGE, Text("menu-coverage"), Act::Overview),
    (StaffPlace::PEOPLE, Text("menu-people"), Act::Search),
    (StaffPlace::BYPASSES, Text("menu-bypasses"), Act::ShowPerson),
    (StaffPlace::EXEMPTIONS, Text("menu-exemptions"), Act::ShowExemptions),
    (StaffPlace::EXPLAIN, Text("menu-explain"), Act::Explain),
    (StaffPlace::APPLICATIONS, Text("menu-applications"), Act::Overview),
    (StaffPlace::AUDIT, Text("menu-audit"), Act::ReadAudit),
];

/// What of the menu somebody may see.
pub(super) fn items(officer: &Officer, path: &str, now: Moment) -> Vec<Item> {
    let may = |act| matches!(officer.may(act, now), Ok(()) | Err(ManageError::NotFresh));
    let pages = PAGES.iter().filter(|(_, _, act)| may(*act));
    let here = |page: &str| match path.strip_prefix(page) {
        Some(rest) => rest.is_empty() || (rest.starts_with('/') && page != StaffPlace::OVERVIEW),
        None => false,
    };
    pages.map(|(page, text, _)| Item { path: page, text: *text, here: here(page) }).collect()
}
