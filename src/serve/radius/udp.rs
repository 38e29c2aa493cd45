//! UDP: one socket for each configured address, one loop that receives on it.
//!
//! A reply leaves by the socket its request came to, so from the very address that was asked, wherever that is a
//! specific one. On an address that stands for all of a machine (`0.0.0.0`, `::`) the system picks the address by its
//! routes: a machine with several addresses names each in `listen`.

use std::io::ErrorKind;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use socket2::{Domain, Socket, Type};
use tokio::net::UdpSocket;
use vestibule_gate::ports::Clock as _;
use vestibule_radius::packet::MAX_PACKET;
use vestibule_radius::server::{From, Transport};

use super::super::Shared;
use super::work::{self, Back};

/// Asked of the system, which grants less: what comes in a burst waits there, and not in the network.
const RECEIVE_BUFFER: usize = 4 << 20;
/// After an error of the socket, wait this long.
const BREATH: Duration = Duration::from_millis(100);
/// So many packets are taken before others have their turn on this thread.
const AT_A_TIME: usize = 64;

/// Opens a socket. An address in use is an error: two servers on one would each get some of the packets.
pub(super) fn open(at: SocketAddr) -> std::io::Result<UdpSocket> {
    let socket = Socket::new(Domain::for_address(at), Type::DGRAM, None)?;
    socket.set_nonblocking(true)?;
    if at.is_ipv6() {
        socket.set_only_v6(true)?;
    }
    let _less_is_granted = socket.set_recv_buffer_size(RECEIVE_BUFFER);
    socket.bind(&at.into())?;
    UdpSocket::from_std(socket.into())
}

/// Receives until told to stop.
pub(super) async fn run(shared: Arc<Shared>, socket: Arc<UdpSocket>) {
    let Ok(local) = socket.local_addr() else { return };
    // One octet more than a packet may have: what is longer is seen to be.
    let mut buffer = vec![0; MAX_PACKET + 1];
    loop {
        let ready = tokio::select! {
            () = shared.stop.cancelled() => return,
            ready = socket.readable() => ready,
        };
        if let Err(error) = ready.and_then(|()| drain(&shared, &socket, local, &mut buffer)) {
            tracing::warn!(%local, %error, "packets cannot be received");
            tokio::time::sleep(BREATH).await;
        }
        tokio::task::yield_now().await;
    }
}

/// Takes what waits, as far as it is this loop's turn.
fn drain(shared: &Arc<Shared>, socket: &Arc<UdpSocket>, local: SocketAddr, buffer: &mut [u8]) -> std::io::Result<()> {
    for _ in 0..AT_A_TIME {
        match socket.try_recv_from(buffer) {
            Ok((length, peer)) => {
                let from = From { peer, local, transport: Transport::Udp };
                let back = Back::Datagram(socket.clone(), peer);
                let packet = buffer.get(..length).unwrap_or_default();
                let Some(door) = &shared.radius else { return Ok(()) };
                let effect = door.server.receive(shared.clock.moment(), &from, packet);
                work::begin(shared, effect, &from, back);
            }
            Err(error) if error.kind() == ErrorKind::WouldBlock => return Ok(()),
            Err(error) => return Err(error),
        }
    }
    Ok(())
}
