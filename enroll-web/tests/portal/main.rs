//! The portal as browsers see it, over the gate's fakes: whole ways through it, and every way that must not be.
#![expect(clippy::unwrap_used, clippy::string_slice, clippy::indexing_slicing, reason = "tests fail by panicking")]

mod account;
mod browser;
mod enrolling;
mod guarding;
mod hostile;
mod house;
mod levels;
mod looks;
mod signing_in;
mod staff;
