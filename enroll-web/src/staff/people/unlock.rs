//! Somebody's counts of wrong codes and passwords, to nothing.

use askama::Template;
use axum::http::StatusCode;

use super::super::desk::Staff;
use super::super::place::StaffPlace;
use super::subject;
use crate::language::Text;
use crate::page::Frame;
use crate::pages::forms::Pressed;
use crate::session::Notice;
use crate::visit::{Answer, Visit};

#[derive(Template)]
#[template(path = "staff/unlock.html")]
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
    match visit.office().unlock(visit.officer(), &id, &name).await {
        Ok(()) => visit.done(Notice::done(Text("notice-unlocked"), &name), StaffPlace::person(&id)),
        Err(error) => visit.refused(error),
    }
}
