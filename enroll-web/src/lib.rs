//! The portal for people.
#![doc = include_str!("../README.md")]

mod api;
mod colour;
mod form;
mod guard;
mod language;
mod logo;
mod look;
mod page;
mod pages;
mod public_url;
mod qr;
mod routes;
mod session;
mod settings;
mod staff;
mod surroundings;
mod visit;
mod web;

pub use api::{Operation, Verb, operations};
pub use colour::{BadColour, Colour};
pub use guard::bare;
pub use language::Language;
pub use logo::{BadLogo, Logo};
pub use public_url::{BadUrl, PublicUrl};
pub use routes::{Level, Method, Route, table};
pub use settings::{Settings, Shown};
pub use surroundings::{Alarm, ApplicationKind, ApplicationState, Severity, Surroundings};
pub use web::{Counts, NotBefore, Peer, Provers, Web, router};
