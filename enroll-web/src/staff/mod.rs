//! The pages of those who manage: administrators, and the help desk.
//!
//! Every page stands for one [`Act`] of the gate, and is reached by whom the gate lets do that act, asked anew for each
//! request. A page that changes something is shown by GET first, at the same path: it says what will happen, and it is
//! where somebody comes back to who has to type a fresh code.

mod applications;
mod audit;
mod day;
mod desk;
mod enrolled;
mod entry;
mod event;
mod exemptions;
mod explain;
mod handed;
mod menu;
mod overview;
mod people;
mod place;
mod query;
mod refused;
mod whom;

use crate::routes::Entry;

pub(crate) use handed::Handed;
pub(crate) use place::StaffPlace;

/// The rows of the table of routes.
pub(crate) fn entries() -> Vec<Entry> {
    let mut entries = overview::entries();
    entries.extend(applications::entries());
    entries.extend(people::entries());
    entries.extend(handed::entries());
    entries.extend(exemptions::entries());
    entries.extend(explain::entries());
    entries.extend(audit::entries());
    entries
}
