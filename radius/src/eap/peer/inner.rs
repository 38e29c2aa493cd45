//! EAP inside the tunnel, as a client speaks it.

use vestibule_gate::Typed;
use zeroize::Zeroizing;

use super::super::mschapv2::{self, Asked};
use super::super::packet::{self, Packet, kind};
use super::{Who, Why};
use crate::mschap::{NtHash, Response};

/// The inner conversation.
#[derive(Default)]
pub(super) struct Inner {
    /// Identifier of the question that waits for an answer.
    asked: Option<u8>,
    /// Whether the password was given.
    pub(super) shown: bool,
    response: Option<Response>,
    /// Keys of MSCHAPv2, once the server has shown that its domain knows the password: what is the server's
    /// MS-MPPE-Recv-Key, then its MS-MPPE-Send-Key.
    pub(super) keys: Option<Zeroizing<[u8; 32]>>,
}

/// What is answered.
pub(super) enum Answer {
    /// This EAP packet.
    Say(Zeroizing<Vec<u8>>),
    /// A person is asked.
    Ask(String),
    /// Nothing any more.
    Fail(Why),
}

impl Inner {
    /// Whether all was done that lets this client believe a success.
    pub(super) const fn is_done(&self, who: &Who) -> bool {
        if who.way.responds() { self.keys.is_some() } else { self.shown }
    }

    /// Takes a request. What is said to the person is added to `said`.
    pub(super) fn request(&mut self, who: &Who, request: &Packet<'_>, said: &mut Vec<String>) -> Answer {
        let respond = |data: &[u8]| Answer::Say(Zeroizing::new(packet::response(request.ident, request.kind, data)));
        let own = if who.way.responds() { kind::MSCHAPV2 } else { kind::GTC };
        match request.kind {
            kind::IDENTITY => respond(&who.name),
            kind::GTC if own == kind::GTC => {
                let text = String::from_utf8_lossy(request.data).into_owned();
                said.push(text.clone());
                if self.shown {
                    self.asked = Some(request.ident);
                    return Answer::Ask(text);
                }
                self.shown = true;
                respond(who.password.as_bytes())
            }
            kind::MSCHAPV2 if own == kind::MSCHAPV2 => self.mschapv2(who, request, said),
            _ => Answer::Say(Zeroizing::new(packet::response(request.ident, kind::NAK, &[own]))),
        }
    }

    /// What a person answered to a question. `None` where there is none.
    pub(super) fn answer(&mut self, typed: &Typed) -> Option<Zeroizing<Vec<u8>>> {
        let ident = self.asked.take()?;
        Some(Zeroizing::new(packet::response(ident, kind::GTC, typed.expose())))
    }

    fn mschapv2(&mut self, who: &Who, request: &Packet<'_>, said: &mut Vec<String>) -> Answer {
        let respond = |data: &[u8]| Answer::Say(Zeroizing::new(packet::response(request.ident, kind::MSCHAPV2, data)));
        let Ok(asked) = mschapv2::read_request(request.data) else { return Answer::Fail(Why::Malformed) };
        match asked {
            Asked::Challenge(ident, challenge, _) => {
                let hash = NtHash::of(&who.password);
                let response = Response::make(ident, challenge, who.chance, &who.name, &hash);
                let data = mschapv2::response(&response, &who.name);
                (self.shown, self.response) = (true, Some(response));
                respond(&data)
            }
            Asked::Success(text) => {
                let Some(response) = &self.response else { return Answer::Fail(Why::TooEarly) };
                let hash = NtHash::of(&who.password);
                let value = [&[response.ident], text].concat();
                if !response.is_success(&value, &who.name, &hash) {
                    return Answer::Fail(Why::DomainUnknown);
                }
                let mppe = hash.session_key().mppe(&response.nt_response);
                let mut keys = Zeroizing::new([0; 32]);
                let both = mppe.receive.iter().chain(mppe.send.iter());
                keys.iter_mut().zip(both).for_each(|(octet, from)| *octet = *from);
                self.keys = Some(keys);
                respond(&mschapv2::success_seen())
            }
            Asked::Failure(text) => {
                said.push(String::from_utf8_lossy(text).into_owned());
                respond(&mschapv2::failure_seen())
            }
        }
    }
}
