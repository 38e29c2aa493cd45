//! The LDAP door of Vestibule as pure state.
#![doc = include_str!("../README.md")]

pub mod fuzz;
pub mod session;
pub mod wire;
