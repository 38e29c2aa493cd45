//! RADIUS packets (RFC 2865, 2866, 3579), also such as no client makes. They share no code with Vestibule's.

use hmac::{Hmac, KeyInit, Mac as _};
use md5::{Digest as _, Md5};
use std::io::ErrorKind;
use std::net::{Ipv4Addr, SocketAddr, UdpSocket};
use std::time::{Duration, Instant};

pub(crate) const ACCESS_REQUEST: u8 = 1;
pub(crate) const ACCESS_ACCEPT: u8 = 2;
pub(crate) const ACCESS_REJECT: u8 = 3;
pub(crate) const ACCOUNTING_REQUEST: u8 = 4;
pub(crate) const ACCOUNTING_RESPONSE: u8 = 5;
pub(crate) const ACCESS_CHALLENGE: u8 = 11;
pub(crate) const STATUS_SERVER: u8 = 12;

pub(crate) const USER_NAME: u8 = 1;
pub(crate) const USER_PASSWORD: u8 = 2;
pub(crate) const STATE: u8 = 24;
pub(crate) const CALLING_STATION_ID: u8 = 31;
pub(crate) const PROXY_STATE: u8 = 33;
pub(crate) const ACCT_STATUS_TYPE: u8 = 40;
pub(crate) const ACCT_SESSION_ID: u8 = 44;
pub(crate) const MESSAGE_AUTHENTICATOR: u8 = 80;

const AUTHENTICATOR: usize = 4;
const ATTRIBUTES: usize = 20;
/// What stands in a Message-Authenticator until the packet is written.
const UNSIGNED: [u8; 16] = [0; 16];

/// A packet in the making.
#[derive(Clone)]
pub(crate) struct Draft {
    code: u8,
    secret: String,
    authenticator: [u8; 16],
    identifier: u8,
    attributes: Vec<u8>,
}

impl Draft {
    /// One without attributes.
    pub(crate) fn new(code: u8, secret: &str) -> Self {
        let mut random = [0; 17];
        getrandom::fill(&mut random).expect("the system gives randomness");
        let authenticator = *random.last_chunk().expect("16 of 17");
        Self { code, secret: secret.to_owned(), authenticator, identifier: random[0], attributes: Vec::new() }
    }

    /// An Access-Request with name, password and a right Message-Authenticator before them.
    pub(crate) fn login(secret: &str, name: &str, password: &str) -> Self {
        Self::new(ACCESS_REQUEST, secret).signed().with(USER_NAME, name).password(password.as_bytes())
    }

    /// With this identifier.
    pub(crate) const fn numbered(mut self, identifier: u8) -> Self {
        self.identifier = identifier;
        self
    }

    /// One more attribute.
    pub(crate) fn with(self, kind: u8, value: impl AsRef<[u8]>) -> Self {
        let length = u8::try_from(value.as_ref().len() + 2).expect("a value fits its attribute");
        self.raw(&[&[kind, length], value.as_ref()].concat())
    }

    /// Octets as they are, where the next attribute would be.
    pub(crate) fn raw(mut self, octets: &[u8]) -> Self {
        self.attributes.extend_from_slice(octets);
        self
    }

    /// A right Message-Authenticator (RFC 3579 section 3.2).
    pub(crate) fn signed(self) -> Self {
        self.with(MESSAGE_AUTHENTICATOR, UNSIGNED)
    }

    /// User-Password, hidden (RFC 2865 section 5.2).
    pub(crate) fn password(self, password: &[u8]) -> Self {
        let hidden = self.hidden(password);
        self.with(USER_PASSWORD, hidden)
    }

    /// The value of User-Password.
    pub(crate) fn hidden(&self, password: &[u8]) -> Vec<u8> {
        let mut plain = password.to_vec();
        plain.resize(plain.len().div_ceil(16).max(1) * 16, 0);
        let (mut hidden, mut before) = (Vec::new(), self.authenticator.to_vec());
        for block in plain.chunks(16) {
            let mask = Md5::new().chain_update(&self.secret).chain_update(&before).finalize();
            before = block.iter().zip(mask).map(|(octet, mask)| octet ^ mask).collect();
            hidden.extend_from_slice(&before);
        }
        hidden
    }

    /// The packet.
    pub(crate) fn octets(&self) -> Vec<u8> {
        let length = u16::try_from(ATTRIBUTES + self.attributes.len()).expect("a packet has an end");
        let mut octets = vec![self.code, self.identifier];
        octets.extend(length.to_be_bytes());
        octets.extend(if self.code == ACCOUNTING_REQUEST { UNSIGNED } else { self.authenticator });
        octets.extend(&self.attributes);
        let places = places(&octets, MESSAGE_AUTHENTICATOR).into_iter().filter(|place| octets[*place..].len() >= 16);
        let unsigned: Vec<usize> = places.filter(|place| octets[*place..*place + 16] == UNSIGNED).collect();
        let signature = hmac(&octets, &self.secret);
        unsigned.iter().for_each(|place| octets[*place..*place + 16].copy_from_slice(&signature));
        if self.code == ACCOUNTING_REQUEST {
            let authenticator = Md5::new().chain_update(&octets).chain_update(&self.secret).finalize();
            octets[AUTHENTICATOR..ATTRIBUTES].copy_from_slice(&authenticator);
        }
        octets
    }
}

/// The values of one attribute in a packet whose lengths are right.
pub(crate) fn values(packet: &[u8], kind: u8) -> Vec<Vec<u8>> {
    let value = |place: usize| packet[place..place + usize::from(packet[place - 1]) - 2].to_vec();
    places(packet, kind).into_iter().map(value).collect()
}

/// Whether a reply is whole: lengths, Response Authenticator, and a right Message-Authenticator before all else.
pub(crate) fn is_sound(reply: &[u8], request: &[u8], secret: &str) -> bool {
    let of_request = &request[AUTHENTICATOR..ATTRIBUTES];
    let mut plain = reply.to_vec();
    plain[AUTHENTICATOR..ATTRIBUTES].copy_from_slice(of_request);
    let whole = Md5::new().chain_update(&plain).chain_update(secret).finalize();
    let signature = plain[22..38].to_vec();
    plain[22..38].copy_from_slice(&UNSIGNED);
    usize::from(u16::from_be_bytes([reply[2], reply[3]])) == reply.len()
        && reply[1] == request[1]
        && reply[AUTHENTICATOR..ATTRIBUTES] == whole[..]
        && reply[ATTRIBUTES..22] == [MESSAGE_AUTHENTICATOR, 18]
        && signature == hmac(&plain, secret)
}

/// Where the values of an attribute begin. What lies behind a length that cannot be is not looked at.
fn places(packet: &[u8], kind: u8) -> Vec<usize> {
    let (mut place, mut found) = (ATTRIBUTES, Vec::new());
    while let Some([this, length]) = packet.get(place..place + 2) {
        if *length < 2 || place + usize::from(*length) > packet.len() {
            break;
        }
        if *this == kind {
            found.push(place + 2);
        }
        place += usize::from(*length);
    }
    found
}

fn hmac(octets: &[u8], secret: &str) -> [u8; 16] {
    let mut mac = Hmac::<Md5>::new_from_slice(secret.as_bytes()).expect("any key will do");
    mac.update(octets);
    mac.finalize().into_bytes().into()
}

/// A client's socket, for one request at a time.
pub(crate) struct Asker {
    socket: UdpSocket,
}

impl Asker {
    /// One that asks a server from 127.0.0.1.
    pub(crate) fn of(server: SocketAddr) -> Self {
        Self::from(Ipv4Addr::LOCALHOST, server)
    }

    /// One that asks from another address of this machine.
    pub(crate) fn from(own: Ipv4Addr, server: SocketAddr) -> Self {
        let socket = UdpSocket::bind((own, 0)).expect("a port is free");
        socket.connect(server).expect("a socket can be given a peer");
        socket.set_read_timeout(Some(Duration::from_millis(20))).expect("a time-out can be set");
        Self { socket }
    }

    /// Sends a packet.
    pub(crate) fn send(&self, packet: &[u8]) {
        // A server that is not there yet is seen by there being no answer.
        let _ = self.socket.send(packet);
    }

    /// The next reply, as soon as there is one within the time.
    pub(crate) fn reply_within(&self, time: Duration) -> Option<Vec<u8>> {
        let (start, mut reply) = (now(), [0; 4096]);
        loop {
            match self.socket.recv(&mut reply) {
                Ok(length) => return Some(reply[..length].to_vec()),
                Err(error) if [ErrorKind::WouldBlock, ErrorKind::ConnectionRefused].contains(&error.kind()) => {}
                Err(error) => panic!("{error}"),
            }
            if start.elapsed() >= time {
                return None;
            }
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "a client has a clock of its own")]
fn now() -> Instant {
    Instant::now()
}
