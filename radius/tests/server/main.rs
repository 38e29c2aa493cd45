//! Conversations of devices with the RADIUS server over the gate's fakes. The devices speak through another
//! implementation of RADIUS; every reply they get is checked as they would.
#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests fail by panicking")]

mod accounting;
mod clients;
mod device;
mod duplicates;
mod hostile;
mod house;
mod kinds;
mod load;
mod mschap;
mod questions;
mod rules;
mod signing;
mod spelling;
mod status;
mod told;
