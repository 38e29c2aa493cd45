//! What there is to see at a glance: alarms, figures, today's logins, and how many have enrolled. And who has not.

mod chart;
mod coverage;
mod dashboard;

use vestibule_gate::Act;

use super::entry::get;
use super::place::StaffPlace;
use crate::routes::Entry;

pub(super) fn entries() -> Vec<Entry> {
    vec![
        // Whoever may not see the figures of everything is led on from there.
        get(StaffPlace::OVERVIEW, Act::Search, dashboard::show),
        get(StaffPlace::COVERAGE, Act::Overview, coverage::show),
    ]
}
