//! An exemption that somebody else asked for, to be put in force after a look at who becomes exempt.

use askama::Template;
use axum::http::StatusCode;
use vestibule_gate::{Exempting, ManageError, Origin};
use zeroize::Zeroizing;

use super::super::desk::Staff;
use super::super::place::StaffPlace;
use super::preview::{Foreseen, foresee, from};
use super::{Row, named};
use crate::form::{Fields, Form, Malformed};
use crate::language::Text;
use crate::page::Frame;
use crate::session::Notice;
use crate::visit::{Answer, Visit};

#[derive(Template)]
#[template(path = "staff/exemption-approve.html")]
struct Page {
    frame: Frame,
    row: Row,
    /// `None` where the directory does not know the group any more.
    foreseen: Option<Foreseen>,
}

/// How many members were seen.
pub(crate) struct Approved {
    seen: Zeroizing<String>,
}

impl Form for Approved {
    fn read(fields: &mut Fields) -> Result<Self, Malformed> {
        Ok(Self { seen: fields.take("seen")? })
    }
}

pub(crate) async fn show(visit: Visit<Staff>) -> Answer<Staff> {
    match look(&visit, from(&visit)).await {
        Ok((asked, foreseen)) => {
            let frame = visit.frame();
            let page = Page { row: Row::of(&frame, asked), frame, foreseen };
            visit.show(StatusCode::OK, &page)
        }
        Err(error) => visit.refused(error),
    }
}

async fn look(visit: &Visit<Staff>, from: usize) -> Result<(Exempting, Option<Foreseen>), ManageError> {
    let asked = named(visit).await?;
    if asked.origin != Origin::Requested {
        return Err(ManageError::NotFound(asked.id));
    }
    let address = format!("/admin/exemptions/{}/approve?", asked.id);
    match foresee(visit, asked.group.as_str(), &address, from).await {
        Ok(foreseen) => Ok((asked, Some(foreseen))),
        Err(ManageError::NoGroupNamed(_)) => Ok((asked, None)),
        Err(error) => Err(error),
    }
}

pub(crate) async fn submit(visit: Visit<Staff>, approved: Approved) -> Answer<Staff> {
    let (asked, foreseen) = match look(&visit, 0).await {
        Ok(found) => found,
        Err(error) => return visit.refused(error),
    };
    if foreseen.as_ref().is_some_and(|foreseen| !foreseen.has(&approved.seen)) {
        return again(visit, asked, foreseen, StatusCode::CONFLICT, Text("exemption-changed"));
    }
    match visit.office().approve_exemption(visit.officer(), &asked.id).await {
        Ok(held) => {
            let notice = Notice::done(Text("notice-exemption-approved"), &held.group_name);
            visit.done(notice, StaffPlace::at(StaffPlace::EXEMPTIONS))
        }
        Err(ManageError::BadSpan(_)) => {
            again(visit, asked, foreseen, StatusCode::UNPROCESSABLE_ENTITY, Text("exemption-over"))
        }
        Err(error) => visit.refused(error),
    }
}

fn again(
    visit: Visit<Staff>,
    asked: Exempting,
    foreseen: Option<Foreseen>,
    status: StatusCode,
    text: Text,
) -> Answer<Staff> {
    let frame = visit.frame_with(text, None);
    let page = Page { row: Row::of(&frame, asked), frame, foreseen };
    visit.show(status, &page)
}
