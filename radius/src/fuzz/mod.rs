//! Entry functions of the fuzz targets. They return nothing: what they test is that nothing stops and no rule breaks.

mod eap;
mod packet;
mod server;

pub use crate::eap::driven::{peap_inner, ttls_avps};
pub use eap::{Tls, eap_conversation};
pub use packet::radius_packet;
pub use server::{Ask, Surroundings, code_way, radius_server};
