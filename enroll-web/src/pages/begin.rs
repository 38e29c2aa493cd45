//! What a verdict on a login becomes: a session of the level it proves, or the first page again. The only place where
//! sessions begin.

use axum::http::header;
use axum::response::Response;
use vestibule_gate::{Admitted, By, Moment, Pending, PortalError, Said, Verdict};

use crate::language::Text;
use crate::pages::sign_in;
use crate::session::{self, Cookie, Stage, Wanted};
use crate::visit::{Anyone, Place, Visit, see, with_session};
use crate::web::NotBefore;

/// The answer to either round of a login.
pub(super) async fn after(visit: Visit<Anyone>, verdict: Verdict) -> Response {
    match verdict {
        Verdict::Ask(pending) => {
            let not_before = pending.not_before();
            let begun = match pending.said() {
                Said::Enrol(_) => enrolling(visit, pending).await,
                Said::Nothing | Said::Account(..) => begun(visit, pending),
            };
            late(begun, not_before)
        }
        Verdict::Admit(admitted) => {
            let not_before = admitted.not_before();
            late(signed_in(visit, admitted), not_before)
        }
        Verdict::Refuse(refusal) => {
            let not_before = refusal.not_before();
            late(sign_in::refused(&visit, refusal.said()), not_before)
        }
        Verdict::Unavailable(outage) => visit.outage(outage),
    }
}

/// Puts it off until then.
pub(super) fn late(mut response: Response, moment: Moment) -> Response {
    response.extensions_mut().insert(NotBefore(moment));
    response
}

/// The same for everybody, whoever they are and whatever they typed.
fn begun(visit: Visit<Anyone>, pending: Pending) -> Response {
    visit.presented.end_begun(&visit.shared);
    let now = visit.now();
    match visit.shared.tables().begun.begin(session::Begun { pending }, None, now, visit.shared.chance()) {
        Ok(token) => {
            let mut response = see(&Place::Code);
            response.headers_mut().extend(Cookie::Begun.give(&token).map(|cookie| (header::SET_COOKIE, cookie)));
            response
        }
        Err(outage) => visit.outage(outage),
    }
}

async fn enrolling(visit: Visit<Anyone>, pending: Pending) -> Response {
    let enrolling = match visit.shared.portal().enrolling(pending, visit.caller.source).await {
        Ok(enrolling) => enrolling,
        Err(PortalError::Outage(outage)) => return visit.outage(outage),
        // Somebody enrolled between the question and now; the next try tells.
        Err(_) => return changed(&visit),
    };
    let (person, activated) = (enrolling.person().id.clone(), enrolling.needs_activation());
    let state = session::Enrolling { stage: Stage::Asked { enrolling, offer: None }, activated };
    let now = visit.now();
    visit.presented.end(&visit.shared);
    match visit.shared.tables().enrolling.begin(state, Some(person), now, visit.shared.chance()) {
        Ok(token) => with_session(see(&Place::Enroll), Cookie::Enrolling, &token),
        Err(outage) => visit.outage(outage),
    }
}

fn signed_in(visit: Visit<Anyone>, admitted: Admitted) -> Response {
    let session = visit.shared.portal().open(admitted);
    let (person, now) = (session.person().id.clone(), visit.now());
    // Who has lost everything else needs an authenticator first of all.
    let place = if *session.by() == By::Recovery { Place::Wanted(Wanted::Add) } else { Place::Account };
    visit.presented.end(&visit.shared);
    let state = session::Person::new(session, now);
    match visit.shared.tables().people.begin(state, Some(person), now, visit.shared.chance()) {
        Ok(token) => with_session(see(&place), Cookie::Session, &token),
        Err(outage) => visit.outage(outage),
    }
}

/// The page for whom a change elsewhere put out.
pub(super) fn changed(visit: &Visit<Anyone>) -> Response {
    sign_in::again(visit, Text("sign-in-changed"))
}
