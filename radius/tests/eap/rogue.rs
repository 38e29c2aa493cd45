//! A client that gets through phase 1 as it should, and then says whatever the test wants.

use std::sync::Arc;

use rustls::{ClientConfig, SupportedProtocolVersion};
use vestibule_radius::eap::packet::{self, Method, Packet, kind};
use vestibule_radius::eap::peer::{Heard, Tunnel};
use vestibule_radius::eap::{avp, tlv};
use vestibule_radius::server::Refused;
use zeroize::Zeroizing;

use crate::house::{House, server_name};
use crate::station::{Answer, OUTER, Station};

/// A client inside its tunnel.
pub(crate) struct Rogue<'h> {
    pub(crate) station: Station<'h>,
    pub(crate) tunnel: Tunnel,
    method: Method,
    /// Identifier of the last request.
    pub(crate) ident: u8,
}

/// What came of something that was said.
#[derive(Debug)]
pub(crate) enum Came {
    /// This, through the tunnel.
    Plain(Vec<u8>),
    /// The end.
    End(Answer),
}

impl<'h> Rogue<'h> {
    /// Goes on from the identity to where the client speaks inside the tunnel: by PEAP it was asked who it is.
    pub(crate) fn new(house: &'h House, method: Method, version: &'static SupportedProtocolVersion) -> Self {
        Self::with(house, method, house.tls(version))
    }

    /// The same, with what TLS kept of earlier logins.
    pub(crate) fn with(house: &'h House, method: Method, tls: Arc<ClientConfig>) -> Self {
        let mut station = Station::new(house);
        let mut request = station.go_on(&packet::response(0, kind::IDENTITY, OUTER.as_bytes()));
        if Packet::request(&request).unwrap().kind != method.kind() {
            let ident = request[1];
            request = station.go_on(&packet::response(ident, kind::NAK, &[method.kind()]));
        }
        let mut tunnel = Tunnel::new(method, tls, server_name(), 1_400).unwrap();
        loop {
            let asked = Packet::request(&request).unwrap();
            match tunnel.receive(asked.data).unwrap() {
                Heard::GoOn(data) => request = station.go_on(&packet::response(asked.ident, method.kind(), &data)),
                Heard::Whole(plain) if method == Method::Peap && plain.is_empty() => {
                    let data = tunnel.say(b"");
                    request = station.go_on(&packet::response(asked.ident, method.kind(), &data));
                }
                Heard::Whole(plain) => {
                    let expected = if method == Method::Peap { vec![kind::IDENTITY] } else { Vec::new() };
                    assert_eq!(*plain, expected);
                    return Self { station, tunnel, method, ident: asked.ident };
                }
            }
        }
    }

    /// Says something through the tunnel.
    pub(crate) fn say(&mut self, plain: &[u8]) -> Came {
        let data = self.tunnel.say(plain);
        self.send(&data)
    }

    /// Sends Type-Data as it is.
    pub(crate) fn send(&mut self, data: &[u8]) -> Came {
        let octets = packet::response(self.ident, self.method.kind(), data);
        let answer = self.station.send(&octets).unwrap();
        self.hear(answer)
    }

    pub(crate) fn hear(&mut self, mut answer: Answer) -> Came {
        while answer.is_challenge() {
            let octets = answer.eap();
            let request = Packet::request(&octets).unwrap();
            self.ident = request.ident;
            let data = match self.tunnel.receive(request.data) {
                Ok(Heard::Whole(plain)) => return Came::Plain(plain.to_vec()),
                Ok(Heard::GoOn(data)) => data,
                // An alert: it is acknowledged.
                Err(_) => vec![0],
            };
            answer = self.station.send(&packet::response(self.ident, self.method.kind(), &data)).unwrap();
        }
        Came::End(answer)
    }

    /// Says something by EAP inside, as the method packs it.
    pub(crate) fn say_eap(&mut self, ident: u8, kind: u8, data: &[u8]) -> Came {
        let whole = packet::response(ident, kind, data);
        match self.method {
            Method::Ttls => self.say(&avps(&[(79, 0, &whole)])),
            Method::Peap => self.say(&whole[4..]),
        }
    }

    /// Ends PEAP with a success that the server did not ask for.
    pub(crate) fn say_result(&mut self, ident: u8, outcome: tlv::Outcome) -> Came {
        self.say(&packet::response(ident, kind::EXTENSIONS, &tlv::result(outcome)))
    }
}

impl Came {
    pub(crate) fn plain(self) -> Vec<u8> {
        match self {
            Self::Plain(plain) => plain,
            Self::End(answer) => panic!("the end: {answer:?}"),
        }
    }

    pub(crate) fn end(self) -> Answer {
        match self {
            Self::Plain(plain) => panic!("it goes on: {plain:?}"),
            Self::End(answer) => answer,
        }
    }

    /// Refused by the server, without the gate. By PEAP the client may be told inside first, and acknowledges.
    pub(crate) fn refused(self, rogue: &mut Rogue<'_>) -> Refused {
        let answer = match self {
            Self::Plain(plain) => {
                assert_eq!(plain, packet::request(0, kind::EXTENSIONS, &tlv::result(tlv::Outcome::Failure)));
                rogue.say_result(0, tlv::Outcome::Success).end()
            }
            Self::End(answer) => answer,
        };
        assert!(answer.is_reject(), "{answer:?}");
        answer.refused.unwrap()
    }
}

/// AVPs of these codes, vendors and values.
pub(crate) fn avps(all: &[(u32, u32, &[u8])]) -> Vec<u8> {
    let mut plain = Zeroizing::default();
    for (code, vendor, value) in all {
        avp::push(&mut plain, *code, *vendor, value);
    }
    plain.to_vec()
}
