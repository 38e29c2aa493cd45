//! The programs measured, each with a folder and ports of its own making; all on loopback.

mod domain;
mod freeradius;
mod slapd;
mod vestibule;

use std::net::{SocketAddr, UdpSocket};

use crate::running::{Running, done, free, wait_for, write};

pub(crate) use domain::Domain;
pub(crate) use freeradius::FreeRadius;
pub(crate) use slapd::Slapd;
pub(crate) use vestibule::{Directory, KEPT, NOT_KEPT, Vestibule};

/// The short name of the domain.
const NETBIOS: &str = "EXAMPLE";
/// The group whose members are exempt.
const EXEMPT: &str = "cn=Exempt,dc=example,dc=test";

/// A UDP port of loopback that nobody has.
fn free_udp() -> anyhow::Result<SocketAddr> {
    Ok(UdpSocket::bind("127.0.0.1:0")?.local_addr()?)
}
