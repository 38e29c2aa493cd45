//! The RADIUS packets of a conversation that is begun and left open (RFC 2865, RFC 3579), written here once more, so that
//! the servers' own code is not measured against itself.

use anyhow::Context as _;
use aws_lc_rs::rand;
use hmac::{Hmac, KeyInit as _, Mac as _};
use md5::{Digest as _, Md5};

const ACCESS_REQUEST: u8 = 1;
const ACCESS_CHALLENGE: u8 = 11;
const USER_NAME: u8 = 1;
const STATE: u8 = 24;
const CALLING_STATION_ID: u8 = 31;
const NAS_IDENTIFIER: u8 = 32;
const EAP_MESSAGE: u8 = 79;
const MESSAGE_AUTHENTICATOR: u8 = 80;
const HEADER: usize = 20;

/// A request on the wire.
pub(crate) struct Request {
    pub(crate) bytes: Vec<u8>,
    authenticator: [u8; 16],
    id: u8,
}

/// What an Access-Challenge brought.
pub(crate) struct Challenge {
    pub(crate) state: Vec<u8>,
    /// The EAP packet.
    pub(crate) eap: Vec<u8>,
}

impl Request {
    /// An Access-Request of this station with an EAP packet, and with the State of a challenge.
    pub(crate) fn new(id: u8, secret: &[u8], station: &str, eap: &[u8], state: &[u8]) -> anyhow::Result<Self> {
        let mut authenticator = [0; 16];
        rand::fill(&mut authenticator)?;
        let mut bytes = vec![ACCESS_REQUEST, id, 0, 0];
        bytes.extend_from_slice(&authenticator);
        put(&mut bytes, MESSAGE_AUTHENTICATOR, &[0; 16]);
        put(&mut bytes, USER_NAME, b"anonymous");
        put(&mut bytes, NAS_IDENTIFIER, b"bench");
        put(&mut bytes, CALLING_STATION_ID, station.as_bytes());
        eap.chunks(253).for_each(|part| put(&mut bytes, EAP_MESSAGE, part));
        if !state.is_empty() {
            put(&mut bytes, STATE, state);
        }
        let length = u16::try_from(bytes.len())?.to_be_bytes();
        bytes.splice(2..4, length);
        let mut mac = Hmac::<Md5>::new_from_slice(secret)?;
        mac.update(&bytes);
        bytes.splice(HEADER + 2..HEADER + 18, mac.finalize().into_bytes());
        Ok(Self { bytes, authenticator, id })
    }

    /// The challenge that answers this request. The Response Authenticator is checked.
    pub(crate) fn challenge(&self, secret: &[u8], reply: &[u8]) -> anyhow::Result<Challenge> {
        let (head, rest) = reply.split_at_checked(4).context("a reply is too short")?;
        let (authenticator, attributes) = rest.split_at_checked(16).context("a reply is too short")?;
        let hash = Md5::new().chain_update(head).chain_update(self.authenticator);
        let expected = hash.chain_update(attributes).chain_update(secret).finalize();
        anyhow::ensure!(expected[..] == *authenticator, "a reply is not authentic");
        anyhow::ensure!(head.get(..2) == Some(&[ACCESS_CHALLENGE, self.id]), "the reply is no challenge: {head:?}");
        let (mut state, mut eap, mut left) = (Vec::new(), Vec::new(), attributes);
        while let Some((&[kind, length], _)) = left.split_first_chunk::<2>() {
            let (attribute, behind) = left.split_at_checked(usize::from(length.max(2))).context("an attribute")?;
            let value = attribute.get(2..).unwrap_or_default();
            match kind {
                STATE => state = value.to_vec(),
                EAP_MESSAGE => eap.extend_from_slice(value),
                _ => {}
            }
            left = behind;
        }
        Ok(Challenge { state, eap })
    }
}

fn put(bytes: &mut Vec<u8>, kind: u8, value: &[u8]) {
    bytes.push(kind);
    bytes.push(u8::try_from(value.len() + 2).unwrap_or(u8::MAX));
    bytes.extend_from_slice(value);
}
