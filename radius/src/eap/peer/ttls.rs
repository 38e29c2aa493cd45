//! Phase 2 of EAP-TTLS, as a client speaks it.

use vestibule_gate::Typed;
use zeroize::Zeroizing;

use super::super::avp;
use super::super::packet::{self, Packet, kind};
use super::conversation::Next;
use super::inner::{Answer, Inner};
use super::{Tunnel, Way, Who, Why};
use crate::mschap::{self, MICROSOFT, NtHash, Response};
use crate::packet::number;

/// Octets to whose multiple a password is padded, so that its length does not show (RFC 5281 section 11.2.5).
const PADDING: usize = 16;

/// Phase 2.
#[derive(Default)]
pub(super) struct Ttls {
    inner: Inner,
    begun: bool,
    response: Option<Response>,
    /// The server has shown that its domain knows the password (MS-CHAPv2).
    proven: bool,
}

impl Ttls {
    pub(super) fn is_done(&self, who: &Who) -> bool {
        match who.way {
            Way::TtlsPap => self.begun,
            Way::TtlsMsChapV2 => self.proven,
            Way::TtlsGtc | Way::TtlsEapMsChapV2 | Way::PeapGtc | Way::PeapMsChapV2 => self.inner.is_done(who),
        }
    }

    /// Takes what came through the tunnel.
    pub(super) fn hear(&mut self, who: &Who, tunnel: &Tunnel, plain: &[u8], said: &mut Vec<String>) -> Next {
        if !self.begun {
            self.begun = true;
            return match self.first(who, tunnel) {
                Ok(plain) => Next::Say(plain),
                Err(why) => Next::Fail(why),
            };
        }
        let Ok(all) = avp::read(plain) else { return Next::Fail(Why::Malformed) };
        let value = |code: u8, vendor| {
            let fits = all.iter().filter(move |avp| (avp.code, avp.vendor) == (u32::from(code), vendor));
            fits.flat_map(|avp| avp.value).copied().collect::<Vec<_>>()
        };
        if let Some(response) = &self.response {
            let success = value(mschap::number::MS_CHAP2_SUCCESS, MICROSOFT);
            self.proven = response.is_success(&success, &who.name, &NtHash::of(&who.password));
            return if self.proven { Next::Say(Zeroizing::default()) } else { Next::Fail(Why::DomainUnknown) };
        }
        let eap = value(number::EAP_MESSAGE, 0);
        let Ok(request) = Packet::request(&eap) else { return Next::Fail(Why::Malformed) };
        match self.inner.request(who, &request, said) {
            Answer::Say(octets) => Next::Say(in_avp(&octets)),
            Answer::Ask(text) => Next::Ask(text),
            Answer::Fail(why) => Next::Fail(why),
        }
    }

    pub(super) fn answer(&mut self, typed: &Typed) -> Option<Zeroizing<Vec<u8>>> {
        self.inner.answer(typed).map(|octets| in_avp(&octets))
    }

    fn first(&mut self, who: &Who, tunnel: &Tunnel) -> Result<Zeroizing<Vec<u8>>, Why> {
        let mut plain = Zeroizing::default();
        match who.way {
            Way::TtlsPap => {
                avp::push(&mut plain, number::USER_NAME.into(), 0, &who.name);
                let mut padded = Zeroizing::new(Vec::with_capacity(who.password.len() + PADDING));
                padded.extend_from_slice(who.password.as_bytes());
                let length = padded.len().next_multiple_of(PADDING);
                padded.resize(length, 0);
                avp::push(&mut plain, number::USER_PASSWORD.into(), 0, &padded);
            }
            Way::TtlsMsChapV2 => {
                let (challenge, ident) = tunnel.challenge()?;
                let response = Response::make(ident, challenge, who.chance, &who.name, &NtHash::of(&who.password));
                avp::push(&mut plain, number::USER_NAME.into(), 0, &who.name);
                avp::push(&mut plain, mschap::number::MS_CHAP_CHALLENGE.into(), MICROSOFT, &challenge);
                avp::push(&mut plain, mschap::number::MS_CHAP2_RESPONSE.into(), MICROSOFT, &response.octets());
                self.response = Some(response);
            }
            Way::TtlsGtc | Way::TtlsEapMsChapV2 | Way::PeapGtc | Way::PeapMsChapV2 => {
                plain = in_avp(&packet::response(0, kind::IDENTITY, &who.name));
            }
        }
        Ok(plain)
    }
}

fn in_avp(octets: &[u8]) -> Zeroizing<Vec<u8>> {
    let mut plain = Zeroizing::default();
    avp::push(&mut plain, number::EAP_MESSAGE.into(), 0, octets);
    plain
}
