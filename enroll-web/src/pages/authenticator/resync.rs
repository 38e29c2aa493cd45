//! The clock of an authenticator is off: two codes that follow each other set it right.

use askama::Template;
use axum::http::StatusCode;
use vestibule_gate::PortalError;
use zeroize::Zeroizing;

use crate::form::{Fields, Form, Malformed, Protected};
use crate::language::Text;
use crate::page::Frame;
use crate::pages::own;
use crate::session::{Id, Notice, Wanted};
use crate::visit::{Answer, SignedIn, Visit, without_blanks};

#[derive(Template)]
#[template(path = "resync.html")]
struct Page {
    frame: Frame,
    id: Id,
    label: String,
}

pub(crate) struct TwoCodes {
    first: Zeroizing<String>,
    second: Zeroizing<String>,
}

impl Form for TwoCodes {
    fn read(fields: &mut Fields) -> Result<Self, Malformed> {
        Ok(Self { first: fields.take("first")?, second: fields.take("second")? })
    }
}

pub(crate) async fn show(visit: Visit<SignedIn>, id: Id) -> Answer<SignedIn> {
    let (visit, row) = match super::own_one(visit, &id, Wanted::Resync(id.clone())).await {
        Ok(found) => found,
        Err(answer) => return *answer,
    };
    let page = Page { frame: visit.frame(), id, label: visit.frame().label(row.label) };
    visit.show(StatusCode::OK, &page)
}

pub(crate) async fn submit(visit: Visit<SignedIn>, id: Id, form: Protected<TwoCodes>) -> Answer<SignedIn> {
    let TwoCodes { first, second } = form.into_inner();
    let (mut visit, row) = match super::own_one(visit, &id, Wanted::Resync(id.clone())).await {
        Ok(found) => found,
        Err(answer) => return *answer,
    };
    let (shared, source) = (visit.shared.clone(), visit.caller.source);
    let label = visit.frame().label(row.label);
    let typed = (&without_blanks(&first), &without_blanks(&second));
    match shared.portal().resync(&mut visit.held.state.session, id.as_str(), typed, source).await {
        Ok(()) => own::done(visit, Notice::done(Text("notice-resynchronised"), &label)),
        Err(PortalError::WrongCode) => {
            let page = Page { frame: visit.frame_with(Text("resync-wrong"), Some("first")), id, label };
            visit.show(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
        Err(error) => own::failed(visit, Wanted::Resync(id), error),
    }
}
