//! A code for a first enrolment; for somebody who lost everything, after all they had is taken away.

use std::time::Duration;

use askama::Template;
use axum::http::StatusCode;
use vestibule_gate::{Act, ManageError};
use zeroize::Zeroizing;

use super::super::desk::Staff;
use super::super::handed::Kind;
use super::super::place::StaffPlace;
use super::{Spans, at_field, span, subject};
use crate::form::{Fields, Form, Malformed};
use crate::language::Text;
use crate::page::{Alert, Frame};
use crate::visit::{Answer, Visit};

/// How long it can be used, in minutes.
const SPANS: &Spans = &[
    (60, Text("span-1h")),
    (1_440, Text("span-24h")),
    (4_320, Text("span-3d")),
    (10_080, Text("span-7d")),
    (43_200, Text("span-30d")),
];
const USUAL: u32 = 1_440;

#[derive(Template)]
#[template(path = "staff/activation.html")]
struct Page {
    frame: Frame,
    name: String,
    person: StaffPlace,
    spans: &'static Spans,
    chosen: u32,
    /// Whether all they have can be taken away here.
    may_clear: bool,
}

/// How long, and whether all they have is taken away first.
pub(crate) struct Asked {
    lasts: Zeroizing<String>,
    clear: bool,
}

impl Form for Asked {
    fn read(fields: &mut Fields) -> Result<Self, Malformed> {
        // A box that is not ticked is not sent.
        let clear = fields.take("clear").is_ok_and(|value| *value == "yes");
        Ok(Self { lasts: fields.take("for")?, clear })
    }
}

pub(crate) async fn show(visit: Visit<Staff>) -> Answer<Staff> {
    match subject(visit).await {
        Ok((visit, id, name)) => {
            let page = page(&visit, visit.frame(), (&id, name), USUAL);
            visit.show(StatusCode::OK, &page)
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
    let issued = match office.identified(&id).await {
        Ok(person) => {
            let lasts = span(&asked.lasts, SPANS).unwrap_or(Duration::ZERO);
            office.new_activation(visit.officer(), &person, lasts, asked.clear).await
        }
        Err(error) => Err(error),
    };
    match issued {
        Ok(issued) => {
            if asked.clear {
                visit.shared.tables().end_others(&id, None);
            }
            visit.hand(Kind::Activation, (id, name), issued)
        }
        Err(error) => again(visit, (&id, name), &asked, error),
    }
}

fn again(visit: Visit<Staff>, who: (&vestibule_gate::Sid, String), asked: &Asked, error: ManageError) -> Answer<Staff> {
    let Some((text, field)) = at_field(&error) else { return visit.refused(error) };
    let mut frame = visit.frame();
    frame.alert = Some(Alert { text: frame.say(text.0), field: Some(field) });
    let page = page(&visit, frame, who, asked.lasts.parse().unwrap_or(USUAL));
    visit.show(StatusCode::UNPROCESSABLE_ENTITY, &page)
}

fn page(visit: &Visit<Staff>, frame: Frame, (id, name): (&vestibule_gate::Sid, String), chosen: u32) -> Page {
    let may_clear = visit.offers(Act::ActivateAnew);
    Page { frame, name, person: StaffPlace::person(id), spans: SPANS, chosen, may_clear }
}
