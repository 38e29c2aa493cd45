//! Conversations that are begun and left open: the client has sent its ClientHello, got the first fragment of the answer,
//! and is silent.

use std::net::{SocketAddr, UdpSocket};
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::Context as _;
use rustls::crypto::aws_lc_rs::{default_provider, kx_group};
use rustls::{ClientConfig, ClientConnection, RootCertStore, SupportedProtocolVersion};

use crate::SECRET;
use crate::load::{cpu, memory};
use crate::packet::{Challenge, Request};

/// Senders at the same time.
const SENDERS: usize = 20;
/// After this nothing is on its way any more.
const SETTLED: Duration = Duration::from_secs(2);
/// How long an answer may take.
const PATIENCE: Duration = Duration::from_secs(5);
/// So many of the oldest are asked whether they are still open.
const ASKED: usize = 100;

const RESPONSE: u8 = 2;
const IDENTITY: u8 = 1;
const TTLS: u8 = 21;

/// What they take of a server.
pub(crate) struct Taken {
    /// Resident memory before, while they are open, and for each, in MiB and octets.
    pub(crate) before: f64,
    pub(crate) open: f64,
    pub(crate) each: f64,
    /// Processor time of each, in microseconds.
    pub(crate) cpu: f64,
    pub(crate) seconds: f64,
    /// How many of the oldest went on at the end.
    pub(crate) alive: (usize, usize),
}

/// Opens so many.
pub(crate) fn run(
    server: SocketAddr,
    process: u32,
    count: usize,
    version: &'static SupportedProtocolVersion,
) -> anyhow::Result<Taken> {
    let hello = hello(version)?;
    std::thread::sleep(SETTLED);
    let (began, before, cpu_before) = (Instant::now(), memory(process)?, cpu(process)?);
    let opened = std::thread::scope(|scope| -> anyhow::Result<Vec<_>> {
        let hello = &hello;
        let senders: Vec<_> = (0..SENDERS)
            .map(|sender| scope.spawn(move || sender_of(server, hello, (sender..count).step_by(SENDERS))))
            .collect();
        let mut opened = Vec::new();
        for sender in senders {
            opened.push(sender.join().ok().context("a sender ended")??);
        }
        Ok(opened)
    })?;
    let (seconds, took) = (began.elapsed().as_secs_f64(), cpu(process)? - cpu_before);
    std::thread::sleep(SETTLED);
    let open = memory(process)?;
    let (mut alive, mut asked) = (0, 0);
    for (mut wire, oldest) in opened {
        for (station, challenge) in oldest {
            asked += 1;
            alive += usize::from(wire.go_on(&station, &challenge, &[0]).is_ok());
        }
    }
    let each = (open - before) * f64::from(1 << 20) / count as f64;
    Ok(Taken { before, open, each, cpu: took / count as f64, seconds, alive: (alive, asked) })
}

/// A sender, and the first of its conversations.
type Opened = (Wire, Vec<(String, Challenge)>);

fn sender_of(server: SocketAddr, hello: &[u8], stations: impl Iterator<Item = usize>) -> anyhow::Result<Opened> {
    let (mut wire, mut oldest) = (Wire::new(server)?, Vec::new());
    for number in stations {
        let [.., high, middle, low] = number.to_be_bytes();
        let station = format!("02-00-01-{high:02X}-{middle:02X}-{low:02X}");
        let begun = wire.ask(&station, &eap(1, IDENTITY, b"anonymous"), &[])?;
        let flight = wire.go_on(&station, &begun, hello)?;
        if oldest.len() < ASKED / SENDERS {
            oldest.push((station, flight));
        }
    }
    Ok((wire, oldest))
}

/// A device's socket. One request at a time is under way on it, so that 256 identifiers suffice.
struct Wire {
    socket: UdpSocket,
    id: u8,
}

impl Wire {
    fn new(server: SocketAddr) -> anyhow::Result<Self> {
        let socket = UdpSocket::bind("127.0.0.1:0")?;
        socket.connect(server)?;
        socket.set_read_timeout(Some(PATIENCE))?;
        Ok(Self { socket, id: 0 })
    }

    /// Answers a request of EAP-TTLS with this.
    fn go_on(&mut self, station: &str, challenge: &Challenge, data: &[u8]) -> anyhow::Result<Challenge> {
        let ident = challenge.eap.get(1).copied().context("an EAP packet")?;
        anyhow::ensure!(challenge.eap.get(4) == Some(&TTLS), "EAP-TTLS is not offered");
        self.ask(station, &eap(ident, TTLS, data), &challenge.state)
    }

    fn ask(&mut self, station: &str, eap: &[u8], state: &[u8]) -> anyhow::Result<Challenge> {
        self.id = self.id.wrapping_add(1);
        let request = Request::new(self.id, SECRET.as_bytes(), station, eap, state)?;
        self.socket.send(&request.bytes)?;
        let mut reply = [0; 4096];
        let length = self.socket.recv(&mut reply).context("no answer")?;
        request.challenge(SECRET.as_bytes(), reply.get(..length).unwrap_or_default())
    }
}

/// A response of EAP (RFC 3748 section 4).
fn eap(ident: u8, kind: u8, data: &[u8]) -> Vec<u8> {
    let length = u16::try_from(data.len() + 5).unwrap_or(u16::MAX).to_be_bytes();
    [&[RESPONSE, ident], length.as_slice(), &[kind], data].concat()
}

/// Flags of no meaning, and a ClientHello, which fits into one fragment. All send the same one.
fn hello(version: &'static SupportedProtocolVersion) -> anyhow::Result<Vec<u8>> {
    let mut provider = default_provider();
    provider.kx_groups = vec![kx_group::X25519];
    let client = ClientConfig::builder_with_provider(Arc::new(provider))
        .with_protocol_versions(&[version])?
        .with_root_certificates(RootCertStore::empty())
        .with_no_client_auth();
    let mut client = ClientConnection::new(Arc::new(client), "radius.example.test".try_into()?)?;
    let mut octets = vec![0];
    client.write_tls(&mut octets)?;
    Ok(octets)
}
