//! The one table of operations. The router and the OpenAPI document are made of it.

use std::future::Future;

use axum::Router;
use axum::extract::{Request, State};
use axum::routing::{self, MethodRouter};
use vestibule_gate::Act;

use super::call::{Call, Reply, json};
use super::describe::{Field, Kind, Operation, Shown, Verb, may, needed};
use super::openapi::document;
use super::shapes::{
    AUTHENTICATOR, BYPASS, EXEMPTION, EXPLANATION, GROUP, ISSUED, OVERVIEW, PERSON, PREVIEW, ROW, SHEET,
};
use super::surroundings::{ALARM, APPLICATION, COVERAGE};
use super::{Problem, audit, codes, exemptions, people, surroundings};
use crate::web::Shared;

/// Where the document is.
const DOCUMENT: &str = "/api/openapi.json";

const LIMIT: Field = may("limit", Kind::Number(1, 200), "how many at most, 1 to 200; 50 where it is left out");
const CURSOR: Field = may("cursor", Kind::Cursor(400), "`next` of the page before");
const PLACE: Field = may("cursor", Kind::Number(0, i64::MAX as u64), "`next` of the page before");

/// The operations.
pub fn operations() -> Vec<Operation> {
    entries().into_iter().map(|entry| entry.operation).collect()
}

/// Their router.
pub(crate) fn router() -> Router<Shared> {
    let routes =
        entries().into_iter().fold(Router::new(), |router, entry| router.route(entry.operation.path, entry.run));
    routes.route(DOCUMENT, routing::get(|| async { json(&document(&operations())) }))
}

struct Entry {
    operation: Operation,
    run: MethodRouter<Shared>,
}

fn entries() -> Vec<Entry> {
    let mut entries = of_people();
    entries.extend(of_codes());
    entries.extend(of_exemptions());
    entries.extend(of_watching());
    entries
}

#[rustfmt::skip]
fn of_people() -> Vec<Entry> {
    vec![
        get("/api/v1/people", Act::Search, "listPeople", "People of the directory (`search`), or those the store knows, page by page.")
            .query(const { &[
                may("search", Kind::Text(128), "what a name in the directory begins with, 1 to 128 characters; the other fields but `limit` are not used then"),
                may("begins", Kind::Text(128), "what the short name begins with, 1 to 128 characters"),
                may("enrolled", Kind::Boolean, "only who has an enabled authenticator, or only who has none: true or false"),
                CURSOR, LIMIT,
            ] }).page(&PERSON).by(people::list),
        get("/api/v1/people/{person}", Act::ShowPerson, "showPerson", "One person.").one(&SHEET).by(people::show),
        post("/api/v1/people/{person}/unlock", Act::Unlock, "unlockPerson", "Sets their counts of wrong codes to nothing.").by(people::unlock),
        get("/api/v1/people/{person}/authenticators", Act::ShowPerson, "listAuthenticators", "Their authenticators, disabled ones too.")
            .page(&AUTHENTICATOR).by(people::authenticators),
        post("/api/v1/people/{person}/authenticators/{authenticator}/enable", Act::SetAuthenticator, "enableAuthenticator", "Takes its codes again.").by(people::enable),
        post("/api/v1/people/{person}/authenticators/{authenticator}/disable", Act::SetAuthenticator, "disableAuthenticator", "Takes its codes no more.").by(people::disable),
        delete("/api/v1/people/{person}/authenticators/{authenticator}", Act::RemoveAuthenticator, "removeAuthenticator", "Removes it for good.").by(people::remove),
        get("/api/v1/people/{person}/explain", Act::Explain, "explainPerson", "What would be asked of them, and by which rule.")
            .query(const { &[
                needed("application", Kind::Text(64), "the application, 1 to 64 characters"),
                may("from", Kind::Address, "the address they would come from"),
            ] }).one(&EXPLANATION).by(people::explain),
    ]
}

#[rustfmt::skip]
fn of_codes() -> Vec<Entry> {
    vec![
        post("/api/v1/people/{person}/activation", Act::Activate, "newActivation", "Makes a code for a first enrolment; it ends every earlier one.")
            .body(const { &[
                may("for", Kind::Span, "how long it can be used: 10m to 30d; 24h where it is left out"),
                may("remove-all", Kind::Boolean, "take all authenticators and recovery codes away first, for which authenticators:write is needed too"),
            ] }).made(&ISSUED).by(codes::activate),
        post("/api/v1/people/{person}/bypass", Act::GrantBypass, "grantBypass", "Grants a code of ten digits that stands in for an authenticator.")
            .body(const { &[
                needed("for", Kind::Span, "how long it can be used: 1m to 24h"),
                needed("reason", Kind::Text(200), "why, 1 to 200 characters"),
            ] }).made(&ISSUED).by(codes::grant),
        get("/api/v1/bypass", Act::ShowPerson, "listBypass", "The bypass codes that run; never the codes themselves.")
            .query(const { &[may("person", Kind::Text(256), "only theirs: the SID")] }).page(&BYPASS).by(codes::list),
        delete("/api/v1/bypass/{bypass}", Act::RevokeBypass, "revokeBypass", "Ends a bypass code.").by(codes::revoke),
    ]
}

#[rustfmt::skip]
fn of_exemptions() -> Vec<Entry> {
    vec![
        get("/api/v1/groups", Act::ShowExemptions, "searchGroups", "Groups of the directory whose name begins so.")
            .query(const { &[needed("search", Kind::Text(128), "what the name begins with, 1 to 128 characters"), LIMIT] }).page(&GROUP).by(exemptions::groups),
        get("/api/v1/exemptions", Act::ShowExemptions, "listExemptions", "All exemptions: the configuration's, those added, and those that wait for approval.")
            .page(&EXEMPTION).by(exemptions::list),
        get("/api/v1/exemptions/preview", Act::ShowExemptions, "previewExemption", "Who would become exempt if this group were.")
            .query(const { &[
                needed("group", Kind::Text(1024), "the group: DN, SID or name"),
                PLACE, may("limit", Kind::Number(1, 100), "how many members at most, 1 to 100; 50 where it is left out"),
            ] }).one(&PREVIEW).by(exemptions::preview),
        post("/api/v1/exemptions", Act::AddExemption, "addExemption", "Asks no code of a group's members, or asks for that where another administrator has to approve.")
            .body(const { &[
                needed("group", Kind::Text(1024), "the group: DN, SID or name"),
                needed("reason", Kind::Text(200), "why, 1 to 200 characters"),
                may("until", Kind::Time, "when it ends (RFC 3339); never where it is left out"),
            ] }).made(&EXEMPTION).by(exemptions::add),
        post("/api/v1/exemptions/{exemption}/approve", Act::ApproveExemption, "approveExemption", "Puts an exemption in force that somebody else asked for.")
            .one(&EXEMPTION).by(exemptions::approve),
        delete("/api/v1/exemptions/{exemption}", Act::RemoveExemption, "removeExemption", "Removes an exemption, or turns one down that waits.").by(exemptions::remove),
    ]
}

#[rustfmt::skip]
fn of_watching() -> Vec<Entry> {
    vec![
        get("/api/v1/overview", Act::Overview, "overview", "Figures of everything.").one(&OVERVIEW).by(audit::overview),
        get("/api/v1/applications", Act::Overview, "listApplications", "LDAP listeners and RADIUS clients: settings, when they were seen, and what is to be seen to.")
            .page(&APPLICATION).by(surroundings::applications),
        get("/api/v1/alarms", Act::Overview, "listAlarms", "What is wrong or to be watched, the worst first.").page(&ALARM).by(surroundings::alarms),
        get("/api/v1/coverage", Act::Overview, "coverage", "How many people could give a code, day by day: everybody first, then the watched and exempt groups.")
            .page(&COVERAGE).by(surroundings::coverage),
        get("/api/v1/audit", Act::ReadAudit, "readAudit", "The audit, page by page. A page may end before it is full; the oldest first, `next` can be asked again for what is new.")
            .query(const { &[
                may("person", Kind::Text(256), "about this person: the SID"),
                may("event", Kind::Text(64), "of this event, 1 to 64 characters"),
                may("outcome", Kind::Word(&["admitted", "asked", "refused", "unavailable"]), "that ended so: admitted, asked, refused or unavailable"),
                may("application", Kind::Text(64), "at this application, 1 to 64 characters"),
                may("source", Kind::Text(64), "from this source, as it is written in the row, 1 to 64 characters"),
                may("name", Kind::Text(64), "about somebody whose name has this in it, whatever its case, 1 to 64 characters"),
                may("since", Kind::Time, "at or after this time (RFC 3339)"),
                may("order", Kind::Word(&["newest", "oldest"]), "newest or oldest first; newest where it is left out"),
                PLACE, LIMIT,
            ] }).page(&ROW).by(audit::read),
    ]
}

const fn get(path: &'static str, act: Act, name: &'static str, summary: &'static str) -> Operation {
    operation(Verb::Get, path, act, (name, summary))
}

const fn post(path: &'static str, act: Act, name: &'static str, summary: &'static str) -> Operation {
    operation(Verb::Post, path, act, (name, summary))
}

const fn delete(path: &'static str, act: Act, name: &'static str, summary: &'static str) -> Operation {
    operation(Verb::Delete, path, act, (name, summary))
}

const fn operation(
    verb: Verb,
    path: &'static str,
    act: Act,
    (name, summary): (&'static str, &'static str),
) -> Operation {
    Operation { verb, path, act, name, summary, query: &[], body: &[], reply: Shown::Nothing }
}

impl Operation {
    const fn query(self, query: &'static [Field]) -> Self {
        Self { query, ..self }
    }

    const fn body(self, body: &'static [Field]) -> Self {
        Self { body, ..self }
    }

    const fn one(self, shape: &'static super::describe::Shape) -> Self {
        Self { reply: Shown::One(shape), ..self }
    }

    const fn made(self, shape: &'static super::describe::Shape) -> Self {
        Self { reply: Shown::Made(shape), ..self }
    }

    const fn page(self, shape: &'static super::describe::Shape) -> Self {
        Self { reply: Shown::Page(shape), ..self }
    }

    /// What does it.
    fn by<H, F>(self, handler: H) -> Entry
    where
        H: Fn(Call) -> F + Copy + Send + Sync + 'static,
        F: Future<Output = Result<Reply, Problem>> + Send + 'static,
    {
        let run = move |State(shared): State<Shared>, request: Request| async move {
            let done = match Call::take(shared, &self, request).await {
                Ok(call) => handler(call).await,
                Err(problem) => Err(problem),
            };
            done.map_or_else(Problem::into_response, |reply| reply.into_response(&self))
        };
        let run = match self.verb {
            Verb::Get => routing::get(run),
            Verb::Post => routing::post(run),
            Verb::Delete => routing::delete(run),
        };
        Entry { operation: self, run }
    }
}
