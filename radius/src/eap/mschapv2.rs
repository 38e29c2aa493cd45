//! EAP-MSCHAPv2, the Type-Data of type 26 (draft-kamath-pppext-eap-mschapv2 section 2, MS-CHAP).

use thiserror::Error;

use crate::mschap::{CHALLENGE, Failure, Response};

/// OpCode.
const OP_CHALLENGE: u8 = 1;
const OP_RESPONSE: u8 = 2;
const OP_SUCCESS: u8 = 3;
const OP_FAILURE: u8 = 4;
/// Octets of a response before the name: both challenges' worth, the response and the flags.
const VALUE: u8 = 49;

/// Octets that are no EAP-MSCHAPv2.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("no EAP-MSCHAPv2")]
pub struct Malformed;

/// What a client says.
#[derive(Debug)]
pub enum Said<'a> {
    /// Its response to the challenge, and the name it was made with.
    Response(Box<Response>, &'a [u8]),
    /// It has seen that the server knows the password.
    Success,
    /// It has seen that it was refused.
    Failure,
}

/// Reads what a client says after it was given this challenge.
///
/// # Errors
/// [`Malformed`], also for a response to something else.
pub fn read<'a>(data: &'a [u8], ident: u8, challenge: &[u8; CHALLENGE]) -> Result<Said<'a>, Malformed> {
    match data {
        [OP_SUCCESS, ..] => Ok(Said::Success),
        [OP_FAILURE, ..] => Ok(Said::Failure),
        [OP_RESPONSE, answered, high, low, VALUE, rest @ ..] if *answered == ident => {
            let length = usize::from(u16::from_be_bytes([*high, *low]));
            let (value, _) = rest.split_first_chunk::<49>().ok_or(Malformed)?;
            let name = data.get(54..length).ok_or(Malformed)?;
            // Flags stand behind the response here, before it in RADIUS.
            let [proper @ .., _flags] = value;
            let as_attribute = [&[ident, 0], proper.as_slice()].concat();
            let response = Response::read(challenge, &as_attribute).map_err(|_| Malformed)?;
            Ok(Said::Response(Box::new(response), name))
        }
        _ => Err(Malformed),
    }
}

/// The challenge; `name` says who asks.
pub fn challenge(ident: u8, challenge: &[u8; CHALLENGE], name: &[u8]) -> Vec<u8> {
    message(OP_CHALLENGE, ident, &[&[16], challenge.as_slice(), name])
}

/// Success; `authenticator` is the value of MS-CHAP2-Success, whose first octet is the identifier.
pub fn success(authenticator: &[u8]) -> Vec<u8> {
    let (ident, text) = authenticator.split_first().unwrap_or((&0, &[]));
    message(OP_SUCCESS, *ident, &[text, b" M=OK"])
}

/// Failure, to be tried no more; `said` is what the person may know.
pub fn failure(ident: u8, why: Failure, challenge: [u8; CHALLENGE], said: &str) -> Vec<u8> {
    let value = why.value(ident, challenge, said);
    message(OP_FAILURE, ident, &[value.get(1..).unwrap_or_default()])
}

/// A client's response. For a client.
pub fn response(response: &Response, name: &[u8]) -> Vec<u8> {
    let octets = response.octets();
    message(OP_RESPONSE, response.ident, &[&[VALUE], octets.get(2..).unwrap_or_default(), &[0], name])
}

/// What a client answers to success. For a client.
pub const fn success_seen() -> [u8; 1] {
    [OP_SUCCESS]
}

/// What a client answers to failure. For a client.
pub const fn failure_seen() -> [u8; 1] {
    [OP_FAILURE]
}

/// What a server says. For a client.
#[derive(Debug, PartialEq, Eq)]
pub enum Asked<'a> {
    /// Identifier, challenge and the server's name.
    Challenge(u8, [u8; CHALLENGE], &'a [u8]),
    /// The text of success: `S=`, 40 hexadecimal digits, perhaps more.
    Success(&'a [u8]),
    /// The text of failure.
    Failure(&'a [u8]),
}

/// Reads what a server says. For a client.
///
/// # Errors
/// [`Malformed`].
pub fn read_request(data: &[u8]) -> Result<Asked<'_>, Malformed> {
    let (head, rest) = data.split_first_chunk::<4>().ok_or(Malformed)?;
    let [op, ident, high, low] = *head;
    let length = usize::from(u16::from_be_bytes([high, low]));
    let rest = rest.get(..length.checked_sub(4).ok_or(Malformed)?).ok_or(Malformed)?;
    match (op, rest) {
        (OP_CHALLENGE, [16, rest @ ..]) => {
            let (challenge, name) = rest.split_first_chunk().ok_or(Malformed)?;
            Ok(Asked::Challenge(ident, *challenge, name))
        }
        (OP_SUCCESS, text) => Ok(Asked::Success(text)),
        (OP_FAILURE, text) => Ok(Asked::Failure(text)),
        _ => Err(Malformed),
    }
}

fn message(op: u8, ident: u8, parts: &[&[u8]]) -> Vec<u8> {
    let rest = parts.concat();
    let [high, low] = u16::try_from(rest.len() + 4).unwrap_or(u16::MAX).to_be_bytes();
    [&[op, ident, high, low], rest.as_slice()].concat()
}

#[cfg(test)]
#[expect(clippy::panic, clippy::indexing_slicing, reason = "tests fail by panicking")]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::mschap::NtHash;

    #[test]
    fn a_response_is_to_the_challenge_that_was_given() {
        let hash = NtHash::of("clientPass");
        let made = Response::make(7, [1; 16], [2; 16], b"User", &hash);
        let octets = response(&made, b"BIGCO\\User");
        assert_eq!(octets.len(), 54 + 10);
        let Ok(Said::Response(read_well, name)) = read(&octets, 7, &[1; 16]) else { panic!("no response") };
        assert!(*read_well == made && name == b"BIGCO\\User" && read_well.is_of(name, &hash));
        assert!(read(&octets, 8, &[1; 16]).is_err(), "another identifier");
        let Ok(Said::Response(other, name)) = read(&octets, 7, &[3; 16]) else { panic!("no response") };
        assert!(!other.is_of(name, &hash), "another challenge");
        assert!(read(&octets[..53], 7, &[1; 16]).is_err(), "cut off");
        assert!(matches!(read(&success_seen(), 7, &[1; 16]), Ok(Said::Success)));
        assert!(matches!(read(&failure_seen(), 7, &[1; 16]), Ok(Said::Failure)));
    }

    #[test]
    fn a_client_reads_what_a_server_says() {
        let octets = challenge(3, &[9; 16], b"vestibule");
        assert_eq!(read_request(&octets), Ok(Asked::Challenge(3, [9; 16], b"vestibule")));
        assert_eq!(read_request(&success(b"\x03S=AB")), Ok(Asked::Success(b"S=AB M=OK")));
        let refused = failure(3, Failure::Authentication, [0; 16], "");
        let Ok(Asked::Failure(text)) = read_request(&refused) else { panic!("no failure") };
        assert!(text.starts_with(b"E=691 R=0 C=0000"));
    }

    proptest! {
        #[test]
        fn no_octets_stop_it(octets: Vec<u8>, ident: u8) {
            let _ = (read(&octets, ident, &[0; 16]), read_request(&octets));
        }
    }
}
