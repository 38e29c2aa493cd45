//! RadSec: RADIUS on TLS streams, to clients with certificates (RFC 6614). The certificate names the client; neither its
//! address nor anything in a packet does.

use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use arc_swap::ArcSwap;
use bytes::{Bytes, BytesMut};
use rustls::server::WebPkiClientVerifier;
use rustls::sign::SingleCertAndKey;
use rustls::{RootCertStore, ServerConfig};
use rustls_pki_types::CertificateDer;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, WriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, mpsc};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;
use vestibule_gate::ports::Clock as _;
use vestibule_radius::packet::{MAX_PACKET, stream};
use vestibule_radius::server::{From, Transport};

use super::Door;
use super::judging::obey;
use super::wire::Wire;
use crate::config::{Certificate, Peer, RadSec, RadiusClient};
use crate::serve::{Shared, tls};

/// Streams at a time; a device needs one or a few.
const MOST: usize = 512;
/// Replies that wait to be written to one stream.
const MOST_REPLIES: usize = 1024;
/// A stream without a packet for so long is closed; the device opens another.
const IDLE: Duration = Duration::from_secs(3600);
/// A peer that takes no octet of a reply for so long is gone.
const WRITE: Duration = Duration::from_secs(10);
/// After an error of accept (no file descriptors left), wait this long.
const BREATH: Duration = Duration::from_millis(100);

/// What is offered, and who may come.
pub(super) struct Offer {
    inside: ArcSwap<Inside>,
    room: Arc<Semaphore>,
}

struct Inside {
    tls: Arc<ServerConfig>,
    clients: Vec<(Certificate, Arc<str>)>,
}

impl Offer {
    /// As configured.
    ///
    /// # Errors
    /// When the authorities cannot be used.
    pub(super) fn new(radsec: &RadSec, clients: &[RadiusClient]) -> anyhow::Result<Self> {
        Ok(Self { inside: ArcSwap::from_pointee(inside(radsec, clients)?), room: Arc::new(Semaphore::new(MOST)) })
    }

    /// Takes certificates and clients from a new configuration; streams that are there keep theirs.
    pub(super) fn replace(&self, radsec: &RadSec, clients: &[RadiusClient]) -> anyhow::Result<()> {
        self.inside.store(Arc::new(inside(radsec, clients)?));
        Ok(())
    }
}

fn inside(radsec: &RadSec, clients: &[RadiusClient]) -> anyhow::Result<Inside> {
    let mut roots = RootCertStore::empty();
    for authority in &radsec.client_ca {
        roots.add(authority.clone()).context("an authority of `client-ca-file` cannot be used")?;
    }
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let verifier = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider.clone())
        .build()
        .context("the authorities of `client-ca-file` cannot be used")?;
    let mut tls = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .context("TLS cannot be set up")?
        .with_client_cert_verifier(verifier)
        .with_cert_resolver(Arc::new(SingleCertAndKey::from(radsec.tls.certified.clone())));
    // A resumed stream would carry a certificate that may have been withdrawn since.
    tls.session_storage = Arc::new(rustls::server::NoServerSessionStorage {});
    tls.send_tls13_tickets = 0;
    let named = clients.iter().filter_map(|client| match &client.peer {
        Peer::Certificate(certificate) => Some((certificate.clone(), Arc::from(client.name.as_str()))),
        Peer::Networks(_) => None,
    });
    Ok(Inside { tls: Arc::new(tls), clients: named.collect() })
}

/// Accepts until told to stop.
pub(super) async fn run(socket: TcpListener, door: Arc<Door>, shared: Arc<Shared>) {
    loop {
        let accepted = tokio::select! {
            () = shared.stop.cancelled() => return,
            accepted = socket.accept() => accepted,
        };
        let (tcp, peer) = match accepted {
            Ok(accepted) => accepted,
            Err(error) => {
                tracing::warn!(%error, "a RadSec connection could not be accepted");
                tokio::time::sleep(BREATH).await;
                continue;
            }
        };
        let Some(offer) = &door.radsec else { return };
        let Ok(permit) = offer.room.clone().try_acquire_owned() else {
            tracing::warn!(%peer, "a RadSec connection was closed at once: {MOST} are open");
            continue;
        };
        let (door, shared) = (door.clone(), shared.clone());
        tokio::spawn(async move {
            let stop = shared.stop.clone();
            tokio::select! {
                () = stop.cancelled() => {}
                () = serve(tcp, peer, &door, &shared) => {}
            }
            drop(permit);
        });
    }
}

async fn serve(tcp: TcpStream, peer: std::net::SocketAddr, door: &Arc<Door>, shared: &Arc<Shared>) {
    let Some(offer) = &door.radsec else { return };
    let (_best_effort, Ok(local)) = (tcp.set_nodelay(true), tcp.local_addr()) else { return };
    let inside = offer.inside.load_full();
    let Some(stream) = tls::handshake(&TlsAcceptor::from(inside.tls.clone()), tcp).await else { return };
    let shown = stream.get_ref().1.peer_certificates().and_then(<[_]>::first);
    let Some(client) = shown.and_then(|shown| client(&inside.clients, shown)) else {
        tracing::warn!(%peer, "a RadSec connection was closed: its certificate is no client's");
        return;
    };
    tracing::info!(application = %client, %peer, "RadSec: connected");
    let from = From { peer, local, transport: Transport::Tls { client } };
    packets(stream, &from, door, shared).await;
}

/// The client whose certificate this is: by its fingerprint, else by a DNS name among its alternative names.
fn client(clients: &[(Certificate, Arc<str>)], shown: &CertificateDer<'_>) -> Option<Arc<str>> {
    use sha2::Digest as _;
    let fingerprint: [u8; 32] = sha2::Sha256::digest(shown).into();
    let (_, parsed) = x509_parser::parse_x509_certificate(shown).ok()?;
    let names = parsed.subject_alternative_name().ok().flatten();
    let names = names.iter().flat_map(|names| &names.value.general_names).filter_map(|name| match name {
        x509_parser::extensions::GeneralName::DNSName(name) => Some(name.to_ascii_lowercase()),
        _ => None,
    });
    let names: Vec<String> = names.collect();
    let of = |exact: bool| {
        clients.iter().find(|(certificate, _)| match certificate {
            Certificate::Sha256(configured) => exact && *configured == fingerprint,
            Certificate::DnsName(configured) => !exact && names.contains(configured),
        })
    };
    of(true).or_else(|| of(false)).map(|(_, name)| name.clone())
}

/// Takes packets off the stream until it ends, or cannot be understood any more.
async fn packets(stream: TlsStream<TcpStream>, from: &From, door: &Arc<Door>, shared: &Arc<Shared>) {
    let (mut reader, writer) = tokio::io::split(stream);
    let (replies, waiting) = mpsc::channel(MOST_REPLIES);
    let writing = tokio::spawn(write(writer, waiting));
    let mut received = BytesMut::with_capacity(2 * MAX_PACKET);
    'stream: loop {
        loop {
            match stream::next(&mut received) {
                Ok(Some(packet)) => {
                    let effect = door.server.receive(door.clock.moment(), from, &packet);
                    if obey(door, shared, from, Wire::Stream(replies.clone()), effect) {
                        break 'stream;
                    }
                }
                Ok(None) => break,
                Err(error) => {
                    tracing::warn!(peer = %from.peer, %error, "a RadSec connection was closed");
                    break 'stream;
                }
            }
        }
        received.reserve(MAX_PACKET);
        match tokio::time::timeout(IDLE, reader.read_buf(&mut received)).await {
            Ok(Ok(1..)) => {}
            Ok(Ok(0) | Err(_)) | Err(_) => break,
        }
    }
    drop(replies);
    // Judgements under way still answer, then the writer ends by itself.
    let _ended = writing.await;
}

async fn write(mut writer: WriteHalf<TlsStream<TcpStream>>, mut replies: mpsc::Receiver<Bytes>) {
    while let Some(reply) = replies.recv().await {
        let written = async {
            writer.write_all(&reply).await?;
            writer.flush().await
        };
        match tokio::time::timeout(WRITE, written).await {
            Ok(Ok(())) => {}
            Ok(Err(_)) | Err(_) => return,
        }
    }
    let _closed = writer.shutdown().await;
}
