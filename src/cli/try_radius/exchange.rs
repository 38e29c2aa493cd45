//! The login itself: packets there and back over UDP, and the questions in between.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Duration;

use serde::Serialize;
use tokio::net::UdpSocket;
use vestibule_gate::ports::Clock as _;
use vestibule_radius::dictionary::Dictionary;
use vestibule_radius::packet::{Code, MAX_PACKET, Packet, number};

use super::packets::{self, Request, Signature};
use super::target::Target;
use super::typing::{Typed, Typing};
use crate::cli::exit::Failure;
use crate::cli::printable;
use crate::ports::SystemClock;

/// A packet without an answer is sent again after this time, as it is (RFC 5080 section 2.2.1).
const AGAIN: Duration = Duration::from_secs(3);
/// So often at most.
const PACKETS: u32 = 3;
/// After so many rounds it is no login.
const ROUNDS: usize = 5;

/// What was found, as far as it went.
#[derive(Default)]
pub(in crate::cli) struct Tried {
    pub(in crate::cli) rounds: Vec<Round>,
    pub(in crate::cli) trouble: Option<Trouble>,
}

/// Why the login did not come to its end.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::cli) enum Trouble {
    /// The socket could not be used.
    Socket(String),
    /// Nobody listens there.
    Nobody,
    /// No answer came.
    Silence,
    /// Answers came, but none that whoever knows the secret made.
    Forged,
    /// A question came that was not answered.
    Unanswered,
    /// A question came without the State that the answer must repeat.
    NoState,
}

/// One packet with its answer.
#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
pub(in crate::cli) struct Round {
    pub(in crate::cli) code: String,
    #[serde(skip)]
    pub(in crate::cli) kind: Code,
    pub(in crate::cli) took_ms: u64,
    /// How often the packet was sent.
    pub(in crate::cli) packets: u32,
    #[serde(rename = "message-authenticator")]
    pub(in crate::cli) signature: Signature,
    /// False where replies need not be signed here.
    #[serde(skip)]
    pub(in crate::cli) to_be_signed: bool,
    /// With MS-CHAPv2: whether the reply shows that the server's domain knows the password.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::cli) server_knows_password: Option<bool>,
    /// What is said to the person.
    pub(in crate::cli) messages: Vec<String>,
    pub(in crate::cli) attributes: Vec<Shown>,
}

/// An attribute as it is shown.
#[derive(Serialize)]
pub(in crate::cli) struct Shown {
    pub(in crate::cli) name: String,
    pub(in crate::cli) value: String,
}

impl Tried {
    /// Whether a device would let them in.
    pub(in crate::cli) fn is_admitted(&self) -> bool {
        let last = self.rounds.last().filter(|_| self.trouble.is_none());
        last.is_some_and(|last| {
            let signed = match last.signature {
                Signature::FirstAndRight | Signature::NotFirst => true,
                Signature::Missing => !last.to_be_signed,
                Signature::Wrong => false,
            };
            last.kind == Code::AccessAccept && signed && last.server_knows_password != Some(false)
        })
    }
}

/// Logs in.
///
/// # Errors
/// What was typed cannot be sent, or there is nobody to answer a question.
pub(in crate::cli) async fn log_in(target: &Target, typed: &Typed, typing: &mut Typing) -> Result<Tried, Failure> {
    let mut tried = Tried::default();
    let socket = match open(target).await {
        Ok(socket) => socket,
        Err(error) => {
            tried.trouble = Some(Trouble::Socket(error.to_string()));
            return Ok(tried);
        }
    };
    let mut request = Request::first(typed, &target.secret)?;
    while tried.rounds.len() < ROUNDS {
        let mut buffer = vec![0; MAX_PACKET];
        let answer = match ask(&socket, &request, target, &mut buffer).await {
            Ok(answer) => answer,
            Err(trouble) => {
                tried.trouble = Some(trouble);
                break;
            }
        };
        let round = answer.round(&request, typed, target);
        let question = printable(&round.messages.join(" "));
        let state = answer.packet.first(number::STATE).filter(|_| round.kind == Code::AccessChallenge);
        let (asked, state) = (round.kind == Code::AccessChallenge, state.map(<[u8]>::to_vec));
        tried.rounds.push(round);
        if !asked {
            break;
        }
        let Some(state) = state else {
            tried.trouble = Some(Trouble::NoState);
            break;
        };
        let Some(answer) = typing.answer(&question)? else {
            tried.trouble = Some(Trouble::Unanswered);
            break;
        };
        request = Request::answer(&typed.name, &answer, &state, &target.secret)?;
    }
    Ok(tried)
}

/// A socket that takes packets of the server alone, at an address of the client's where this machine has one.
pub(in crate::cli) async fn open(target: &Target) -> std::io::Result<UdpSocket> {
    let server = target.address;
    let any = if server.is_ipv4() { Ipv4Addr::UNSPECIFIED.into() } else { Ipv6Addr::UNSPECIFIED.into() };
    let socket = open_at(any, server).await?;
    let own = socket.local_addr()?.ip();
    if target.from.is_empty() || target.from.iter().any(|network| network.contains(&own)) {
        return Ok(socket);
    }
    for network in target.from.iter().filter(|network| network.addr().is_ipv4() == server.is_ipv4()) {
        if let Ok(theirs) = open_at(network.addr(), server).await {
            return Ok(theirs);
        }
    }
    Ok(socket)
}

async fn open_at(own: IpAddr, server: SocketAddr) -> std::io::Result<UdpSocket> {
    let socket = UdpSocket::bind((own, 0)).await?;
    socket.connect(server).await?;
    Ok(socket)
}

/// A reply that whoever knows the secret made.
pub(in crate::cli) struct Answer<'a> {
    pub(in crate::cli) packet: Packet<'a>,
    pub(in crate::cli) signature: Signature,
    pub(in crate::cli) took: Duration,
    packets: u32,
}

/// Asks, a few times where nothing comes.
pub(in crate::cli) async fn ask<'a>(
    socket: &UdpSocket,
    request: &Request,
    target: &Target,
    buffer: &'a mut [u8],
) -> Result<Answer<'a>, Trouble> {
    let clock = SystemClock::new();
    let (began, mut forged) = (clock.moment(), false);
    for packets in 1..=PACKETS {
        let until = clock.moment().plus(AGAIN);
        socket.send(&request.bytes).await.map_err(trouble)?;
        while let Some(length) = receive(socket, buffer, clock.moment().until(until)).await? {
            let octets = buffer.get(..length).unwrap_or_default();
            let known =
                Packet::decode(octets).ok().and_then(|packet| Signature::of(&packet, &request.asked, &target.secret));
            let Some(signature) = known else {
                forged = true;
                continue;
            };
            let took = began.until(clock.moment());
            // Decoded once more, since the buffer was lent to the loop.
            let octets = buffer.get(..length).unwrap_or_default();
            let packet = Packet::decode(octets).map_err(|_| Trouble::Forged)?;
            return Ok(Answer { packet, signature, took, packets });
        }
        if forged {
            return Err(Trouble::Forged);
        }
    }
    Err(Trouble::Silence)
}

/// The length of the next datagram; `None` when none came in time.
async fn receive(socket: &UdpSocket, buffer: &mut [u8], time: Duration) -> Result<Option<usize>, Trouble> {
    match tokio::time::timeout(time, socket.recv(buffer)).await {
        Ok(length) => length.map(Some).map_err(trouble),
        Err(_) => Ok(None),
    }
}

fn trouble(error: std::io::Error) -> Trouble {
    if error.kind() == std::io::ErrorKind::ConnectionRefused {
        return Trouble::Nobody;
    }
    Trouble::Socket(error.to_string())
}

impl Answer<'_> {
    fn round(&self, request: &Request, typed: &Typed, target: &Target) -> Round {
        let kind = self.packet.code();
        let text = |value: &[u8]| String::from_utf8_lossy(value).into_owned();
        // In the words of RFC 2759 section 6; 691 says nothing.
        let reason = packets::error(&self.packet).filter(|error| !error.starts_with("E=691 "));
        Round {
            code: name(kind),
            kind,
            took_ms: u64::try_from(self.took.as_millis()).unwrap_or(u64::MAX),
            packets: self.packets,
            signature: self.signature,
            to_be_signed: target.signed,
            server_knows_password: request.is_known(&self.packet, &typed.name),
            messages: self.packet.all(number::REPLY_MESSAGE).map(text).chain(reason).collect(),
            attributes: shown(&self.packet, &target.dictionary),
        }
    }
}

/// The attributes by their names. The Message-Authenticator is told apart.
pub(in crate::cli) fn shown(packet: &Packet<'_>, dictionary: &Dictionary) -> Vec<Shown> {
    let all = dictionary.show(packet.attributes()).into_iter().map(|(name, value)| {
        let error = packets::error(packet).filter(|_| name == "MS-CHAP-Error");
        Shown { name, value: error.unwrap_or(value) }
    });
    all.filter(|shown| shown.name != "Message-Authenticator").collect()
}

fn name(code: Code) -> String {
    match code {
        Code::AccessAccept => "Access-Accept".to_owned(),
        Code::AccessReject => "Access-Reject".to_owned(),
        Code::AccessChallenge => "Access-Challenge".to_owned(),
        Code::ProtocolError => "Protocol-Error".to_owned(),
        Code::AccessRequest
        | Code::AccountingRequest
        | Code::AccountingResponse
        | Code::StatusServer
        | Code::Other(_) => format!("code {}", code.number()),
    }
}
