//! Exemptions of groups: shown, foreseen, added or asked for, approved, removed.

mod add;
mod approve;
mod list;
mod preview;
mod remove;

use vestibule_gate::{Act, Exempting, ManageError, Origin};

use super::day;
use super::desk::Staff;
use super::entry::{get, post};
use super::place::StaffPlace;
use crate::language::Text;
use crate::page::{Frame, Time};
use crate::routes::Entry;
use crate::visit::Visit;

#[rustfmt::skip]
pub(super) fn entries() -> Vec<Entry> {
    vec![
        get(StaffPlace::EXEMPTIONS, Act::ShowExemptions, list::show),
        get("/admin/exemptions/new", Act::AddExemption, add::show),
        post("/admin/exemptions/new", Act::AddExemption, add::submit),
        get("/admin/exemptions/{exemption}/approve", Act::ApproveExemption, approve::show),
        post("/admin/exemptions/{exemption}/approve", Act::ApproveExemption, approve::submit),
        get("/admin/exemptions/{exemption}/remove", Act::RemoveExemption, remove::show),
        post("/admin/exemptions/{exemption}/remove", Act::RemoveExemption, remove::submit),
    ]
}

/// An exemption as those see it who manage.
struct Row {
    id: String,
    origin: Origin,
    group: String,
    group_name: String,
    reason: String,
    owner: Option<String>,
    until: Option<Time>,
    holds: bool,
    own: bool,
}

impl Row {
    fn of(frame: &Frame, one: Exempting) -> Self {
        Self {
            until: one.until.map(|until| day::end(until, &frame.look.settings.zone)),
            id: one.id,
            origin: one.origin,
            group: one.group.to_string(),
            group_name: one.group_name,
            reason: one.reason,
            owner: one.owner,
            holds: one.holds,
            own: one.own,
        }
    }

    /// Whether it can be removed here.
    const fn is_ours(&self) -> bool {
        !matches!(self.origin, Origin::Configuration)
    }

    const fn waits(&self) -> bool {
        matches!(self.origin, Origin::Requested)
    }

    const fn state(&self) -> Text {
        match (self.origin, self.holds) {
            (Origin::Requested, _) => Text("exemption-waits"),
            (Origin::Configuration | Origin::Added, true) => Text("exemption-holds"),
            (Origin::Configuration | Origin::Added, false) => Text("exemption-ended"),
        }
    }
}

/// The exemption a path of the shape `/admin/exemptions/{exemption}/…` names: one that was made at run time.
async fn named(visit: &Visit<Staff>) -> Result<Exempting, ManageError> {
    let id = visit.id(3).ok_or_else(|| ManageError::NotFound(String::new()))?;
    let all = visit.office().exemptions(visit.officer()).await?;
    let found = all.into_iter().find(|one| one.origin != Origin::Configuration && one.id == id.as_str());
    found.ok_or_else(|| ManageError::NotFound(id.to_string()))
}
