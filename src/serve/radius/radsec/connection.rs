//! One RadSec connection: packets off the stream, each worked on in a task of its own, replies in any order
//! (RFC 6613 section 2.6, RFC 6614 section 3).

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, ReadHalf, WriteHalf};
use tokio::net::TcpStream;
use tokio::sync::mpsc;
use tokio_rustls::server::TlsStream;
use vestibule_gate::ports::Clock as _;
use vestibule_radius::packet::stream;
use vestibule_radius::server::{Effect, From, Silence, Transport};

use super::super::super::Shared;
use super::super::Door;
use super::super::work::{self, Back};
use super::Shown;

/// A connection on which nothing comes for so long is closed. Proxies send Status-Server meanwhile.
const IDLE: Duration = Duration::from_secs(900);
/// A client that does not take its replies is not waited for.
const WRITE: Duration = Duration::from_secs(10);
/// Replies that wait to be written.
const REPLIES: usize = 256;
/// How much is read at once.
const READ: usize = 16 << 10;

/// Serves a connection until its end.
pub(super) async fn run(
    shared: &Arc<Shared>,
    stream: TlsStream<TcpStream>,
    shown: Shown,
    peer: SocketAddr,
    local: SocketAddr,
) {
    let Some(door) = &shared.radius else { return };
    let (reader, writer) = tokio::io::split(stream);
    let (replies, waiting) = mpsc::channel(REPLIES);
    let writing = tokio::spawn(write(writer, waiting));
    let stopped = shared.stop.cancelled();
    tokio::select! {
        () = stopped => {}
        () = writing_ended(&replies) => {}
        () = read(shared, door, reader, &shown, (peer, local), &replies) => {}
    }
    // What is judged still has its reply written: the writer ends when the last of them is done.
    drop(replies);
    let _ended = writing.await;
}

async fn writing_ended(replies: &mpsc::Sender<Bytes>) {
    replies.closed().await;
}

/// Reads until the client, or what it sends, ends it.
async fn read(
    shared: &Arc<Shared>,
    door: &Door,
    mut reader: ReadHalf<TlsStream<TcpStream>>,
    shown: &Shown,
    (peer, local): (SocketAddr, SocketAddr),
    replies: &mpsc::Sender<Bytes>,
) {
    let mut received = BytesMut::new();
    loop {
        received.reserve(READ);
        match tokio::time::timeout(IDLE, reader.read_buf(&mut received)).await {
            Ok(Ok(1..)) => {}
            Ok(Ok(0) | Err(_)) | Err(_) => return,
        }
        loop {
            let packet = match stream::next(&mut received) {
                Ok(Some(packet)) => packet,
                Ok(None) => break,
                Err(malformed) => {
                    tracing::warn!(%peer, "a RadSec connection is closed: {malformed}");
                    return;
                }
            };
            // Asked for each packet: who is no client any more since the configuration was read is closed.
            let Some(client) = door.radsec.client(shown) else { return };
            let from = From { peer, local, transport: Transport::Tls { client } };
            let effect = door.server.receive(shared.clock.moment(), &from, &packet);
            let closes = matches!(effect, Effect::Silent(why) if closes(why));
            work::begin(shared, effect, &from, Back::Stream(replies.clone()));
            if closes {
                return;
            }
        }
    }
}

/// Whether the peer cannot be who it should be, or its packets cannot be told apart (RFC 6613 section 2.6.4).
const fn closes(why: Silence) -> bool {
    match why {
        Silence::UnknownClient
        | Silence::Malformed
        | Silence::RepeatedMessageAuthenticator
        | Silence::ShortMessageAuthenticator
        | Silence::WrongMessageAuthenticator
        | Silence::WrongAuthenticator => true,
        Silence::WrongCode
        | Silence::NoMessageAuthenticator
        | Silence::UnsignedProxyState
        | Silence::NoAccounting
        | Silence::BadAccounting
        | Silence::UnderWay
        | Silence::Shed
        | Silence::TooManyPending
        | Silence::Outage
        | Silence::NotWritten
        | Silence::NoChance
        | Silence::TooLarge => false,
    }
}

/// Writes what comes, until nobody can bring any more.
async fn write(mut writer: WriteHalf<TlsStream<TcpStream>>, mut waiting: mpsc::Receiver<Bytes>) {
    while let Some(reply) = waiting.recv().await {
        let written = tokio::time::timeout(WRITE, async {
            writer.write_all(&reply).await?;
            writer.flush().await
        });
        if !matches!(written.await, Ok(Ok(()))) {
            return;
        }
    }
    let _gone = tokio::time::timeout(WRITE, writer.shutdown()).await;
}
