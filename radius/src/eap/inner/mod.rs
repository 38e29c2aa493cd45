//! EAP inside a tunnel: Identity, then GTC or MSCHAPv2. The same inside EAP-TTLS and PEAP, which pack it differently.

mod judged;
mod propose;

use vestibule_gate::{Admitted, CodeWay, Moment, Pending, Typed};
use zeroize::Zeroizing;

use super::mschapv2::{self, Said};
use super::packet::{self, Packet, kind};
use super::step::{Credentials, Shown};
use crate::mschap::{CHALLENGE, Response};
use crate::reply;
use crate::server::{Client, Refused};
pub(super) use judged::Judged;
use propose::{Proposal, proposals};

/// Who we say we are to EAP-MSCHAPv2, which nobody looks at.
const NAME: &[u8] = b"vestibule";

/// The inner conversation, which waits for a response.
pub(super) struct Inner {
    /// Identifier of the last request.
    ident: u8,
    state: State,
}

enum State {
    /// The identity was asked for.
    Identity,
    /// A method was proposed.
    Proposed { identity: Vec<u8>, proposal: Proposal, challenge: [u8; CHALLENGE] },
    /// A question was put by GTC.
    Asked(Pending),
    /// The client was shown that its password is known here (MSCHAPv2).
    Shown(Box<Proven>),
    /// The client was told that it is refused, and why if it may know.
    Refused,
}

/// What the gate admitted, with what the end of the conversation needs.
pub(super) struct Proven {
    pub(super) admitted: Admitted,
    pub(super) facts: reply::Facts,
    /// The inner method's keys, the server's MS-MPPE-Recv-Key first; `None` for a method without.
    pub(super) keys: Option<Zeroizing<[u8; 32]>>,
}

/// What comes next.
pub(super) enum Next {
    /// This request goes to the client.
    Ask(Box<Inner>, Vec<u8>, Option<Moment>),
    /// The gate is asked.
    Judge(Judged, Credentials),
    /// The gate is given the answer to its question.
    Answer(Judged, Pending, Typed),
    /// It ended well.
    Proven(Box<Proven>),
    /// It ended badly.
    Failed(Option<Refused>, Option<Moment>),
}

impl Inner {
    /// Begins by asking for the identity.
    pub(super) fn identity() -> (Self, Vec<u8>) {
        (Self { ident: 0, state: State::Identity }, packet::request(0, kind::IDENTITY, &[]))
    }

    /// Begins with an identity that was given by itself (EAP-TTLS).
    pub(super) const fn unasked(ident: u8) -> Self {
        Self { ident, state: State::Identity }
    }

    /// The identifier that a response must have.
    pub(super) const fn ident(&self) -> u8 {
        self.ident
    }

    /// Whether a person has to type something.
    pub(super) const fn asks_a_person(&self) -> bool {
        match &self.state {
            State::Asked(_) | State::Proposed { proposal: Proposal::Gtc, .. } => true,
            State::Identity | State::Proposed { .. } | State::Shown(_) | State::Refused => false,
        }
    }

    /// Takes a response. `chance` is the challenge for MSCHAPv2, new for each response.
    pub(super) fn respond(self, octets: &[u8], client: &Client, chance: [u8; CHALLENGE]) -> Next {
        let Ok(response) = Packet::response(octets) else { return failed(Refused::EapMalformed) };
        if response.ident != self.ident {
            return failed(Refused::EapMalformed);
        }
        match self.state {
            State::Identity if response.kind == kind::IDENTITY => {
                let all = proposals(client);
                match all.first() {
                    Some(first) => propose(self.ident, response.data.to_vec(), *first, client, chance),
                    None => failed(Refused::EapMethod),
                }
            }
            State::Proposed { identity, proposal, .. } if response.kind == kind::NAK => {
                let wanted = |one: &&Proposal| **one != proposal && response.data.contains(&one.kind());
                match proposals(client).iter().find(wanted) {
                    Some(other) => propose(self.ident, identity, *other, client, chance),
                    None => failed(Refused::EapMethod),
                }
            }
            State::Proposed { identity, proposal, challenge } if response.kind == proposal.kind() => {
                shown(self.ident, identity, proposal, response.data, &challenge)
            }
            State::Asked(pending) if response.kind == kind::GTC => {
                let judged = Judged { ident: self.ident, response: None, asked: true };
                Next::Answer(judged, pending, Typed::new(response.data.to_vec()))
            }
            State::Shown(proven) if is_success(&response) => Next::Proven(proven),
            // Whatever is answered, it is over.
            State::Refused => Next::Failed(None, None),
            State::Identity | State::Proposed { .. } | State::Asked(_) | State::Shown(_) => {
                failed(Refused::EapMalformed)
            }
        }
    }
}

const fn failed(why: Refused) -> Next {
    Next::Failed(Some(why), None)
}

/// Proposes a method to somebody with this identity.
fn propose(ident: u8, identity: Vec<u8>, proposal: Proposal, client: &Client, challenge: [u8; CHALLENGE]) -> Next {
    let ident = ident.wrapping_add(1);
    let request = match proposal {
        Proposal::Gtc => packet::request(ident, kind::GTC, prompt(&client.code).as_bytes()),
        Proposal::MsChapV2 => packet::request(ident, kind::MSCHAPV2, &mschapv2::challenge(ident, &challenge, NAME)),
    };
    Next::Ask(Box::new(Inner { ident, state: State::Proposed { identity, proposal, challenge } }), request, None)
}

/// What somebody showed by the method that was proposed. Who they are is the name that is part of the proof, where one
/// is.
fn shown(ident: u8, identity: Vec<u8>, proposal: Proposal, data: &[u8], challenge: &[u8; CHALLENGE]) -> Next {
    match proposal {
        Proposal::Gtc => {
            let shown = Shown::Text(Typed::new(data.to_vec()));
            Next::Judge(
                Judged { ident, response: None, asked: false },
                Credentials { name: identity, shown, asks: true },
            )
        }
        Proposal::MsChapV2 => match mschapv2::read(data, ident, challenge) {
            Ok(Said::Response(response, name)) => {
                let answered = Some((response.clone(), name.to_vec()));
                let judged = Judged { ident, response: answered, asked: false };
                let shown = Shown::Response(response);
                Next::Judge(judged, Credentials { name: name.to_vec(), shown, asks: false })
            }
            Ok(Said::Success | Said::Failure) | Err(_) => failed(Refused::EapMalformed),
        },
    }
}

fn is_success(response: &Packet<'_>) -> bool {
    response.kind == kind::MSCHAPV2 && matches!(mschapv2::read(response.data, 0, &[0; CHALLENGE]), Ok(Said::Success))
}

/// What somebody is asked first.
const fn prompt(code: &CodeWay) -> &'static str {
    match code {
        CodeWay::Append => "Password and code:",
        CodeWay::Separator(_) => "Password, separator and code:",
        CodeWay::CodeOnly => "Code:",
        CodeWay::UserName | CodeWay::Challenge | CodeWay::Auto => "Password:",
    }
}

/// The response as it is proven, and the name it was made with.
type Answered = (Box<Response>, Vec<u8>);
