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
pub(crate) mod raw;
mod replies;
mod told;
