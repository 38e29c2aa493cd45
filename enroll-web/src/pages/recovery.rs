//! Recovery codes: shown once, after a first enrolment or when somebody makes new ones.

use askama::Template;
use axum::body::Body;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use zeroize::Zeroizing;

use crate::form::Protected;
use crate::language::Text;
use crate::page::{Frame, Step, html};
use crate::pages::{forms, own};
use crate::session::{Codes, Notice, Stage, Wanted};
use crate::visit::{Answer, Either, Enrolled, Place, SignedIn, Visit};

#[derive(Template)]
#[template(path = "recovery-codes.html")]
struct Page<'a> {
    frame: &'a Frame,
    codes: &'a [Zeroizing<String>],
    steps: Option<Step>,
}

#[derive(Template)]
#[template(path = "new-recovery-codes.html")]
struct AskPage {
    frame: Frame,
}

pub(crate) async fn show(visit: Visit<Enrolled>) -> Answer<Enrolled> {
    let frame = visit.frame();
    let steps = match &visit.held {
        Either::New(held) => Some(Step::of(2, held.state.activated)),
        Either::Person(_) => None,
    };
    let response = codes(&visit).map(|codes| html(StatusCode::OK, &Page { frame: &frame, codes, steps }));
    match response {
        Some(response) => visit.stay(response),
        None => on(visit),
    }
}

/// The codes as a file to keep.
pub(crate) async fn download(visit: Visit<Enrolled>) -> Answer<Enrolled> {
    let Some(codes) = codes(&visit) else { return on(visit) };
    let settings = &visit.caller.look.settings;
    let words = &visit.caller.words;
    let mut text = format!("{}\r\n", words.with("recovery-file-head", "organisation", settings.organisation.as_str()));
    text.push_str(&format!("{}\r\n\r\n", settings.public_url));
    codes.iter().for_each(|code| text.push_str(&format!("{}\r\n", code.as_str())));
    text.push_str(&format!("\r\n{}\r\n", words.say("recovery-file-foot")));
    let mut response = Response::new(Body::from(text));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"));
    let attachment = HeaderValue::from_static("attachment; filename=\"recovery-codes.txt\"");
    headers.insert(header::CONTENT_DISPOSITION, attachment);
    visit.stay(response)
}

/// They are saved: forgotten here.
pub(crate) async fn saved(mut visit: Visit<Enrolled>, form: Protected<forms::Pressed>) -> Answer<Enrolled> {
    let forms::Pressed = form.into_inner();
    match &mut visit.held {
        Either::New(held) => held.state.stage = Stage::Finished,
        Either::Person(held) => {
            let told = held.state.codes.take().map(|_| Notice::done(Text("notice-recovery-codes"), ""));
            held.state.notice = told.or(held.state.notice.take());
        }
    }
    on(visit)
}

/// Whether to make new ones.
pub(crate) async fn ask(visit: Visit<SignedIn>) -> Answer<SignedIn> {
    let visit = match own::fresh(visit, Wanted::RecoveryCodes) {
        Ok(visit) => visit,
        Err(answer) => return *answer,
    };
    let page = AskPage { frame: visit.frame() };
    visit.show(StatusCode::OK, &page)
}

pub(crate) async fn renew(mut visit: Visit<SignedIn>, form: Protected<forms::Pressed>) -> Answer<SignedIn> {
    let forms::Pressed = form.into_inner();
    let (shared, source, now) = (visit.shared.clone(), visit.caller.source, visit.now());
    match shared.portal().new_recovery(&mut visit.held.state.session, source).await {
        Ok(shown) => {
            visit.held.state.codes = Some(Codes::new(shown, now));
            own::end_others(&visit);
            visit.go(&Place::RecoveryCodes)
        }
        Err(error) => own::failed(visit, Wanted::RecoveryCodes, error),
    }
}

/// To the page after this one.
fn on(visit: Visit<Enrolled>) -> Answer<Enrolled> {
    let place = match &visit.held {
        Either::New(_) => Place::Done,
        Either::Person(_) => Place::Account,
    };
    visit.go(&place)
}

fn codes(visit: &Visit<Enrolled>) -> Option<&[Zeroizing<String>]> {
    let codes = match &visit.held {
        Either::New(held) => match &held.state.stage {
            Stage::Codes(codes) => Some(codes),
            Stage::Asked { .. } | Stage::Finished => None,
        },
        Either::Person(held) => held.state.codes.as_ref(),
    };
    codes?.shown(visit.now())
}
