//! What all pages have in common: the frame around them, and the page that only says what went wrong.

mod time;

use std::sync::Arc;

use askama::Template;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};

use vestibule_gate::Timestamp;

use crate::guard::Caller;
use crate::language::{Language, Text, Words};
use crate::look::Look;
use crate::routes::known_page;

pub(crate) use time::Time;

/// The frame.
pub(crate) struct Frame {
    pub(crate) words: Words,
    pub(crate) look: Arc<Look>,
    /// Where a choice of language leads back to.
    pub(crate) page: String,
    /// The form token of the session.
    pub(crate) token: Option<String>,
    /// Who is signed in.
    pub(crate) signed_in: Option<String>,
    /// The pages for those who manage.
    pub(crate) menu: Vec<Item>,
    pub(crate) alert: Option<Alert>,
}

/// A page of the menu.
pub(crate) struct Item {
    pub(crate) path: &'static str,
    pub(crate) text: Text,
    /// Whether the page that is shown is this, or one below it.
    pub(crate) here: bool,
}

/// What went wrong, told at the head of the page and at the field.
pub(crate) struct Alert {
    pub(crate) text: String,
    pub(crate) field: Option<&'static str>,
}

impl Frame {
    pub(crate) fn new(words: Words, look: Arc<Look>, path: &str) -> Self {
        let page = known_page(path).map_or_else(|| "/".into(), |page| page.path());
        Self { words, look, page: page.into_owned(), token: None, signed_in: None, menu: Vec::new(), alert: None }
    }

    pub(crate) fn of(caller: &Caller) -> Self {
        Self::new(caller.words.clone(), Arc::clone(&caller.look), &caller.path)
    }

    pub(crate) fn say(&self, text: &str) -> String {
        self.words.say(text)
    }

    pub(crate) fn with(&self, text: &str, name: &str, value: &str) -> String {
        self.words.with(text, name, value)
    }

    pub(crate) fn count(&self, text: &str, name: &str, value: &u32) -> String {
        self.words.with(text, name, *value)
    }

    /// What an authenticator is called; one that was made at the command line may have no name.
    pub(crate) fn label(&self, label: String) -> String {
        if label.is_empty() { self.words.say("label-none") } else { label }
    }

    /// A point in time, in the portal's zone.
    pub(crate) fn time(&self, at: Timestamp) -> Time {
        Time::of(at, &self.look.settings.zone)
    }

    pub(crate) fn step(&self, step: &Step) -> String {
        self.words.with_two("step", ("step", step.now), ("steps", step.all))
    }

    pub(crate) fn lang(&self) -> &'static str {
        self.words.language().tag()
    }

    pub(crate) fn dir(&self) -> &'static str {
        self.words.language().direction()
    }

    pub(crate) fn languages(&self) -> [Language; 5] {
        Language::ALL
    }

    pub(crate) fn is_language(&self, language: &Language) -> bool {
        self.words.language() == *language
    }

    /// Whether the alert is about this field.
    pub(crate) fn is_wrong(&self, field: &str) -> bool {
        self.alert.as_ref().is_some_and(|alert| alert.field == Some(field))
    }
}

/// A step of a first enrolment.
pub(crate) struct Step {
    now: u8,
    all: u8,
}

impl Step {
    /// The activation code, which comes before all others.
    pub(crate) const ACTIVATION: Self = Self { now: 1, all: 4 };

    /// One of the three that everybody takes; with an activation code before them there are four.
    pub(crate) fn of(number: u8, activated: bool) -> Self {
        let before = u8::from(activated);
        Self { now: number + before, all: 3 + before }
    }

    /// For each step, whether it is reached.
    pub(crate) fn bar(&self) -> impl Iterator<Item = bool> {
        (1..=self.all).map(|step| step <= self.now)
    }
}

/// A page as an answer.
pub(crate) fn html(status: StatusCode, page: &impl Template) -> Response {
    match page.render() {
        Ok(text) => {
            let media_type = HeaderValue::from_static("text/html; charset=utf-8");
            (status, [(header::CONTENT_TYPE, media_type)], text).into_response()
        }
        Err(error) => {
            tracing::error!(%error, "a page could not be written");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

#[derive(Template)]
#[template(path = "failure.html")]
struct Failure<'a> {
    frame: &'a Frame,
    title: Text,
    text: Text,
}

/// The page for a request that is not answered by one.
pub(crate) fn failure(frame: &Frame, status: StatusCode) -> Response {
    let (title, text) = match status {
        StatusCode::FORBIDDEN => (Text("failure-forbidden-title"), Text("failure-forbidden")),
        StatusCode::NOT_FOUND => (Text("failure-not-found-title"), Text("failure-not-found")),
        StatusCode::METHOD_NOT_ALLOWED => (Text("failure-method-title"), Text("failure-method")),
        StatusCode::PAYLOAD_TOO_LARGE => (Text("failure-too-large-title"), Text("failure-too-large")),
        StatusCode::MISDIRECTED_REQUEST => (Text("failure-misdirected-title"), Text("failure-misdirected")),
        StatusCode::SERVICE_UNAVAILABLE => (Text("failure-unavailable-title"), Text("failure-unavailable")),
        StatusCode::INTERNAL_SERVER_ERROR => (Text("failure-internal-title"), Text("failure-internal")),
        _ => (Text("failure-malformed-title"), Text("failure-malformed")),
    };
    html(status, &Failure { frame, title, text })
}
