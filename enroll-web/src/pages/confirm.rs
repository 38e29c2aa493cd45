//! A fresh code of somebody who is signed in, before a change.

use askama::Template;
use axum::http::StatusCode;
use vestibule_gate::{By, Confirmation};

use crate::form::Protected;
use crate::language::Text;
use crate::page::Frame;
use crate::pages::forms;
use crate::session::Wanted;
use crate::visit::{Answer, Place, SignedIn, Visit};

#[derive(Template)]
#[template(path = "confirm.html")]
struct Page {
    frame: Frame,
    /// They signed in by a code of the help desk, which is not enough for changes.
    bypass: bool,
}

pub(crate) async fn show(visit: Visit<SignedIn>) -> Answer<SignedIn> {
    let frame = visit.frame();
    page(visit, StatusCode::OK, frame)
}

/// Leads on to the page that was wanted: one of a closed list, kept in the session.
pub(crate) async fn submit(mut visit: Visit<SignedIn>, form: Protected<forms::Code>) -> Answer<SignedIn> {
    let (answer, shared) = (visit.code(&form.into_inner().code), visit.shared.clone());
    match shared.portal().confirm(&mut visit.held.state.session, answer).await {
        Confirmation::Confirmed => {
            let wanted = std::mem::replace(&mut visit.held.state.wanted, Wanted::Account);
            visit.go(&Place::Wanted(wanted))
        }
        Confirmation::Refused(refusal) => {
            let frame = visit.frame_with(Text("code-wrong"), Some("code"));
            page(visit, StatusCode::FORBIDDEN, frame).not_before(refusal.not_before())
        }
        Confirmation::Unavailable(outage) => visit.unavailable(outage),
    }
}

fn page(visit: Visit<SignedIn>, status: StatusCode, frame: Frame) -> Answer<SignedIn> {
    let bypass = matches!(visit.held.state.session.by(), By::Bypass(_));
    visit.show(status, &Page { frame, bypass })
}
