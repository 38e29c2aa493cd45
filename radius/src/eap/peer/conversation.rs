//! One login of a client, from its identity to Success or Failure.

use rustls::ProtocolVersion;
use rustls::pki_types::CertificateDer;
use thiserror::Error;
use vestibule_gate::Typed;
use zeroize::Zeroizing;

use super::super::keys::Keys;
use super::super::packet::{self, Method, Packet, kind};
use super::peap::Peap;
use super::ttls::Ttls;
use super::{Broken, Heard, Tunnel, Who};

/// What ends a resumption by TLS 1.3 inside EAP-TTLS (RFC 9427 section 4).
const COMMITMENT: &[u8] = &[0];

/// A client.
pub struct Peer {
    who: Who,
    /// The tunnel, once the server has proposed our method.
    tunnel: Option<Tunnel>,
    phase: Phase,
    /// Identifier of the last request.
    ident: u8,
    /// TLS failed, and the server was told.
    broken: Option<Why>,
    said: Vec<String>,
    rounds: usize,
}

enum Phase {
    Ttls(Ttls),
    Peap(Peap),
}

/// What comes next.
#[derive(Debug)]
pub enum Did {
    /// This EAP packet goes to the server.
    Say(Vec<u8>),
    /// The server puts this question; [`Peer::answer`] answers it.
    Asked(String),
    /// It ended well, with these keys.
    Succeeded(Box<Keys>),
    /// It ended badly.
    Failed(Why),
}

/// Why it did not end well.
#[derive(Debug, Error)]
pub enum Why {
    /// The server said Failure.
    #[error("the server refused")]
    Refused,
    /// What the server sent is no EAP, or makes no sense here.
    #[error("the server sent what makes no sense")]
    Malformed,
    /// TLS failed: mostly, that the certificate was not what was expected.
    #[error("TLS failed: {0}")]
    Tls(rustls::Error),
    /// The server said that it is over before it was.
    #[error("the server ended before the method did")]
    TooEarly,
    /// The server has not shown that its domain knows the password (MS-CHAPv2).
    #[error("the server has not shown that its domain knows the password")]
    DomainUnknown,
    /// The inner method is not bound to the tunnel (PEAP): somebody may stand in between.
    #[error("the inner method is not bound to the tunnel")]
    NotBound,
    /// An answer to no question.
    #[error("there is no question to be answered")]
    NotAsked,
}

impl From<Broken> for Why {
    fn from(broken: Broken) -> Self {
        match broken {
            Broken::Tls(error, _) => Self::Tls(error),
            Broken::Fragment => Self::Malformed,
        }
    }
}

/// What phase 2 wants.
pub(super) enum Next {
    /// This goes into the tunnel.
    Say(Zeroizing<Vec<u8>>),
    /// A person is asked.
    Ask(String),
    /// Nothing goes on.
    Fail(Why),
}

impl Peer {
    /// A client that waits for the server's first request.
    pub fn new(who: Who) -> Self {
        let phase = match who.way.method() {
            Method::Ttls => Phase::Ttls(Ttls::default()),
            Method::Peap => Phase::Peap(Peap::default()),
        };
        Self { who, tunnel: None, phase, ident: 0, broken: None, said: Vec::new(), rounds: 0 }
    }

    /// The response with which an access point that does not ask begins for its client.
    pub fn begin(&mut self) -> Vec<u8> {
        self.rounds += 1;
        packet::response(0, kind::IDENTITY, &self.who.outer)
    }

    /// Takes an EAP packet of the server.
    pub fn receive(&mut self, octets: &[u8]) -> Did {
        if packet::is_failure(octets) {
            return Did::Failed(self.broken.take().unwrap_or(Why::Refused));
        }
        if packet::is_success(octets) {
            return self.success();
        }
        let Ok(request) = Packet::request(octets) else { return Did::Failed(Why::Malformed) };
        if let Some(why) = self.broken.take() {
            return Did::Failed(why);
        }
        self.ident = request.ident;
        let method = self.who.way.method();
        match request.kind {
            kind::IDENTITY => self.respond(kind::IDENTITY, &self.who.outer.clone()),
            proposed if proposed == method.kind() => self.tunnelled(method, request.data),
            _ if self.tunnel.is_some() => Did::Failed(Why::Malformed),
            _ => self.respond(kind::NAK, &[method.kind()]),
        }
    }

    /// Answers the question that was put last.
    pub fn answer(&mut self, typed: &Typed) -> Did {
        let plain = match &mut self.phase {
            Phase::Ttls(ttls) => ttls.answer(typed),
            Phase::Peap(peap) => peap.answer(typed),
        };
        match plain {
            Some(plain) => self.say(&plain),
            None => Did::Failed(Why::NotAsked),
        }
    }

    /// What the server said to the person, in its order: what GTC showed, and how MSCHAPv2 refused.
    pub fn said(&self) -> &[String] {
        &self.said
    }

    /// How many packets were said.
    pub const fn rounds(&self) -> usize {
        self.rounds
    }

    /// Whether a session was resumed.
    pub fn is_resumed(&self) -> bool {
        self.tunnel.as_ref().is_some_and(Tunnel::is_resumed)
    }

    /// Whether no session is resumed, as far as that is known.
    pub fn is_full(&self) -> bool {
        self.tunnel.as_ref().is_some_and(Tunnel::is_full)
    }

    /// The version of TLS, once it is agreed on.
    pub fn version(&self) -> Option<ProtocolVersion> {
        self.tunnel.as_ref().and_then(Tunnel::version)
    }

    /// Whether the inner method was bound to the tunnel (PEAP).
    pub const fn is_bound(&self) -> bool {
        matches!(&self.phase, Phase::Peap(peap) if peap.binding.is_some())
    }

    /// The server's certificate and what came with it.
    pub fn certificates(&self) -> &[CertificateDer<'static>] {
        self.tunnel.as_ref().map(Tunnel::certificates).unwrap_or_default()
    }

    fn tunnelled(&mut self, method: Method, data: &[u8]) -> Did {
        let tunnel = match &mut self.tunnel {
            Some(tunnel) => tunnel,
            None => match Tunnel::new(method, self.who.tls.clone(), self.who.server.clone(), self.who.fragment) {
                Ok(tunnel) => self.tunnel.insert(tunnel),
                Err(broken) => return Did::Failed(broken.into()),
            },
        };
        let plain = match tunnel.receive(data) {
            Ok(Heard::GoOn(data)) => return self.respond(method.kind(), &data),
            Ok(Heard::Whole(plain)) => plain,
            Err(Broken::Tls(error, Some(alert))) => {
                self.broken = Some(Why::Tls(error));
                return self.respond(method.kind(), &alert);
            }
            Err(broken) => return Did::Failed(broken.into()),
        };
        let next = match &mut self.phase {
            Phase::Ttls(_) if tunnel.is_resumed() && *plain == COMMITMENT => Next::Say(Zeroizing::default()),
            Phase::Ttls(ttls) => ttls.hear(&self.who, tunnel, &plain, &mut self.said),
            Phase::Peap(peap) => peap.hear(&self.who, tunnel, self.ident, &plain, &mut self.said),
        };
        match next {
            Next::Say(plain) => self.say(&plain),
            Next::Ask(text) => Did::Asked(text),
            Next::Fail(why) => Did::Failed(why),
        }
    }

    fn say(&mut self, plain: &[u8]) -> Did {
        let Some(tunnel) = &mut self.tunnel else { return Did::Failed(Why::NotAsked) };
        let data = tunnel.say(plain);
        self.respond(self.who.way.method().kind(), &data)
    }

    fn respond(&mut self, kind: u8, data: &[u8]) -> Did {
        self.rounds += 1;
        Did::Say(packet::response(self.ident, kind, data))
    }

    /// A success is believed where the method allows it.
    fn success(&self) -> Did {
        let Some(tunnel) = &self.tunnel else { return Did::Failed(Why::TooEarly) };
        let done = match &self.phase {
            Phase::Ttls(ttls) => tunnel.is_resumed() || ttls.is_done(&self.who),
            Phase::Peap(peap) => peap.is_done(),
        };
        if !done {
            return Did::Failed(Why::TooEarly);
        }
        let binding = match &self.phase {
            Phase::Peap(peap) => peap.binding.as_ref(),
            Phase::Ttls(_) => None,
        };
        match (tunnel.keys(), binding) {
            (Ok(keys), Some(binding)) => Did::Succeeded(Box::new(keys.bound(binding))),
            (Ok(keys), None) => Did::Succeeded(Box::new(keys)),
            (Err(broken), _) => Did::Failed(broken.into()),
        }
    }
}

impl std::fmt::Debug for Peer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Peer").field("who", &self.who).field("rounds", &self.rounds).finish_non_exhaustive()
    }
}
