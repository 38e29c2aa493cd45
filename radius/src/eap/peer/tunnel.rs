//! The client's end of the tunnel: TLS over fragments.

use std::io::Write as _;
use std::sync::Arc;

use rustls::client::ClientConnectionData;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, ClientConnection, HandshakeKind, ProtocolVersion};
use thiserror::Error;
use zeroize::Zeroizing;

use super::super::exports::Exports;
use super::super::fragment::{Incoming, Outgoing, Taken};
use super::super::keys::{Keys, Material};
use super::super::packet::Method;
use super::super::settings::HEADER;
use super::super::tunnel::{collect, random};

/// The client's end. What it takes and gives is the Type-Data of EAP packets: flags, and TLS behind them.
pub struct Tunnel {
    tls: Box<ClientConnection>,
    method: Method,
    fragment: usize,
    incoming: Incoming,
    outgoing: Outgoing,
    client_random: Option<[u8; 32]>,
    server_random: Option<[u8; 32]>,
}

/// The tunnel cannot go on.
#[derive(Debug, Error)]
pub enum Broken {
    /// TLS failed; the server may be told why by this Type-Data.
    #[error("{0}")]
    Tls(rustls::Error, Option<Vec<u8>>),
    /// A fragment that does not fit.
    #[error("a fragment that does not fit")]
    Fragment,
}

/// What a request brought.
pub enum Heard {
    /// The handshake, or a message in fragments, goes on: this is to be answered.
    GoOn(Vec<u8>),
    /// A message is whole, and the handshake is over. This came through the tunnel, and may be empty; what is answered is
    /// made by [`Tunnel::say`].
    Whole(Zeroizing<Vec<u8>>),
}

impl Tunnel {
    /// One that waits for the server's start; EAP packets have at most `fragment` octets.
    ///
    /// # Errors
    /// [`Broken`] when TLS cannot be set up.
    pub fn new(
        method: Method,
        tls: Arc<ClientConfig>,
        server: ServerName<'static>,
        fragment: usize,
    ) -> Result<Self, Broken> {
        let tls = ClientConnection::new(tls, server).map_err(|error| Broken::Tls(error, None))?;
        let (incoming, outgoing) = (Incoming::default(), Outgoing::default());
        let fragment = fragment.saturating_sub(HEADER);
        let tls = Box::new(tls);
        Ok(Self { tls, method, fragment, incoming, outgoing, client_random: None, server_random: None })
    }

    /// Takes the Type-Data of a request.
    ///
    /// # Errors
    /// [`Broken`].
    pub fn receive(&mut self, data: &[u8]) -> Result<Heard, Broken> {
        let sending = !self.outgoing.is_empty();
        let message = match self.incoming.take(data).map_err(|_| Broken::Fragment)? {
            Taken::More => return Ok(Heard::GoOn(vec![0])),
            Taken::Whole(message) if sending && message.is_empty() => return Ok(Heard::GoOn(self.fragment())),
            Taken::Whole(_) if sending => return Err(Broken::Fragment),
            Taken::Whole(message) => message,
        };
        let plain = self.read(&message)?;
        if self.flush() || self.tls.is_handshaking() {
            return Ok(Heard::GoOn(self.fragment()));
        }
        Ok(Heard::Whole(plain))
    }

    /// Says something through the tunnel, or acknowledges by nothing; to be answered.
    pub fn say(&mut self, plain: &[u8]) -> Vec<u8> {
        // A buffer in memory takes what is there.
        let _ = self.tls.writer().write_all(plain);
        self.flush();
        self.fragment()
    }

    /// Whether a session was resumed.
    pub fn is_resumed(&self) -> bool {
        self.tls.handshake_kind() == Some(HandshakeKind::Resumed)
    }

    /// Whether the server wants a full handshake, or had one.
    pub fn is_full(&self) -> bool {
        matches!(self.tls.handshake_kind(), Some(HandshakeKind::Full | HandshakeKind::FullWithHelloRetryRequest))
    }

    /// The version of TLS, once it is agreed on.
    pub fn version(&self) -> Option<ProtocolVersion> {
        self.tls.protocol_version()
    }

    /// Whether it is TLS 1.3.
    pub fn is_1_3(&self) -> bool {
        self.version() == Some(ProtocolVersion::TLSv1_3)
    }

    /// The server's certificate and what came with it; those of the first handshake where a session was resumed.
    pub fn certificates(&self) -> &[CertificateDer<'static>] {
        self.tls.peer_certificates().unwrap_or_default()
    }

    /// What TLS exports for the method.
    ///
    /// # Errors
    /// [`Broken`] before the handshake is over.
    pub fn material(&self) -> Result<Material, Broken> {
        Ok(self.exports().material()?)
    }

    /// The keys of the tunnel.
    ///
    /// # Errors
    /// [`Broken`] before the handshake is over.
    pub fn keys(&self) -> Result<Keys, Broken> {
        Ok(self.exports().keys()?)
    }

    /// The challenge that MS-CHAPv2 inside EAP-TTLS answers, and its identifier (RFC 5281 section 11.1).
    ///
    /// # Errors
    /// [`Broken`] before the handshake is over.
    pub fn challenge(&self) -> Result<([u8; 16], u8), Broken> {
        Ok(self.exports().challenge()?)
    }

    fn read(&mut self, message: &[u8]) -> Result<Zeroizing<Vec<u8>>, Broken> {
        self.server_random = self.server_random.or_else(|| random(message));
        let (mut left, mut plain) = (message, Zeroizing::default());
        while !left.is_empty() {
            let taken = self.tls.read_tls(&mut left).unwrap_or_default();
            let done = self.tls.process_new_packets().map(|_| ());
            if let Err(error) = done.and_then(|()| collect(&mut self.tls.reader(), &mut plain)) {
                let alert = self.flush().then(|| self.fragment());
                return Err(Broken::Tls(error, alert));
            }
            if taken == 0 {
                break;
            }
        }
        Ok(plain)
    }

    fn flush(&mut self) -> bool {
        let mut octets = Vec::new();
        while self.tls.wants_write() {
            if !self.tls.write_tls(&mut octets).is_ok_and(|length| length > 0) {
                break;
            }
        }
        self.client_random = self.client_random.or_else(|| random(&octets));
        let any = !octets.is_empty();
        if any {
            self.outgoing.put(octets);
        }
        any
    }

    fn fragment(&mut self) -> Vec<u8> {
        self.outgoing.next(self.fragment)
    }

    fn exports(&self) -> Exports<'_, ClientConnectionData> {
        Exports { tls: &self.tls, method: self.method, randoms: self.client_random.zip(self.server_random) }
    }
}

impl From<rustls::Error> for Broken {
    fn from(error: rustls::Error) -> Self {
        Self::Tls(error, None)
    }
}

impl std::fmt::Debug for Tunnel {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Tunnel").field("method", &self.method).finish_non_exhaustive()
    }
}
