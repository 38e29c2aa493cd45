//! Out again: here, or everywhere.

use axum::http::{HeaderName, HeaderValue};
use axum::response::Response;

use crate::form::Protected;
use crate::pages::{forms, own};
use crate::session::Cookie;
use crate::visit::{Answer, Place, SignedIn, Visit, see, without};

pub(crate) async fn here(visit: Visit<SignedIn>, form: Protected<forms::Pressed>) -> Answer<SignedIn> {
    let forms::Pressed = form.into_inner();
    let _visit = visit.end();
    Answer::over(forgotten(without(see(&Place::SignIn), Cookie::Session)))
}

/// Ends every session of the person, at every door.
pub(crate) async fn everywhere(visit: Visit<SignedIn>, form: Protected<forms::Pressed>) -> Answer<SignedIn> {
    let forms::Pressed = form.into_inner();
    own::end_others(&visit);
    let (visit, held) = visit.part();
    visit.shared.tables().people.end(held.key);
    let (portal, source) = (visit.shared.portal(), visit.caller.source);
    let response = match portal.sign_out_everywhere(held.state.session, source).await {
        Ok(()) => see(&Place::SignIn),
        Err(error) => own::not_ended(&visit, error),
    };
    Answer::over(forgotten(without(response, Cookie::Session)))
}

/// Browsers keep pages in memory to go back to, in spite of `no-store`; they are told to forget them.
fn forgotten(mut response: Response) -> Response {
    let all = HeaderValue::from_static("\"cache\"");
    response.headers_mut().insert(HeaderName::from_static("clear-site-data"), all);
    response
}
