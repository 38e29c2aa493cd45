//! One request on its way through a page: who calls, what their session holds, and what is answered.

mod level;
mod place;

use askama::Template;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use vestibule_gate::{Answer as Typing, Moment, Outage, Typed};
use zeroize::Zeroizing;

use crate::guard::Caller;
use crate::language::Text;
use crate::page::{Alert, Frame, failure, html};
use crate::session::{Cookie, Id, Token};
use crate::web::{NotBefore, Shared};

pub(crate) use level::{Anyone, Begun, Below, Either, Enrolled, Enrolling, Enters, Needs, Presented, SignedIn};
pub(crate) use place::Place;

/// A request that reached a page.
pub(crate) struct Visit<L: Needs> {
    pub(crate) shared: Shared,
    pub(crate) caller: Caller,
    pub(crate) presented: Presented,
    pub(crate) held: L::Held,
}

/// What a page answers, and what becomes of the session: it stays only where the answer holds it.
#[must_use]
pub(crate) struct Answer<L: Needs> {
    pub(crate) response: Response,
    pub(crate) held: Option<L::Held>,
}

impl<L: Needs> Visit<L> {
    /// Now, to the portal's clock.
    pub(crate) fn now(&self) -> Moment {
        self.shared.clock().moment()
    }

    /// Something typed where a code is asked for. Blanks are left out, once and here: apps show codes in groups.
    pub(crate) fn code(&self, typed: &Zeroizing<String>) -> Typing {
        Typing { source: self.caller.source, typed: without_blanks(typed), arrived: self.caller.arrived }
    }

    /// What every page of this visit has.
    pub(crate) fn frame(&self) -> Frame {
        let Caller { words, look, path, .. } = &self.caller;
        Frame {
            token: L::form_token(&self.held).map(|token| token.expose().to_owned()),
            signed_in: L::signed_in(&self.held).map(str::to_owned),
            menu: L::menu(&self.held, path, self.now()),
            ..Frame::new(words.clone(), look.clone(), path)
        }
    }

    /// The same, with what went wrong.
    pub(crate) fn frame_with(&self, text: Text, field: Option<&'static str>) -> Frame {
        let mut frame = self.frame();
        frame.alert = Some(Alert { text: self.caller.words.say(text.0), field });
        frame
    }

    /// Answers with a page; the session stays.
    pub(crate) fn show(self, status: StatusCode, page: &impl Template) -> Answer<L> {
        let response = html(status, page);
        self.stay(response)
    }

    /// Sends to another page; the session stays.
    pub(crate) fn go(self, to: &Place) -> Answer<L> {
        self.stay(see(to))
    }

    /// Nobody can say now; the session stays.
    pub(crate) fn unavailable(self, outage: Outage) -> Answer<L> {
        let response = self.outage(outage);
        self.stay(response)
    }

    /// There is no such thing; the session stays.
    pub(crate) fn not_found(self) -> Answer<L> {
        let response = failure(&self.frame(), StatusCode::NOT_FOUND);
        self.stay(response)
    }

    pub(crate) fn stay(self, response: Response) -> Answer<L> {
        Answer { response, held: Some(self.held) }
    }

    /// Ends the session; what it held is gone.
    pub(crate) fn end(self) -> Visit<Anyone> {
        let (visit, held) = self.part();
        L::end(held, &visit.shared);
        visit
    }

    /// The session apart from the visit.
    pub(crate) fn part(self) -> (Visit<Anyone>, L::Held) {
        let Self { shared, caller, presented, held } = self;
        (Visit { shared, caller, presented, held: () }, held)
    }

    /// The page of an outage, which is never to be taken for a wrong password or code.
    pub(crate) fn outage(&self, outage: Outage) -> Response {
        tracing::warn!(%outage, "the portal could not answer");
        failure(&self.frame(), StatusCode::SERVICE_UNAVAILABLE)
    }
}

impl<L: Needs> Answer<L> {
    /// An answer after which there is no session of this level.
    pub(crate) const fn over(response: Response) -> Self {
        Self { response, held: None }
    }

    /// It leaves no earlier than this.
    pub(crate) fn not_before(mut self, moment: Moment) -> Self {
        self.response.extensions_mut().insert(NotBefore(moment));
        self
    }
}

/// Sends to another page, by GET (RFC 9110 section 15.4.4).
pub(crate) fn see(to: &Place) -> Response {
    let mut response = StatusCode::SEE_OTHER.into_response();
    if let Ok(value) = HeaderValue::from_str(&to.path()) {
        response.headers_mut().insert(header::LOCATION, value);
    }
    response
}

/// Gives one cookie and takes back all others: a browser has one session, of one level.
pub(crate) fn with_session(mut response: Response, cookie: Cookie, token: &Token) -> Response {
    for other in [Cookie::Begun, Cookie::Enrolling, Cookie::Session] {
        let value = if other == cookie { other.give(token) } else { other.take_back() };
        response.headers_mut().extend(value.map(|value| (header::SET_COOKIE, value)));
    }
    response
}

/// Takes a cookie back.
pub(crate) fn without(mut response: Response, cookie: Cookie) -> Response {
    response.headers_mut().extend(cookie.take_back().map(|value| (header::SET_COOKIE, value)));
    response
}

/// What was typed where a code is asked for, without blanks.
pub(crate) fn without_blanks(typed: &Zeroizing<String>) -> Typed {
    Typed::new(typed.bytes().filter(|byte| *byte != b' ').collect())
}

/// The id in a path of the shape `/account/authenticators/{id}/…`.
pub(crate) fn id_in(path: &str) -> Option<Id> {
    Id::read(path.split('/').nth(3)?)
}
