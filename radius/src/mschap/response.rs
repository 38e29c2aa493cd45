//! MS-CHAP-Challenge and MS-CHAP2-Response (RFC 2548 sections 2.1.2 and 2.3.2), and what is answered to a right one.

use subtle::ConstantTimeEq;
use thiserror::Error;
use vestibule_gate::Typed;

use super::keys::sha1;
use super::{MICROSOFT, NtHash, SessionKey, number};
use crate::packet::{Attributes, Authenticator, Salts, Secret, TooLarge, hide_salted};

/// The length of the challenge of MS-CHAPv2.
pub const CHALLENGE: usize = 16;

/// The code that a FortiGate puts into a response stands behind identifier and flags, in what is otherwise the peer's
/// challenge and the reserved octets.
const CODE: std::ops::Range<usize> = 2..26;

/// A response to a challenge, with the challenge. Nothing in it is a secret by itself, but from it the NT hash can be
/// searched for: not shown by `Debug`.
#[derive(Clone, PartialEq, Eq)]
pub struct Response {
    /// The identifier, to be repeated in the answer.
    pub ident: u8,
    /// The challenge that was sent to the peer (MS-CHAP-Challenge).
    pub authenticator_challenge: [u8; CHALLENGE],
    /// The challenge that the peer added.
    pub peer_challenge: [u8; CHALLENGE],
    /// The response proper.
    pub nt_response: [u8; 24],
}

/// Why attributes are no response of MS-CHAPv2.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum BadResponse {
    /// MS-CHAP-Challenge is not 16 octets long.
    #[error("an MS-CHAP-Challenge of {0} octets, not 16")]
    Challenge(usize),
    /// MS-CHAP2-Response is not 50 octets long.
    #[error("an MS-CHAP2-Response of {0} octets, not 50")]
    Response(usize),
}

impl Response {
    /// Reads the values of MS-CHAP-Challenge and MS-CHAP2-Response. Flags and reserved octets are not looked at: old
    /// clients fill them.
    ///
    /// # Errors
    /// [`BadResponse`] when a length is wrong.
    pub fn read(challenge: &[u8], response: &[u8]) -> Result<Self, BadResponse> {
        let authenticator_challenge = challenge.try_into().map_err(|_| BadResponse::Challenge(challenge.len()))?;
        let whole: &[u8; 50] = response.try_into().map_err(|_| BadResponse::Response(response.len()))?;
        let [ident, _flags, rest @ ..] = whole;
        let (peer_challenge, rest) = rest.split_first_chunk().ok_or(BadResponse::Response(50))?;
        let nt_response = rest.last_chunk().ok_or(BadResponse::Response(50))?;
        Ok(Self { ident: *ident, authenticator_challenge, peer_challenge: *peer_challenge, nt_response: *nt_response })
    }

    /// The response that a peer makes. For a client and for tests.
    pub fn make(
        ident: u8,
        authenticator_challenge: [u8; CHALLENGE],
        peer_challenge: [u8; CHALLENGE],
        user_name: &[u8],
        hash: &NtHash,
    ) -> Self {
        let mut made = Self { ident, authenticator_challenge, peer_challenge, nt_response: [0; 24] };
        made.nt_response = hash.response(made.challenge_hash(user_name));
        made
    }

    /// The value of MS-CHAP2-Response.
    pub fn octets(&self) -> Vec<u8> {
        [&[self.ident, 0], self.peer_challenge.as_slice(), &[0; 8], &self.nt_response].concat()
    }

    /// The challenge to which [`Response::nt_response`] answers (RFC 2759 section 8.2): what a domain controller is
    /// given. `user_name` is what the peer sent, code included; a domain in front is cut off here.
    pub fn challenge_hash(&self, user_name: &[u8]) -> [u8; 8] {
        let digest = sha1(&[&self.peer_challenge, &self.authenticator_challenge, without_domain(user_name)]);
        let [hash @ .., _, _, _, _, _, _, _, _, _, _, _, _] = *digest;
        hash
    }

    /// Whether the response was made with the password of this hash. For provers that have it: a demonstration, tests.
    pub fn is_of(&self, user_name: &[u8], hash: &NtHash) -> bool {
        hash.response(self.challenge_hash(user_name)).ct_eq(&self.nt_response).into()
    }

    /// The value of MS-CHAP2-Success (RFC 2548 section 2.3.3).
    pub fn success(&self, user_name: &[u8], key: &SessionKey) -> Vec<u8> {
        let mut value = vec![self.ident];
        value.extend_from_slice(b"S=");
        for octet in key.authenticator(&self.nt_response, self.challenge_hash(user_name)) {
            value.extend_from_slice(format!("{octet:02X}").as_bytes());
        }
        value
    }

    /// Whether a value of MS-CHAP2-Success shows that the server's domain knows the password of this hash. For a
    /// client.
    pub fn is_success(&self, value: &[u8], user_name: &[u8], hash: &NtHash) -> bool {
        let expected = self.success(user_name, &hash.session_key());
        value.get(..expected.len()).is_some_and(|there| there.ct_eq(&expected).into())
    }

    /// Appends what an Access-Accept says to a right response: MS-CHAP2-Success, and the keys of MPPE hidden for the
    /// client, of 128 bits and not required to be used (RFC 2548 section 2.4).
    ///
    /// # Errors
    /// [`TooLarge`], which the lengths exclude.
    pub fn accept(
        &self,
        to: &mut Attributes,
        user_name: &[u8],
        key: &SessionKey,
        salts: &mut Salts,
        authenticator: &Authenticator,
        secret: &Secret,
    ) -> Result<(), TooLarge> {
        const ENCRYPTION_ALLOWED: [u8; 4] = [0, 0, 0, 1];
        const RC4_128: [u8; 4] = [0, 0, 0, 4];
        let keys = key.mppe(&self.nt_response);
        to.push_vendor(MICROSOFT, number::MS_CHAP2_SUCCESS, &self.success(user_name, key))?;
        to.push_vendor(MICROSOFT, number::MS_MPPE_ENCRYPTION_POLICY, &ENCRYPTION_ALLOWED)?;
        to.push_vendor(MICROSOFT, number::MS_MPPE_ENCRYPTION_TYPES, &RC4_128)?;
        for (number, key) in [(number::MS_MPPE_SEND_KEY, keys.send), (number::MS_MPPE_RECV_KEY, keys.receive)] {
            let hidden = hide_salted(key.as_slice(), salts.take(), authenticator, secret)?;
            to.push_vendor(MICROSOFT, number, &hidden)?;
        }
        Ok(())
    }

    /// The code that a FortiGate sends as text inside the value of MS-CHAP2-Response, when it answers a challenge.
    /// `None` when there is no such text. To be asked only of a client known to do so: any response could hold it by
    /// chance.
    pub fn code_within(response: &[u8]) -> Option<Typed> {
        let field = response.get(CODE)?;
        let end = field.iter().rposition(|octet| *octet != 0)? + 1;
        let text = field.get(..end)?;
        if text.iter().all(|octet| octet.is_ascii_alphanumeric() || *octet == b'-') {
            return Some(Typed::new(text.to_vec()));
        }
        let digits = text.first_chunk::<6>()?;
        digits.iter().all(u8::is_ascii_digit).then(|| Typed::new(digits.to_vec()))
    }
}

impl std::fmt::Debug for Response {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Response(…)")
    }
}

/// A name without the domain in front of it (`DOMAIN\name`).
pub fn without_domain(user_name: &[u8]) -> &[u8] {
    match user_name.iter().position(|octet| *octet == b'\\') {
        Some(at) => user_name.get(at + 1..).unwrap_or_default(),
        None => user_name,
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests fail by panicking")]
mod tests {
    use hex_literal::hex;
    use proptest::prelude::*;

    use super::*;
    use crate::packet::unhide_salted;

    const AUTHENTICATOR: [u8; 16] = hex!("5B5D7C7D7B3F2F3E3C2C602132262628");
    const PEER: [u8; 16] = hex!("21402324255E262A28295F2B3A337C7E");

    fn published() -> Response {
        Response::make(7, AUTHENTICATOR, PEER, b"User", &NtHash::of("clientPass"))
    }

    #[test]
    fn response_and_success_are_those_of_rfc_2759() {
        // Section 9.2.
        let response = published();
        assert_eq!(response.challenge_hash(b"User"), hex!("D02E4386BCE91226"));
        assert_eq!(response.nt_response, hex!("82309ECD8D708B5EA08FAA3981CD83544233114A3D85D6DF"));
        let success = response.success(b"User", &NtHash::of("clientPass").session_key());
        assert_eq!(success, b"\x07S=407A5589115FD0D6209F510FE9C04566932CDA56");
        assert!(response.is_success(&success, b"User", &NtHash::of("clientPass")));
        assert!(!response.is_success(&success, b"User", &NtHash::of("clientpass")));
        assert!(!response.is_success(&success[..42], b"User", &NtHash::of("clientPass")));
    }

    #[test]
    fn the_domain_is_no_part_of_the_challenge_but_a_code_is() {
        let response = published();
        assert_eq!(response.challenge_hash(b"BIGCO\\User"), response.challenge_hash(b"User"));
        assert_ne!(response.challenge_hash(b"User-123456"), response.challenge_hash(b"User"));
        assert_ne!(response.challenge_hash(b"user"), response.challenge_hash(b"User"));
        assert!(response.is_of(b"BIGCO\\User", &NtHash::of("clientPass")));
        assert!(!response.is_of(b"User", &NtHash::of("clientPass ")));
    }

    #[test]
    fn only_16_and_50_octets_are_read() {
        let octets = published().octets();
        assert!(Response::read(&AUTHENTICATOR, &octets).unwrap() == published());
        assert_eq!(Response::read(&AUTHENTICATOR[..8], &octets), Err(BadResponse::Challenge(8)));
        assert_eq!(Response::read(&AUTHENTICATOR, &octets[..49]), Err(BadResponse::Response(49)));
        assert_eq!(Response::read(&AUTHENTICATOR, &[octets.as_slice(), &[0]].concat()), Err(BadResponse::Response(51)));
        assert_eq!(Response::read(&[], &[]), Err(BadResponse::Challenge(0)));
    }

    #[test]
    fn an_accept_carries_success_and_keys() {
        let (secret, asked) = (Secret::new(b"testing".to_vec()), [9; 16]);
        let (key, mut to) = (NtHash::of("clientPass").session_key(), Attributes::new());
        published().accept(&mut to, b"User", &key, &mut Salts::new([0, 1]), &asked, &secret).unwrap();
        let octets = crate::packet::request(
            crate::packet::Code::AccessAccept,
            1,
            &asked,
            &to,
            &secret,
            crate::packet::Signed::Without,
        )
        .unwrap();
        let packet = crate::packet::Packet::decode(&octets).unwrap();
        let one = |number| packet.only_vendor(MICROSOFT, number).unwrap().unwrap();
        assert_eq!(one(number::MS_CHAP2_SUCCESS), b"\x07S=407A5589115FD0D6209F510FE9C04566932CDA56");
        let send = unhide_salted(one(number::MS_MPPE_SEND_KEY), &asked, &secret).unwrap();
        assert_eq!(send.as_slice(), hex!("8B7CDC149B993A1BA118CB153F56DCCB"));
        let receive = one(number::MS_MPPE_RECV_KEY);
        assert_eq!(receive.len(), 34);
        assert_ne!(receive[..2], one(number::MS_MPPE_SEND_KEY)[..2]);
        assert_ne!(*unhide_salted(receive, &asked, &secret).unwrap(), *send);
    }

    #[test]
    fn a_fortigate_answers_inside_the_response() {
        let within = |text: &[u8], behind: u8| {
            let mut value = vec![behind; 50];
            value.splice(2..2 + text.len(), text.iter().copied());
            Response::code_within(&value).map(|code| code.expose().to_vec())
        };
        assert_eq!(within(b"123456", 0).unwrap(), b"123456");
        assert_eq!(within(b"12345678", 0).unwrap(), b"12345678");
        assert_eq!(within(b"ABCD-EFGH-JKMN-PQRS-TVWX", 0).unwrap(), b"ABCD-EFGH-JKMN-PQRS-TVWX");
        assert_eq!(within(b"123456", 0xee).unwrap(), b"123456");
        assert_eq!(within(b"12345", 0xee), None);
        assert_eq!(within(b"", 0), None);
        assert!(Response::code_within(b"\0\x00123456").is_none());
    }

    proptest! {
        #[test]
        fn no_octets_stop_it(challenge in proptest::collection::vec(any::<u8>(), 0..40), response in proptest::collection::vec(any::<u8>(), 0..80)) {
            let _ = Response::read(&challenge, &response);
            let _ = Response::code_within(&response);
            let _ = without_domain(&response);
        }

        #[test]
        fn what_is_read_is_what_was_written(ident: u8, one: [u8; 16], two: [u8; 16], name: Vec<u8>, password: String) {
            let hash = NtHash::of(&password);
            let made = Response::make(ident, one, two, &name, &hash);
            let read = Response::read(&one, &made.octets()).unwrap();
            prop_assert!(read == made && read.is_of(&name, &hash));
        }
    }
}
