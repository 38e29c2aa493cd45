//! The programs measured, each with a folder, ports and certificates of its own making; all on loopback.

mod haproxy;
mod slapd;
mod vestibule;

use crate::running::{Running, done, free, wait_for, write};

pub(crate) use haproxy::Haproxy;
pub(crate) use slapd::{Proxy, Slapd};
pub(crate) use vestibule::Vestibule;
