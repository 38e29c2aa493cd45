//! A request on its way to what answers it: token, scope, then query and body; nothing in another order.

use std::sync::Arc;

use axum::body::{Body, to_bytes};
use axum::extract::{RawPathParams, Request};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::Response;
use serde_json::Value;
use vestibule_gate::{Bearer, Office, Officer, Sid};
use zeroize::Zeroizing;

use super::Problem;
use super::describe::{Operation, Verb};
use super::values::{Values, is_id};
use crate::form::{Fields, Malformed};
use crate::guard::Caller;
use crate::surroundings::Surroundings;
use crate::web::Shared;

/// The longest body.
const LONGEST_BODY: usize = 16 << 10;
/// The longest token that is looked at.
const LONGEST_TOKEN: usize = 256;

/// A request whose token is good and may do what it asks for.
pub(super) struct Call {
    shared: Shared,
    pub(super) officer: Officer,
    pub(super) query: Values,
    pub(super) body: Values,
    params: Vec<(String, String)>,
}

impl Call {
    /// Takes a request in.
    pub(super) async fn take(shared: Shared, operation: &Operation, request: Request) -> Result<Self, Problem> {
        let (mut parts, body) = request.into_parts();
        let Some(caller) = parts.extensions.get::<Caller>().cloned() else {
            // Without its caller it has not come through the guard.
            return Err(Problem::of(StatusCode::INTERNAL_SERVER_ERROR));
        };
        let officer = authenticate(&shared, &parts.headers, &caller).await?;
        shared.office().check(&officer, operation.act).await?;
        let params = params(&mut parts).await?;
        let query = parts.uri.query().unwrap_or_default();
        let query = Fields::read(query.as_bytes()).map_err(malformed)?.into_pairs();
        let query = Values::of_query(query, operation.query)?;
        let body = receive(operation, &parts.headers, body).await?;
        Ok(Self { shared, officer, query, body, params })
    }

    pub(super) fn office(&self) -> &Arc<Office> {
        self.shared.office()
    }

    pub(super) fn surroundings(&self) -> &dyn Surroundings {
        self.shared.surroundings()
    }

    /// Where people enrol.
    pub(super) fn address(&self) -> String {
        self.shared.look().settings.public_url.to_string()
    }

    /// The person the path names.
    pub(super) fn person(&self) -> Sid {
        Sid::new(self.param("person"))
    }

    /// A row's id in the path.
    ///
    /// # Errors
    /// It can be none.
    pub(super) fn id(&self, name: &str) -> Result<&str, Problem> {
        Some(self.param(name)).filter(|id| is_id(id)).ok_or_else(|| Problem::of(StatusCode::NOT_FOUND))
    }

    /// One of the configuration's has an id of its own form.
    pub(super) fn param(&self, name: &str) -> &str {
        self.params.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
    }

    pub(super) fn limit(&self) -> u64 {
        self.query.number("limit").unwrap_or(50)
    }
}

/// Who presents the token. All that is wrong with one looks the same.
async fn authenticate(shared: &Shared, headers: &HeaderMap, caller: &Caller) -> Result<Officer, Problem> {
    let office = shared.office();
    let Some(token) = presented(headers) else {
        return Err(Problem::unauthorised(&office.no_bearer(caller.arrived)));
    };
    match office.bearer(token.as_bytes(), caller.source, caller.arrived).await {
        Bearer::Known(officer) => Ok(officer),
        Bearer::Refused(refusal) => Err(Problem::unauthorised(&refusal)),
        Bearer::Unavailable(outage) => Err(outage.into()),
    }
}

/// The one token of a request (RFC 6750 2.1); `None` for none, and for several.
fn presented(headers: &HeaderMap) -> Option<Zeroizing<String>> {
    let mut lines = headers.get_all(header::AUTHORIZATION).iter();
    let (Some(line), None) = (lines.next(), lines.next()) else { return None };
    let (scheme, token) = line.to_str().ok()?.split_once(' ')?;
    let bearer = scheme.eq_ignore_ascii_case("bearer") && (1..=LONGEST_TOKEN).contains(&token.len());
    bearer.then(|| Zeroizing::new(token.to_owned()))
}

async fn params(parts: &mut axum::http::request::Parts) -> Result<Vec<(String, String)>, Problem> {
    let params = <RawPathParams as axum::extract::FromRequestParts<()>>::from_request_parts(parts, &()).await;
    let params = params.map_err(|_| Problem::of(StatusCode::NOT_FOUND))?;
    let pairs: Vec<_> = params.iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    let odd = |text: &str| text.is_empty() || text.len() > 256 || text.chars().any(char::is_control);
    if pairs.iter().any(|(_, value)| odd(value)) {
        return Err(Problem::of(StatusCode::NOT_FOUND));
    }
    Ok(pairs)
}

async fn receive(operation: &Operation, headers: &HeaderMap, body: Body) -> Result<Values, Problem> {
    let body = to_bytes(body, LONGEST_BODY).await.map_err(|_| Problem::of(StatusCode::PAYLOAD_TOO_LARGE))?;
    let takes_one = operation.verb == Verb::Post && !operation.body.is_empty();
    if !takes_one {
        return match body.is_empty() {
            true => Ok(Values::default()),
            false => Err(Problem::malformed("no body belongs here")),
        };
    }
    let json = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let media = json.and_then(|value| value.split(';').next()).map(str::trim);
    if !media.is_some_and(|media| media.eq_ignore_ascii_case("application/json")) {
        return Err(Problem::of(StatusCode::UNSUPPORTED_MEDIA_TYPE));
    }
    Values::of_body(&body, operation.body)
}

fn malformed(why: Malformed) -> Problem {
    Problem::malformed(format!("the query cannot be read: {why}"))
}

/// What is answered when it is done.
pub(super) enum Reply {
    /// Nothing to show.
    Done,
    /// This.
    Shown(Value),
}

impl Reply {
    pub(super) fn into_response(self, operation: &Operation) -> Response {
        let mut response = match self {
            Self::Done => Response::default(),
            Self::Shown(value) => json(&value),
        };
        *response.status_mut() = StatusCode::from_u16(operation.status()).unwrap_or(StatusCode::OK);
        response
    }
}

/// JSON.
pub(super) fn json(value: &Value) -> Response {
    let mut response = Response::new(Body::from(value.to_string()));
    let media = axum::http::HeaderValue::from_static("application/json");
    response.headers_mut().insert(header::CONTENT_TYPE, media);
    response
}
