//! What a program is told when something was not done (RFC 9457).

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use serde_json::json;
use vestibule_gate::{ManageError, Outage, Refusal};

use crate::web::NotBefore;

/// Something was not done.
#[derive(Debug)]
pub(crate) struct Problem {
    status: StatusCode,
    /// The last part of its type.
    kind: &'static str,
    title: &'static str,
    detail: String,
    not_before: Option<NotBefore>,
}

impl Problem {
    /// By status alone.
    pub(crate) fn of(status: StatusCode) -> Self {
        let (kind, title) = match status {
            StatusCode::NOT_FOUND => ("not-found", "There is no such thing"),
            StatusCode::METHOD_NOT_ALLOWED => ("method-not-allowed", "This is not done here"),
            StatusCode::MISDIRECTED_REQUEST => ("misdirected", "The request is for another host"),
            StatusCode::UNSUPPORTED_MEDIA_TYPE => ("unsupported-media-type", "The body has to be JSON"),
            StatusCode::PAYLOAD_TOO_LARGE => ("too-large", "The body is too large"),
            StatusCode::INTERNAL_SERVER_ERROR => ("internal", "Something is wrong here"),
            _ => ("malformed", "The request cannot be read"),
        };
        Self { status, kind, title, detail: String::new(), not_before: None }
    }

    /// A query or a body that cannot be read.
    pub(super) fn malformed(detail: impl Into<String>) -> Self {
        Self { detail: detail.into(), ..Self::of(StatusCode::BAD_REQUEST) }
    }

    /// A value that cannot be.
    pub(super) fn value(detail: impl Into<String>) -> Self {
        let (status, kind) = (StatusCode::UNPROCESSABLE_ENTITY, "invalid");
        Self { status, kind, title: "A value cannot be used", detail: detail.into(), not_before: None }
    }

    /// One face for every token that is not good, and for none at all.
    pub(super) fn unauthorised(refusal: &Refusal) -> Self {
        Self {
            status: StatusCode::UNAUTHORIZED,
            kind: "unauthorised",
            title: "A token is needed that is good here",
            detail: String::new(),
            not_before: Some(NotBefore(refusal.not_before())),
        }
    }

    pub(crate) fn into_response(self) -> Response {
        let mut problem = json!({
            "type": format!("urn:vestibule:problem:{}", self.kind),
            "title": self.title,
            "status": self.status.as_u16(),
        });
        if let (false, Some(map)) = (self.detail.is_empty(), problem.as_object_mut()) {
            map.insert("detail".to_owned(), self.detail.into());
        }
        let mut response = Response::new(problem.to_string().into());
        *response.status_mut() = self.status;
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        if self.status == StatusCode::UNAUTHORIZED {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer realm=\"vestibule\""));
        }
        if self.status == StatusCode::SERVICE_UNAVAILABLE {
            headers.insert(header::RETRY_AFTER, HeaderValue::from_static("5"));
        }
        response.extensions_mut().extend(self.not_before.map(extension).unwrap_or_default());
        response
    }
}

fn extension(not_before: NotBefore) -> axum::http::Extensions {
    let mut extensions = axum::http::Extensions::new();
    extensions.insert(not_before);
    extensions
}

impl From<Outage> for Problem {
    fn from(outage: Outage) -> Self {
        Self {
            status: StatusCode::SERVICE_UNAVAILABLE,
            kind: "unavailable",
            title: "This cannot be done now",
            detail: outage.to_string(),
            not_before: None,
        }
    }
}

impl From<ManageError> for Problem {
    fn from(error: ManageError) -> Self {
        use ManageError as E;
        let (status, kind, title) = match &error {
            E::Outage(outage) => return (*outage).into(),
            E::NobodyNamed(_) | E::NoGroupNamed(_) | E::NotFound(_) => return Self::of(StatusCode::NOT_FOUND),
            E::TooMany => (StatusCode::CONFLICT, "too-many", "There are too many"),
            E::Enrolled => (StatusCode::CONFLICT, "enrolled", "They are enrolled already"),
            E::Oneself => (StatusCode::FORBIDDEN, "oneself", "Nobody does this for themselves"),
            E::Protected => (StatusCode::FORBIDDEN, "protected", "They are protected"),
            E::Forbidden | E::NotFresh => (StatusCode::FORBIDDEN, "forbidden", "This token may not do this"),
            E::ShortSeed(_)
            | E::BadParameters
            | E::BadLabel
            | E::BadSpan(_)
            | E::BadReason
            | E::BadSearch
            | E::BadToken => return Self::value(error.to_string()),
        };
        let enrolled = matches!(error, E::Enrolled);
        let detail = if enrolled { "send `remove-all` to take everything away first" } else { "" }.to_owned();
        Self { status, kind, title, detail, not_before: None }
    }
}
