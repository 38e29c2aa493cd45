//! New recovery codes for somebody, which end those they had.

use askama::Template;
use axum::http::StatusCode;

use super::super::desk::Staff;
use super::super::handed::Kind;
use super::super::place::StaffPlace;
use super::subject;
use crate::page::Frame;
use crate::pages::forms::Pressed;
use crate::visit::{Answer, Visit};

#[derive(Template)]
#[template(path = "staff/recovery.html")]
struct Page {
    frame: Frame,
    name: String,
    person: StaffPlace,
}

pub(crate) async fn show(visit: Visit<Staff>) -> Answer<Staff> {
    match subject(visit).await {
        Ok((visit, id, name)) => {
            let page = Page { frame: visit.frame(), name, person: StaffPlace::person(&id) };
            visit.show(StatusCode::OK, &page)
        }
        Err(answer) => *answer,
    }
}

pub(crate) async fn submit(visit: Visit<Staff>, _: Pressed) -> Answer<Staff> {
    let (visit, id, name) = match subject(visit).await {
        Ok(found) => found,
        Err(answer) => return *answer,
    };
    let office = visit.office();
    let made = match office.identified(&id).await {
        Ok(person) => office.new_recovery(visit.officer(), &person).await,
        Err(error) => Err(error),
    };
    match made {
        Ok(codes) => visit.hand_all(Kind::Recovery, (id, name), codes, None),
        Err(error) => visit.refused(error),
    }
}
