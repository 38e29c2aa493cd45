//! The RADIUS door as pure state: bytes and verdicts in, bytes and attempts out.
//!
//! No sockets, no clock, no runtime, and no rule about who may come in: that is the gate's.
