//! Phase 2 without a tunnel around it: entry functions of fuzz targets, which TLS would only hinder.

use vestibule_gate::{Answer, Attempt, Door, Form, Source, Verdict};
use zeroize::Zeroizing;

use super::inner::{Inner, Judged, Next};
use super::packet::{self, Packet, kind};
use super::phase2::{long, read_login};
use super::step::{Credentials, Shown};
use super::tlv::{self, Side};
use super::{avp, mschapv2};
use crate::fuzz::{Ask, Surroundings, code_way};
use crate::mschap::{CHALLENGE, NtHash, Response};
use crate::packet::Secret;
use crate::reply;
use crate::server::{Client, Needs};

/// Chance that is none.
const CHANCE: [u8; CHALLENGE] = [9; CHALLENGE];

/// Whatever octets, as what a client says inside EAP-TTLS.
///
/// # Panics
/// When AVPs that are written again are read otherwise, or a password is read that was not sent.
pub fn ttls_avps(data: &[u8]) {
    let login = read_login(data);
    let Ok(all) = avp::read(data) else {
        assert!(login.is_err(), "a login in what are no AVPs");
        return;
    };
    let mut again = Zeroizing::default();
    all.iter().for_each(|one| avp::push(&mut again, one.code, one.vendor, one.value));
    let read = avp::read(&again).unwrap_or_default();
    assert!(all.len() == read.len(), "another number of AVPs");
    for (one, other) in all.iter().zip(read) {
        assert_eq!((one.code, one.vendor, one.value), (other.code, other.vendor, other.value));
    }
    if let Ok(Some(typed)) = login {
        let sent = all.iter().any(|one| one.value.starts_with(typed.expose()));
        assert!(sent && typed.expose().last() != Some(&0), "a password that was not sent");
    }
}

/// What a client says inside PEAP, one piece after the other: each has an octet for its length. The first octet chooses
/// the client. Pieces of one octet above 0xf8 stand for what a client says that knows what it should.
///
/// # Panics
/// When somebody is let in whom the gate has not admitted, or what we say is no EAP.
pub fn peap_inner(data: &[u8], around: &mut Surroundings<'_>) {
    let Some((&first, mut rest)) = data.split_first() else { return };
    let mut client = Client::new(around.application, Secret::new(Vec::new()));
    (client.code, client.responses) = (code_way(data), first & 8 == 0);
    let (mut inner, mut request) = Inner::identity();
    let mut admitted = false;
    while let [length, behind @ ..] = rest {
        let (piece, next) = behind.split_at(usize::from(*length).min(behind.len()));
        rest = next;
        let _ = read_end(piece);
        let plain = said(piece, &request, around);
        let octets = long(&plain, inner.ident());
        let mut next = inner.respond(&octets, &client, CHANCE);
        loop {
            next = match next {
                Next::Ask(waits, asks, _) => {
                    assert!(Packet::request(&asks).is_ok_and(|asks| asks.ident == waits.ident()), "no request");
                    (inner, request) = (*waits, asks);
                    break;
                }
                Next::Judge(judged, credentials) => {
                    let ask = ask(&credentials, around);
                    let verdict = (around.judge)(ask);
                    admitted |= matches!(verdict, Verdict::Admit(_));
                    let Some(next) = after(judged, verdict, &client, around) else { return };
                    next
                }
                Next::Answer(judged, pending, typed) => {
                    let answer = Answer { source: source(), typed, arrived: around.now };
                    let verdict = (around.judge)(Ask::Second(pending, answer, Needs::Password));
                    admitted |= matches!(verdict, Verdict::Admit(_));
                    let Some(next) = after(judged, verdict, &client, around) else { return };
                    next
                }
                Next::Proven(_) => {
                    assert!(admitted, "let in without the gate");
                    return;
                }
                Next::Failed(..) => return,
            }
        }
    }
}

/// What is said after the gate has judged; `None` where nothing is.
fn after(judged: Judged, verdict: Verdict, client: &Client, around: &Surroundings<'_>) -> Option<Next> {
    match verdict {
        Verdict::Admit(proof) => judged.admitted(proof, reply::Facts::default(), Some(&hash(around).session_key())),
        Verdict::Ask(pending) => Some(judged.asked(pending, &client.question)),
        Verdict::Refuse(refusal) => Some(judged.refused(&refusal, CHANCE, client.responses)),
        Verdict::Unavailable(_) => None,
    }
}

/// The end of PEAP, read from whatever octets.
fn read_end(piece: &[u8]) -> bool {
    let binding = tlv::read(piece).ok().and_then(|tlvs| tlvs.binding);
    binding.is_some_and(|tlv| tlv::is_bound(&tlv, Side::Response, [0; 32], &[0; 20]))
}

/// What a client says by this piece to a request.
fn said(piece: &[u8], request: &[u8], around: &Surroundings<'_>) -> Vec<u8> {
    let [first, code] = around.typed;
    let with = |kind: u8, data: &[u8]| [&[kind], data].concat();
    match piece {
        [0xff] => with(kind::IDENTITY, around.name),
        [0xfe] => with(kind::GTC, first),
        [0xfd] => with(kind::GTC, code),
        [0xfc] => {
            let asked = Packet::request(request).ok().map(|request| mschapv2::read_request(request.data));
            let Some(Ok(mschapv2::Asked::Challenge(ident, challenge, _))) = asked else { return Vec::new() };
            let response = Response::make(ident, challenge, [7; CHALLENGE], around.name, &hash(around));
            with(kind::MSCHAPV2, &mschapv2::response(&response, around.name))
        }
        [0xfb] => with(kind::MSCHAPV2, &mschapv2::success_seen()),
        [0xfa] => with(kind::NAK, &[kind::MSCHAPV2]),
        [0xf9] => packet::response(0, kind::EXTENSIONS, &tlv::result(tlv::Outcome::Success)),
        _ => piece.to_vec(),
    }
}

fn ask(credentials: &Credentials, around: &Surroundings<'_>) -> Ask {
    let (typed, form, needs) = match &credentials.shown {
        Shown::Text(typed) => (typed.expose().to_vec(), Form::Text, Needs::Password),
        Shown::Response(response) => {
            let challenge_hash = response.challenge_hash(&credentials.name);
            let right = response.is_of(&credentials.name, &hash(around));
            let needs = Needs::Response { challenge_hash, nt_response: response.nt_response };
            // The gate is told what a domain would find.
            // As text, as the door shows it: what is typed holds no NUL.
            let octets = response.octets();
            let text = octets.iter().flat_map(|octet| format!("{octet:02x}").into_bytes()).collect();
            (text, Form::Response, if right { Needs::Nothing } else { needs })
        }
    };
    let attempt = Attempt {
        door: Door::Radius,
        application: around.application.into(),
        source: source(),
        name: credentials.name.clone(),
        typed: vestibule_gate::Typed::new(typed),
        form,
        session: None,
        asks: credentials.asks,
        station: None,
        arrived: around.now,
    };
    Ask::First(attempt, needs)
}

const fn source() -> Source {
    Source { peer: std::net::IpAddr::V4(std::net::Ipv4Addr::LOCALHOST), end_user: None }
}

fn hash(around: &Surroundings<'_>) -> NtHash {
    let [password, _] = around.typed;
    NtHash::of(&String::from_utf8_lossy(password))
}
