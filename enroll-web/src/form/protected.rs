//! Forms that cannot be used unchecked (ATTACKS of the other site: ASVS 3.5.1 to 3.5.3).

use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Method, StatusCode, header};

use super::fields::{Fields, Malformed};
use crate::PublicUrl;
use crate::session::FormToken;

/// A body is at most this long.
const LONGEST_BODY: usize = 64 * 1024;
/// The field every form within a session has.
pub(crate) const TOKEN: &str = "token";
const MEDIA_TYPE: &str = "application/x-www-form-urlencoded";

/// A form of ours.
pub(crate) trait Form: Sized + Send {
    /// Takes its fields. Others are left alone.
    fn read(fields: &mut Fields) -> Result<Self, Malformed>;
}

/// A form that one of our own pages sent, in this session. There is no other way to a form.
pub(crate) struct Protected<F>(F);

/// Why a request is not let in to its form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unprotected {
    /// Of another site, or of none.
    Foreign,
    /// Not of this session.
    Token,
    TooLarge,
    MediaType,
    Malformed(Malformed),
}

impl Unprotected {
    pub(crate) const fn status(self) -> StatusCode {
        match self {
            Self::Foreign | Self::Token => StatusCode::FORBIDDEN,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::MediaType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::Malformed(_) => StatusCode::BAD_REQUEST,
        }
    }
}

/// A form whose origin is checked, but not yet its session.
pub(crate) struct Sent(Fields);

impl Sent {
    /// Checks method, origin and media type, and reads the body.
    pub(crate) async fn receive(
        method: &Method,
        headers: &HeaderMap,
        body: Body,
        public_url: &PublicUrl,
    ) -> Result<Self, Unprotected> {
        let mut origins = headers.get_all(header::ORIGIN).iter();
        let origin = origins.next().and_then(|value| value.to_str().ok());
        let ours = origin.is_some_and(|origin| public_url.is_origin(origin)) && origins.next().is_none();
        if method != Method::POST || !ours {
            return Err(Unprotected::Foreign);
        }
        let media_type = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let essence = media_type.split(';').next().unwrap_or_default().trim();
        if !essence.eq_ignore_ascii_case(MEDIA_TYPE) {
            return Err(Unprotected::MediaType);
        }
        let body = to_bytes(body, LONGEST_BODY).await.map_err(|_| Unprotected::TooLarge)?;
        Fields::read(&body).map(Self).map_err(Unprotected::Malformed)
    }

    /// Checks that the form is of this session, where there is one.
    pub(crate) fn protected<F: Form>(mut self, token: Option<&FormToken>) -> Result<Protected<F>, Unprotected> {
        if let Some(token) = token {
            let sent = self.0.take(TOKEN).map_err(|_| Unprotected::Token)?;
            if !token.is(&sent) {
                return Err(Unprotected::Token);
            }
        }
        F::read(&mut self.0).map(Protected).map_err(Unprotected::Malformed)
    }
}

impl<F> Protected<F> {
    pub(crate) fn into_inner(self) -> F {
        self.0
    }
}
