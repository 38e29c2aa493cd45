//! The end of an exemption, or of somebody's asking for one.

use askama::Template;
use axum::http::StatusCode;

use super::super::desk::Staff;
use super::super::place::StaffPlace;
use super::{Row, named};
use crate::language::Text;
use crate::page::Frame;
use crate::pages::forms::Pressed;
use crate::session::Notice;
use crate::visit::{Answer, Visit};

#[derive(Template)]
#[template(path = "staff/exemption-remove.html")]
struct Page {
    frame: Frame,
    row: Row,
}

pub(crate) async fn show(visit: Visit<Staff>) -> Answer<Staff> {
    match named(&visit).await {
        Ok(held) => {
            let frame = visit.frame();
            let page = Page { row: Row::of(&frame, held), frame };
            visit.show(StatusCode::OK, &page)
        }
        Err(error) => visit.refused(error),
    }
}

pub(crate) async fn submit(visit: Visit<Staff>, _: Pressed) -> Answer<Staff> {
    let held = match named(&visit).await {
        Ok(held) => held,
        Err(error) => return visit.refused(error),
    };
    match visit.office().remove_exemption(visit.officer(), &held.id).await {
        Ok(()) => {
            let notice = Notice::done(Text("notice-exemption-removed"), &held.group_name);
            visit.done(notice, StaffPlace::at(StaffPlace::EXEMPTIONS))
        }
        Err(error) => visit.refused(error),
    }
}
