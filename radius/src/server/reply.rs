//! Makes the packets that leave. Message-Authenticator stands first in every reply; Proxy-State comes back in its order
//! (RFC 2865 section 5.33), and only if the request was signed.
//!
//! [`accept`] takes the gate's proof by value: there is no other way to an Access-Accept for an Access-Request.

use bytes::Bytes;
use vestibule_gate::{Admitted, Refusal, Said};

use super::effect::Facts;
use super::questions::State;
use super::say;
use super::settings::Client;
use super::ticket::{Round, Slip};
use crate::eap::{self, Accepted};
use crate::mschap::{self, MICROSOFT};
use crate::packet::{Attributes, Code, Salts, Signed, TooLarge, hide_salted, number, reply};
use crate::reply::{Note, Seal};

/// The highest attribute a client takes that must not see a Message-Authenticator.
const OLD_HIGHEST: u8 = 63;
/// Prompt: what is typed shall not be shown (RFC 2869 section 5.10).
const NO_ECHO: [u8; 4] = [0, 0, 0, 0];

/// Octets of chance for a reply: two for salts, the others for a challenge nobody answers.
pub(super) type Chances = [u8; 18];

/// What an Access-Accept says: the answer to a response, and what the client's rules give this person.
pub(super) fn accept(
    slip: &Slip,
    round: &Round,
    admitted: Admitted,
    mut facts: Facts,
    chances: Chances,
) -> Result<(Bytes, Vec<Note>), TooLarge> {
    let (client, authenticator) = (&slip.client, &slip.asked().authenticator);
    let [salt @ .., _, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _] = chances;
    let (mut salts, mut attributes) = (Salts::new(salt), Attributes::new());
    if let (Some(response), Some(key)) = (&round.response, &facts.key) {
        response.accept(&mut attributes, &round.user_name, key, &mut salts, authenticator, &client.secret)?;
    }
    if let Some(grace) = admitted.grace() {
        attributes.push(number::REPLY_MESSAGE, say::grace(grace).as_bytes())?;
    }
    facts.reply.user.clone_from(&admitted.bound().person().name);
    let mut seal = Seal { secret: &client.secret, authenticator, salts: &mut salts };
    let evaluated = client.reply.evaluate(admitted.groups(), &facts.reply, &mut seal);
    attributes.append(&evaluated.attributes);
    Ok((finish(slip, Code::AccessAccept, &attributes)?, evaluated.notes))
}

/// What an Access-Challenge says.
pub(super) fn challenge(slip: &Slip, said: &Said, state: &State) -> Result<Bytes, TooLarge> {
    let mut attributes = Attributes::new();
    let text = say::question(said, &slip.client.question);
    if !text.is_empty() {
        attributes.push(number::REPLY_MESSAGE, text.as_bytes())?;
    }
    attributes.push(number::STATE, state.octets())?;
    attributes.push(number::PROMPT, &NO_ECHO)?;
    finish(slip, Code::AccessChallenge, &attributes)
}

/// What an Access-Reject says to somebody the gate refused.
pub(super) fn reject(slip: &Slip, round: &Round, refusal: &Refusal, chances: Chances) -> Result<Bytes, TooLarge> {
    let mut attributes = Attributes::new();
    let text = say::refusal(refusal.said());
    if let Some(response) = &round.response {
        let [challenge @ .., _, _] = chances;
        let failure =
            say::failure(refusal.said()).value(response.ident, challenge, text.as_deref().unwrap_or_default());
        attributes.push_vendor(MICROSOFT, mschap::number::MS_CHAP_ERROR, &failure)?;
    }
    if let Some(text) = text {
        attributes.push(number::REPLY_MESSAGE, text.as_bytes())?;
    }
    finish(slip, Code::AccessReject, &attributes)
}

/// Error-Cause: an EAP packet that was none, and is ignored (RFC 3579 section 2.2).
pub(super) const INVALID_EAP: u32 = 202;
/// For how long a device shall wait for somebody who types (RFC 3579 section 2.3.1), in seconds.
const TYPING: [u8; 4] = [0, 0, 0, 120];

/// An Access-Challenge with an EAP request. Always signed, whatever the client's exceptions (RFC 3579 section 3.1).
pub(super) fn eap_request(
    slip: &Slip,
    request: &[u8],
    state: Option<&State>,
    asks: bool,
    error: Option<u32>,
) -> Result<Bytes, TooLarge> {
    let mut attributes = Attributes::new();
    attributes.push_long(number::EAP_MESSAGE, request);
    if let Some(state) = state {
        attributes.push(number::STATE, state.octets())?;
    }
    if asks {
        attributes.push(number::SESSION_TIMEOUT, &TYPING)?;
    }
    if let Some(error) = error {
        attributes.push(number::ERROR_CAUSE, &error.to_be_bytes())?;
    }
    finish_eap(slip, Code::AccessChallenge, attributes)
}

/// An Access-Accept with EAP-Success, the keys, and what the client's rules give this person (RFC 3579 section 2.6.3).
pub(super) fn eap_accept(
    slip: &Slip,
    accepted: Accepted,
    wants_name: bool,
    chances: Chances,
) -> Result<(Bytes, Vec<Note>), TooLarge> {
    let Accepted { ident, admitted, mut facts, keys } = accepted;
    let (client, authenticator) = (&slip.client, &slip.asked().authenticator);
    let [salt @ .., _, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _] = chances;
    let (mut salts, mut attributes) = (Salts::new(salt), Attributes::new());
    attributes.push(number::EAP_MESSAGE, &eap::packet::success(ident))?;
    let [receive, send] = halves(&keys.msk);
    for (number, key) in [(mschap::number::MS_MPPE_RECV_KEY, receive), (mschap::number::MS_MPPE_SEND_KEY, send)] {
        let hidden = hide_salted(key, salts.take(), authenticator, &client.secret)?;
        attributes.push_vendor(MICROSOFT, number, &hidden)?;
    }
    if let Some(name) = keys.session_id.as_deref().filter(|_| wants_name) {
        attributes.push(number::EAP_KEY_NAME, name)?;
    }
    facts.user.clone_from(&admitted.bound().person().name);
    let mut seal = Seal { secret: &client.secret, authenticator, salts: &mut salts };
    let evaluated = client.reply.evaluate(admitted.groups(), &facts, &mut seal);
    attributes.append(&evaluated.attributes);
    Ok((finish_eap(slip, Code::AccessAccept, attributes)?, evaluated.notes))
}

/// An Access-Reject with EAP-Failure.
pub(super) fn eap_failure(slip: &Slip, ident: u8) -> Result<Bytes, TooLarge> {
    let mut attributes = Attributes::new();
    attributes.push(number::EAP_MESSAGE, &eap::packet::failure(ident))?;
    finish_eap(slip, Code::AccessReject, attributes)
}

fn halves(msk: &[u8; 64]) -> [&[u8]; 2] {
    let (first, second) = msk.split_at(32);
    [first, second]
}

fn finish_eap(slip: &Slip, code: Code, mut attributes: Attributes) -> Result<Bytes, TooLarge> {
    attributes.append(&slip.proxy);
    reply(code, slip.asked(), &attributes, &slip.client.secret, Signed::First)
}

/// A reply that says nothing: an Access-Reject without the gate, and what answers Status-Server and Accounting-Request.
pub(super) fn bare(slip: &Slip, what: Bare) -> Result<Bytes, TooLarge> {
    if let Some(ident) = slip.eap.filter(|_| what == Bare::Reject) {
        return eap_failure(slip, ident);
    }
    let signed = if what == Bare::Accounted { Signed::Without } else { signed(&slip.client) };
    reply(what.code(), slip.asked(), &slip.proxy, &slip.client.secret, signed)
}

/// A kind of reply that says nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Bare {
    /// Access-Reject.
    Reject,
    /// The Access-Accept that answers Status-Server.
    Alive,
    /// Accounting-Response.
    Accounted,
}

impl Bare {
    pub(super) const fn code(self) -> Code {
        match self {
            Self::Reject => Code::AccessReject,
            // RFC 5997 section 3: Status-Server is answered as an Access-Request is.
            Self::Alive => Code::AccessAccept,
            Self::Accounted => Code::AccountingResponse,
        }
    }
}

fn finish(slip: &Slip, code: Code, attributes: &Attributes) -> Result<Bytes, TooLarge> {
    let client = &slip.client;
    let mut whole = if client.reply_without_message_authenticator { old(attributes)? } else { attributes.clone() };
    whole.append(&slip.proxy);
    reply(code, slip.asked(), &whole, &client.secret, signed(client))
}

fn signed(client: &Client) -> Signed {
    if client.reply_without_message_authenticator { Signed::Without } else { Signed::First }
}

/// Those that an old client takes.
fn old(attributes: &Attributes) -> Result<Attributes, TooLarge> {
    let mut kept = Attributes::new();
    for attribute in attributes.iter().filter(|attribute| attribute.number <= OLD_HIGHEST) {
        kept.push(attribute.number, attribute.value)?;
    }
    Ok(kept)
}
