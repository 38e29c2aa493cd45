//! The few RADIUS packets of the load (RFC 2865, RFC 3579), written here once more, so that the servers' own code is
//! not measured against itself.

use aws_lc_rs::rand;
use hmac::{Hmac, KeyInit as _, Mac as _};
use md5::{Digest as _, Md5};

const ACCESS_REQUEST: u8 = 1;
const USER_NAME: u8 = 1;
const USER_PASSWORD: u8 = 2;
const NAS_IDENTIFIER: u8 = 32;
const STATE: u8 = 24;
const MESSAGE_AUTHENTICATOR: u8 = 80;
const HEADER: usize = 20;

/// What a server answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Answer {
    Accept,
    Reject,
    Challenge(Vec<u8>),
}

/// A request on the wire.
pub(crate) struct Request {
    pub(crate) bytes: Vec<u8>,
    authenticator: [u8; 16],
    id: u8,
}

impl Request {
    /// An Access-Request with Message-Authenticator, and with the `State` of a challenge.
    pub(crate) fn new(id: u8, secret: &[u8], name: &str, password: &str, state: Option<&[u8]>) -> anyhow::Result<Self> {
        let mut authenticator = [0; 16];
        rand::fill(&mut authenticator)?;
        let mut bytes = vec![ACCESS_REQUEST, id, 0, 0];
        bytes.extend_from_slice(&authenticator);
        put(&mut bytes, MESSAGE_AUTHENTICATOR, &[0; 16]);
        put(&mut bytes, USER_NAME, name.as_bytes());
        put(&mut bytes, USER_PASSWORD, &hidden(secret, &authenticator, password.as_bytes()));
        put(&mut bytes, NAS_IDENTIFIER, b"bench");
        if let Some(state) = state {
            put(&mut bytes, STATE, state);
        }
        let length = u16::try_from(bytes.len())?.to_be_bytes();
        bytes.splice(2..4, length);
        let mac = mac(secret, &[&bytes])?;
        bytes.splice(HEADER + 2..HEADER + 18, mac);
        Ok(Self { bytes, authenticator, id })
    }

    /// What a reply says: `None` when it is none to this request, or not authentic. The Response Authenticator is
    /// checked, and the Message-Authenticator where there is one.
    pub(crate) fn answer(&self, secret: &[u8], reply: &[u8]) -> Option<Answer> {
        let (&[code, id], rest) = reply.split_first_chunk::<2>()?;
        let (length, rest) = rest.split_first_chunk::<2>()?;
        let (authenticator, attributes) = rest.split_first_chunk::<16>()?;
        if id != self.id || usize::from(u16::from_be_bytes(*length)) != reply.len() {
            return None;
        }
        let head = [&[code, id][..], length, &self.authenticator].concat();
        let expected = Md5::new().chain_update(&head).chain_update(attributes).chain_update(secret).finalize();
        (expected[..] == authenticator[..]).then_some(())?;
        let (mut state, mut place) = (Vec::new(), 0);
        while let Some((&[kind, length], _)) = attributes.get(place..)?.split_first_chunk::<2>() {
            let value = attributes.get(place + 2..place + usize::from(length))?;
            match kind {
                STATE => state = value.to_vec(),
                MESSAGE_AUTHENTICATOR => {
                    let before = attributes.get(..place + 2)?;
                    let behind = attributes.get(place + 18..)?;
                    let ours = mac(secret, &[&head, before, &[0; 16], behind]).ok()?;
                    (ours[..] == *value).then_some(())?;
                }
                _ => {}
            }
            place += usize::from(length);
        }
        match code {
            2 => Some(Answer::Accept),
            3 => Some(Answer::Reject),
            11 => Some(Answer::Challenge(state)),
            _ => None,
        }
    }
}

fn put(bytes: &mut Vec<u8>, kind: u8, value: &[u8]) {
    bytes.push(kind);
    bytes.push(u8::try_from(value.len() + 2).unwrap_or(u8::MAX));
    bytes.extend_from_slice(value);
}

fn mac(secret: &[u8], parts: &[&[u8]]) -> anyhow::Result<[u8; 16]> {
    let mut mac = Hmac::<Md5>::new_from_slice(secret)?;
    parts.iter().for_each(|part| mac.update(part));
    Ok(mac.finalize().into_bytes().into())
}

/// RFC 2865 section 5.2.
fn hidden(secret: &[u8], authenticator: &[u8; 16], password: &[u8]) -> Vec<u8> {
    let (mut hidden, mut last) = (Vec::new(), authenticator.to_vec());
    for chunk in password.chunks(16) {
        let key = Md5::new().chain_update(secret).chain_update(&last).finalize();
        last = key.iter().enumerate().map(|(at, key)| key ^ chunk.get(at).copied().unwrap_or(0)).collect();
        hidden.extend_from_slice(&last);
    }
    hidden
}
