//! A page of the audit, the newest first; followed by asking again.

use std::sync::Arc;

use askama::Template;
use axum::http::{HeaderValue, StatusCode, header};
use vestibule_gate::AuditPage;

use super::super::desk::Staff;
use super::super::event::Event;
use super::super::place::StaffPlace;
use super::filter::{Filter, OUTCOMES, Wrong};
use crate::language::Text;
use crate::page::Frame;
use crate::visit::{Answer, Visit};

/// So many rows on one page.
const AT_ONCE: u32 = 50;
/// Seconds until a page that is followed is asked for again.
const AGAIN: &str = "5";
/// Events to choose from; any other can be typed.
const EVENTS: [&str; 27] = [
    "login",
    "confirmation",
    "activation",
    "retransmitted",
    "accounting",
    "authenticator-added",
    "authenticator-removed",
    "authenticator-enabled",
    "authenticator-disabled",
    "authenticator-renamed",
    "authenticator-replaced",
    "authenticator-resynchronised",
    "recovery-codes-replaced",
    "activation-made",
    "bypass-granted",
    "bypass-revoked",
    "person-unlocked",
    "exemption-added",
    "exemption-requested",
    "exemption-approved",
    "exemption-removed",
    "wifi-revoked",
    "signed-out-everywhere",
    "token-made",
    "token-revoked",
    "audit-exported",
    "api",
];

#[derive(Template)]
#[template(path = "staff/audit.html")]
struct Page {
    frame: Frame,
    filter: Filter,
    /// The filter as an address has it.
    address: String,
    applications: Vec<Arc<str>>,
    events: Vec<Event>,
    follows: bool,
    /// Whether these are not the newest.
    further: bool,
    next: Option<String>,
}

impl Page {
    const fn outcomes() -> [(&'static str, Text, vestibule_gate::Outcome); 4] {
        OUTCOMES
    }

    const fn known() -> [&'static str; 27] {
        EVENTS
    }
}

pub(crate) async fn show(visit: Visit<Staff>) -> Answer<Staff> {
    let query = visit.query();
    let filter = Filter::of(&query);
    let follows = query.text("follow") == Some("1");
    let cursor = query.text("cursor").and_then(|cursor| cursor.parse().ok()).filter(|_| !follows);
    let mut asked = match filter.asked(&visit.caller.look.settings.zone) {
        Ok(asked) => asked,
        Err(Wrong(text, field)) => {
            let frame = visit.frame_with(text, Some(field));
            let nothing = AuditPage { rows: Vec::new(), next: None };
            let page = page(&visit, frame, filter, &nothing, (false, false));
            return visit.show(StatusCode::UNPROCESSABLE_ENTITY, &page);
        }
    };
    asked.limit = AT_ONCE;
    asked.cursor = cursor;
    match visit.office().audit(visit.officer(), &asked).await {
        Ok(found) => {
            let page = page(&visit, visit.frame(), filter, &found, (follows, cursor.is_some()));
            let mut answer = visit.show(StatusCode::OK, &page);
            if follows {
                // Of what is sent to a page, the one thing that needs neither a script nor a mark in it.
                answer.response.headers_mut().insert(header::REFRESH, HeaderValue::from_static(AGAIN));
            }
            answer
        }
        Err(error) => visit.refused(error),
    }
}

fn page(
    visit: &Visit<Staff>,
    frame: Frame,
    filter: Filter,
    found: &AuditPage,
    (follows, further): (bool, bool),
) -> Page {
    let zone = &visit.caller.look.settings.zone;
    let address = filter.address();
    let policy = visit.office().gate.as_ref().map(|gate| gate.policy());
    let mut applications: Vec<Arc<str>> =
        policy.iter().flat_map(|policy| policy.applications.keys().cloned()).collect();
    applications.sort_unstable();
    Page {
        events: found.rows.iter().map(|row| Event::of(row, zone)).collect(),
        next: found.next.map(|next| format!("{}?{address}cursor={next}", StaffPlace::AUDIT)),
        frame,
        filter,
        address,
        applications,
        follows,
        further,
    }
}
