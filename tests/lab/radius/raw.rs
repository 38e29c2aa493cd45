//! A client of our own, which keeps the octets: for the same packet twice, and for replies octet by octet.

use crate::support::plan::RADIUS_SECRET;
use crate::support::wire;
use radius::core::packet::Packet;
use radius::core::rfc2865;
use std::net::{SocketAddr, UdpSocket};
use std::time::Duration;

/// Replies, one by one, or silence.
pub(crate) struct Raw {
    socket: UdpSocket,
    to: SocketAddr,
}

impl Raw {
    /// From this address, each from a port of its own.
    pub(crate) fn new(from: &str, to: SocketAddr) -> Self {
        let socket = UdpSocket::bind((from, 0)).expect("a loopback address can be bound");
        socket.set_read_timeout(Some(Duration::from_secs(5))).expect("a socket has a timeout");
        Self { socket, to }
    }

    /// Sends octets as they are.
    pub(crate) fn send(&self, octets: &[u8]) {
        self.socket.send_to(octets, self.to).expect("loopback takes a datagram");
    }

    /// The next reply; `None` when nothing comes within five seconds.
    pub(crate) fn receive(&self) -> Option<Vec<u8>> {
        let mut buffer = [0; 4096];
        let (length, _) = self.socket.recv_from(&mut buffer).ok()?;
        Some(buffer[..length].to_vec())
    }

    /// How many replies have come that nobody took; they are thrown away.
    pub(crate) fn waiting(&self) -> u32 {
        self.socket.set_nonblocking(true).expect("a socket can be told not to wait");
        let mut buffer = [0; 4096];
        let waiting = std::iter::from_fn(|| self.socket.recv_from(&mut buffer).ok()).count();
        self.socket.set_nonblocking(false).expect("and to wait");
        u32::try_from(waiting).expect("not that many")
    }

    /// Sends and waits.
    pub(crate) fn ask(&self, octets: &[u8]) -> Option<Vec<u8>> {
        self.send(octets);
        self.receive()
    }
}

/// A login by PAP.
pub(crate) fn login(name: &str, password: &str) -> Vec<u8> {
    request(|packet| {
        rfc2865::add_user_name(packet, name);
        rfc2865::add_user_password(packet, password.as_bytes()).expect("a password of usual length");
    })
}

/// Any Access-Request.
pub(crate) fn request(fill: impl FnOnce(&mut Packet)) -> Vec<u8> {
    wire::request(RADIUS_SECRET, fill)
}

/// Whether a reply to this request has a right Message-Authenticator as its first attribute.
pub(crate) fn is_signed(reply: &[u8], request: &[u8]) -> bool {
    wire::is_signed(reply, wire::authenticator(request), RADIUS_SECRET)
}
