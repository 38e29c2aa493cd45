//! The first enrolment: an authenticator is offered to who proved the password and has none.

use axum::http::StatusCode;
use vestibule_gate::{Enrolling as FirstEnrolment, Grant, PortalError, Purpose};

use crate::form::Protected;
use crate::language::Text;
use crate::pages::offer::{self, For, Shown};
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
    let renewed = offer.as_ref().is_some_and(|offer| offer.is_over(now));
    if renewed || offer.is_none() {
        let issuer = &visit.caller.look.settings.issuer;
        match shared.portal().offer(&Grant::First(enrolling), Purpose::New, issuer) {
            Ok(made) => *offer = Some(made),
            Err(error) => return failed(visit, error),
        }
    }
    let tried = shared.portal().tried_elsewhere(enrolling).await.ok().flatten().map(|seen| seen.application);
    let Some(offer) = offer else { return visit.go(&Place::Enroll) };
    let (purpose, label) = (For::First { activated, tried }, &frame.say("label-usual"));
    let response = offer::page(&frame, StatusCode::OK, offer, &Shown { purpose: &purpose, label, renewed });
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
    let purpose = For::First { activated: visit.held.state.activated, tried: None };
    let frame = visit.frame_with(why, Some(field));
    let response = match &visit.held.state.stage {
        Stage::Asked { offer: Some(offer), .. } => {
            let shown = Shown { purpose: &purpose, label, renewed: false };
            offer::page(&frame, StatusCode::UNPROCESSABLE_ENTITY, offer, &shown)
        }
        Stage::Asked { offer: None, .. } | Stage::Codes(_) | Stage::Finished => see(&Place::Enroll),
    };
    visit.stay(response)
}

/// What becomes of the enrolment where something else than a code was wrong.
pub(super) fn failed(visit: Visit<Enrolling>, error: PortalError) -> Answer<Enrolling> {
    match error {
        PortalError::Outage(outage) => visit.unavailable(outage),
        // Only the offer is over: the page makes another.
        PortalError::OfferOver if !is_over(&visit) => visit.go(&Place::Enroll),
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
