//! A new authenticator in the place of an old one: a new phone. The old one stays until a code of the new one is right.

use axum::http::StatusCode;
use vestibule_gate::{Grant, PortalError, Purpose};

use crate::form::Protected;
use crate::language::Text;
use crate::page::Frame;
use crate::pages::offer::{self, For, Shown};
use crate::pages::{add, forms, own};
use crate::session::{Id, Notice, Wanted};
use crate::visit::{Answer, Place, SignedIn, Visit, without_blanks};

pub(crate) async fn show(visit: Visit<SignedIn>, id: Id) -> Answer<SignedIn> {
    let (mut visit, row) = match super::own_one(visit, &id, Wanted::Replace(id.clone())).await {
        Ok(found) => found,
        Err(answer) => return *answer,
    };
    let renewed = match add::offered(&mut visit, Purpose::Replace(id.as_str().to_owned())) {
        Ok(renewed) => renewed,
        Err(error) => return own::failed(visit, Wanted::Account, error),
    };
    let frame = visit.frame();
    let label = if row.label.is_empty() { frame.say("label-usual") } else { row.label.clone() };
    let purpose = purpose(&frame, id, row.label);
    page(visit, StatusCode::OK, &frame, &Shown { purpose: &purpose, label: &label, renewed })
}

pub(crate) async fn submit(visit: Visit<SignedIn>, id: Id, form: Protected<forms::Labelled>) -> Answer<SignedIn> {
    let forms::Labelled { label, code } = form.into_inner();
    let (mut visit, row) = match super::own_one(visit, &id, Wanted::Replace(id.clone())).await {
        Ok(found) => found,
        Err(answer) => return *answer,
    };
    let (shared, source) = (visit.shared.clone(), visit.caller.source);
    let (state, wanted) = (&mut visit.held.state, Purpose::Replace(id.as_str().to_owned()));
    let Some(offer) = state.offer.as_mut().filter(|offer| *offer.purpose() == wanted) else {
        return visit.go(&Place::Wanted(Wanted::Replace(id)));
    };
    let grant = Grant::Own(&mut state.session);
    let wrong = match shared.portal().accept(offer, grant, &without_blanks(&code), &label, source).await {
        Ok(_accepted) => return own::done(visit, Notice::done(Text("notice-replaced"), &label)),
        Err(PortalError::WrongCode) => (Text("offer-wrong-code"), "code"),
        Err(PortalError::BadLabel) => (Text("label-bad"), "label"),
        Err(error) => return own::failed(visit, Wanted::Replace(id), error),
    };
    let frame = visit.frame_with(wrong.0, Some(wrong.1));
    let purpose = purpose(&frame, id, row.label);
    page(visit, StatusCode::UNPROCESSABLE_ENTITY, &frame, &Shown { purpose: &purpose, label: &label, renewed: false })
}

fn purpose(frame: &Frame, id: Id, old: String) -> For {
    For::InPlaceOf { label: frame.label(old), action: Place::Wanted(Wanted::Replace(id)).path().into_owned() }
}

fn page(visit: Visit<SignedIn>, status: StatusCode, frame: &Frame, shown: &Shown<'_>) -> Answer<SignedIn> {
    let Some(offer) = &visit.held.state.offer else { return visit.go(&Place::Account) };
    let response = offer::page(frame, status, offer, shown);
    visit.stay(response)
}
