//! RADIUS by datagrams (RFC 2865, 2866).

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::UdpSocket;
use vestibule_gate::ports::Clock as _;
use vestibule_radius::packet::MAX_PACKET;
use vestibule_radius::server::{From, Transport};

use super::Door;
use super::judging::obey;
use super::wire::Wire;
use crate::serve::Shared;

/// Asked of the system, so that a burst waits instead of being lost; it grants what it allows.
const RECEIVE_BUFFER: usize = 4 << 20;
/// After an error of the socket, wait this long.
const BREATH: Duration = Duration::from_millis(100);

/// Opens a socket.
pub(super) fn bind(at: SocketAddr) -> std::io::Result<UdpSocket> {
    let socket = socket2::Socket::new(socket2::Domain::for_address(at), socket2::Type::DGRAM, None)?;
    socket.set_nonblocking(true)?;
    if at.is_ipv6() {
        socket.set_only_v6(true)?;
    }
    let _best_effort = socket.set_recv_buffer_size(RECEIVE_BUFFER);
    socket.bind(&at.into())?;
    UdpSocket::from_std(socket.into())
}

/// Receives until told to stop.
pub(super) async fn run(socket: UdpSocket, door: Arc<Door>, shared: Arc<Shared>) {
    let socket = Arc::new(socket);
    let Ok(local) = socket.local_addr() else { return };
    // One octet more than a packet may have, so that a longer one is seen to be.
    let mut buffer = vec![0; MAX_PACKET + 1];
    loop {
        let received = tokio::select! {
            () = shared.stop.cancelled() => return,
            received = socket.recv_from(&mut buffer) => received,
        };
        match received {
            Ok((length, peer)) => {
                let from = From { peer, local, transport: Transport::Udp };
                let packet = buffer.get(..length).unwrap_or_default();
                let effect = door.server.receive(door.clock.moment(), &from, packet);
                let _closing = obey(&door, &shared, &from, Wire::Udp(socket.clone(), peer), effect);
            }
            Err(error) => {
                tracing::warn!(%local, %error, "a RADIUS packet could not be received");
                tokio::time::sleep(BREATH).await;
            }
        }
    }
}
