//! A small Active Directory in memory, for looking at Vestibule without one: people, nested groups, a counting lockout,
//! and the answers Vestibule and its clients ask for (RFC 4511, MS-ADTS), over TLS on a loopback address.
//!
//! It must not be taken for a directory: it has no replication, no access control but "bound or not", and its passwords
//! stand in the source.

mod account;
mod build;
mod dn;
mod matching;
mod rootdse;
mod session;
#[cfg(test)]
mod tests;
mod tree;
mod value;

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use bytes::BytesMut;
use rustls::ServerConfig;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use tokio_rustls::TlsAcceptor;
use vestibule_gate::ports::Clock;
use vestibule_ldap_proxy::wire::{Peek, frame};

use session::{Reply, Session};
use tree::Tree;

/// The longest message taken.
const LONGEST: usize = 256 << 10;
/// Connections at the same time; more wait.
const CONNECTIONS: usize = 256;
/// How long a connection may be silent, as in Active Directory (MaxConnIdleTime).
const IDLE: Duration = Duration::from_secs(900);
/// How long a handshake may take.
const HANDSHAKE: Duration = Duration::from_secs(10);

/// The running directory; it ends when this is dropped.
pub(super) struct Sample {
    /// Where it listens.
    pub(super) address: SocketAddr,
    _accepting: JoinSet<()>,
}

impl Sample {
    /// Starts it on a free port of 127.0.0.1.
    ///
    /// # Errors
    /// No port can be had.
    pub(super) async fn start(tls: Arc<ServerConfig>, clock: Arc<dyn Clock>) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let address = listener.local_addr()?;
        let tree = Arc::new(build::tree(clock.now()));
        let mut accepting = JoinSet::new();
        accepting.spawn(accept(listener, TlsAcceptor::from(tls), tree, clock));
        Ok(Self { address, _accepting: accepting })
    }
}

async fn accept(listener: TcpListener, tls: TlsAcceptor, tree: Arc<Tree>, clock: Arc<dyn Clock>) {
    let places = Arc::new(Semaphore::new(CONNECTIONS));
    // The tasks end with this one.
    let mut connections = JoinSet::new();
    loop {
        while connections.try_join_next().is_some() {}
        let Ok(place) = Arc::clone(&places).acquire_owned().await else { return };
        let Ok((tcp, _)) = listener.accept().await else {
            // Out of file descriptors, most likely; others may close theirs meanwhile.
            tokio::time::sleep(Duration::from_millis(100)).await;
            continue;
        };
        let (tls, session) = (tls.clone(), Session::new(Arc::clone(&tree), Arc::clone(&clock)));
        connections.spawn(async move {
            // A client that goes away or speaks no TLS is nobody's concern here.
            let _ended = serve(tcp, tls, session).await;
            drop(place);
        });
    }
}

async fn serve(tcp: TcpStream, tls: TlsAcceptor, mut session: Session) -> io::Result<()> {
    tcp.set_nodelay(true)?;
    let mut stream = tokio::time::timeout(HANDSHAKE, tls.accept(tcp)).await??;
    let mut inbox = BytesMut::new();
    loop {
        let reply = match frame::peek(&inbox, LONGEST) {
            Peek::Frame(frame) if inbox.len() >= frame.total => session.answer(&inbox.split_to(frame.total)),
            Peek::Frame(_) | Peek::NeedMore => {
                inbox.reserve(4096);
                if tokio::time::timeout(IDLE, stream.read_buf(&mut inbox)).await?? == 0 {
                    return Ok(());
                }
                continue;
            }
            Peek::TooLarge | Peek::Bad => Reply::notice(),
        };
        stream.write_all(&reply.bytes).await?;
        stream.flush().await?;
        if reply.close {
            return stream.shutdown().await;
        }
    }
}
