//! Phase 2 of EAP-TTLS (RFC 5281 section 11): the client sends AVPs of PAP, MS-CHAPv2 or EAP.

use vestibule_gate::{Admitted, Moment, Pending, Refusal, Typed};
use zeroize::Zeroizing;

use super::super::avp::{self, Avp};
use super::super::inner::{self, Inner, Proven};
use super::super::packet::Packet;
use super::super::step::{Credentials, Shown};
use super::super::tunnel::{Broken, Tunnel};
use super::{Next, Phase2, Tell};
use crate::mschap::{self, CHALLENGE, MICROSOFT, Response, SessionKey};
use crate::packet::number;
use crate::reply;
use crate::server::{Client, Refused};

const USER_NAME: u32 = number::USER_NAME as u32;
const USER_PASSWORD: u32 = number::USER_PASSWORD as u32;
const CHAP_PASSWORD: u32 = number::CHAP_PASSWORD as u32;
const CHAP_CHALLENGE: u32 = number::CHAP_CHALLENGE as u32;
const EAP_MESSAGE: u32 = number::EAP_MESSAGE as u32;
const MS_CHAP_RESPONSE: u32 = mschap::number::MS_CHAP_RESPONSE as u32;
const MS_CHAP_CHALLENGE: u32 = mschap::number::MS_CHAP_CHALLENGE as u32;
const MS_CHAP2_RESPONSE: u32 = mschap::number::MS_CHAP2_RESPONSE as u32;
const MS_CHAP2_SUCCESS: u32 = mschap::number::MS_CHAP2_SUCCESS as u32;

/// Waits for the client.
pub(in super::super) enum Ttls {
    /// It has said nothing yet.
    Begun,
    /// EAP goes on inside.
    Inner(Box<Inner>),
    /// The client was told the end; whatever it answers, it is over.
    Ending(Box<Proven>),
}

/// Waits for the gate.
pub(in super::super) enum Waits {
    Pap,
    MsChapV2(Box<Response>, Vec<u8>),
    Inner(inner::Judged),
}

impl Ttls {
    /// As the phase.
    pub(in super::super) fn phase(self) -> Box<Phase2> {
        Box::new(Phase2::Ttls(self))
    }

    pub(super) fn read(
        self,
        plain: &[u8],
        tunnel: &Tunnel,
        client: &Client,
        challenge: [u8; CHALLENGE],
    ) -> Result<Next, Broken> {
        match self {
            Self::Ending(proven) => Ok(Next::Done(proven, None)),
            // The client has nothing to say yet: it is asked to go on.
            Self::Begun if plain.is_empty() => Ok(tell(Self::Begun, Zeroizing::default(), None, false)),
            Self::Begun => Said::read(plain)
                .map_or_else(|why| Ok(Next::Failed(Some(why), None)), |said| begin(said, tunnel, client, challenge)),
            Self::Inner(inner) => Ok(match Said::read(plain) {
                Ok(Said::Eap(octets)) => go_on(inner.respond(&octets, client, challenge)),
                Ok(Said::Pap(..) | Said::MsChapV2 { .. }) => Next::Failed(Some(Refused::EapMalformed), None),
                Err(why) => Next::Failed(Some(why), None),
            }),
        }
    }
}

impl Waits {
    pub(super) fn admitted(self, admitted: Admitted, facts: reply::Facts, key: Option<&SessionKey>) -> Option<Next> {
        match self {
            Self::Pap => Some(Next::Done(Box::new(Proven { admitted, facts, keys: None }), None)),
            Self::MsChapV2(response, name) => {
                let mut plain = Zeroizing::default();
                avp::push(&mut plain, MS_CHAP2_SUCCESS, MICROSOFT, &response.success(&name, key?));
                let not_before = Some(admitted.not_before());
                let proven = Box::new(Proven { admitted, facts, keys: None });
                Some(tell(Ttls::Ending(proven), plain, not_before, false))
            }
            Self::Inner(judged) => judged.admitted(admitted, facts, key).map(go_on),
        }
    }

    pub(super) fn asked(self, pending: Pending, question: &str) -> Next {
        match self {
            Self::Inner(judged) => go_on(judged.asked(pending, question)),
            // The gate was told that these cannot be asked.
            Self::Pap | Self::MsChapV2(..) => Next::Failed(Some(Refused::EapMethod), Some(pending.not_before())),
        }
    }

    pub(super) fn refused(self, refusal: &Refusal, chance: [u8; CHALLENGE]) -> Next {
        match self {
            // A client's EAP-TTLS is over with its answer to a question: what follows is dropped.
            Self::Inner(judged) => go_on(judged.refused(refusal, chance, false)),
            Self::Pap | Self::MsChapV2(..) => Next::Failed(None, Some(refusal.not_before())),
        }
    }
}

fn tell(ttls: Ttls, plain: Zeroizing<Vec<u8>>, not_before: Option<Moment>, asks: bool) -> Next {
    Next::Tell(Tell { phase: ttls.phase(), plain, not_before, asks })
}

/// The first thing that is said.
fn begin(said: Said<'_>, tunnel: &Tunnel, client: &Client, challenge: [u8; CHALLENGE]) -> Result<Next, Broken> {
    Ok(match said {
        Said::Eap(octets) => {
            let ident = Packet::response(&octets).map_or(0, |packet| packet.ident);
            go_on(Inner::unasked(ident).respond(&octets, client, challenge))
        }
        Said::Pap(name, password) => {
            let credentials = Credentials { name: name.to_vec(), shown: Shown::Text(password), asks: false };
            Next::Judge(Box::new(super::Waits::Ttls(Waits::Pap)), credentials)
        }
        Said::MsChapV2 { .. } if !client.responses => Next::Failed(Some(Refused::MsChapV2), None),
        Said::MsChapV2 { name, challenge, response } => {
            // Both come from the tunnel: a response to anything else was made elsewhere (RFC 5281 section 11.2.4).
            let (expected, ident) = tunnel.challenge()?;
            match Response::read(challenge, response) {
                Ok(read) if read.authenticator_challenge == expected && read.ident == ident => {
                    let response = Box::new(read);
                    let waits = Waits::MsChapV2(response.clone(), name.to_vec());
                    let credentials =
                        Credentials { name: name.to_vec(), shown: Shown::Response(response), asks: false };
                    Next::Judge(Box::new(super::Waits::Ttls(waits)), credentials)
                }
                Ok(_) | Err(_) => Next::Failed(Some(Refused::ForeignChallenge), None),
            }
        }
    })
}

/// Packs what EAP inside wants.
fn go_on(next: inner::Next) -> Next {
    match next {
        inner::Next::Ask(inner, request, not_before) => {
            let mut plain = Zeroizing::default();
            avp::push(&mut plain, EAP_MESSAGE, 0, &request);
            let asks = inner.asks_a_person();
            tell(Ttls::Inner(inner), plain, not_before, asks)
        }
        inner::Next::Judge(judged, credentials) => {
            Next::Judge(Box::new(super::Waits::Ttls(Waits::Inner(judged))), credentials)
        }
        inner::Next::Answer(judged, pending, typed) => {
            Next::Answer(Box::new(super::Waits::Ttls(Waits::Inner(judged))), pending, typed)
        }
        inner::Next::Proven(proven) => Next::Done(proven, None),
        inner::Next::Failed(why, not_before) => Next::Failed(why, not_before),
    }
}

/// What a message of AVPs says.
enum Said<'a> {
    Pap(&'a [u8], Typed),
    MsChapV2 { name: &'a [u8], challenge: &'a [u8], response: &'a [u8] },
    Eap(Zeroizing<Vec<u8>>),
}

/// What is read of a message: a password, where it is PAP.
pub(in super::super) fn read_login(plain: &[u8]) -> Result<Option<Typed>, Refused> {
    Ok(match Said::read(plain)? {
        Said::Pap(_, typed) => Some(typed),
        Said::MsChapV2 { .. } | Said::Eap(_) => None,
    })
}

impl<'a> Said<'a> {
    fn read(plain: &'a [u8]) -> Result<Self, Refused> {
        let all = avp::read(plain).map_err(|_| Refused::EapMalformed)?;
        if all.iter().any(|avp| avp.mandatory && !is_known(avp)) {
            return Err(Refused::EapMalformed);
        }
        let only = |code, vendor| {
            let mut found = all.iter().filter(|avp| avp.code == code && avp.vendor == vendor).map(|avp| avp.value);
            let first = found.next();
            if found.next().is_some() { Err(Refused::Ambiguous) } else { Ok(first) }
        };
        // EAP that does not fit one AVP comes in several.
        let mut eap = Zeroizing::new(Vec::with_capacity(plain.len()));
        all.iter()
            .filter(|avp| (avp.code, avp.vendor) == (EAP_MESSAGE, 0))
            .for_each(|avp| eap.extend_from_slice(avp.value));
        let (password, response) = (only(USER_PASSWORD, 0)?, only(MS_CHAP2_RESPONSE, MICROSOFT)?);
        let name = || only(USER_NAME, 0)?.ok_or(Refused::NoName);
        match (password, response, eap.is_empty()) {
            _ if only(CHAP_PASSWORD, 0)?.is_some() => Err(Refused::Chap),
            _ if only(MS_CHAP_RESPONSE, MICROSOFT)?.is_some() => Err(Refused::MsChapV1),
            (Some(password), None, true) => Ok(Self::Pap(name()?, without_padding(password))),
            (None, Some(response), true) => {
                let challenge = only(MS_CHAP_CHALLENGE, MICROSOFT)?.unwrap_or_default();
                Ok(Self::MsChapV2 { name: name()?, challenge, response })
            }
            (None, None, false) => Ok(Self::Eap(eap)),
            (None, None, true) => Err(Refused::NoCredentials),
            (Some(_), Some(_), _) | (Some(_), None, false) | (None, Some(_), false) => Err(Refused::Ambiguous),
        }
    }
}

const fn is_known(avp: &Avp<'_>) -> bool {
    matches!(
        (avp.code, avp.vendor),
        (USER_NAME | USER_PASSWORD | CHAP_PASSWORD | CHAP_CHALLENGE | EAP_MESSAGE, 0)
            | (MS_CHAP_RESPONSE | MS_CHAP_CHALLENGE | MS_CHAP2_RESPONSE, MICROSOFT)
    )
}

/// Passwords are padded with NULs (RFC 5281 section 11.2.5).
fn without_padding(password: &[u8]) -> Typed {
    let end = password.iter().rposition(|octet| *octet != 0).map_or(0, |last| last + 1);
    Typed::new(password.get(..end).unwrap_or_default().to_vec())
}
