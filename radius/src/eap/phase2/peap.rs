//! Phase 2 of PEAP version 0 (MS-PEAP): EAP whose header is left out, then both sides say how it ended, and bind it.

use vestibule_gate::Moment;
use zeroize::Zeroizing;

use super::super::inner::{self, Inner, Proven};
use super::super::keys::Binding;
use super::super::packet::{self, Packet, kind};
use super::super::tlv::{self, Outcome, Side};
use super::super::tunnel::{Broken, Tunnel};
use super::{Chances, Next, Phase2, Tell, Waits};
use crate::server::{Client, Refused};

/// Octets of an EAP packet that are left out: code, identifier, length.
const LEFT_OUT: usize = 4;

/// Waits for the client.
pub(in super::super) enum Peap {
    /// Nothing was said yet.
    Begun,
    /// EAP goes on inside.
    Inner(Box<Inner>),
    /// The client was told that it went well.
    Ending { proven: Box<Proven>, bound: Bound },
    /// The client was told that it did not.
    Failing(Option<Refused>),
}

/// What the client's Crypto-Binding must fit.
pub(in super::super) struct Bound {
    binding: Binding,
    nonce: [u8; 32],
}

impl Peap {
    /// Phase 2 from its beginning, and what is asked first.
    pub(in super::super) fn begin(not_before: Option<Moment>) -> Next {
        let (inner, request) = Inner::identity();
        let plain = Zeroizing::new(short(&request));
        tell(Self::Inner(Box::new(inner)), plain, not_before, false)
    }

    /// A session was resumed and the gate has admitted: the end is all there is to say.
    pub(in super::super) fn resumed(proven: Box<Proven>, tunnel: &Tunnel, nonce: [u8; 32]) -> Result<Next, Broken> {
        let binding = Binding::resumed(&tunnel.material()?);
        Ok(Self::ending(proven, Bound { binding, nonce }))
    }

    pub(super) fn read(
        self,
        plain: &[u8],
        tunnel: &Tunnel,
        outer_ident: u8,
        client: &Client,
        chances: Chances,
    ) -> Result<Next, Broken> {
        match self {
            Self::Begun => Ok(Self::begin(None)),
            Self::Inner(inner) => {
                let octets = Zeroizing::new(long(plain, inner.ident()));
                Self::go_on(inner.respond(&octets, client, chances.challenge), tunnel, chances.nonce)
            }
            Self::Ending { proven, bound } => Ok(ended(proven, bound, &long(plain, outer_ident))),
            // Whatever is answered, it is over.
            Self::Failing(why) => Ok(Next::Failed(why, None)),
        }
    }

    /// Packs what EAP inside wants.
    pub(super) fn go_on(next: inner::Next, tunnel: &Tunnel, nonce: [u8; 32]) -> Result<Next, Broken> {
        Ok(match next {
            inner::Next::Ask(inner, request, not_before) => {
                let asks = inner.asks_a_person();
                tell(Self::Inner(inner), Zeroizing::new(short(&request)), not_before, asks)
            }
            inner::Next::Judge(judged, credentials) => Next::Judge(Box::new(Waits::Peap(judged)), credentials),
            inner::Next::Answer(judged, pending, typed) => Next::Answer(Box::new(Waits::Peap(judged)), pending, typed),
            inner::Next::Proven(proven) => {
                // A method without keys is bound with zeros (MS-PEAP section 3.1.5.5.2.2).
                let keys = proven.keys.as_deref().copied().map(Zeroizing::new).unwrap_or_default();
                let binding = Binding::inner(&tunnel.material()?, &keys);
                Self::ending(proven, Bound { binding, nonce })
            }
            inner::Next::Failed(why, not_before) => {
                let request = packet::request(0, kind::EXTENSIONS, &tlv::result(Outcome::Failure));
                tell(Self::Failing(why), Zeroizing::new(request), not_before, false)
            }
        })
    }

    fn ending(proven: Box<Proven>, bound: Bound) -> Next {
        let mut tlvs = tlv::result(Outcome::Success).to_vec();
        tlvs.extend_from_slice(&tlv::binding(Side::Request, bound.nonce, &bound.binding.cmk));
        let not_before = Some(proven.admitted.not_before());
        let request = packet::request(0, kind::EXTENSIONS, &tlvs);
        tell(Self::Ending { proven, bound }, Zeroizing::new(request), not_before, false)
    }
}

/// What the client said to the end.
fn ended(proven: Box<Proven>, bound: Bound, octets: &[u8]) -> Next {
    let failed = |why| Next::Failed(Some(why), None);
    let Ok(response) = Packet::response(octets) else { return failed(Refused::EapMalformed) };
    let tlvs = match tlv::read(response.data) {
        Ok(tlvs) if response.kind == kind::EXTENSIONS => tlvs,
        Ok(_) | Err(_) => return failed(Refused::EapMalformed),
    };
    let Bound { binding, nonce } = bound;
    match (tlvs.result, tlvs.binding) {
        (Outcome::Failure, _) => failed(Refused::PeerGaveUp),
        // Not every client knows of it.
        (Outcome::Success, None) => Next::Done(proven, None),
        (Outcome::Success, Some(theirs)) if tlv::is_bound(&theirs, Side::Response, nonce, &binding.cmk) => {
            Next::Done(proven, Some(binding))
        }
        (Outcome::Success, Some(_)) => failed(Refused::NotBound),
    }
}

fn tell(peap: Peap, plain: Zeroizing<Vec<u8>>, not_before: Option<Moment>, asks: bool) -> Next {
    Next::Tell(Tell { phase: Box::new(Phase2::Peap(peap)), plain, not_before, asks })
}

/// A packet without its header. TLVs keep theirs, and do not come here.
fn short(packet: &[u8]) -> Vec<u8> {
    packet.get(LEFT_OUT..).unwrap_or_default().to_vec()
}

/// A response with its header. TLVs bring one.
pub(in super::super) fn long(plain: &[u8], ident: u8) -> Vec<u8> {
    let whole = Packet::response(plain).is_ok_and(|packet| packet.kind == kind::EXTENSIONS);
    match plain {
        _ if whole => plain.to_vec(),
        [kind, data @ ..] => packet::response(ident, *kind, data),
        [] => Vec::new(),
    }
}
