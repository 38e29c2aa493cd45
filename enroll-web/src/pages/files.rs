//! `/assets/…`: files whose name is a hash of what is in them.

use axum::body::Body;
use axum::http::{HeaderValue, header};
use axum::response::Response;

use crate::guard::CACHE_FOR_EVER;
use crate::visit::{Answer, Anyone, Visit};

pub(crate) async fn send(visit: Visit<Anyone>) -> Answer<Anyone> {
    let name = visit.caller.path.strip_prefix("/assets/").unwrap_or_default();
    let Some(file) = visit.caller.look.file(name) else { return visit.not_found() };
    let mut response = Response::new(Body::from(file.bytes.clone()));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(file.media_type));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(CACHE_FOR_EVER));
    visit.stay(response)
}
