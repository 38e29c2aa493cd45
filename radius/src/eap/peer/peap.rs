//! Phase 2 of PEAP version 0, as a client speaks it.

use vestibule_gate::Typed;
use zeroize::Zeroizing;

use super::super::keys::Binding;
use super::super::packet::{self, Packet, kind};
use super::super::tlv::{self, Outcome, Side};
use super::conversation::Next;
use super::inner::{Answer, Inner};
use super::{Tunnel, Who, Why};

/// Octets of an EAP packet that are left out inside.
const LEFT_OUT: usize = 4;

/// Phase 2.
#[derive(Default)]
pub(super) struct Peap {
    inner: Inner,
    /// Both sides have said that it went well.
    ended: bool,
    /// What the server bound, which was right.
    pub(super) binding: Option<Binding>,
}

impl Peap {
    pub(super) const fn is_done(&self) -> bool {
        self.ended
    }

    /// Takes what came through the tunnel; `ident` is that of the packet outside.
    pub(super) fn hear(&mut self, who: &Who, tunnel: &Tunnel, ident: u8, plain: &[u8], said: &mut Vec<String>) -> Next {
        let whole = match plain {
            // Nothing yet: the server is to speak first.
            [] => return Next::Say(Zeroizing::default()),
            _ if is_extensions(plain) => plain.to_vec(),
            [kind, data @ ..] => packet::request(ident, *kind, data),
        };
        let Ok(request) = Packet::request(&whole) else { return Next::Fail(Why::Malformed) };
        if request.kind == kind::EXTENSIONS {
            return self.end(who, tunnel, &request);
        }
        match self.inner.request(who, &request, said) {
            Answer::Say(octets) => Next::Say(short(&octets)),
            Answer::Ask(text) => Next::Ask(text),
            Answer::Fail(why) => Next::Fail(why),
        }
    }

    pub(super) fn answer(&mut self, typed: &Typed) -> Option<Zeroizing<Vec<u8>>> {
        self.inner.answer(typed).map(|octets| short(&octets))
    }

    /// The server says how it ended.
    fn end(&mut self, who: &Who, tunnel: &Tunnel, request: &Packet<'_>) -> Next {
        let Ok(said) = tlv::read(request.data) else { return Next::Fail(Why::Malformed) };
        let respond = |tlvs: &[u8]| Next::Say(Zeroizing::new(packet::response(request.ident, kind::EXTENSIONS, tlvs)));
        if said.result == Outcome::Failure {
            return respond(&tlv::result(Outcome::Failure));
        }
        if !tunnel.is_resumed() && !self.inner.is_done(who) {
            return Next::Fail(Why::TooEarly);
        }
        let mut tlvs = tlv::result(Outcome::Success).to_vec();
        if let Some(theirs) = said.binding {
            let material = match tunnel.material() {
                Ok(material) => material,
                Err(broken) => return Next::Fail(broken.into()),
            };
            // A method without keys is bound with zeros.
            let binding = match &self.inner.keys {
                Some(keys) => Binding::inner(&material, keys),
                None if self.inner.is_done(who) => Binding::inner(&material, &Zeroizing::default()),
                None => Binding::resumed(&material),
            };
            let nonce = theirs.get(8..40).and_then(|nonce| nonce.try_into().ok()).unwrap_or_default();
            if !tlv::is_bound(&theirs, Side::Request, nonce, &binding.cmk) {
                return Next::Fail(Why::NotBound);
            }
            tlvs.extend_from_slice(&tlv::binding(Side::Response, nonce, &binding.cmk));
            self.binding = Some(binding);
        } else {
            // Our server always binds.
            return Next::Fail(Why::NotBound);
        }
        self.ended = true;
        respond(&tlvs)
    }
}

fn is_extensions(plain: &[u8]) -> bool {
    Packet::request(plain).is_ok_and(|packet| packet.kind == kind::EXTENSIONS)
}

fn short(packet: &[u8]) -> Zeroizing<Vec<u8>> {
    Zeroizing::new(packet.get(LEFT_OUT..).unwrap_or_default().to_vec())
}
