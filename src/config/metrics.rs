//! `[metrics]`: where counters can be read.

use std::collections::BTreeSet;
use std::net::SocketAddr;

use super::fault::Wrong;
use super::section::Section;
use super::value;

/// Where counters can be read, in the text format of Prometheus, without a password.
#[derive(Clone, Debug)]
pub(crate) struct Metrics {
    /// The address to listen on; port 0 lets the system choose.
    pub(crate) listen: SocketAddr,
}

pub(super) fn read(section: &Section<'_>, taken: &BTreeSet<SocketAddr>) -> Option<Metrics> {
    section.require("listen", "\"127.0.0.1:9464\"");
    let listen = section.text("listen", value::listen);
    if listen.is_some_and(|listen| taken.contains(&listen)) {
        section.wrong("listen", Wrong::new("is the address of another listener", "choose another port"));
    }
    section.finish();
    Some(Metrics { listen: listen? })
}
