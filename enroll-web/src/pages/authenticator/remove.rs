//! Away with an authenticator.

use askama::Template;
use axum::http::StatusCode;

use crate::form::Protected;
use crate::language::Text;
use crate::page::Frame;
use crate::pages::{forms, own};
use crate::session::{Id, Notice, Wanted};
use crate::visit::{Answer, SignedIn, Visit};

#[derive(Template)]
#[template(path = "remove.html")]
struct Page {
    frame: Frame,
    id: Id,
    label: String,
}

pub(crate) async fn show(visit: Visit<SignedIn>, id: Id) -> Answer<SignedIn> {
    let (visit, row) = match super::own_one(visit, &id, Wanted::Remove(id.clone())).await {
        Ok(found) => found,
        Err(answer) => return *answer,
    };
    let page = Page { frame: visit.frame(), id, label: visit.frame().label(row.label) };
    visit.show(StatusCode::OK, &page)
}

pub(crate) async fn submit(visit: Visit<SignedIn>, id: Id, form: Protected<forms::Pressed>) -> Answer<SignedIn> {
    let forms::Pressed = form.into_inner();
    let (mut visit, row) = match super::own_one(visit, &id, Wanted::Remove(id.clone())).await {
        Ok(found) => found,
        Err(answer) => return *answer,
    };
    let (shared, source) = (visit.shared.clone(), visit.caller.source);
    let label = visit.frame().label(row.label);
    match shared.portal().remove(&mut visit.held.state.session, id.as_str(), source).await {
        Ok(()) => own::done(visit, Notice::done(Text("notice-removed"), &label)),
        Err(error) => own::failed(visit, Wanted::Remove(id), error),
    }
}
