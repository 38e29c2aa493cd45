//! The first enrolment: an authenticator is offered to who proved the password and has none.

use axum::http::StatusCode;
use axum::response::Response;
use vestibule_gate::{Enrolling as FirstEnrolment, Grant, Offer, PortalError, Purpose};

use crate::form::Protected;
use crate::language::Text;
use crate::page::Frame;
use crate::pages::offer::{self, For};
use crate::pages::{activation, begin, forms, sign_in};
use crate::session::{Codes, Cookie, Stage};
use crate::visit::{Answer, Enrolling, Place, Visit, see, without, without_blanks};

pub(crate) async fn show(mut visit: Visit<Enrolling>) -> Answer<Enrolling> {
    let now = visit.now();
    let (shared, activated) = (visit.shared.clone(), visit.held.state.activated);
    let frame = visit.frame();
    let Stage::Asked { enrolling, offer } = &mut visit.held.state.stage else { return visit.go(&Place::Enroll) };
    if enrolling.is_over(now) {
        return over(visit);
    }
    if enrolling.needs_activation() {
        return activation::page(visit, StatusCode::OK, frame);
    }
    if offer.as_ref().is_none_or(|offer| offer.is_over(now)) {
        let issuer = &visit.caller.look.settings.issuer;
        match shared.portal().offer(&Grant::First(enrolling), Purpose::New, issuer) {
            Ok(made) => *offer = Some(made),
            Err(error) => return failed(visit, error),
        }
    }
    let tried = shared.portal().tried_elsewhere(enrolling).await.ok().flatten().map(|seen| seen.application);
    let Some(offer) = offer else { return visit.go(&Place::Enroll) };
    let response = page(&frame, StatusCode::OK, offer, activated, tried, None);
    visit.stay(response)
}

pub(crate) async fn submit(mut visit: Visit<Enrolling>, form: Protected<forms::Labelled>) -> Answer<Enrolling> {
    let forms::Labelled { label, code } = form.into_inner();
    let (shared, source, now) = (visit.shared.clone(), visit.caller.source, visit.now());
    let Stage::Asked { enrolling, offer: Some(offer) } = &mut visit.held.state.stage else {
        return visit.go(&Place::Enroll);
    };
    let person = enrolling.person().id.clone();
    let accepted = shared.portal().accept(offer, Grant::First(enrolling), &without_blanks(&code), &label, source).await;
    match accepted {
        Ok(accepted) => {
            visit.held.state.stage = Stage::Codes(Codes::new(accepted.recovery.unwrap_or_default(), now));
            shared.tables().end_others(&person, Some(visit.held.key));
            visit.go(&Place::RecoveryCodes)
        }
        Err(PortalError::WrongCode) => again(visit, Text("offer-wrong-code"), "code", &label),
        Err(PortalError::BadLabel) => again(visit, Text("label-bad"), "label", &label),
        Err(error) => failed(visit, error),
    }
}

/// The same offer again, with what was wrong.
fn again(visit: Visit<Enrolling>, why: Text, field: &'static str, label: &str) -> Answer<Enrolling> {
    let (frame, activated) = (visit.frame_with(why, Some(field)), visit.held.state.activated);
    let response = match &visit.held.state.stage {
        Stage::Asked { offer: Some(offer), .. } => {
            page(&frame, StatusCode::UNPROCESSABLE_ENTITY, offer, activated, None, Some(label))
        }
        Stage::Asked { offer: None, .. } | Stage::Codes(_) | Stage::Finished => see(&Place::Enroll),
    };
    visit.stay(response)
}

fn page(
    frame: &Frame,
    status: StatusCode,
    offer: &Offer,
    activated: bool,
    tried: Option<String>,
    label: Option<&str>,
) -> Response {
    let usual = frame.say("label-usual");
    offer::page(frame, status, offer, &For::First { activated, tried }, label.unwrap_or(&usual))
}

/// What becomes of the enrolment where something else than a code was wrong.
pub(super) fn failed(mut visit: Visit<Enrolling>, error: PortalError) -> Answer<Enrolling> {
    match error {
        PortalError::Outage(outage) => visit.unavailable(outage),
        PortalError::OfferOver if !is_over(&visit) => {
            // Only the offer is over: the next one is another key.
            if let Stage::Asked { offer, .. } = &mut visit.held.state.stage {
                *offer = None;
            }
            visit.go(&Place::Enroll)
        }
        PortalError::OfferOver => over(visit),
        PortalError::ActivationNeeded => visit.go(&Place::Enroll),
        PortalError::NotFresh
        | PortalError::WrongCode
        | PortalError::TooMany
        | PortalError::LastOne
        | PortalError::NotFound
        | PortalError::BadLabel
        | PortalError::Taken
        | PortalError::SameFactor
        | PortalError::Changed => Answer::over(without(begin::changed(&visit.end()), Cookie::Enrolling)),
    }
}

fn is_over(visit: &Visit<Enrolling>) -> bool {
    let over = |enrolling: &FirstEnrolment| enrolling.is_over(visit.now());
    matches!(&visit.held.state.stage, Stage::Asked { enrolling, .. } if over(enrolling))
}

/// It took too long, and begins with name and password again.
pub(super) fn over(visit: Visit<Enrolling>) -> Answer<Enrolling> {
    let visit = visit.end();
    Answer::over(without(sign_in::again(&visit, Text("enrolment-over")), Cookie::Enrolling))
}
