//! What the pages have in common on which somebody changes what admits them. The gate decides whether they may; here
//! they are led to what is missing.

use axum::response::Response;
use vestibule_gate::PortalError;

use crate::language::Text;
use crate::pages::begin;
use crate::session::{Cookie, Notice, Wanted};
use crate::visit::{Answer, Anyone, Place, SignedIn, Visit, without};

/// Goes on only with a fresh code; else asks for one, and comes back.
pub(super) fn fresh(mut visit: Visit<SignedIn>, wanted: Wanted) -> Result<Visit<SignedIn>, Box<Answer<SignedIn>>> {
    if visit.held.state.session.is_fresh(visit.now()) {
        return Ok(visit);
    }
    visit.held.state.wanted = wanted;
    Err(Box::new(visit.go(&Place::AccountCode)))
}

/// Ends the person's other sessions: what they stood on was changed.
pub(super) fn end_others(visit: &Visit<SignedIn>) {
    visit.shared.tables().end_others(&visit.held.state.session.person().id, Some(visit.held.key));
}

/// A change was made.
pub(super) fn done(mut visit: Visit<SignedIn>, notice: Notice) -> Answer<SignedIn> {
    end_others(&visit);
    visit.held.state.offer = None;
    visit.held.state.notice = Some(notice);
    visit.go(&Place::Account)
}

/// The sessions at other doors could not be ended; the one here has been.
pub(super) fn not_ended(visit: &Visit<Anyone>, error: PortalError) -> Response {
    match error {
        PortalError::Outage(outage) => visit.outage(outage),
        PortalError::NotFresh
        | PortalError::WrongCode
        | PortalError::OfferOver
        | PortalError::TooMany
        | PortalError::LastOne
        | PortalError::NotFound
        | PortalError::BadLabel
        | PortalError::Taken
        | PortalError::ActivationNeeded
        | PortalError::SameFactor
        | PortalError::Changed => begin::changed(visit),
    }
}

/// A change was not made.
pub(super) fn failed(mut visit: Visit<SignedIn>, wanted: Wanted, error: PortalError) -> Answer<SignedIn> {
    let why = match error {
        PortalError::Outage(outage) => return visit.unavailable(outage),
        PortalError::NotFound => return visit.not_found(),
        PortalError::Changed => {
            return Answer::over(without(begin::changed(&visit.end()), Cookie::Session));
        }
        PortalError::NotFresh => {
            visit.held.state.wanted = wanted;
            return visit.go(&Place::AccountCode);
        }
        // The page makes another offer in the place of one that is over.
        PortalError::OfferOver | PortalError::WrongCode | PortalError::BadLabel => {
            return visit.go(&Place::Wanted(wanted));
        }
        PortalError::TooMany => Text("notice-too-many"),
        PortalError::LastOne => Text("notice-last-one"),
        PortalError::SameFactor => Text("notice-same-factor"),
        PortalError::Taken | PortalError::ActivationNeeded => Text("notice-not-done"),
    };
    visit.held.state.notice = Some(Notice::wrong(why));
    visit.go(&Place::Account)
}
