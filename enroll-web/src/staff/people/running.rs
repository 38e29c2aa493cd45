//! The bypass codes that run, of everybody, and the end of one.

use askama::Template;
use axum::http::StatusCode;
use vestibule_gate::{Act, ManageError};

use super::super::desk::Staff;
use super::super::place::StaffPlace;
use super::sheet::{Bypass, bypass};
use crate::language::Text;
use crate::page::Frame;
use crate::pages::forms::Pressed;
use crate::session::Notice;
use crate::visit::{Answer, Visit};

#[derive(Template)]
#[template(path = "staff/bypasses.html")]
struct Page {
    frame: Frame,
    notice: Option<Notice>,
    rows: Vec<Bypass>,
    may_revoke: bool,
}

#[derive(Template)]
#[template(path = "staff/revoke-bypass.html")]
struct Question {
    frame: Frame,
    row: Bypass,
}

pub(crate) async fn show(mut visit: Visit<Staff>) -> Answer<Staff> {
    match visit.office().running_bypasses(visit.officer(), None).await {
        Ok(rows) => {
            let (frame, notice) = (visit.frame(), visit.take_notice());
            let rows = rows.into_iter().map(|row| bypass(&frame, row)).collect();
            let may_revoke = visit.offers(Act::RevokeBypass);
            visit.show(StatusCode::OK, &Page { frame, notice, rows, may_revoke })
        }
        Err(error) => visit.refused(error),
    }
}

async fn find(visit: &Visit<Staff>) -> Result<Bypass, ManageError> {
    let id = visit.id(3).ok_or_else(|| ManageError::NotFound(String::new()))?;
    let rows = visit.office().running_bypasses(visit.officer(), None).await?;
    let row = rows.into_iter().find(|row| row.id == id.as_str());
    row.map(|row| bypass(&visit.frame(), row)).ok_or_else(|| ManageError::NotFound(id.to_string()))
}

pub(crate) async fn ask(visit: Visit<Staff>) -> Answer<Staff> {
    match find(&visit).await {
        Ok(row) => {
            let frame = visit.frame();
            visit.show(StatusCode::OK, &Question { frame, row })
        }
        Err(error) => visit.refused(error),
    }
}

pub(crate) async fn submit(visit: Visit<Staff>, _: Pressed) -> Answer<Staff> {
    let row = match find(&visit).await {
        Ok(row) => row,
        Err(error) => return visit.refused(error),
    };
    match visit.office().revoke_bypass(visit.officer(), &row.id).await {
        Ok(()) => {
            visit.done(Notice::done(Text("notice-bypass-revoked"), &row.name), StaffPlace::at(StaffPlace::BYPASSES))
        }
        Err(error) => visit.refused(error),
    }
}
