//! Reads an Access-Request that was verified: who, and what they show. What can carry no second factor is refused here
//! and not shown to the gate.

use std::net::IpAddr;

use vestibule_gate::{CodeWay, Typed};

use super::effect::Needs;
use super::settings::Client;
use super::silence::Refused;
use super::{source, spelling};
use crate::mschap::{self, MICROSOFT, Response};
use crate::packet::{Packet, number, unhide_password};
use crate::scrv1;

/// Service-Type Call-Check and Authorize-Only: logins without credentials (RFC 2865 section 5.6, RFC 5176).
const WITHOUT_CREDENTIALS: [[u8; 4]; 2] = [[0, 0, 0, 10], [0, 0, 0, 17]];
/// How Cisco's devices ask for an access list, by a user name.
const ACCESS_LIST: &[u8] = b"#ACSACL#";
/// MS-CHAP-CPW-1 and -2 (RFC 2548 sections 2.1.6 and 2.1.7): changes of a password.
const PASSWORD_CHANGES: [u8; 3] = [3, 4, mschap::number::MS_CHAP2_CPW];

/// A login as it was asked for.
pub(super) struct Login<'a> {
    pub(super) name: Name<'a>,
    /// The State that came along.
    pub(super) state: Option<&'a [u8]>,
    pub(super) shown: Shown<'a>,
}

/// Who, and from where.
pub(super) struct Name<'a> {
    /// User-Name as it was sent.
    pub(super) user_name: &'a [u8],
    /// The end user's address.
    pub(super) source: Option<IpAddr>,
    /// What stays the same when the client sends this login again in another packet.
    pub(super) session: Option<&'a [u8]>,
}

/// What was shown.
pub(super) enum Shown<'a> {
    /// The content of User-Password.
    Password(Typed),
    /// The value of MS-CHAP2-Response and, where it is one, what it responds with.
    Response(&'a [u8], Option<Response>),
}

/// What the gate is asked in the first round.
pub(super) struct First {
    pub(super) name: Vec<u8>,
    pub(super) typed: Typed,
    /// A code that came along although the client asks for it in a second round: it is given there.
    pub(super) early: Option<Typed>,
    pub(super) response: Option<Response>,
}

impl<'a> Login<'a> {
    pub(super) fn read(packet: &Packet<'a>, client: &Client, peer: IpAddr) -> Result<Self, Refused> {
        let name = Name::read(packet, client, peer)?;
        let shown = shown(packet, client)?;
        let state = packet.only(number::STATE).map_err(|_| Refused::Ambiguous)?;
        Ok(Self { name, state, shown })
    }
}

impl<'a> Name<'a> {
    pub(super) fn read(packet: &Packet<'a>, client: &Client, peer: IpAddr) -> Result<Self, Refused> {
        let user_name = packet.only(number::USER_NAME).map_err(|_| Refused::Ambiguous)?.ok_or(Refused::NoName)?;
        if user_name.starts_with(ACCESS_LIST) {
            return Err(Refused::AccessList);
        }
        if packet.all(number::SERVICE_TYPE).any(|value| WITHOUT_CREDENTIALS.iter().any(|one| one == value)) {
            return Err(Refused::ServiceType);
        }
        let first = |number| packet.first(number).filter(|value| !value.is_empty());
        Ok(Self {
            user_name,
            source: source::end_user(packet, &client.source_from, peer),
            session: first(number::ACCT_SESSION_ID).or_else(|| first(number::CALLING_STATION_ID)),
        })
    }
}

impl Shown<'_> {
    /// Whether it is MS-CHAPv2.
    pub(super) const fn is_response(&self) -> bool {
        matches!(self, Self::Response(..))
    }

    /// The identifier of a response.
    pub(super) fn ident(&self) -> Option<u8> {
        match self {
            Self::Password(_) => None,
            Self::Response(value, _) => value.first().copied(),
        }
    }

    /// As a first round.
    pub(super) fn into_first(self, client: &Client, user_name: &[u8]) -> Result<First, Refused> {
        let mut name = spelling::name(client, user_name);
        match self {
            Shown::Response(..) if !client.responses => Err(Refused::MsChapV2),
            Shown::Response(_, response) => {
                let response = response.ok_or(Refused::BadCredentials)?;
                Ok(First { name, typed: text(&response), early: None, response: Some(response) })
            }
            Shown::Password(password) => {
                let (typed, early) = by_way(client, &mut name, password);
                Ok(First { name, typed, early, response: None })
            }
        }
    }

    /// The code, as a second round.
    pub(super) fn into_code(self, client: &Client) -> Result<Typed, Refused> {
        match self {
            Shown::Password(code) => Ok(spelling::typed(client, code)),
            Shown::Response(value, _) if client.response_holds_code => {
                Response::code_within(value).ok_or(Refused::BadCredentials)
            }
            Shown::Response(..) => Err(Refused::UnknownState),
        }
    }
}

/// How the first factor is to be proven.
pub(super) fn needs(client: &Client, response: Option<&Response>, user_name: &[u8]) -> Needs {
    match (&client.code, response) {
        (CodeWay::CodeOnly, _) => Needs::Nothing,
        (_, Some(response)) => {
            Needs::Response { challenge_hash: response.challenge_hash(user_name), nt_response: response.nt_response }
        }
        (_, None) => Needs::Password,
    }
}

/// A response as the gate is shown it: as text, since no password holds a NUL.
pub(super) fn text(response: &Response) -> Typed {
    Typed::new(response.octets().iter().flat_map(|octet| format!("{octet:02x}").into_bytes()).collect())
}

/// The one thing that was shown.
fn shown<'a>(packet: &Packet<'a>, client: &Client) -> Result<Shown<'a>, Refused> {
    let microsoft = |number| packet.vendor(MICROSOFT, number).next().is_some();
    if PASSWORD_CHANGES.into_iter().any(microsoft) {
        return Err(Refused::PasswordChange);
    }
    if packet.has(number::CHAP_PASSWORD) {
        return Err(Refused::Chap);
    }
    if microsoft(mschap::number::MS_CHAP_RESPONSE) {
        return Err(Refused::MsChapV1);
    }
    let password = packet.only(number::USER_PASSWORD).map_err(|_| Refused::Ambiguous)?;
    let one = |number| packet.only_vendor(MICROSOFT, number).map_err(|_| Refused::Ambiguous);
    match (password, one(mschap::number::MS_CHAP2_RESPONSE)?) {
        (Some(_), Some(_)) => Err(Refused::Ambiguous),
        (None, None) => Err(Refused::NoCredentials),
        (Some(hidden), None) => unhide_password(hidden, packet.authenticator(), &client.secret)
            .map(Shown::Password)
            .map_err(|_| Refused::BadCredentials),
        (None, Some(value)) => {
            let challenge = one(mschap::number::MS_CHAP_CHALLENGE)?.unwrap_or_default();
            Ok(Shown::Response(value, Response::read(challenge, value).ok()))
        }
    }
}

/// What was typed, for the client's way of giving the code. OpenVPN's static challenge brings password and code apart
/// (SCRV1); they are put to where the client's people would have typed them.
fn by_way(client: &Client, name: &mut Vec<u8>, password: Typed) -> (Typed, Option<Typed>) {
    let Some((password, code)) = scrv1::split(password.expose()) else {
        return (spelling::typed(client, password), None);
    };
    let (password, code) = (spelling::typed(client, password), spelling::typed(client, code));
    match &client.code {
        CodeWay::Append | CodeWay::Auto => (spelling::joined(&[password.expose(), code.expose()]), None),
        CodeWay::Separator(separator) => {
            (spelling::joined(&[password.expose(), separator.as_bytes(), code.expose()]), None)
        }
        CodeWay::UserName => {
            name.push(b'-');
            name.extend_from_slice(code.expose());
            (password, None)
        }
        CodeWay::Challenge => (password, Some(code)),
        CodeWay::CodeOnly => (code, None),
    }
}
