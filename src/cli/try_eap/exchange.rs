//! The login itself: EAP in packets of RADIUS, there and back, and the questions in between.

use std::time::Duration;

use rustls::ProtocolVersion;
use vestibule_gate::Typed;
use vestibule_gate::ports::Clock as _;
use vestibule_radius::eap::keys::Keys;
use vestibule_radius::eap::peer::{Did, Peer, Why};
use vestibule_radius::mschap::{self, MICROSOFT};
use vestibule_radius::packet::{Asked, Code, MAX_PACKET, Packet, Secret, number, unhide_salted};

use crate::cli::exit::Failure;
use crate::cli::printable;
use crate::cli::try_radius::exchange::{Shown, Trouble, ask, open, shown};
use crate::cli::try_radius::packets::{Request, Signature, Station};
use crate::cli::try_radius::target::Target;
use crate::cli::try_radius::typing::Typing;
use crate::ports::SystemClock;

/// After so many packets it is no login; a server of ours ends it earlier.
const PACKETS: usize = 60;

/// One login to be.
pub(super) struct Login {
    pub(super) peer: Peer,
    /// Whether a session is to be resumed: where it is not, nothing more is said.
    pub(super) again: bool,
}

/// What came of it.
pub(super) struct Tried {
    pub(super) end: End,
    pub(super) packets: usize,
    pub(super) took: Duration,
    pub(super) tls: Option<&'static str>,
    pub(super) resumed: bool,
    /// Whether the inner method was bound to the tunnel (PEAP).
    pub(super) bound: bool,
    /// What the person was shown.
    pub(super) said: Vec<String>,
    /// What came with the last answer.
    pub(super) attributes: Vec<Shown>,
}

/// How it ended.
pub(super) enum End {
    /// The access point was told to let them in. Whether it was given the client's own keys.
    Admitted { same_keys: bool },
    /// It was told not to.
    Refused,
    /// The client gave up.
    GaveUp(Why),
    /// Access point and client were told different things, or the answer is not signed.
    Odd(&'static str),
    /// No session was resumed.
    NotResumed,
    /// There was no answer, or no way on.
    Trouble(Trouble),
}

impl Tried {
    /// Whether a machine would be on the network.
    pub(super) const fn is_admitted(&self) -> bool {
        matches!(self.end, End::Admitted { same_keys: true })
    }
}

/// Logs in.
///
/// # Errors
/// What was typed cannot be sent, or there is nobody to answer a question.
pub(super) async fn log_in(
    target: &Target,
    station: &Station<'_>,
    mut login: Login,
    typing: &mut Typing,
) -> Result<Tried, Failure> {
    let clock = SystemClock::new();
    let began = clock.moment();
    let mut last = Last::default();
    let end = go(target, station, &mut login, typing, &mut last).await?;
    let peer = &login.peer;
    Ok(Tried {
        end,
        packets: last.packets,
        took: began.until(clock.moment()),
        tls: peer.version().map(version),
        resumed: peer.is_resumed(),
        bound: peer.is_bound(),
        said: peer.said().iter().map(|text| printable(text)).collect(),
        attributes: last.attributes,
    })
}

/// What is kept of the packets.
#[derive(Default)]
struct Last {
    packets: usize,
    attributes: Vec<Shown>,
}

async fn go(
    target: &Target,
    station: &Station<'_>,
    login: &mut Login,
    typing: &mut Typing,
    last: &mut Last,
) -> Result<End, Failure> {
    let socket = match open(target).await {
        Ok(socket) => socket,
        Err(error) => return Ok(End::Trouble(Trouble::Socket(error.to_string()))),
    };
    let (mut octets, mut state) = (login.peer.begin(), None::<Vec<u8>>);
    while last.packets < PACKETS {
        let request = Request::eap(station, state.as_deref(), &octets, &target.secret)?;
        let mut buffer = vec![0; MAX_PACKET];
        last.packets += 1;
        let answer = match ask(&socket, &request, target, &mut buffer).await {
            Ok(answer) => answer,
            Err(trouble) => return Ok(End::Trouble(trouble)),
        };
        last.attributes = shown(&answer.packet, &target.dictionary);
        last.attributes.retain(|shown| !matches!(shown.name.as_str(), "EAP-Message" | "State"));
        // RFC 3579 section 3.1: what carries EAP is signed.
        if matches!(answer.signature, Signature::Missing | Signature::Wrong) {
            return Ok(End::Odd("the answer is not signed, though it carries EAP"));
        }
        let eap = answer.packet.joined(number::EAP_MESSAGE).unwrap_or_default();
        let did = login.peer.receive(&eap);
        if answer.packet.code() != Code::AccessChallenge {
            return Ok(ended(did, &answer.packet, &request.asked, &target.secret));
        }
        if login.again && login.peer.is_full() {
            return Ok(End::NotResumed);
        }
        octets = match say(did, &mut login.peer, typing)? {
            Ok(octets) => octets,
            Err(end) => return Ok(end),
        };
        state = answer.packet.first(number::STATE).map(<[u8]>::to_vec);
        if state.is_none() && eap.get(4) != Some(&vestibule_radius::eap::packet::kind::IDENTITY) {
            return Ok(End::Trouble(Trouble::NoState));
        }
    }
    Ok(End::Odd("the conversation does not end"))
}

/// What the client says next, or how it ended.
fn say(did: Did, peer: &mut Peer, typing: &mut Typing) -> Result<Result<Vec<u8>, End>, Failure> {
    Ok(match did {
        Did::Say(octets) => Ok(octets),
        Did::Asked(question) => match typing.answer(&printable(&question))? {
            Some(answer) => return say(peer.answer(&Typed::new(answer.as_bytes().to_vec())), peer, typing),
            None => Err(End::Trouble(Trouble::Unanswered)),
        },
        Did::Succeeded(_) => Err(End::Odd("the client was told that it is in, the access point was not")),
        Did::Failed(why) => Err(End::GaveUp(why)),
    })
}

/// What the access point was told, beside what the client was.
fn ended(did: Did, packet: &Packet<'_>, asked: &Asked, secret: &Secret) -> End {
    match (packet.code(), did) {
        (Code::AccessAccept, Did::Succeeded(keys)) => End::Admitted { same_keys: has(packet, &keys, asked, secret) },
        (Code::AccessAccept, Did::Failed(why)) => End::GaveUp(why),
        (Code::AccessAccept, Did::Say(_) | Did::Asked(_)) => {
            End::Odd("the access point was told to let the client in, the client was not")
        }
        (Code::AccessReject, Did::Failed(Why::Refused | Why::Malformed) | Did::Say(_) | Did::Asked(_)) => End::Refused,
        (Code::AccessReject, Did::Failed(why)) => End::GaveUp(why),
        (Code::AccessReject, Did::Succeeded(_)) => {
            End::Odd("the client was told that it is in, the access point was told to refuse it")
        }
        _ => End::Odd("an answer Vestibule does not give"),
    }
}

/// Whether the access point was given these keys: the client's first half is what it receives with.
fn has(packet: &Packet<'_>, keys: &Keys, asked: &Asked, secret: &Secret) -> bool {
    let given = |number| {
        let hidden = packet.vendor(MICROSOFT, number).next()?;
        unhide_salted(hidden, &asked.authenticator, secret).ok()
    };
    let (receive, send) = keys.msk.split_at(32);
    let is = |number, expected: &[u8]| given(number).is_some_and(|given| given.as_slice() == expected);
    is(mschap::number::MS_MPPE_RECV_KEY, receive) && is(mschap::number::MS_MPPE_SEND_KEY, send)
}

/// One of those that are offered.
fn version(version: ProtocolVersion) -> &'static str {
    if version == ProtocolVersion::TLSv1_3 { "1.3" } else { "1.2" }
}
