//! Entry functions of the fuzz targets. They return nothing: what they test is that nothing stops and no rule breaks.

mod packet;
mod server;

pub use packet::radius_packet;
pub use server::{Ask, Surroundings, code_way, radius_server};
