//! The RADIUS door in front of a real Samba AD, asked by FreeRADIUS' `radclient` and by a client of our own.

mod accounting;
mod challenge;
mod clients;
mod duplicates;
mod factors;
mod flood;
mod house;
mod outage;
mod radsec;
mod raw;
mod told;

#[path = "../support/radius.rs"]
#[expect(dead_code, reason = "servers of the tests' own need the rest")]
pub(crate) mod wire;
