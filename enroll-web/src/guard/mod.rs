//! What every request passes before a page sees it: whom it is for, from where it comes, in which language it is
//! answered. And what every answer gets on its way out, whatever it is.

mod forwarded;
mod headers;
mod host;

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware::Next;
use axum::response::Response;
use vestibule_gate::{Moment, Source};

use crate::api::{Problem, is_api};
use crate::language::{Language, Words};
use crate::look::Look;
use crate::page::{Frame, failure};
use crate::session::{Cookie, read_cookie};
use crate::web::{Peer, Shared};

pub use headers::bare;
pub(crate) use headers::{CACHE_FOR_EVER, dress};

/// What is known of a request before any page is.
#[derive(Clone)]
pub(crate) struct Caller {
    pub(crate) source: Source,
    pub(crate) arrived: Moment,
    pub(crate) words: Words,
    pub(crate) look: Arc<Look>,
    /// The path asked for.
    pub(crate) path: Arc<str>,
    /// What stands behind it.
    pub(crate) query: Arc<str>,
}

/// Lets a request in to the pages, or answers it here.
pub(crate) async fn enter(State(shared): State<Shared>, mut request: Request, next: Next) -> Response {
    let look = shared.look();
    let language = language(request.headers(), look.settings.language);
    let words = Words::new(shared.catalogue(), language);
    let path = request.uri().path();
    let fail = |status| match is_api(path) {
        true => Problem::of(status).into_response(),
        false => failure(&Frame::new(words.clone(), Arc::clone(&look), path), status),
    };
    let Some(Peer(peer)) = request.extensions().get::<Peer>().copied() else {
        tracing::error!("a request came without its peer's address");
        return fail(StatusCode::INTERNAL_SERVER_ERROR);
    };
    if !host::is_ours(request.uri(), request.headers(), &look.settings.public_url) {
        return fail(StatusCode::MISDIRECTED_REQUEST);
    }
    let Ok(source) = forwarded::source(peer, request.headers(), &look.settings.trusted_proxies) else {
        return fail(StatusCode::BAD_REQUEST);
    };
    let (path, query) = (Arc::from(path), Arc::from(request.uri().query().unwrap_or_default()));
    request.extensions_mut().insert(Caller { source, arrived: shared.clock().moment(), words, look, path, query });
    next.run(request).await
}

/// The language chosen, else the one wished, else the portal's.
fn language(headers: &HeaderMap, otherwise: Language) -> Language {
    let chosen = read_cookie(headers, Cookie::Language).and_then(Language::from_tag);
    let wished = || headers.get(header::ACCEPT_LANGUAGE).and_then(|value| Language::wished(value.to_str().ok()?));
    chosen.or_else(wished).unwrap_or(otherwise)
}
