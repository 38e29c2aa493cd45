//! What proves that a packet comes from who knows the secret: Message-Authenticator (RFC 3579 section 3.2),
//! Response Authenticator (RFC 2865 section 3), the authenticator of Accounting-Requests (RFC 2866 section 3).
//!
//! Compared in constant time.

use subtle::ConstantTimeEq;
use thiserror::Error;

use super::{Asked, Authenticator, Code, Packet, Secret, number};

/// What is wrong with a packet's Message-Authenticator.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Error)]
pub enum BadMessageAuthenticator {
    /// There is none.
    #[error("no Message-Authenticator")]
    Missing,
    /// There are several.
    #[error("more than one Message-Authenticator")]
    Repeated,
    /// It is not 16 octets long.
    #[error("a Message-Authenticator that is not 16 octets long")]
    Length,
    /// It was computed with another secret, or the packet was changed.
    #[error("a wrong Message-Authenticator: another secret, or a changed packet")]
    Wrong,
}

/// An authenticator field that was computed with another secret, or for another packet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("a wrong authenticator: another secret, or a changed packet")]
pub struct Forged;

impl Packet<'_> {
    /// Checks the Message-Authenticator of a request, wherever it stands.
    ///
    /// # Errors
    /// [`BadMessageAuthenticator`]; the request is then discarded in silence, but for `Missing` from a client that is
    /// excepted.
    pub fn message_authenticator(&self, secret: &Secret) -> Result<(), BadMessageAuthenticator> {
        match self.code() {
            // Its authenticator is computed last, over everything else.
            Code::AccountingRequest => self.check_message(&[0; 16], secret),
            Code::AccessRequest
            | Code::AccessAccept
            | Code::AccessReject
            | Code::AccountingResponse
            | Code::AccessChallenge
            | Code::StatusServer
            | Code::ProtocolError
            | Code::Other(_) => self.check_message(self.authenticator(), secret),
        }
    }

    /// Checks the authenticator of an Accounting-Request.
    ///
    /// # Errors
    /// [`Forged`]; it is then discarded in silence.
    pub fn accounting_authenticator(&self, secret: &Secret) -> Result<(), Forged> {
        self.check_header(&[0; 16], secret)
    }

    /// Checks the Response Authenticator of a reply to `asked`. An old client's only proof.
    ///
    /// # Errors
    /// [`Forged`].
    pub fn response_authenticator(&self, asked: &Asked, secret: &Secret) -> Result<(), Forged> {
        if self.id() != asked.id {
            return Err(Forged);
        }
        self.check_header(&asked.authenticator, secret)
    }

    /// Checks the Message-Authenticator of a reply to `asked`.
    ///
    /// # Errors
    /// [`BadMessageAuthenticator`].
    pub fn response_message_authenticator(
        &self,
        asked: &Asked,
        secret: &Secret,
    ) -> Result<(), BadMessageAuthenticator> {
        self.check_message(&asked.authenticator, secret)
    }

    /// Whether a Message-Authenticator is the first attribute.
    pub fn message_authenticator_is_first(&self) -> bool {
        self.attributes().next().is_some_and(|attribute| attribute.number == number::MESSAGE_AUTHENTICATOR)
    }

    fn check_message(&self, authenticator: &Authenticator, secret: &Secret) -> Result<(), BadMessageAuthenticator> {
        let mut all = self.all(number::MESSAGE_AUTHENTICATOR);
        let there = all.next().ok_or(BadMessageAuthenticator::Missing)?;
        if all.next().is_some() {
            return Err(BadMessageAuthenticator::Repeated);
        }
        if there.len() != 16 {
            return Err(BadMessageAuthenticator::Length);
        }
        let (before, behind) = self.around_message_authenticator();
        let expected = secret.hmac(&[self.head(), authenticator, before, &[0; 16], behind]);
        if expected.as_slice().ct_eq(there).into() { Ok(()) } else { Err(BadMessageAuthenticator::Wrong) }
    }

    /// The attributes before the value of the one Message-Authenticator of 16 octets, and those behind it.
    fn around_message_authenticator(&self) -> (&[u8], &[u8]) {
        let before = self
            .attributes()
            .take_while(|attribute| attribute.number != number::MESSAGE_AUTHENTICATOR)
            .map(|attribute| attribute.value.len() + 2)
            .sum::<usize>();
        let octets = self.attribute_octets();
        (octets.get(..before + 2).unwrap_or(octets), octets.get(before + 18..).unwrap_or_default())
    }

    fn check_header(&self, authenticator: &Authenticator, secret: &Secret) -> Result<(), Forged> {
        let expected = secret.digest_before(&[self.head(), authenticator, self.attribute_octets()]);
        if expected.ct_eq(self.authenticator()).into() { Ok(()) } else { Err(Forged) }
    }

    /// Code, identifier and length.
    fn head(&self) -> &[u8] {
        self.octets().get(..4).unwrap_or_default()
    }
}
