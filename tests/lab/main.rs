//! Vestibule in front of a real Samba AD: what a client sees, case by case.
//!
//! Run by `./test lab`, in a network namespace of its own.
#![expect(
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on says so and fails"
)]

#[path = "../support/mod.rs"]
#[expect(dead_code, reason = "client programs need more of the house")]
mod support;

mod accounts;
mod again;
mod audit;
mod balancer;
mod bind;
mod compare;
mod crash;
mod crowd;
mod directory;
mod eap;
mod exempt;
mod factors;
mod global_catalog;
mod limits;
mod lists;
mod management;
mod names;
mod openldap;
mod outage;
mod pair;
mod proofs;
mod protocol;
mod proxy_protocol;
mod radius;
mod reload;
mod remember;
mod restart;
mod secrets;
mod service;
mod session;
mod slapd;
mod steps;
mod store;
mod throttle;
mod tools;
mod unenrolled;
mod wifi_profile;
mod winbind;
