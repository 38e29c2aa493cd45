//! The page that offers an authenticator: as a QR code, as text, as a link; and takes a code of it back.

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use vestibule_gate::{Algorithm, Offer, Parameters};

use crate::page::{Frame, Step, failure, html};
use crate::qr::Qr;

/// What an offer is for, in the words of its page.
pub(super) enum For {
    /// The first enrolment.
    First {
        /// Whether an activation code was a step before.
        activated: bool,
        /// The application that just told to enrol.
        tried: Option<String>,
    },
    /// One more.
    More {
        /// Whether somebody came in by a recovery code.
        recovering: bool,
    },
    /// In another's place.
    InPlaceOf {
        /// The other's label.
        label: String,
        /// Where the form goes.
        action: String,
    },
}

#[derive(Template)]
#[template(path = "offer.html")]
struct Page<'a> {
    frame: &'a Frame,
    purpose: &'a For,
    qr: Qr,
    key: String,
    address: &'a str,
    algorithm: &'static str,
    digits: u8,
    period: u64,
    label: &'a str,
    renewed: bool,
}

impl Page<'_> {
    /// Where the form goes.
    fn action(&self) -> &str {
        match self.purpose {
            For::First { .. } => "/enroll",
            For::More { .. } => "/account/add",
            For::InPlaceOf { action, .. } => action,
        }
    }

    /// Which step of an enrolment this is.
    fn steps(&self) -> Option<Step> {
        match self.purpose {
            For::First { activated, .. } => Some(Step::of(1, *activated)),
            For::More { .. } | For::InPlaceOf { .. } => None,
        }
    }
}

/// What an offer's page shows besides the offer.
pub(super) struct Shown<'a> {
    pub(super) purpose: &'a For,
    /// What the field for the label holds.
    pub(super) label: &'a str,
    /// Whether another key was shown before, which is over.
    pub(super) renewed: bool,
}

/// The page of an offer.
pub(super) fn page(frame: &Frame, status: StatusCode, offer: &Offer, shown: &Shown<'_>) -> Response {
    let Some(qr) = Qr::of(offer.address()) else { return failure(frame, StatusCode::INTERNAL_SERVER_ERROR) };
    let parameters @ Parameters { digits, period, .. } = offer.parameters();
    let algorithm = algorithm(parameters);
    let (key, address) = (in_fours(&offer.key()), offer.address());
    let Shown { purpose, label, renewed } = *shown;
    html(status, &Page { frame, purpose, qr, key, address, algorithm, digits, period, label, renewed })
}

/// The name of the hash, as people know it.
pub(crate) const fn algorithm(parameters: Parameters) -> &'static str {
    match parameters.algorithm {
        Algorithm::Sha1 => "SHA-1",
        Algorithm::Sha256 => "SHA-256",
        Algorithm::Sha512 => "SHA-512",
    }
}

fn in_fours(key: &str) -> String {
    let letters: Vec<char> = key.chars().collect();
    let groups: Vec<String> = letters.chunks(4).map(|group| group.iter().collect()).collect();
    groups.join(" ")
}
