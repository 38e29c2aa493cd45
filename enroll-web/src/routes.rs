//! The one table of pages: path, method, and the level that is needed. The router is built from it, and what does not
//! stand in it is not there.

use std::future::Future;
use std::sync::LazyLock;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::{self, MethodRouter};

use crate::api::{self, Problem, is_api};
use crate::form::{Form, Protected, Sent};
use crate::guard::Caller;
use crate::page::{Frame, failure};
use crate::pages::{
    account, activation, add, authenticator, code, confirm, done, enroll, files, home, language, logins, recovery,
    sign_in, sign_out,
};
use crate::session::Id;
use crate::staff;
use crate::visit::{Answer, Anyone, Below, Enters, Needs, Place, Presented, Visit, id_in, see};
use crate::web::Shared;

/// How far somebody has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// Anybody at all.
    Anyone,
    /// Typed a name and a password, and is asked for the code; nothing is proven.
    Begun,
    /// Proved the password, and has no authenticator.
    Enrolling,
    /// Just got the first authenticator, or is signed in.
    Enrolled,
    /// Signed in with both factors.
    Person,
    /// Signed in, and of the help desk or an administrator.
    HelpDesk,
    /// Signed in, and an administrator.
    Admin,
}

/// A row of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Route {
    /// The path; `{id}`, `{name}`, `{person}` and `{exemption}` stand for one segment.
    pub path: &'static str,
    /// GET (and HEAD), or POST.
    pub method: Method,
    /// The level that is needed.
    pub level: Level,
}

/// The two methods there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Method {
    /// Shows; changes nothing.
    Get,
    /// Changes; taken only with a protected form.
    Post,
}

/// The table.
pub fn table() -> Vec<Route> {
    entries().into_iter().map(|entry| entry.route).collect()
}

fn entries() -> Vec<Entry> {
    let mut entries = own_entries();
    entries.extend(staff::entries());
    entries
}

#[rustfmt::skip]
fn own_entries() -> Vec<Entry> {
    vec![
        get("/", home::go),
        get("/assets/{name}", files::send),
        post("/language", language::choose),

        get("/sign-in", sign_in::show),
        post("/sign-in", sign_in::submit),
        get("/sign-in/code", code::show),
        post("/sign-in/code", code::submit),

        get("/enroll", enroll::show),
        post("/enroll", enroll::submit),
        post("/enroll/activation", activation::submit),

        get("/recovery-codes", recovery::show),
        get("/recovery-codes/download", recovery::download),
        post("/recovery-codes/saved", recovery::saved),
        get("/done", done::show),

        get("/account", account::show),
        get("/account/logins", logins::show),
        get("/account/code", confirm::show),
        post("/account/code", confirm::submit),
        get("/account/add", add::show),
        post("/account/add", add::submit),
        get("/account/recovery-codes", recovery::ask),
        post("/account/recovery-codes", recovery::renew),
        get_of("/account/authenticators/{id}/rename", authenticator::rename::show),
        post_of("/account/authenticators/{id}/rename", authenticator::rename::submit),
        get_of("/account/authenticators/{id}/remove", authenticator::remove::show),
        post_of("/account/authenticators/{id}/remove", authenticator::remove::submit),
        get_of("/account/authenticators/{id}/replace", authenticator::replace::show),
        post_of("/account/authenticators/{id}/replace", authenticator::replace::submit),
        get_of("/account/authenticators/{id}/resync", authenticator::resync::show),
        post_of("/account/authenticators/{id}/resync", authenticator::resync::submit),
        post("/sign-out", sign_out::here),
        post("/sign-out-everywhere", sign_out::everywhere),
    ]
}

/// The router; nothing is checked yet that every request is checked for.
pub(crate) fn router() -> Router<Shared> {
    let routes = entries().into_iter().fold(Router::new(), |router, entry| router.route(entry.route.path, entry.run));
    routes
        .merge(api::router())
        .method_not_allowed_fallback(|request| answer_with(request, StatusCode::METHOD_NOT_ALLOWED))
        .fallback(|request| answer_with(request, StatusCode::NOT_FOUND))
}

/// The page of the table a path names, if it is one without variables that can be shown to who comes back to it.
pub(crate) fn known_page(path: &str) -> Option<Place> {
    static PAGES: LazyLock<Vec<&str>> = LazyLock::new(|| {
        let pages = table().into_iter().filter(|route| route.method == Method::Get);
        pages.map(|route| route.path).filter(|path| !path.contains('{') && !is_file(path)).collect()
    });
    PAGES.iter().find(|page| **page == path).map(|page| Place::Known(page))
}

/// Whether what is sent is no page, but to be kept.
fn is_file(path: &str) -> bool {
    path.ends_with("/download") || path.ends_with("/export")
}

/// A row of the table, and what answers.
pub(crate) struct Entry {
    pub(crate) route: Route,
    pub(crate) run: MethodRouter<Shared>,
}

/// A page that is shown.
fn get<L, H, F>(path: &'static str, page: H) -> Entry
where
    L: Enters,
    H: Fn(Visit<L>) -> F + Copy + Send + Sync + 'static,
    F: Future<Output = Answer<L>> + Send + 'static,
{
    let run = move |State(shared): State<Shared>, request: Request| async move {
        let (presented, caller) = named(&request);
        drop(request);
        match enter::<L>(shared, presented, caller).await {
            Ok(visit) => finish(page(visit).await),
            Err(refused) => refused.shown(),
        }
    };
    Entry { route: Route { path, method: Method::Get, level: L::LEVEL }, run: routing::get(run) }
}

/// A page about the authenticator that its path names.
fn get_of<L, H, F>(path: &'static str, page: H) -> Entry
where
    L: Enters,
    H: Fn(Visit<L>, Id) -> F + Copy + Send + Sync + 'static,
    F: Future<Output = Answer<L>> + Send + 'static,
{
    get(path, move |visit: Visit<L>| async move {
        match id_in(&visit.caller.path) {
            Some(id) => page(visit, id).await,
            None => visit.not_found(),
        }
    })
}

/// What is done with a form.
fn post<L, T, H, F>(path: &'static str, page: H) -> Entry
where
    L: Enters,
    T: Form + 'static,
    H: Fn(Visit<L>, Protected<T>) -> F + Copy + Send + Sync + 'static,
    F: Future<Output = Answer<L>> + Send + 'static,
{
    let run = move |State(shared): State<Shared>, request: Request| async move {
        match receive::<L, T>(shared, request).await {
            Ok((visit, form)) => finish(page(visit, form).await),
            Err(response) => response,
        }
    };
    Entry { route: Route { path, method: Method::Post, level: L::LEVEL }, run: routing::post(run) }
}

/// What is done with a form about the authenticator that its path names.
fn post_of<L, T, H, F>(path: &'static str, page: H) -> Entry
where
    L: Enters,
    T: Form + 'static,
    H: Fn(Visit<L>, Id, Protected<T>) -> F + Copy + Send + Sync + 'static,
    F: Future<Output = Answer<L>> + Send + 'static,
{
    post(path, move |visit: Visit<L>, form: Protected<T>| async move {
        match id_in(&visit.caller.path) {
            Some(id) => page(visit, id, form).await,
            None => visit.not_found(),
        }
    })
}

/// A request that has not the level.
pub(crate) struct Refused {
    visit: Option<Visit<Anyone>>,
    why: Below,
}

/// The sessions a request names, and who sends it. Without its caller a request has not come through the guard.
pub(crate) fn named(request: &Request) -> (Presented, Option<Caller>) {
    (Presented::read(request.headers()), request.extensions().get::<Caller>().cloned())
}

pub(crate) async fn enter<L: Enters>(
    shared: Shared,
    presented: Presented,
    caller: Option<Caller>,
) -> Result<Visit<L>, Refused> {
    let Some(caller) = caller else { return Err(Refused { visit: None, why: Below::Nobody }) };
    let now = shared.clock().moment();
    match L::take(&shared, &presented, now).await {
        Ok(held) => Ok(Visit { shared, caller, presented, held }),
        Err(why) => Err(Refused { visit: Some(Visit { shared, caller, presented, held: () }), why }),
    }
}

impl Refused {
    /// What somebody sees who asked for a page.
    pub(crate) fn shown(self) -> Response {
        match (self.why, self.visit) {
            (Below::At(place), _) => see(&place),
            (Below::Unavailable(outage), Some(visit)) => visit.outage(outage),
            (Below::Nobody | Below::Unavailable(_), _) => see(&Place::SignIn),
        }
    }

    /// What somebody sees who sent a form.
    fn sent(self) -> Response {
        match (self.why, self.visit) {
            (Below::Nobody, Some(visit)) => failure(&visit.frame(), StatusCode::FORBIDDEN),
            (why, visit) => Self { visit, why }.shown(),
        }
    }
}

pub(crate) async fn receive<L: Enters, T: Form>(
    shared: Shared,
    request: Request,
) -> Result<(Visit<L>, Protected<T>), Response> {
    let (presented, caller) = named(&request);
    let (parts, body) = request.into_parts();
    let visit = enter::<Anyone>(shared.clone(), presented, caller.clone()).await.map_err(Refused::sent)?;
    let frame = visit.frame();
    let public_url = &visit.caller.look.settings.public_url;
    let sent = Sent::receive(&parts.method, &parts.headers, body, public_url).await;
    let sent = sent.map_err(|why| failure(&frame, why.status()))?;
    // The session is looked for only now: another site's form does not even touch it.
    let visit = enter::<L>(shared, presented, caller).await.map_err(Refused::sent)?;
    match sent.protected(L::form_token(&visit.held)) {
        Ok(form) => Ok((visit, form)),
        Err(why) => Err(finish(visit.stay(failure(&frame, why.status())))),
    }
}

pub(crate) fn finish<L: Needs>(answer: Answer<L>) -> Response {
    if let Some(held) = answer.held {
        L::put_back(held);
    }
    answer.response
}

async fn answer_with(request: Request, status: StatusCode) -> Response {
    if is_api(request.uri().path()) {
        return Problem::of(status).into_response();
    }
    match request.extensions().get::<Caller>() {
        Some(caller) => failure(&Frame::of(caller), status),
        None => Response::default(),
    }
}
