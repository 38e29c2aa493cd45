//! One `[[ldap]]` listener: accepts, reads a named balancer's PROXY header, begins TLS, and hands over to a connection.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use arc_swap::{ArcSwap, ArcSwapOption};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio_rustls::TlsAcceptor;
use vestibule_gate::{Networks, Source};
use vestibule_ldap_proxy::session::{Settings, Transport};

use super::connection::Connection;
use super::{Shared, proxy_protocol, tls};
use crate::directory::{Prover, Stream};

/// After an error of accept (no file descriptors left), wait this long.
const BREATH: Duration = Duration::from_millis(100);
const BACKLOG: i32 = 1024;

/// One listener and what its connections share.
pub(super) struct Listener {
    /// The application's name.
    pub(super) name: Arc<str>,
    /// What all listeners share.
    pub(super) shared: Arc<Shared>,
    settings: ArcSwap<Settings>,
    acceptor: ArcSwapOption<rustls::ServerConfig>,
    balancers: Networks,
    /// The one directory whose people log in here.
    pub(super) directory: Option<String>,
    global_catalog: bool,
    room: Arc<Semaphore>,
    most: usize,
}

impl Listener {
    /// A listener as configured.
    pub(super) fn new(configured: &crate::config::Ldap, shared: Arc<Shared>) -> anyhow::Result<Self> {
        let acceptor = tls::server(&configured.transport)?;
        Ok(Self {
            name: configured.name.as_str().into(),
            shared,
            settings: ArcSwap::from_pointee(settings(configured)),
            acceptor: ArcSwapOption::from(acceptor),
            balancers: crate::policy::networks(&configured.proxy_protocol_from),
            directory: configured.directory.clone(),
            global_catalog: configured.global_catalog,
            room: Arc::new(Semaphore::new(configured.max_connections)),
            most: configured.max_connections,
        })
    }

    /// Takes certificates and limits from a new configuration; connections that are there keep theirs.
    pub(super) fn reload(&self, configured: &crate::config::Ldap) -> anyhow::Result<()> {
        let acceptor = tls::server(&configured.transport)?;
        self.acceptor.store(acceptor);
        self.settings.store(Arc::new(settings(configured)));
        Ok(())
    }

    /// How many connections are open.
    pub(super) fn open(&self) -> usize {
        self.most.saturating_sub(self.room.available_permits())
    }

    pub(super) fn settings(&self) -> Arc<Settings> {
        self.settings.load_full()
    }

    /// What begins TLS with the certificate in force.
    pub(super) fn tls(&self) -> Option<TlsAcceptor> {
        self.acceptor.load_full().map(TlsAcceptor::from)
    }

    /// A fresh prover for one judgement.
    pub(super) fn prover(&self) -> Prover {
        self.shared.directories.prover(self.global_catalog)
    }

    /// Accepts until told to stop.
    pub(super) async fn run(self: Arc<Self>, socket: TcpListener) {
        loop {
            let accepted = tokio::select! {
                () = self.shared.stop.cancelled() => return,
                accepted = socket.accept() => accepted,
            };
            match accepted {
                Ok((stream, peer)) => self.clone().begin(stream, peer),
                Err(error) => {
                    tracing::warn!(application = %self.name, %error, "a connection could not be accepted");
                    tokio::time::sleep(BREATH).await;
                }
            }
        }
    }

    fn begin(self: Arc<Self>, stream: TcpStream, peer: SocketAddr) {
        let Ok(permit) = self.room.clone().try_acquire_owned() else {
            tracing::warn!(application = %self.name, %peer, "closed at once: max-connections are open");
            return;
        };
        let tasks = self.shared.tasks.clone();
        tasks.spawn(async move {
            if let Some((stream, source)) = self.receive(stream, peer).await {
                Connection::new(self, stream, source).run().await;
            }
            drop(permit);
        });
    }

    /// What stands before the first message: a balancer's header and the TLS handshake.
    async fn receive(&self, mut tcp: TcpStream, peer: SocketAddr) -> Option<(Stream, Source)> {
        let _best_effort = tcp.set_nodelay(true);
        let mut source = Source { peer: peer.ip().to_canonical(), end_user: None };
        if self.balancers.contain(&source) {
            source.end_user = proxy_protocol::read(&mut tcp).await.inspect_err(|error| {
                tracing::warn!(application = %self.name, %peer, %error, "closed: no PROXY protocol version 2 header");
            }).ok()?;
        }
        let stream = match self.settings().transport {
            Transport::Tls => tls::accept(&self.tls()?, tcp).await?,
            Transport::StartTls | Transport::DangerousStartTls | Transport::DangerousClear => Stream::Tcp(tcp),
        };
        Some((stream, source))
    }
}

/// Opens a listening socket.
pub(super) fn listen(at: SocketAddr) -> std::io::Result<TcpListener> {
    let socket = socket2::Socket::new(socket2::Domain::for_address(at), socket2::Type::STREAM, None)?;
    socket.set_reuse_address(true)?;
    socket.set_nonblocking(true)?;
    if at.is_ipv6() {
        socket.set_only_v6(true)?;
    }
    socket.bind(&at.into())?;
    socket.listen(BACKLOG)?;
    TcpListener::from_std(socket.into())
}

fn settings(configured: &crate::config::Ldap) -> Settings {
    use crate::config::Transport as Configured;
    let transport = match configured.transport {
        Configured::Ldaps(_) => Transport::Tls,
        Configured::StartTls(_) => Transport::StartTls,
        Configured::Clear => Transport::DangerousClear,
    };
    let mut settings = Settings::new(configured.name.as_str(), transport);
    settings.referrals = match configured.referrals {
        crate::config::Referrals::Drop => vestibule_ldap_proxy::session::Referrals::Drop,
        crate::config::Referrals::Pass => vestibule_ldap_proxy::session::Referrals::Pass,
    };
    settings.max_message = configured.max_message;
    settings.idle = configured.idle_timeout;
    settings.max_session = Some(configured.max_session);
    settings
}
