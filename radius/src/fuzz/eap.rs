//! Target `eap_conversation`: one server that serves EAP, and a client that has a tunnel to it and says whatever it likes,
//! inside and outside.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;

use rustls::ClientConfig;
use rustls::pki_types::ServerName;
use vestibule_gate::Verdict;

use super::server::{Ask, Surroundings, code_way};
use crate::eap::avp;
use crate::eap::packet::{self, Method, Packet as Eap, kind};
use crate::eap::peer::{Heard, Tunnel};
use crate::mschap::{MICROSOFT, number as microsoft};
use crate::packet::{Attributes, Code, Packet, Secret, Signed, number, request};
use crate::server::{Client, Effect, Facts, From, Server, Settings, Transport};

const SECRET: &[u8] = b"testing123";

/// TLS of both ends.
pub struct Tls {
    /// The server's.
    pub server: Arc<crate::eap::Settings>,
    /// A client's that trusts it.
    pub client: Arc<ClientConfig>,
    /// The server's name.
    pub name: ServerName<'static>,
}

/// One conversation. The first octet chooses the client, the method and whether the client begins as it should; then each
/// step has an octet that says what it is, one for its length, and what is said.
///
/// # Panics
/// When a reply is no proper one, or admits without the gate.
pub fn eap_conversation(data: &[u8], tls: &Tls, around: &mut Surroundings<'_>) {
    let Some((&first, mut rest)) = data.split_first() else { return };
    let mut client = Client::new(around.application, Secret::new(SECRET.to_vec()));
    client.networks = vec![(IpAddr::V4(Ipv4Addr::LOCALHOST), 8)];
    client.code = code_way(data);
    client.fast_reconnect = first & 8 != 0;
    let method = if first & 16 == 0 { Method::Ttls } else { Method::Peap };
    let settings = Settings { clients: vec![client], eap: Some(tls.server.clone()), ..Settings::default() };
    let server = Server::new(settings, around.chance.clone());
    let Ok(tunnel) = Tunnel::new(method, tls.client.clone(), tls.name.clone(), 1_400) else { return };
    let mut machine =
        Machine { server, method, tunnel, state: None, ident: 0, proposed: 0, count: 0, admitted: false, over: false };
    machine.send(&packet::response(0, kind::IDENTITY, b"anonymous"), around);
    if first & 32 == 0 {
        machine.shake(around);
    }
    while let [what, length, behind @ ..] = rest {
        let (piece, next) = behind.split_at(usize::from(*length).min(behind.len()));
        rest = next;
        machine.step(*what, piece, around);
        if machine.over {
            break;
        }
    }
    machine.server.tick(around.now);
    let counters = machine.server.counters();
    assert!(counters.conversations <= 1 && (machine.admitted || counters.sessions == 0), "something is left");
}

/// The client and its access point.
struct Machine {
    server: Server,
    method: Method,
    tunnel: Tunnel,
    state: Option<Vec<u8>>,
    /// Of the last request.
    ident: u8,
    proposed: u8,
    count: u8,
    admitted: bool,
    over: bool,
}

impl Machine {
    /// Phase 1, as it should be.
    fn shake(&mut self, around: &mut Surroundings<'_>) {
        if self.proposed != self.method.kind() {
            self.send(&packet::response(self.ident, kind::NAK, &[self.method.kind()]), around);
        }
        self.hear_and_answer(vec![crate::eap::Flags::START], around);
    }

    /// Goes on until something is to be said inside.
    fn hear_and_answer(&mut self, mut data: Vec<u8>, around: &mut Surroundings<'_>) {
        while let Ok(Heard::GoOn(answer)) = self.tunnel.receive(&data) {
            match self.respond(&answer, around) {
                Some(next) => data = next,
                None => break,
            }
        }
    }

    fn step(&mut self, what: u8, piece: &[u8], around: &mut Surroundings<'_>) {
        let [first, code] = around.typed;
        let plain = match what & 7 {
            0 => {
                self.send(piece, around);
                return;
            }
            1 => {
                self.respond(piece, around);
                return;
            }
            2 => {
                let mut plain = zeroize::Zeroizing::default();
                avp::push(&mut plain, number::USER_NAME.into(), 0, around.name);
                avp::push(&mut plain, number::USER_PASSWORD.into(), 0, first);
                plain.to_vec()
            }
            3 => self.inside(piece),
            4 => self.inside(&packet::response(what >> 5, kind::IDENTITY, around.name)),
            5 => self.inside(&packet::response(what >> 5, kind::GTC, first)),
            6 => self.inside(&packet::response(what >> 5, kind::GTC, code)),
            _ => piece.to_vec(),
        };
        let data = self.tunnel.say(&plain);
        if let Some(next) = self.respond(&data, around) {
            self.hear_and_answer(next, around);
        }
    }

    /// EAP as the method packs it.
    fn inside(&self, octets: &[u8]) -> Vec<u8> {
        let mut plain = zeroize::Zeroizing::default();
        match self.method {
            Method::Ttls => avp::push(&mut plain, number::EAP_MESSAGE.into(), 0, octets),
            Method::Peap => plain.extend_from_slice(octets.get(4..).unwrap_or_default()),
        }
        plain.to_vec()
    }

    fn respond(&mut self, data: &[u8], around: &mut Surroundings<'_>) -> Option<Vec<u8>> {
        self.send(&packet::response(self.ident, self.method.kind(), data), around)
    }

    /// Sends EAP; the Type-Data of what comes back.
    fn send(&mut self, octets: &[u8], around: &mut Surroundings<'_>) -> Option<Vec<u8>> {
        // Without EAP it is another kind of request.
        if octets.is_empty() {
            return None;
        }
        self.count = self.count.wrapping_add(1);
        let (secret, mut attributes) = (Secret::new(SECRET.to_vec()), Attributes::new());
        attributes.push(number::USER_NAME, b"anonymous").ok()?;
        attributes.push(number::CALLING_STATION_ID, b"02-00-5E-10-00-01").ok()?;
        if let Some(state) = &self.state {
            attributes.push(number::STATE, state).ok()?;
        }
        attributes.push_long(number::EAP_MESSAGE, octets);
        let authenticator = [self.count; 16];
        let asked =
            request(Code::AccessRequest, self.count, &authenticator, &attributes, &secret, Signed::First).ok()?;
        let reply = self.settle(&asked, around)?;
        self.hear(&asked, &reply)
    }

    fn hear(&mut self, asked: &[u8], reply: &[u8]) -> Option<Vec<u8>> {
        let secret = Secret::new(SECRET.to_vec());
        let (asking, heard) = (Packet::decode(asked).ok()?, Packet::decode(reply).ok()?);
        assert!(heard.response_message_authenticator(&asking.asked(), &secret).is_ok(), "a forged reply");
        assert!(heard.message_authenticator_is_first(), "Message-Authenticator is not first");
        let eap = heard.joined(number::EAP_MESSAGE).unwrap_or_default();
        let keys = heard.vendor(MICROSOFT, microsoft::MS_MPPE_RECV_KEY).next().is_some();
        if heard.code() == Code::AccessChallenge {
            self.state = heard.first(number::STATE).map(<[u8]>::to_vec);
            let request = Eap::request(&eap);
            assert!(request.is_ok() && !keys, "an Access-Challenge without a request");
            let request = request.ok()?;
            (self.ident, self.proposed) = (request.ident, request.kind);
            return Some(request.data.to_vec());
        }
        self.over = true;
        if heard.code() == Code::AccessAccept {
            assert!(self.admitted, "let in without the gate");
            assert!(packet::is_success(&eap) && keys, "an Access-Accept without Success or keys");
        } else {
            assert!(packet::is_failure(&eap) && !keys, "an Access-Reject without Failure");
        }
        None
    }

    fn settle(&mut self, octets: &[u8], around: &mut Surroundings<'_>) -> Option<bytes::Bytes> {
        let here = |port| SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), port);
        let from = From { peer: here(40_000), local: here(1812), transport: Transport::Udp };
        let now = around.now;
        let mut effect = self.server.receive(now, &from, octets);
        loop {
            let (ask, ticket) = match effect {
                Effect::Send(reply) => return Some(reply.bytes),
                Effect::Turn(turn) => {
                    effect = self.server.turned(now, turn.run(now));
                    continue;
                }
                Effect::Judge(judge) => (Ask::First(judge.attempt, judge.needs), judge.ticket),
                Effect::Answer(second) => (Ask::Second(second.pending, second.answer, second.needs), second.ticket),
                // Nothing was left to be resumed.
                Effect::Silent(_) | Effect::Return(_) | Effect::Status(_) | Effect::Account(..) => return None,
            };
            let verdict = (around.judge)(ask);
            self.admitted |= matches!(verdict, Verdict::Admit(_));
            effect = self.server.verdict(now, ticket, verdict, Facts::default());
        }
    }
}
