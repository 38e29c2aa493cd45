//! A real HAProxy in front of a listener, which says by the PROXY protocol (version 2) for whom it speaks; and its
//! header written by hand, for what no real balancer would say.

use crate::support::house::House;
use crate::support::ldap::Connection;
use crate::support::process::{ProcessTree, wait_until};
use crate::support::scratch;
use std::fs::{self, File};
use std::io;
use std::net::{IpAddr, SocketAddr, TcpStream};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU16, Ordering};
use tempfile::TempDir;

/// The network balancers speak from; nobody else is in it.
pub(crate) const BALANCERS: &str = "127.0.2.0/24";
/// One of its addresses, that no HAProxy has.
pub(crate) const HAND: [u8; 4] = [127, 0, 2, 200];
const HAPROXY: &str = "127.0.2.1";

/// A running HAProxy.
pub(crate) struct Balancer {
    address: SocketAddr,
    _folder: TempDir,
    _process: ProcessTree,
}

impl Balancer {
    /// Balances over one listener of one house.
    pub(crate) fn in_front_of(house: &House, listener: &str) -> Self {
        // Below what the system hands out by itself.
        static NEXT: AtomicU16 = AtomicU16::new(17_636);
        let address = SocketAddr::from(([127, 0, 0, 1], NEXT.fetch_add(1, Ordering::Relaxed)));
        let folder = scratch::folder("haproxy");
        let configuration = format!(
            "global\n  maxconn 2000\ndefaults\n  mode tcp\n  timeout connect 30s\n  timeout client 10m\n  \
             timeout server 10m\nlisten door\n  bind {address}\n  \
             server house {} source {HAPROXY} send-proxy-v2\n",
            house.address(listener)
        );
        let file = folder.path().join("haproxy.cfg");
        fs::write(&file, configuration).expect("haproxy.cfg can be written");
        let log = File::create(folder.path().join("haproxy.log")).expect("its log can be opened");
        let mut command = Command::new("haproxy");
        command.args(["-db", "-f"]).arg(file).stdin(Stdio::null());
        command.stdout(log.try_clone().expect("the log has two writers")).stderr(log);
        let mut process = ProcessTree::start(&mut command, folder.path());
        wait_until("haproxy to listen", || {
            let log = || fs::read_to_string(folder.path().join("haproxy.log")).unwrap_or_default();
            assert!(process.ended().is_none(), "haproxy ended:\n{}", log());
            TcpStream::connect(address).ok()
        });
        Self { address, _folder: folder, _process: process }
    }

    /// A connection through the balancer, of a client at this address.
    pub(crate) fn connect_from(&self, house: &House, from: [u8; 4]) -> Connection {
        Connection::tls_from(IpAddr::from(from), self.address, house.authority().certificate())
            .expect("the balancer takes connections")
    }
}

/// The header of a balancer that speaks for a client at this address (PROXY protocol, section 2.2).
pub(crate) fn header(end_user: [u8; 4]) -> Vec<u8> {
    let addresses = [&end_user[..], &[127, 0, 0, 1], &[0x9c, 0x40], &[0x02, 0x7c]].concat();
    [b"\r\n\r\n\0\r\nQUIT\n", &[0x21, 0x11, 0, 12][..], &addresses].concat()
}

/// The header of a balancer that speaks for itself.
pub(crate) fn own_header() -> Vec<u8> {
    [b"\r\n\r\n\0\r\nQUIT\n", &[0x20, 0, 0, 0][..]].concat()
}

/// A TLS connection to a listener that begins with bytes of the test's choice, from an address of its choice.
pub(crate) fn connect_after(first: &[u8], house: &House, listener: &str, from: [u8; 4]) -> io::Result<Connection> {
    let authority = house.authority().certificate();
    Connection::tls_after(first, IpAddr::from(from), house.address(listener), authority)
}

/// A connection of a client at this address, through a balancer of our own hand.
pub(crate) fn connect_as(end_user: [u8; 4], house: &House, listener: &str) -> Connection {
    connect_after(&header(end_user), house, listener, HAND).expect("a named balancer is believed")
}
