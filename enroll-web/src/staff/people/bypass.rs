//! A code of ten digits that stands in for an authenticator for some hours.

use std::time::Duration;

use askama::Template;
use axum::http::StatusCode;
use vestibule_gate::ManageError;
use zeroize::Zeroizing;

use super::super::desk::Staff;
use super::super::handed::Kind;
use super::super::place::StaffPlace;
use super::{Spans, at_field, span, subject};
use crate::form::{Fields, Form, Malformed};
use crate::language::Text;
use crate::page::{Alert, Frame};
use crate::visit::{Answer, Visit};

/// How long it may be good, in minutes.
const SPANS: &Spans = &[
    (60, Text("span-1h")),
    (120, Text("span-2h")),
    (240, Text("span-4h")),
    (480, Text("span-8h")),
    (1_440, Text("span-24h")),
];
/// What is chosen where nothing was yet: a working day.
const USUAL: u32 = 480;

#[derive(Template)]
#[template(path = "staff/bypass.html")]
struct Page {
    frame: Frame,
    name: String,
    person: StaffPlace,
    spans: &'static Spans,
    chosen: u32,
    reason: String,
}

/// How long, and why.
pub(crate) struct Asked {
    lasts: Zeroizing<String>,
    reason: Zeroizing<String>,
}

impl Form for Asked {
    fn read(fields: &mut Fields) -> Result<Self, Malformed> {
        Ok(Self { lasts: fields.take("for")?, reason: fields.take("reason")? })
    }
}

pub(crate) async fn show(visit: Visit<Staff>) -> Answer<Staff> {
    match subject(visit).await {
        Ok((visit, id, name)) => {
            let (frame, person) = (visit.frame(), StaffPlace::person(&id));
            visit
                .show(StatusCode::OK, &Page { frame, name, person, spans: SPANS, chosen: USUAL, reason: String::new() })
        }
        Err(answer) => *answer,
    }
}

pub(crate) async fn submit(visit: Visit<Staff>, asked: Asked) -> Answer<Staff> {
    let (visit, id, name) = match subject(visit).await {
        Ok(found) => found,
        Err(answer) => return *answer,
    };
    let office = visit.office();
    let issued = match (span(&asked.lasts, SPANS), office.identified(&id).await) {
        (_, Err(error)) => Err(error),
        (lasts, Ok(person)) => {
            // What is not on the list is no span the gate takes either.
            let lasts = lasts.unwrap_or(Duration::ZERO);
            office.grant_bypass(visit.officer(), &person, lasts, &asked.reason).await
        }
    };
    match issued {
        Ok(issued) => visit.hand(Kind::Bypass, (id, name), issued),
        Err(error) => again(visit, (id, name), &asked, error),
    }
}

/// The form once more, with what was wrong at its field.
fn again(
    visit: Visit<Staff>,
    (id, name): (vestibule_gate::Sid, String),
    asked: &Asked,
    error: ManageError,
) -> Answer<Staff> {
    let Some((text, field)) = at_field(&error) else { return visit.refused(error) };
    let mut frame = visit.frame();
    frame.alert = Some(Alert { text: frame.say(text.0), field: Some(field) });
    let page = Page {
        frame,
        name,
        person: StaffPlace::person(&id),
        spans: SPANS,
        chosen: asked.lasts.parse().unwrap_or(USUAL),
        reason: asked.reason.to_string(),
    };
    visit.show(StatusCode::UNPROCESSABLE_ENTITY, &page)
}
