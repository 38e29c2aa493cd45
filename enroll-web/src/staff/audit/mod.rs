//! The audit: filtered, turned page by page, followed, taken away as a file.

mod cells;
mod export;
mod filter;
mod list;

use vestibule_gate::Act;

use super::entry::get;
use super::place::StaffPlace;
use crate::routes::Entry;

pub(super) fn entries() -> Vec<Entry> {
    vec![get(StaffPlace::AUDIT, Act::ReadAudit, list::show), get("/admin/audit/export", Act::ReadAudit, export::send)]
}
