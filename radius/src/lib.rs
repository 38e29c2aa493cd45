//! The RADIUS door as pure state.
#![doc = include_str!("../README.md")]

pub mod dictionary;
pub mod eap;
pub mod fuzz;
pub mod mschap;
pub mod packet;
pub mod reply;
pub mod scrv1;
pub mod server;
