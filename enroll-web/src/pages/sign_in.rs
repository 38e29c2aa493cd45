//! The first page: name and password.

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use vestibule_gate::{AccountState, Said, SignIn, Typed};
use zeroize::Zeroizing;

use crate::form::{Fields, Form, Malformed, Protected};
use crate::language::Text;
use crate::page::{Frame, html};
use crate::pages::begin;
use crate::session::Cookie;
use crate::visit::{Answer, Anyone, Visit, without};

#[derive(Template)]
#[template(path = "sign-in.html")]
struct Page {
    frame: Frame,
    /// Where a password can be changed.
    change: Option<String>,
}

pub(crate) struct NameAndPassword {
    name: Zeroizing<String>,
    password: Zeroizing<String>,
}

impl Form for NameAndPassword {
    fn read(fields: &mut Fields) -> Result<Self, Malformed> {
        Ok(Self { name: fields.take("name")?, password: fields.take("password")? })
    }
}

pub(crate) async fn show(visit: Visit<Anyone>) -> Answer<Anyone> {
    let page = Page { frame: visit.frame(), change: None };
    visit.show(StatusCode::OK, &page)
}

pub(crate) async fn submit(visit: Visit<Anyone>, form: Protected<NameAndPassword>) -> Answer<Anyone> {
    let NameAndPassword { name, password } = form.into_inner();
    let who = SignIn {
        name: name.as_bytes().to_vec(),
        typed: Typed::new(password.as_bytes().to_vec()),
        source: visit.caller.source,
        arrived: visit.caller.arrived,
    };
    let verdict = visit.shared.portal().sign_in(who, &mut *visit.shared.prover()).await;
    Answer::over(begin::after(visit, verdict).await)
}

/// One text for every refusal, but for who proved both factors.
pub(super) fn refused(visit: &Visit<Anyone>, said: &Said) -> Response {
    match said {
        Said::Nothing | Said::Enrol(_) => again(visit, Text("sign-in-refused")),
        Said::Account(state, change) => page(visit, about(*state), change.clone()),
    }
}

/// The first page again, with a reason.
pub(crate) fn again(visit: &Visit<Anyone>, why: Text) -> Response {
    page(visit, why, None)
}

fn page(visit: &Visit<Anyone>, why: Text, change: Option<String>) -> Response {
    let mut frame = visit.frame_with(why, None);
    "/sign-in".clone_into(&mut frame.page);
    let response = html(StatusCode::FORBIDDEN, &Page { frame, change });
    without(response, Cookie::Begun)
}

const fn about(state: AccountState) -> Text {
    match state {
        AccountState::LogonHours => Text("account-logon-hours"),
        AccountState::Workstation => Text("account-workstation"),
        AccountState::PasswordExpired => Text("account-password-expired"),
        AccountState::Disabled => Text("account-disabled"),
        AccountState::AccountExpired => Text("account-expired"),
        AccountState::MustChangePassword => Text("account-must-change-password"),
        AccountState::Locked => Text("account-locked"),
    }
}
