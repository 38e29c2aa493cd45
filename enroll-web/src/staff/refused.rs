//! An act the gate did not let happen, in words.

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use vestibule_gate::ManageError;

use super::desk::Staff;
use super::place::StaffPlace;
use crate::language::Text;
use crate::page::{Frame, html};
use crate::visit::{Answer, Visit};

#[derive(Template)]
#[template(path = "staff/refused.html")]
struct Page {
    frame: Frame,
    text: Text,
    /// Where to go on.
    on: &'static str,
}

const FORBIDDEN: Text = Text("refused-forbidden");

/// The page of somebody who is signed in, and does not manage.
pub(super) fn is_nobody(frame: Frame) -> Response {
    html(StatusCode::FORBIDDEN, &Page { frame, text: FORBIDDEN, on: "/" })
}

impl Visit<Staff> {
    /// Answers what the gate refused: with a question for a fresh code, or with the reason.
    pub(super) fn refused(self, error: ManageError) -> Answer<Staff> {
        let (status, text) = match error {
            ManageError::NotFresh => return self.freshly(),
            ManageError::Outage(outage) => return self.unavailable(outage),
            ManageError::NotFound(_) | ManageError::NobodyNamed(_) | ManageError::NoGroupNamed(_) => {
                return self.not_found();
            }
            ManageError::Forbidden => (StatusCode::FORBIDDEN, FORBIDDEN),
            ManageError::Protected => (StatusCode::FORBIDDEN, Text("refused-protected")),
            ManageError::Oneself => (StatusCode::FORBIDDEN, Text("refused-oneself")),
            ManageError::Enrolled => (StatusCode::CONFLICT, Text("refused-enrolled")),
            ManageError::TooMany => (StatusCode::CONFLICT, Text("refused-too-many")),
            ManageError::BadSpan(_)
            | ManageError::BadReason
            | ManageError::BadSearch
            | ManageError::BadLabel
            | ManageError::BadToken
            | ManageError::ShortSeed(_)
            | ManageError::BadParameters => (StatusCode::UNPROCESSABLE_ENTITY, Text("refused-value")),
        };
        let response = html(status, &Page { frame: self.frame(), text, on: StaffPlace::OVERVIEW });
        self.stay(response)
    }
}
