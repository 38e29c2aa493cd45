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

#[cfg(test)]
#[expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests fail by panicking")]
mod tests {
    use hex_literal::hex;

    use super::*;
    use crate::packet::{Attributes, Signed, accounting_request, reply, request};

    fn secret() -> Secret {
        Secret::new(b"xyzzy5461".to_vec())
    }

    fn attributes() -> Attributes {
        let mut attributes = Attributes::new();
        attributes.push(number::USER_NAME, b"ada").unwrap();
        attributes.push(number::PROXY_STATE, b"80").unwrap();
        attributes
    }

    /// An Access-Request whose Message-Authenticator stands between other attributes.
    fn signed_behind() -> Vec<u8> {
        let first = request(Code::AccessRequest, 3, &[5; 16], &attributes(), &secret(), Signed::First).unwrap();
        let (head, rest) = first.split_at(20);
        let (mac, others) = rest.split_at(18);
        let moved = [head, &others[..5], &[80, 18], &[0; 16], &others[5..]].concat();
        let computed = secret().hmac(&[&moved]);
        assert_ne!(computed, mac[2..]);
        [head, &others[..5], &[80, 18], &computed, &others[5..]].concat()
    }

    #[test]
    fn the_examples_of_rfc_5997_are_authentic() {
        // Section 6.1: Status-Server and the answer of an authentication port.
        let query = hex!(
            "0c da 00 26 8a 54 f4 68 6f b3 94 c5 28 66 e3 02 18 5d 06 23 50 12 5a 66 5e 2e 1e 84 11 f3 e2 43 82 20 97"
            "c8 4f a3"
        );
        let answer = hex!("02 da 00 14 ef 0d 55 2a 4b f2 d6 93 ec 2b 6f e8 b5 41 1d 66");
        let (query, answer) = (Packet::decode(&query).unwrap(), Packet::decode(&answer).unwrap());
        assert_eq!(query.message_authenticator(&secret()), Ok(()));
        assert_eq!(answer.response_authenticator(&query.asked(), &secret()), Ok(()));
        assert_eq!(
            answer.response_message_authenticator(&query.asked(), &secret()),
            Err(BadMessageAuthenticator::Missing)
        );
    }

    #[test]
    fn the_examples_of_rfc_2865_are_authentic() {
        // Sections 7.1, 7.2 and 7.3: authenticators of requests, and the replies to them.
        let cases: [(u8, Authenticator, &[u8]); 4] = [
            (
                0,
                hex!("0f403f9473978057bd83d5cb98f4227a"),
                &hex!(
                    "02 00 00 26 86 fe 22 0e 76 24 ba 2a 10 05 f6 bf 9b 55 e0 b2 06 06 00 00 00 01 0f 06 00 00 00 00 0e"
                    "06 c0 a8 01 03"
                ),
            ),
            (
                1,
                hex!("2aee86f08d0d55969ca5978e0d3367a2"),
                &hex!(
                    "02 01 00 38 15 ef bc 7d ab 26 cf a3 dc 34 d9 c0 3c 86 01 a4 06 06 00 00 00 02 07 06 00 00 00 01 08"
                    "06 ff ff ff fe 0a 06 00 00 00 02 0d 06 00 00 00 01 0c 06 00 00 05 dc"
                ),
            ),
            (
                2,
                hex!("f3a47a1f6a6d76710b947ab93041a039"),
                &hex!(
                    "0b 02 00 4e 36 f3 c8 76 4a e8 c7 11 57 40 3c 0c 71 ff 9c 45 12 30 43 68 61 6c 6c 65 6e 67 65 20 33"
                    "32 37 36 39 34 33 30 2e 20 20 45 6e 74 65 72 20 72 65 73 70 6f 6e 73 65 20 61 74 20 70 72 6f 6d 70"
                    "74 2e 18 0a 33 32 37 36 39 34 33 30"
                ),
            ),
            (
                3,
                hex!("b122556d428a13d0d6253807c457ecf0"),
                &hex!("03 03 00 14 a4 2f 4f ca 45 91 6c 4e 09 c8 34 0f 9e 74 6a a0"),
            ),
        ];
        for (id, authenticator, octets) in cases {
            let asked = Asked { code: Code::AccessRequest, id, authenticator };
            let answer = Packet::decode(octets).unwrap();
            assert_eq!(answer.response_authenticator(&asked, &secret()), Ok(()), "{id}");
            let other = Asked { id: id + 1, ..asked };
            assert_eq!(answer.response_authenticator(&other, &secret()), Err(Forged));
        }
    }

    #[test]
    fn a_message_authenticator_is_right_wherever_it_stands() {
        let first = request(Code::AccessRequest, 3, &[5; 16], &attributes(), &secret(), Signed::First).unwrap();
        let first = Packet::decode(&first).unwrap();
        assert!(first.message_authenticator_is_first());
        assert_eq!(first.message_authenticator(&secret()), Ok(()));
        let behind = signed_behind();
        let behind = Packet::decode(&behind).unwrap();
        assert!(!behind.message_authenticator_is_first());
        assert_eq!(behind.message_authenticator(&secret()), Ok(()));
    }

    #[test]
    fn every_changed_octet_and_another_secret_are_seen() {
        let octets = signed_behind();
        for at in 0..octets.len() {
            let mut changed = octets.clone();
            changed[at] ^= 1;
            if let Ok(packet) = Packet::decode(&changed) {
                assert!(packet.message_authenticator(&secret()).is_err(), "octet {at}");
            }
        }
        let packet = Packet::decode(&octets).unwrap();
        let other = Secret::new(b"xyzzy5462".to_vec());
        assert_eq!(packet.message_authenticator(&other), Err(BadMessageAuthenticator::Wrong));
    }

    #[test]
    fn none_two_and_another_length_are_told_apart() {
        let with = |extra: &[(u8, &[u8])], signed| {
            let mut attributes = attributes();
            for (number, value) in extra {
                attributes.push(*number, value).unwrap();
            }
            let octets = request(Code::AccessRequest, 3, &[5; 16], &attributes, &secret(), signed).unwrap();
            Packet::decode(&octets).unwrap().message_authenticator(&secret())
        };
        assert_eq!(with(&[], Signed::Without), Err(BadMessageAuthenticator::Missing));
        assert_eq!(with(&[(80, &[0; 16])], Signed::First), Err(BadMessageAuthenticator::Repeated));
        assert_eq!(with(&[(80, &[])], Signed::First), Err(BadMessageAuthenticator::Repeated));
        assert_eq!(with(&[(80, &[0; 15])], Signed::Without), Err(BadMessageAuthenticator::Length));
        assert_eq!(with(&[(80, &[0; 17])], Signed::Without), Err(BadMessageAuthenticator::Length));
        assert_eq!(with(&[(80, &[])], Signed::Without), Err(BadMessageAuthenticator::Length));
        assert_eq!(with(&[(80, &[0; 16])], Signed::Without), Err(BadMessageAuthenticator::Wrong));
        assert_eq!(with(&[], Signed::First), Ok(()));
    }

    #[test]
    fn a_reply_is_authentic_for_its_request_only() {
        let asked = Asked { code: Code::AccessRequest, id: 9, authenticator: [7; 16] };
        let octets = reply(Code::AccessAccept, &asked, &attributes(), &secret(), Signed::First).unwrap();
        let packet = Packet::decode(&octets).unwrap();
        assert_eq!(packet.response_authenticator(&asked, &secret()), Ok(()));
        assert_eq!(packet.response_message_authenticator(&asked, &secret()), Ok(()));
        let other = Asked { authenticator: [8; 16], ..asked };
        assert_eq!(packet.response_authenticator(&other, &secret()), Err(Forged));
        assert_eq!(packet.response_message_authenticator(&other, &secret()), Err(BadMessageAuthenticator::Wrong));
    }

    #[test]
    fn an_accounting_request_is_authentic_with_and_without_message_authenticator() {
        for signed in [Signed::First, Signed::Without] {
            let octets = accounting_request(1, &attributes(), &secret(), signed).unwrap();
            let packet = Packet::decode(&octets).unwrap();
            assert_eq!(packet.accounting_authenticator(&secret()), Ok(()));
            assert_eq!(packet.message_authenticator(&secret()).is_ok(), signed == Signed::First);
            assert_eq!(packet.accounting_authenticator(&Secret::new(vec![])), Err(Forged));
            for at in 0..octets.len() {
                let mut changed = octets.to_vec();
                changed[at] ^= 0x40;
                let Ok(packet) = Packet::decode(&changed) else { continue };
                assert_eq!(packet.accounting_authenticator(&secret()), Err(Forged), "octet {at}");
            }
        }
    }
}
