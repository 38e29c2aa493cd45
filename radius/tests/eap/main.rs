//! Conversations by EAP with the server over the gate's fakes. The peer is the crate's own, which proves nothing of how
//! others understand us; but it sends what no other client would.
#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests fail by panicking")]

#[path = "../server/device.rs"]
#[expect(dead_code, reason = "what EAP does not need of it")]
mod device;

mod abandoned;
mod avps;
mod door;
mod fuzzed;
mod house;
mod logins;
mod prover;
mod random;
mod reconnect;
mod rogue;
mod skipped;
mod station;
mod vectors;
mod wrong;
