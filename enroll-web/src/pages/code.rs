//! The second page: the code. It is asked of everybody.

use askama::Template;
use axum::http::StatusCode;

use crate::form::Protected;
use crate::page::Frame;
use crate::pages::{begin, forms};
use crate::visit::{Answer, Begun, Visit};

#[derive(Template)]
#[template(path = "code.html")]
struct Page {
    frame: Frame,
}

pub(crate) async fn show(visit: Visit<Begun>) -> Answer<Begun> {
    let page = Page { frame: visit.frame() };
    visit.show(StatusCode::OK, &page)
}

/// One code for one question: whatever comes of it, the question is used up.
pub(crate) async fn submit(visit: Visit<Begun>, form: Protected<forms::Code>) -> Answer<Begun> {
    let answer = visit.code(&form.into_inner().code);
    let (visit, held) = visit.part();
    visit.shared.tables().begun.end(held.key);
    let verdict = visit.shared.portal().answer(held.state.pending, answer, &mut *visit.shared.prover()).await;
    Answer::over(begin::after(visit, verdict).await)
}
