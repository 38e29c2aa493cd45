//! The API for the acts of administrators: JSON under `/api/v1/`, for programs with a token.
//!
//! - One table (`table`) of operations: method, path, what is needed, what comes in and what goes out. The router, the
//!   reading of queries and bodies, and the OpenAPI document are all made from it, so that none says what another does not.
//! - A token in `Authorization: Bearer` is the only thing that is believed. Cookies are not read, so no browser can be made
//!   to act; no page of another origin is told anything (no CORS).
//! - What a token may is decided by the gate's `Office` alone. Nothing is read of a request before its token and scope are
//!   known to be good.

mod audit;
mod call;
mod codes;
mod describe;
mod exemptions;
mod openapi;
mod people;
mod problem;
mod shapes;
mod surroundings;
mod table;
mod values;

pub use describe::{Operation, Verb};
pub(crate) use problem::Problem;
pub use table::operations;
pub(crate) use table::router;

/// Whether a path is the API's, so that its failures are told to programs.
pub(crate) fn is_api(path: &str) -> bool {
    path == "/api" || path.starts_with("/api/")
}
