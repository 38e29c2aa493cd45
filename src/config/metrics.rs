//! `[metrics]`: where counters can be read.

use std::net::SocketAddr;

use super::section::Section;
use super::value;

/// Where counters can be read, in the text format of Prometheus, without a password.
#[derive(Clone, Debug)]
pub(crate) struct Metrics {
    /// The address to listen on; port 0 lets the system choose.
    pub(crate) listen: SocketAddr,
}

pub(super) fn read(section: &Section<'_>) -> Option<Metrics> {
    section.require("listen", "\"127.0.0.1:9464\"");
    let listen = section.text("listen", value::listen);
    section.finish();
    Some(Metrics { listen: listen? })
}
