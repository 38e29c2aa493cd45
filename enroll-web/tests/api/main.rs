//! The API as programs see it, over the gate's fakes: every operation, every kind of token, every way that must not be.
#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests fail by panicking")]

mod acts;
mod document;
mod doors;
mod house;
