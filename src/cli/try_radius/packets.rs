//! The requests of one login, and what is to be read of the replies.

use std::fmt;

use bytes::Bytes;
use serde::Serialize;
use vestibule_gate::ports::Chance;
use vestibule_radius::mschap::{self, MICROSOFT, NtHash};
use vestibule_radius::packet::{
    Asked, Attributes, BadMessageAuthenticator, Code, Packet, Secret, Signed, hide_password, number, request,
};
use zeroize::Zeroizing;

use super::typing::Typed;
use crate::cli::exit::Failure;
use crate::ports::SystemChance;

/// Service-Type Authenticate-Only (RFC 2865 section 5.6): nobody is let in anywhere by a try.
const AUTHENTICATE_ONLY: u32 = 8;
const NAS: &[u8] = b"vestibule-try";
/// NAS-Port-Type Wireless-802.11 (RFC 2865 section 5.41).
const WIRELESS: u32 = 19;
/// What an access point carries in a frame.
const FRAMED_MTU: u32 = 1_400;
/// What a User-Password holds at most.
const TOO_LONG: &str = "what was typed does not fit a RADIUS packet (128 octets)";

/// A machine on the Wi-Fi.
pub(in crate::cli) struct Station<'a> {
    /// The identity outside the tunnel.
    pub(in crate::cli) outer: &'a str,
    /// Its address.
    pub(in crate::cli) station: &'a str,
}

/// A request and what its reply is checked with.
pub(in crate::cli) struct Request {
    pub(in crate::cli) bytes: Bytes,
    pub(in crate::cli) asked: Asked,
    /// The response that was sent, and the hash it was made with.
    response: Option<(mschap::Response, NtHash)>,
}

impl Request {
    /// The first packet of a login.
    pub(in crate::cli) fn first(typed: &Typed, secret: &Secret) -> Result<Self, Failure> {
        let mut attributes = who(&typed.name)?;
        if !typed.mschapv2 {
            return Self::of(attributes, Some(&typed.password), secret, None);
        }
        let (mut challenges, mut ident) = ([0; 32], [0]);
        SystemChance.fill(&mut challenges)?;
        SystemChance.fill(&mut ident)?;
        let halves = challenges.as_chunks::<16>().0;
        let &[server, peer] = halves else { return Err(Failure::Refused(TOO_LONG.to_owned())) };
        let hash = NtHash::of(&typed.password);
        let response = mschap::Response::make(ident[0], server, peer, typed.name.as_bytes(), &hash);
        for (number, value) in [
            (mschap::number::MS_CHAP_CHALLENGE, server.to_vec()),
            (mschap::number::MS_CHAP2_RESPONSE, response.octets()),
        ] {
            attributes.push_vendor(MICROSOFT, number, &value).map_err(too_long)?;
        }
        Self::of(attributes, None, secret, Some((response, hash)))
    }

    /// The answer to a question that came with this State.
    pub(in crate::cli) fn answer(name: &str, answer: &str, state: &[u8], secret: &Secret) -> Result<Self, Failure> {
        let mut attributes = who(name)?;
        attributes.push(number::STATE, state).map_err(too_long)?;
        Self::of(attributes, Some(&Zeroizing::new(answer.to_owned())), secret, None)
    }

    /// EAP of a machine, with the State of the last answer.
    pub(in crate::cli) fn eap(
        who: &Station<'_>,
        state: Option<&[u8]>,
        eap: &[u8],
        secret: &Secret,
    ) -> Result<Self, Failure> {
        let mut attributes = self::who(who.outer)?;
        for (number, value) in [
            (number::CALLING_STATION_ID, who.station.as_bytes()),
            (number::NAS_PORT_TYPE, &WIRELESS.to_be_bytes()),
            (number::FRAMED_MTU, &FRAMED_MTU.to_be_bytes()),
        ] {
            attributes.push(number, value).map_err(too_long)?;
        }
        attributes.push_long(number::EAP_MESSAGE, eap);
        if let Some(state) = state {
            attributes.push(number::STATE, state).map_err(too_long)?;
        }
        Self::of(attributes, None, secret, None)
    }

    fn of(
        mut attributes: Attributes,
        password: Option<&Zeroizing<String>>,
        secret: &Secret,
        response: Option<(mschap::Response, NtHash)>,
    ) -> Result<Self, Failure> {
        let (mut authenticator, mut id) = ([0; 16], [0]);
        SystemChance.fill(&mut authenticator)?;
        SystemChance.fill(&mut id)?;
        if let Some(password) = password {
            let hidden = hide_password(password.as_bytes(), &authenticator, secret).map_err(too_long)?;
            attributes.push(number::USER_PASSWORD, &hidden).map_err(too_long)?;
        }
        let [id] = id;
        let bytes = request(Code::AccessRequest, id, &authenticator, &attributes, secret, Signed::First);
        let asked = Asked { code: Code::AccessRequest, id, authenticator };
        Ok(Self { bytes: bytes.map_err(too_long)?, asked, response })
    }

    /// Whether the reply shows that the server's domain knows the password; `None` where it says nothing of it.
    pub(in crate::cli) fn is_known(&self, reply: &Packet<'_>, name: &str) -> Option<bool> {
        let (response, hash) = self.response.as_ref()?;
        let success = reply.vendor(MICROSOFT, mschap::number::MS_CHAP2_SUCCESS).next();
        match (reply.code(), success) {
            (_, Some(value)) => Some(response.is_success(value, name.as_bytes(), hash)),
            (Code::AccessAccept, None) => Some(false),
            _ => None,
        }
    }
}

/// The text of MS-CHAP-Error, which stands behind an identifier (RFC 2548 section 2.1.5).
pub(in crate::cli) fn error(reply: &Packet<'_>) -> Option<String> {
    let value = reply.vendor(MICROSOFT, mschap::number::MS_CHAP_ERROR).next()?;
    Some(String::from_utf8_lossy(value.get(1..)?).into_owned())
}

/// Who asks for whom.
fn who(name: &str) -> Result<Attributes, Failure> {
    let mut attributes = Attributes::new();
    for (number, value) in [
        (number::USER_NAME, name.as_bytes()),
        (number::NAS_IDENTIFIER, NAS),
        (number::SERVICE_TYPE, &AUTHENTICATE_ONLY.to_be_bytes()),
    ] {
        attributes.push(number, value).map_err(too_long)?;
    }
    Ok(attributes)
}

fn too_long(_: impl std::error::Error) -> Failure {
    Failure::Refused(TOO_LONG.to_owned())
}

/// How a reply is signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(in crate::cli) enum Signature {
    /// By a right Message-Authenticator in front.
    FirstAndRight,
    /// By a right one, but not in front.
    NotFirst,
    /// By the Response Authenticator alone.
    Missing,
    /// The Message-Authenticator is wrong.
    Wrong,
}

impl Signature {
    /// How `reply` is signed. `None` for one that whoever knows the secret did not make.
    pub(in crate::cli) fn of(reply: &Packet<'_>, asked: &Asked, secret: &Secret) -> Option<Self> {
        reply.response_authenticator(asked, secret).ok()?;
        Some(match reply.response_message_authenticator(asked, secret) {
            Ok(()) if reply.message_authenticator_is_first() => Self::FirstAndRight,
            Ok(()) => Self::NotFirst,
            Err(BadMessageAuthenticator::Missing) => Self::Missing,
            Err(
                BadMessageAuthenticator::Repeated | BadMessageAuthenticator::Length | BadMessageAuthenticator::Wrong,
            ) => Self::Wrong,
        })
    }
}

impl fmt::Display for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::FirstAndRight => "Message-Authenticator first and right",
            Self::NotFirst => {
                "Message-Authenticator right, but NOT the first attribute: strict devices drop this reply"
            }
            Self::Missing => "no Message-Authenticator: somebody on the way could have changed this reply",
            Self::Wrong => "the Message-Authenticator is WRONG: devices drop this reply",
        })
    }
}
