//! The applications: each LDAP listener and RADIUS client, as it is configured and seen. Nothing is changed here.

use askama::Template;
use axum::http::StatusCode;
use vestibule_gate::Act;

use super::desk::Staff;
use super::entry::get;
use super::place::{StaffPlace, escaped};
use crate::page::{Frame, Time};
use crate::routes::Entry;
use crate::surroundings::{ApplicationKind, ApplicationState};
use crate::visit::{Answer, Visit};

#[derive(Template)]
#[template(path = "staff/applications.html")]
struct Page {
    frame: Frame,
    rows: Vec<Row>,
}

struct Row {
    name: String,
    kind: &'static str,
    settings: Vec<(String, String)>,
    seen: Option<Time>,
    warnings: Vec<String>,
    /// Its events.
    audit: String,
}

pub(super) fn entries() -> Vec<Entry> {
    vec![get(StaffPlace::APPLICATIONS, Act::Overview, show)]
}

async fn show(visit: Visit<Staff>) -> Answer<Staff> {
    let applications = visit.shared.surroundings().applications().await;
    let frame = visit.frame();
    let row = |one: ApplicationState| Row {
        audit: format!("{}?application={}", StaffPlace::AUDIT, escaped(&one.name)),
        name: one.name,
        kind: match one.kind {
            ApplicationKind::Ldap => "LDAP",
            ApplicationKind::Radius => "RADIUS",
        },
        settings: one.settings,
        seen: one.last_seen.map(|seen| frame.time(seen)),
        warnings: one.warnings,
    };
    let rows = applications.into_iter().map(row).collect();
    visit.show(StatusCode::OK, &Page { frame, rows })
}
