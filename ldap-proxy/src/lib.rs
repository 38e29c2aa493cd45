//! The LDAP door of Vestibule as pure state: bytes and verdicts in, bytes and attempts out.
//!
//! - [`wire`] reads and writes LDAP messages (RFC 4511) with limits.
//! - [`session`] is one client's connection: what it may ask, and what it is told.
//! - [`fuzz`] holds the entry functions of the fuzz targets.
//!
//! This crate opens no socket, reads no clock and decides nothing about factors: that is the gate's.

pub mod fuzz;
pub mod session;
pub mod wire;
