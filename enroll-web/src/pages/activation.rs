//! The activation code, where a password alone is not enough for a first enrolment.

use askama::Template;
use axum::http::StatusCode;
use vestibule_gate::Confirmation;

use crate::form::Protected;
use crate::language::Text;
use crate::page::{Frame, Step};
use crate::pages::{enroll, forms};
use crate::session::Stage;
use crate::visit::{Answer, Enrolling, Place, Visit};

#[derive(Template)]
#[template(path = "activation.html")]
struct Page {
    frame: Frame,
}

pub(super) fn page(visit: Visit<Enrolling>, status: StatusCode, frame: Frame) -> Answer<Enrolling> {
    visit.show(status, &Page { frame })
}

pub(crate) async fn submit(mut visit: Visit<Enrolling>, form: Protected<forms::Code>) -> Answer<Enrolling> {
    let (answer, shared, now) = (visit.code(&form.into_inner().code), visit.shared.clone(), visit.now());
    let Stage::Asked { enrolling, .. } = &mut visit.held.state.stage else { return visit.go(&Place::Enroll) };
    if enrolling.is_over(now) {
        return enroll::over(visit);
    }
    match shared.portal().activate(enrolling, answer).await {
        Confirmation::Confirmed => visit.go(&Place::Enroll),
        Confirmation::Refused(refusal) => {
            let frame = visit.frame_with(Text("activation-wrong"), Some("code"));
            page(visit, StatusCode::FORBIDDEN, frame).not_before(refusal.not_before())
        }
        Confirmation::Unavailable(outage) => visit.unavailable(outage),
    }
}
