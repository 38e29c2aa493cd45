//! The tunnel: TLS between the client and us, fed by fragments (RFC 5281 section 7, MS-PEAP, RFC 9427).

use std::io::{Read as _, Write as _};
use std::sync::Arc;

use rustls::server::ServerConnectionData;
use rustls::{HandshakeKind, ProtocolVersion, Reader, ServerConnection};
use vestibule_gate::{Moment, Reconnection};
use zeroize::Zeroizing;

use super::exports::Exports;
use super::fragment::{BadFragment, Incoming, LARGEST, Outgoing, Taken};
use super::keys::{Keys, Material};
use super::packet::Method;
use super::sessions::Held;
use super::settings::Head;

/// The most octets of plain text that one message of the client may bring.
const MOST_PLAIN: usize = 16 << 10;

/// One tunnel.
pub(crate) struct Tunnel {
    tls: Box<ServerConnection>,
    method: Method,
    incoming: Incoming,
    outgoing: Outgoing,
    held: Option<Arc<Held>>,
    /// The randoms of both sides, which name a conversation by TLS 1.2.
    client_random: Option<[u8; 32]>,
    server_random: Option<[u8; 32]>,
}

/// TLS cannot go on.
#[derive(Debug)]
pub(super) struct Broken(pub(super) rustls::Error);

impl From<rustls::Error> for Broken {
    fn from(error: rustls::Error) -> Self {
        Self(error)
    }
}

impl Tunnel {
    /// One that waits for the client's first message.
    pub(super) fn new(head: &Head, method: Method) -> Result<Self, Broken> {
        let held = head.held(method);
        let mut tls = ServerConnection::new(head.settings.tls(held.clone()))?;
        tls.set_buffer_limit(Some(LARGEST));
        let (incoming, outgoing) = (Incoming::default(), Outgoing::default());
        Ok(Self { tls: Box::new(tls), method, incoming, outgoing, held, client_random: None, server_random: None })
    }

    /// Takes one fragment.
    pub(super) fn take(&mut self, data: &[u8]) -> Result<Taken, BadFragment> {
        let taken = self.incoming.take(data)?;
        // While ours is under way the client only acknowledges.
        let acknowledges = matches!(&taken, Taken::Whole(whole) if whole.is_empty());
        if self.is_sending() && !acknowledges { Err(BadFragment) } else { Ok(taken) }
    }

    /// Has TLS read a whole message; what came through the tunnel is returned.
    pub(super) fn read(&mut self, now: Moment, message: &[u8]) -> Result<Zeroizing<Vec<u8>>, Broken> {
        if let Some(held) = &self.held {
            held.at(now);
        }
        self.client_random = self.client_random.or_else(|| random(message));
        let (mut left, mut plain) = (message, Zeroizing::new(Vec::new()));
        while !left.is_empty() {
            let taken = self.tls.read_tls(&mut left).map_err(|_| rustls::Error::General("no room".into()))?;
            self.tls.process_new_packets()?;
            collect(&mut self.tls.reader(), &mut plain)?;
            if taken == 0 {
                break;
            }
        }
        Ok(plain)
    }

    /// Puts something into the tunnel, to be sent with what TLS has to say.
    pub(super) fn write(&mut self, plain: &[u8]) -> Result<(), Broken> {
        self.tls.writer().write_all(plain).map_err(|_| Broken(rustls::Error::General("no room".into())))
    }

    /// Takes what TLS has to say into a message of ours; says whether there is any.
    pub(super) fn flush(&mut self) -> bool {
        let mut octets = Vec::new();
        while self.tls.wants_write() {
            // Writing to memory cannot fail.
            if !self.tls.write_tls(&mut octets).is_ok_and(|length| length > 0) {
                break;
            }
        }
        self.server_random = self.server_random.or_else(|| random(&octets));
        let any = !octets.is_empty();
        if any {
            self.outgoing.put(octets);
        }
        any
    }

    /// Whether a message of ours is under way.
    pub(super) const fn is_sending(&self) -> bool {
        !self.outgoing.is_empty()
    }

    /// The next fragment of ours; empty but for the flags where there is nothing to say.
    pub(super) fn fragment(&mut self, most: usize) -> Vec<u8> {
        self.outgoing.next(most)
    }

    /// Whether the handshake is still under way.
    pub(super) fn is_handshaking(&self) -> bool {
        self.tls.is_handshaking()
    }

    /// Whether it is TLS 1.3.
    pub(super) fn is_1_3(&self) -> bool {
        self.tls.protocol_version() == Some(ProtocolVersion::TLSv1_3)
    }

    /// What a resumed session rests on; `None` where the handshake was a full one.
    pub(super) fn resumed(&self) -> Result<Option<Arc<Reconnection>>, Broken> {
        match self.tls.handshake_kind() {
            Some(HandshakeKind::Resumed) => {
                let found = self.held.as_ref().and_then(|held| held.found());
                // Nothing else hands sessions out.
                found.map(Some).ok_or_else(|| Broken(rustls::Error::General("resumed without a ground".into())))
            }
            Some(HandshakeKind::Full | HandshakeKind::FullWithHelloRetryRequest) | None => Ok(None),
        }
    }

    /// Lets others resume what this handshake left, after the gate has admitted.
    pub(super) fn release(&self, reconnection: &Arc<Reconnection>) {
        if let Some(held) = &self.held {
            held.release(reconnection);
        }
    }

    /// Lets nobody resume what rests on this any more.
    pub(super) fn forget(&self, reconnection: &Reconnection) {
        if let Some(held) = &self.held {
            held.forget(reconnection);
        }
    }

    /// What TLS exports for the method.
    pub(super) fn material(&self) -> Result<Material, Broken> {
        Ok(self.exports().material()?)
    }

    /// The keys of the tunnel.
    pub(super) fn keys(&self) -> Result<Keys, Broken> {
        Ok(self.exports().keys()?)
    }

    /// The challenge that MS-CHAPv2 inside EAP-TTLS answers, and its identifier (RFC 5281 section 11.1).
    pub(super) fn challenge(&self) -> Result<([u8; 16], u8), Broken> {
        Ok(self.exports().challenge()?)
    }

    fn exports(&self) -> Exports<'_, ServerConnectionData> {
        Exports { tls: &self.tls, method: self.method, randoms: self.client_random.zip(self.server_random) }
    }
}

/// Takes what came through a tunnel.
pub(super) fn collect(reader: &mut Reader<'_>, plain: &mut Zeroizing<Vec<u8>>) -> Result<(), rustls::Error> {
    let mut buffer = Zeroizing::new([0; 1_024]);
    while let Ok(length @ 1..) = reader.read(buffer.as_mut_slice()) {
        let mut grown = Zeroizing::new(Vec::with_capacity(plain.len() + length));
        grown.extend_from_slice(plain);
        grown.extend_from_slice(buffer.get(..length).unwrap_or_default());
        if grown.len() > MOST_PLAIN {
            return Err(rustls::Error::General("too much inside the tunnel".into()));
        }
        *plain = grown;
    }
    Ok(())
}

/// The random in a record that begins with ClientHello or ServerHello.
pub(super) fn random(message: &[u8]) -> Option<[u8; 32]> {
    const HANDSHAKE: u8 = 22;
    const HELLOS: [u8; 2] = [1, 2];
    let is_hello = message.first() == Some(&HANDSHAKE) && HELLOS.contains(message.get(5)?);
    message.get(11..43)?.try_into().ok().filter(|_| is_hello)
}
