//! Rows of the table of routes for those who manage: path, act, page.

use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing;
use vestibule_gate::Act;

use super::desk::Staff;
use crate::form::{Fields, Form, Malformed, Protected};
use crate::page::failure;
use crate::routes::{Entry, Level, Method, Route, enter, finish, named, receive};
use crate::visit::{Answer, SignedIn, Visit};
use crate::web::Shared;

/// A page that is shown to whom this act is open.
pub(super) fn get<H, F>(path: &'static str, act: Act, page: H) -> Entry
where
    H: Fn(Visit<Staff>) -> F + Copy + Send + Sync + 'static,
    F: Future<Output = Answer<Staff>> + Send + 'static,
{
    let run = move |State(shared): State<Shared>, request: Request| async move {
        let (presented, caller) = named(&request);
        drop(request);
        match enter::<SignedIn>(shared, presented, caller).await {
            Ok(visit) => match visit.at_desk(act).await {
                Ok(visit) => finish(page(visit).await),
                Err(refused) => finish(*refused),
            },
            Err(refused) => refused.shown(),
        }
    };
    Entry { route: route(path, Method::Get, act), run: routing::get(run) }
}

/// What is done with a form by whom this act is open to. Of its fields nothing is read before.
pub(super) fn post<T, H, F>(path: &'static str, act: Act, page: H) -> Entry
where
    T: Form + 'static,
    H: Fn(Visit<Staff>, T) -> F + Copy + Send + Sync + 'static,
    F: Future<Output = Answer<Staff>> + Send + 'static,
{
    let run = move |State(shared): State<Shared>, request: Request| async move {
        match take::<T>(shared, request, act).await {
            Ok((visit, form)) => finish(page(visit, form).await),
            Err(response) => response,
        }
    };
    Entry { route: route(path, Method::Post, act), run: routing::post(run) }
}

const fn route(path: &'static str, method: Method, act: Act) -> Route {
    Route { path, method, level: if act.is_for_help_desk() { Level::HelpDesk } else { Level::Admin } }
}

async fn take<T: Form>(shared: Shared, request: Request, act: Act) -> Result<(Visit<Staff>, T), Response> {
    let (visit, unread): (_, Protected<Unread>) = receive::<SignedIn, Unread>(shared, request).await?;
    let visit = visit.at_desk(act).await.map_err(|refused| finish(*refused))?;
    let Unread(mut fields) = unread.into_inner();
    match T::read(&mut fields) {
        Ok(form) => Ok((visit, form)),
        Err(_) => {
            let response = failure(&visit.frame(), StatusCode::BAD_REQUEST);
            Err(finish(visit.stay(response)))
        }
    }
}

/// A form of ours whose fields are still to be read.
struct Unread(Fields);

impl Form for Unread {
    fn read(fields: &mut Fields) -> Result<Self, Malformed> {
        Ok(Self(std::mem::take(fields)))
    }
}
