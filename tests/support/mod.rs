//! The house the end-to-end tests live in: a real directory, the real binary, people with phones.

pub(crate) mod audit;
pub(crate) mod ber;
pub(crate) mod certificates;
pub(crate) mod dc;
pub(crate) mod eapol;
pub(crate) mod house;
pub(crate) mod ldap;
pub(crate) mod member;
pub(crate) mod names;
pub(crate) mod people;
pub(crate) mod phone;
pub(crate) mod plan;
pub(crate) mod process;
pub(crate) mod radclient;
pub(crate) mod recipe;
pub(crate) mod scratch;
pub(crate) mod shared;
pub(crate) mod tools;
#[path = "radius.rs"]
#[expect(dead_code, reason = "servers of the tests' own need the rest")]
pub(crate) mod wire;
