//! RadSec: RADIUS over TLS (RFC 6614), for clients that show a certificate of a configured authority.
//!
//! Who a client is, its certificate alone says (section 2.4); one that is known to nobody is closed. No session is
//! resumed: each connection shows its certificate anew, and one that has ended is refused.

mod connection;
mod identity;

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use arc_swap::ArcSwapOption;
use rustls::RootCertStore;
use rustls::server::{NoServerSessionStorage, WebPkiClientVerifier};
use rustls::sign::SingleCertAndKey;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

use super::super::Shared;
use super::MOST_CONNECTIONS;
use crate::config::{self, Radius};
use identity::{Identities, Shown};

/// A handshake that takes longer is not waited for.
const HANDSHAKE: Duration = Duration::from_secs(10);
/// After an error of accept (no file descriptors left), wait this long.
const BREATH: Duration = Duration::from_millis(100);

/// What all connections share.
pub(super) struct RadSec {
    tls: ArcSwapOption<rustls::ServerConfig>,
    identities: arc_swap::ArcSwap<Identities>,
    room: Arc<Semaphore>,
}

impl RadSec {
    /// As configured; without `radsec` nothing is ever accepted.
    ///
    /// # Errors
    /// When TLS cannot be set up.
    pub(super) fn new(radius: &Radius) -> anyhow::Result<Self> {
        Ok(Self {
            tls: ArcSwapOption::from(radius.radsec.as_ref().map(server).transpose()?),
            identities: arc_swap::ArcSwap::from_pointee(Identities::new(radius)),
            room: Arc::new(Semaphore::new(MOST_CONNECTIONS)),
        })
    }

    /// Takes another certificate, other authorities and other clients. Connections of who is no client any more are
    /// closed at their next packet.
    ///
    /// # Errors
    /// When TLS cannot be set up; what was in force stays.
    pub(super) fn reload(&self, radius: &Radius) -> anyhow::Result<()> {
        let tls = radius.radsec.as_ref().map(server).transpose()?;
        self.tls.store(tls);
        self.identities.store(Arc::new(Identities::new(radius)));
        Ok(())
    }

    /// How many connections are open.
    pub(super) fn open(&self) -> usize {
        MOST_CONNECTIONS.saturating_sub(self.room.available_permits())
    }

    /// Which client shows this.
    fn client(&self, shown: &Shown) -> Option<Arc<str>> {
        self.identities.load().client(shown)
    }
}

/// Accepts until told to stop.
pub(super) async fn run(shared: Arc<Shared>, socket: TcpListener) {
    loop {
        let accepted = tokio::select! {
            () = shared.stop.cancelled() => return,
            accepted = socket.accept() => accepted,
        };
        match accepted {
            Ok((stream, peer)) => begin(&shared, stream, peer),
            Err(error) => {
                tracing::warn!(%error, "a RadSec connection could not be accepted");
                tokio::time::sleep(BREATH).await;
            }
        }
    }
}

fn begin(shared: &Arc<Shared>, tcp: TcpStream, peer: SocketAddr) {
    let Some(door) = &shared.radius else { return };
    let Ok(permit) = door.radsec.room.clone().try_acquire_owned() else {
        tracing::warn!(%peer, "closed at once: {MOST_CONNECTIONS} RadSec connections are open");
        return;
    };
    let task = shared.clone();
    shared.tasks.spawn(async move {
        let handshake = accept(&task, tcp, peer);
        if let Some(Some((stream, shown, local))) = task.stop.run_until_cancelled(handshake).await {
            connection::run(&task, stream, shown, peer, local).await;
        }
        drop(permit);
    });
}

/// The TLS handshake. `None` when the client does not manage in time, or is none.
async fn accept(
    shared: &Shared,
    tcp: TcpStream,
    peer: SocketAddr,
) -> Option<(TlsStream<TcpStream>, Shown, SocketAddr)> {
    let door = shared.radius.as_ref()?;
    let _best_effort = tcp.set_nodelay(true);
    let local = tcp.local_addr().ok()?;
    let acceptor = TlsAcceptor::from(door.radsec.tls.load_full()?);
    let stream = match tokio::time::timeout(HANDSHAKE, acceptor.accept(tcp)).await {
        Ok(Ok(stream)) => stream,
        Ok(Err(error)) => {
            tracing::info!(%peer, %error, "a RadSec handshake failed");
            return None;
        }
        Err(_) => return None,
    };
    let shown = Shown::of(stream.get_ref().1.peer_certificates()?.first()?)?;
    if door.radsec.client(&shown).is_none() {
        tracing::warn!(%peer, certificate = %shown, "closed: this certificate is no RadSec client's");
        return None;
    }
    Some((stream, shown, local))
}

/// TLS 1.2 and 1.3, our certificate, and theirs demanded.
fn server(configured: &config::radius::RadSec) -> anyhow::Result<Arc<rustls::ServerConfig>> {
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let mut roots = RootCertStore::empty();
    for authority in &configured.client_ca {
        let file = configured.client_ca_file.display();
        roots.add(authority.clone()).with_context(|| format!("a certificate in {file} is no authority's"))?;
    }
    let verifier = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider.clone()).build()?;
    let mut tls = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .context("TLS cannot be set up")?
        .with_client_cert_verifier(verifier)
        .with_cert_resolver(Arc::new(SingleCertAndKey::from(configured.tls.certified.clone())));
    tls.session_storage = Arc::new(NoServerSessionStorage {});
    tls.send_tls13_tickets = 0;
    Ok(Arc::new(tls))
}
