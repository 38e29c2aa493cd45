//! Whether a packet comes from who knows the client's secret. Comes before everything else: nothing a stranger sends
//! touches a table.
//!
//! Message-Authenticator is required, wherever in the packet it stands (draft-ietf-radext-deprecating-radius). A client
//! that is excepted may leave it out of an Access-Request, but not of one that has the shape of the forgery of
//! CVE-2024-3596 (Proxy-State) or carries EAP (RFC 3579 section 3.1).

use super::settings::Client;
use super::silence::Silence;
use crate::packet::{BadMessageAuthenticator, Packet, number};

/// An Access-Request; says whether it was signed.
pub(super) fn access(packet: &Packet<'_>, client: &Client) -> Result<bool, Silence> {
    match packet.message_authenticator(&client.secret) {
        Ok(()) => Ok(true),
        Err(BadMessageAuthenticator::Missing) if client.message_authenticator_optional => {
            if packet.has(number::PROXY_STATE) {
                return Err(Silence::UnsignedProxyState);
            }
            if packet.has(number::EAP_MESSAGE) { Err(Silence::NoMessageAuthenticator) } else { Ok(false) }
        }
        Err(bad) => Err(silence(bad)),
    }
}

/// A Status-Server, which is always signed (RFC 5997 section 3).
pub(super) fn status(packet: &Packet<'_>, client: &Client) -> Result<(), Silence> {
    packet.message_authenticator(&client.secret).map_err(silence)
}

/// An Accounting-Request. Its authenticator is its proof; a Message-Authenticator that is there must be right too.
pub(super) fn accounting(packet: &Packet<'_>, client: &Client) -> Result<(), Silence> {
    packet.accounting_authenticator(&client.secret).map_err(|_| Silence::WrongAuthenticator)?;
    match packet.message_authenticator(&client.secret) {
        Ok(()) | Err(BadMessageAuthenticator::Missing) => Ok(()),
        Err(bad) => Err(silence(bad)),
    }
}

const fn silence(bad: BadMessageAuthenticator) -> Silence {
    match bad {
        BadMessageAuthenticator::Missing => Silence::NoMessageAuthenticator,
        BadMessageAuthenticator::Repeated => Silence::RepeatedMessageAuthenticator,
        BadMessageAuthenticator::Length => Silence::ShortMessageAuthenticator,
        BadMessageAuthenticator::Wrong => Silence::WrongMessageAuthenticator,
    }
}
