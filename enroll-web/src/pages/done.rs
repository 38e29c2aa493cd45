//! How to type the code, at each application.

use askama::Template;
use axum::http::StatusCode;
use vestibule_gate::CodeWay;

use crate::page::{Frame, Step};
use crate::settings::Shown;
use crate::visit::{Answer, Either, Enrolled, Place, Visit};

#[derive(Template)]
#[template(path = "done.html")]
struct Page<'a> {
    frame: Frame,
    applications: Vec<Line<'a>>,
    steps: Option<Step>,
}

/// An application, and how the code is given there.
struct Line<'a> {
    name: &'a str,
    how: String,
    example: Option<String>,
}

pub(crate) async fn show(visit: Visit<Enrolled>) -> Answer<Enrolled> {
    let steps = match &visit.held {
        Either::New(held) if held.state.has_codes(visit.now()) => return visit.go(&Place::RecoveryCodes),
        Either::New(held) => Some(Step::of(3, held.state.activated)),
        Either::Person(_) => None,
    };
    let (frame, look) = (visit.frame(), visit.caller.look.clone());
    let applications = look.settings.applications.iter().map(|application| line(&frame, application)).collect();
    let page = Page { frame, applications, steps };
    visit.show(StatusCode::OK, &page)
}

fn line<'a>(frame: &Frame, application: &'a Shown) -> Line<'a> {
    let password = || frame.say("done-example-password");
    let (how, example) = match &application.way {
        CodeWay::Append => (frame.say("done-append"), Some(format!("{}123456", password()))),
        CodeWay::Separator(between) => {
            (frame.with("done-separator", "separator", between), Some(format!("{}{between}123456", password())))
        }
        CodeWay::UserName => {
            let name = frame.say("done-example-name");
            (frame.say("done-user-name"), Some(format!("{name}-123456")))
        }
        CodeWay::Challenge => (frame.say("done-challenge"), None),
        CodeWay::Auto => (frame.say("done-auto"), Some(format!("{}123456", password()))),
        CodeWay::CodeOnly => (frame.say("done-code-only"), None),
    };
    Line { name: &application.name, how, example }
}
