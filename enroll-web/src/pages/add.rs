//! One more authenticator, of somebody who is signed in.

use axum::http::StatusCode;
use vestibule_gate::ports::{AuthenticatorRow, MOST_AUTHENTICATORS};
use vestibule_gate::{By, Grant, PortalError, Purpose};

use crate::form::Protected;
use crate::language::Text;
use crate::page::Frame;
use crate::pages::offer::{self, For, Shown};
use crate::pages::{forms, own};
use crate::session::{Notice, Wanted};
use crate::visit::{Answer, Place, SignedIn, Visit, without_blanks};

pub(crate) async fn show(visit: Visit<SignedIn>) -> Answer<SignedIn> {
    let mut visit = match own::fresh(visit, Wanted::Add) {
        Ok(visit) => visit,
        Err(answer) => return *answer,
    };
    let held = match visit.shared.portal().authenticators(&visit.held.state.session).await {
        Ok(held) => held,
        Err(outage) => return visit.unavailable(outage),
    };
    if held.len() >= MOST_AUTHENTICATORS {
        return own::failed(visit, Wanted::Account, PortalError::TooMany);
    }
    let renewed = match offered(&mut visit, Purpose::New) {
        Ok(renewed) => renewed,
        Err(error) => return own::failed(visit, Wanted::Account, error),
    };
    let (frame, label) = (visit.frame(), unused(&visit.caller.words.say("label-usual"), &held));
    page(visit, StatusCode::OK, &frame, &label, renewed)
}

/// The usual name, with a number behind it where it is taken.
fn unused(usual: &str, held: &[AuthenticatorRow]) -> String {
    let is_free = |label: &String| held.iter().all(|row| row.label != *label);
    let numbered = (2..=MOST_AUTHENTICATORS).map(|number| format!("{usual} {number}"));
    std::iter::once(usual.to_owned()).chain(numbered).find(is_free).unwrap_or_else(|| usual.to_owned())
}

pub(crate) async fn submit(mut visit: Visit<SignedIn>, form: Protected<forms::Labelled>) -> Answer<SignedIn> {
    let forms::Labelled { label, code } = form.into_inner();
    let (shared, source) = (visit.shared.clone(), visit.caller.source);
    let state = &mut visit.held.state;
    let Some(offer) = state.offer.as_mut().filter(|offer| *offer.purpose() == Purpose::New) else {
        return visit.go(&Place::Wanted(Wanted::Add));
    };
    let grant = Grant::Own(&mut state.session);
    match shared.portal().accept(offer, grant, &without_blanks(&code), &label, source).await {
        Ok(_accepted) => own::done(visit, Notice::done(Text("notice-added"), &label)),
        Err(PortalError::WrongCode) => again(visit, Text("offer-wrong-code"), "code", &label),
        Err(PortalError::BadLabel) => again(visit, Text("label-bad"), "label", &label),
        Err(error) => own::failed(visit, Wanted::Add, error),
    }
}

/// Sees to it that the session holds an offer of this purpose, and one that is not over. Says whether it stands in the
/// place of one that is.
pub(super) fn offered(visit: &mut Visit<SignedIn>, purpose: Purpose) -> Result<bool, PortalError> {
    let now = visit.now();
    let state = &mut visit.held.state;
    let before = state.offer.as_ref().filter(|offer| *offer.purpose() == purpose).map(|offer| offer.is_over(now));
    if before == Some(false) {
        return Ok(false);
    }
    let issuer = &visit.caller.look.settings.issuer;
    let grant = Grant::Own(&mut state.session);
    state.offer = Some(visit.shared.portal().offer(&grant, purpose, issuer)?);
    Ok(before.is_some())
}

fn again(visit: Visit<SignedIn>, why: Text, field: &'static str, label: &str) -> Answer<SignedIn> {
    let frame = visit.frame_with(why, Some(field));
    page(visit, StatusCode::UNPROCESSABLE_ENTITY, &frame, label, false)
}

fn page(visit: Visit<SignedIn>, status: StatusCode, frame: &Frame, label: &str, renewed: bool) -> Answer<SignedIn> {
    let state = &visit.held.state;
    let Some(offer) = &state.offer else { return visit.go(&Place::Account) };
    let purpose = For::More { recovering: *state.session.by() == By::Recovery };
    let response = offer::page(frame, status, offer, &Shown { purpose: &purpose, label, renewed });
    visit.stay(response)
}
