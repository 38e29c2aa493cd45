//! Another name for an authenticator.

use askama::Template;
use axum::http::StatusCode;
use vestibule_gate::PortalError;

use crate::form::Protected;
use crate::language::Text;
use crate::page::Frame;
use crate::pages::{forms, own};
use crate::session::{Id, Notice, Wanted};
use crate::visit::{Answer, SignedIn, Visit};

#[derive(Template)]
#[template(path = "rename.html")]
struct Page {
    frame: Frame,
    id: Id,
    label: String,
}

pub(crate) async fn show(visit: Visit<SignedIn>, id: Id) -> Answer<SignedIn> {
    let (visit, row) = match super::own_one(visit, &id, Wanted::Rename(id.clone())).await {
        Ok(found) => found,
        Err(answer) => return *answer,
    };
    let page = Page { frame: visit.frame(), id, label: row.label };
    visit.show(StatusCode::OK, &page)
}

pub(crate) async fn submit(mut visit: Visit<SignedIn>, id: Id, form: Protected<forms::Label>) -> Answer<SignedIn> {
    let forms::Label { label } = form.into_inner();
    let (shared, source) = (visit.shared.clone(), visit.caller.source);
    match shared.portal().rename(&mut visit.held.state.session, id.as_str(), &label, source).await {
        Ok(()) => own::done(visit, Notice::done(Text("notice-renamed"), &label)),
        Err(PortalError::BadLabel) => {
            let page = Page { frame: visit.frame_with(Text("label-bad"), Some("label")), id, label };
            visit.show(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
        Err(error) => own::failed(visit, Wanted::Rename(id), error),
    }
}
