//! All exemptions: those that wait first, then those made at run time, then the configuration's.

use askama::Template;
use axum::http::StatusCode;
use vestibule_gate::{Act, Origin};

use super::super::desk::Staff;
use super::Row;
use crate::page::Frame;
use crate::session::Notice;
use crate::visit::{Answer, Visit};

#[derive(Template)]
#[template(path = "staff/exemptions.html")]
struct Page {
    frame: Frame,
    notice: Option<Notice>,
    rows: Vec<Row>,
    may_add: bool,
    may_approve: bool,
    may_remove: bool,
}

pub(crate) async fn show(mut visit: Visit<Staff>) -> Answer<Staff> {
    match visit.office().exemptions(visit.officer()).await {
        Ok(mut all) => {
            all.sort_by_key(|one| match one.origin {
                Origin::Requested => 0,
                Origin::Added => 1,
                Origin::Configuration => 2,
            });
            let (frame, notice) = (visit.frame(), visit.take_notice());
            let page = Page {
                notice,
                rows: all.into_iter().map(|one| Row::of(&frame, one)).collect(),
                may_add: visit.offers(Act::AddExemption),
                may_approve: visit.offers(Act::ApproveExemption),
                may_remove: visit.offers(Act::RemoveExemption),
                frame,
            };
            visit.show(StatusCode::OK, &page)
        }
        Err(error) => visit.refused(error),
    }
}
