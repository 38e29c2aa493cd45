//! UDP: one socket for each configured address, one loop that receives on it.

mod socket;

use std::io::ErrorKind;
use std::sync::Arc;
use std::time::Duration;

use vestibule_gate::ports::Clock as _;
use vestibule_radius::packet::MAX_PACKET;
use vestibule_radius::server::{From, Transport};

use super::super::Shared;
use super::work::{self, Back};
pub(super) use socket::Socket;

/// After an error of the socket, wait this long.
const BREATH: Duration = Duration::from_millis(100);
/// So many packets are taken before others have their turn on this thread.
const AT_A_TIME: usize = 64;

/// Receives until told to stop.
pub(super) async fn run(shared: Arc<Shared>, socket: Arc<Socket>) {
    // One octet more than a packet may have: what is longer is seen to be.
    let mut buffer = vec![0; MAX_PACKET + 1];
    loop {
        let ready = tokio::select! {
            () = shared.stop.cancelled() => return,
            ready = socket.readable() => ready,
        };
        if let Err(error) = ready.and_then(|()| drain(&shared, &socket, &mut buffer)) {
            tracing::warn!(local = %socket.bound(), %error, "packets cannot be received");
            tokio::time::sleep(BREATH).await;
        }
        tokio::task::yield_now().await;
    }
}

/// Takes what waits, as far as it is this loop's turn.
fn drain(shared: &Arc<Shared>, socket: &Arc<Socket>, buffer: &mut [u8]) -> std::io::Result<()> {
    let Some(door) = &shared.radius else { return Ok(()) };
    for _ in 0..AT_A_TIME {
        match socket.try_receive(buffer) {
            Ok((length, peer, local)) => {
                let from = From { peer, local, transport: Transport::Udp };
                let packet = buffer.get(..length).unwrap_or_default();
                let effect = door.server.receive(shared.clock.moment(), &from, packet);
                work::begin(shared, effect, &from, Back::Datagram { socket: socket.clone(), local, peer });
            }
            Err(error) if error.kind() == ErrorKind::WouldBlock => return Ok(()),
            Err(error) => return Err(error),
        }
    }
    Ok(())
}
