//! Who of a group, or of everybody, has enrolled and who has not.

use askama::Template;
use axum::http::StatusCode;
use vestibule_gate::{ManageError, People};

use super::super::desk::Staff;
use super::super::enrolled::Which;
use super::super::place::{StaffPlace, escaped};
use crate::page::{Alert, Frame};
use crate::visit::{Answer, Visit};

/// So many on one page.
const AT_ONCE: usize = 50;

#[derive(Template)]
#[template(path = "staff/coverage.html")]
struct Page {
    frame: Frame,
    /// The group as it was asked for.
    group: String,
    state: Which,
    found: Option<People>,
    next: Option<String>,
}

impl Page {
    /// Somebody's page.
    fn page(&self, id: &vestibule_gate::Sid) -> String {
        StaffPlace::person(id).path().to_owned()
    }
}

pub(crate) async fn show(visit: Visit<Staff>) -> Answer<Staff> {
    let query = visit.query();
    let (group, state) = (query.text("group").unwrap_or_default().to_owned(), Which::of(&query, Which::NotEnrolled));
    let from = query.text("from").and_then(|from| from.parse().ok()).unwrap_or(0);
    let named = (!group.is_empty()).then_some(&*group);
    let found = visit.office().members(visit.officer(), named, state.filter(), from, AT_ONCE).await;
    let mut frame = visit.frame();
    let found = match found {
        Ok(found) => Some(found),
        Err(ManageError::NoGroupNamed(_)) => {
            frame.alert = Some(Alert { text: frame.say("group-unknown"), field: Some("group") });
            None
        }
        Err(error) => return visit.refused(error),
    };
    let next = found
        .as_ref()
        .and_then(|found| found.next)
        .map(|next| format!("{}?group={}&state={}&from={next}", StaffPlace::COVERAGE, escaped(&group), state.word()));
    visit.show(StatusCode::OK, &Page { frame, group, state, found, next })
}
