//! The store in SQLite: the gate's ports `Store` and `Records` over one file in WAL mode with full synchronisation.
//!
//! Writes go through one thread that commits in groups ([`writer`]); reads have their own connections ([`readers`]).
//! Several processes may use one store: nothing read is kept from one attempt to the next. It holds sealed seeds
//! only; it must not know the rules of a login, and it never makes a store where one was lost ([`init`]).

mod activation;
mod bypass;
mod chain;
mod change;
mod conclude;
mod error;
mod follow;
mod grace;
mod health;
mod init;
pub(crate) mod key;
mod mailed;
mod open;
mod overview;
mod own;
mod people;
mod readers;
mod reconnection;
mod reports;
mod request;
mod schema;
mod sidecar;
mod sqlite;
mod standing;
#[cfg(test)]
mod suite;
#[cfg(test)]
mod tests;
mod token;
mod upkeep;
mod value;
mod writer;

pub(crate) use follow::{Followed, Mailed};
pub(crate) use init::{Initialised, init};
pub(crate) use open::Look;
pub(crate) use sqlite::SqliteStore;

/// A store for the tests of what stands on it.
#[cfg(test)]
pub(crate) mod testing {
    pub(crate) use super::suite::house::{House, NOON, event, sid};
    pub(crate) use super::tests::SqliteHouse;
}
