//! Where a reply goes.

use std::net::SocketAddr;
use std::sync::Arc;

use bytes::Bytes;
use tokio::net::UdpSocket;
use tokio::sync::mpsc;

/// The way back.
#[derive(Clone)]
pub(super) enum Wire {
    /// By the socket the datagram came to, to where it came from.
    Udp(Arc<UdpSocket>, SocketAddr),
    /// Into the stream the packet came on.
    Stream(mpsc::Sender<Bytes>),
}

impl Wire {
    /// Sends a reply. One that cannot be sent is lost as any datagram may be: the client asks again.
    pub(super) async fn send(&self, reply: Bytes) {
        match self {
            Self::Udp(socket, peer) => {
                if let Err(error) = socket.send_to(&reply, *peer).await {
                    tracing::debug!(%peer, %error, "a RADIUS reply could not be sent");
                }
            }
            Self::Stream(writer) => {
                let _closed = writer.send(reply).await;
            }
        }
    }
}
