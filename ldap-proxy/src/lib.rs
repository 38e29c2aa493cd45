//! The LDAP door of Vestibule as pure state: bytes and verdicts in, bytes and attempts out.
//!
//! [`wire`] reads and writes LDAP messages (RFC 4511) with limits.
//!
//! This crate opens no socket, reads no clock and decides nothing about factors: that is the gate's.

pub mod wire;
