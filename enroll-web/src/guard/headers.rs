//! The headers of every answer (ASVS 3.4, 14.3.2).

use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::Response;

/// No script, style, frame or form of anybody else; nothing inline.
const CONTENT: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; \
                       form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
/// What no page of ours needs.
const PERMISSIONS: &str = "accelerometer=(), browsing-topics=(), camera=(), display-capture=(), geolocation=(), \
                           gyroscope=(), magnetometer=(), microphone=(), midi=(), payment=(), usb=(), \
                           clipboard-read=(), clipboard-write=(self), publickey-credentials-get=()";
/// For what is named by its content.
pub(crate) const CACHE_FOR_EVER: &str = "public, max-age=31536000, immutable";

/// `Referrer-Policy` cannot be `no-referrer`: under it browsers send `Origin: null` with our own forms (Fetch, "append a
/// request `Origin` header"), and they would be refused. `same-origin` too tells nobody else where somebody comes from.
const FIXED: [(HeaderName, &str); 8] = [
    (header::CONTENT_SECURITY_POLICY, CONTENT),
    (header::STRICT_TRANSPORT_SECURITY, "max-age=31536000"),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "same-origin"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (HeaderName::from_static("permissions-policy"), PERMISSIONS),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
];

/// Puts them on. Only what is named by its content may be kept by a browser or a proxy.
pub(crate) async fn dress(response: Response) -> Response {
    dressed(response)
}

/// An answer without a page, with the headers of every answer: for what the program refuses before a page sees it.
pub fn bare(status: StatusCode) -> Response {
    let mut response = Response::default();
    *response.status_mut() = status;
    dressed(response)
}

fn dressed(mut response: Response) -> Response {
    let headers = response.headers_mut();
    for (name, value) in FIXED {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if headers.get(header::CACHE_CONTROL).is_none_or(|value| value != CACHE_FOR_EVER) {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    response
}
