//! A UDP socket that answers from the very address it was asked at.
//!
//! A socket of one address does so by itself. One of all addresses (`0.0.0.0`, `::`) would have the system pick one by
//! its routes, and a device drops what comes from another address than it asked: there each packet's own address is
//! read and set again (IP_PKTINFO, RFC 3542 section 6).

use std::io::{Error, ErrorKind, IoSlice, IoSliceMut, Result};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, SocketAddrV4, SocketAddrV6};
use std::os::fd::AsRawFd as _;

use nix::libc::{in_addr, in_pktinfo, in6_addr, in6_pktinfo};
use nix::sys::socket::sockopt::{Ipv4PacketInfo, Ipv6RecvPacketInfo};
use nix::sys::socket::{ControlMessage, ControlMessageOwned, MsgFlags, SockaddrStorage, recvmsg, sendmsg, setsockopt};
use socket2::{Domain, Type};
use tokio::io::Interest;
use tokio::net::UdpSocket;

/// Asked of the system, which grants less: what comes in a burst waits there, and not in the network.
const RECEIVE_BUFFER: usize = 4 << 20;

/// An open socket.
pub(in super::super) struct Socket {
    inner: UdpSocket,
    bound: SocketAddr,
}

impl Socket {
    /// Opens one. An address in use is an error: two servers on one would each get some of the packets.
    pub(in super::super) fn open(at: SocketAddr) -> Result<Self> {
        let socket = socket2::Socket::new(Domain::for_address(at), Type::DGRAM, None)?;
        socket.set_nonblocking(true)?;
        if at.is_ipv6() {
            socket.set_only_v6(true)?;
        }
        if at.ip().is_unspecified() {
            match at {
                SocketAddr::V4(_) => setsockopt(&socket, Ipv4PacketInfo, &true)?,
                SocketAddr::V6(_) => setsockopt(&socket, Ipv6RecvPacketInfo, &true)?,
            }
        }
        let _less_is_granted = socket.set_recv_buffer_size(RECEIVE_BUFFER);
        socket.bind(&at.into())?;
        let inner = UdpSocket::from_std(socket.into())?;
        let bound = inner.local_addr()?;
        Ok(Self { inner, bound })
    }

    /// What it is bound to.
    pub(in super::super) const fn bound(&self) -> SocketAddr {
        self.bound
    }

    /// Waits until there may be a packet.
    pub(super) async fn readable(&self) -> Result<()> {
        self.inner.readable().await
    }

    /// Takes a packet that waits: its length, who sent it, and to which address of ours.
    pub(super) fn try_receive(&self, buffer: &mut [u8]) -> Result<(usize, SocketAddr, SocketAddr)> {
        if !self.bound.ip().is_unspecified() {
            return self.inner.try_recv_from(buffer).map(|(length, peer)| (length, peer, self.bound));
        }
        let mut space = nix::cmsg_space!(in6_pktinfo);
        self.inner.try_io(Interest::READABLE, || {
            let mut parts = [IoSliceMut::new(buffer)];
            let socket = self.inner.as_raw_fd();
            let message = recvmsg::<SockaddrStorage>(socket, &mut parts, Some(&mut space), MsgFlags::empty())?;
            let peer = message.address.as_ref().and_then(address).ok_or(ErrorKind::InvalidData)?;
            let asked = message.cmsgs()?.find_map(|said| own(&said)).unwrap_or_else(|| self.bound.ip());
            Ok((message.bytes, peer, SocketAddr::new(asked, self.bound.port())))
        })
    }

    /// Sends from an address of ours.
    pub(in super::super) async fn send(&self, packet: &[u8], from: SocketAddr, to: SocketAddr) -> Result<()> {
        if !self.bound.ip().is_unspecified() || from.ip().is_unspecified() {
            return self.inner.send_to(packet, to).await.map(|_| ());
        }
        let to = SockaddrStorage::from(to);
        let send = |said: ControlMessage<'_>| {
            let socket = self.inner.as_raw_fd();
            sendmsg(socket, &[IoSlice::new(packet)], &[said], MsgFlags::empty(), Some(&to)).map_err(Error::from)
        };
        let sent = self.inner.async_io(Interest::WRITABLE, || match from.ip() {
            IpAddr::V4(from) => send(ControlMessage::Ipv4PacketInfo(&four(from))),
            IpAddr::V6(from) => send(ControlMessage::Ipv6PacketInfo(&six(from))),
        });
        sent.await.map(|_| ())
    }
}

fn address(from: &SockaddrStorage) -> Option<SocketAddr> {
    let four = from.as_sockaddr_in().map(|from| SocketAddr::V4(SocketAddrV4::from(*from)));
    four.or_else(|| from.as_sockaddr_in6().map(|from| SocketAddr::V6(SocketAddrV6::from(*from))))
}

/// The address of ours that a packet came to.
#[expect(clippy::wildcard_enum_match_arm, reason = "nothing else was asked for, and the list is the library's")]
fn own(said: &ControlMessageOwned) -> Option<IpAddr> {
    match said {
        ControlMessageOwned::Ipv4PacketInfo(info) => {
            Some(Ipv4Addr::from(u32::from_be(info.ipi_spec_dst.s_addr)).into())
        }
        ControlMessageOwned::Ipv6PacketInfo(info) => Some(Ipv6Addr::from(info.ipi6_addr.s6_addr).into()),
        _ => None,
    }
}

fn four(from: Ipv4Addr) -> in_pktinfo {
    let from = in_addr { s_addr: u32::from(from).to_be() };
    in_pktinfo { ipi_ifindex: 0, ipi_spec_dst: from, ipi_addr: in_addr { s_addr: 0 } }
}

const fn six(from: Ipv6Addr) -> in6_pktinfo {
    in6_pktinfo { ipi6_addr: in6_addr { s6_addr: from.octets() }, ipi6_ifindex: 0 }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests fail by panicking")]
mod tests {
    use super::*;

    async fn answers_from_where_it_was_asked(bind: &str, asked: &str) {
        let socket = Socket::open(bind.parse().unwrap()).unwrap();
        let to = SocketAddr::new(asked.parse().unwrap(), socket.bound().port());
        let local = if to.is_ipv4() { "127.0.0.1:0" } else { "[::1]:0" };
        let client = UdpSocket::bind(local).await.unwrap();
        client.send_to(b"question", to).await.unwrap();
        let mut buffer = [0; 64];
        socket.readable().await.unwrap();
        let (length, peer, at) = socket.try_receive(&mut buffer).unwrap();
        assert_eq!((&buffer[..length], peer, at), (b"question".as_slice(), client.local_addr().unwrap(), to));
        socket.send(b"answer", at, peer).await.unwrap();
        let (length, from) = client.recv_from(&mut buffer).await.unwrap();
        assert_eq!((&buffer[..length], from), (b"answer".as_slice(), to));
    }

    #[tokio::test]
    async fn a_socket_of_all_addresses_answers_from_the_one_that_was_asked() {
        answers_from_where_it_was_asked("0.0.0.0:0", "127.0.7.9").await;
        answers_from_where_it_was_asked("127.0.7.9:0", "127.0.7.9").await;
    }

    #[tokio::test]
    async fn the_same_holds_for_ipv6() {
        // A machine without IPv6 cannot show it.
        if std::net::UdpSocket::bind("[::1]:0").is_ok() {
            answers_from_where_it_was_asked("[::]:0", "::1").await;
        }
    }
}
