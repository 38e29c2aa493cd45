//! Packets on a stream (RadSec: RFC 6614, RFC 6613 section 2.6): each says its own length.

use bytes::BytesMut;

use super::{MAX_PACKET, MIN_PACKET, Malformed};

/// Takes the next whole packet off the front of what was received; `None` while it is not all there. At most 4096
/// octets wait for one.
///
/// # Errors
/// [`Malformed`] when the length cannot be: the boundaries are lost and the stream must be closed (RFC 6613
/// section 2.6.4).
pub fn next(received: &mut BytesMut) -> Result<Option<BytesMut>, Malformed> {
    let Some(&[_, _, high, low]) = received.first_chunk::<4>() else { return Ok(None) };
    let length = usize::from(u16::from_be_bytes([high, low]));
    if !(MIN_PACKET..=MAX_PACKET).contains(&length) {
        return Err(Malformed::Length(length));
    }
    Ok((received.len() >= length).then(|| received.split_to(length)))
}

#[cfg(test)]
#[expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests fail by panicking")]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn packet(length: u16) -> Vec<u8> {
        let mut octets = vec![0x5a; length.into()];
        octets.splice(2..4, length.to_be_bytes());
        octets
    }

    #[test]
    fn octet_by_octet_a_packet_comes_when_it_is_whole() {
        let mut received = BytesMut::new();
        let whole = packet(25);
        for octet in &whole[..24] {
            received.extend_from_slice(&[*octet]);
            assert_eq!(next(&mut received), Ok(None));
        }
        received.extend_from_slice(&whole[24..]);
        assert_eq!(next(&mut received).unwrap().unwrap(), whole);
        assert_eq!(next(&mut received), Ok(None));
    }

    #[test]
    fn many_at_once_come_one_by_one() {
        let mut received = BytesMut::new();
        for length in 20..220 {
            received.extend_from_slice(&packet(length));
        }
        for length in 20..220 {
            assert_eq!(next(&mut received).unwrap().unwrap(), packet(length));
        }
        assert!(received.is_empty());
    }

    #[test]
    fn an_impossible_length_ends_the_stream() {
        for length in [0u16, 19, 4097, 65535] {
            let mut received = BytesMut::from(&[1, 1][..]);
            received.extend_from_slice(&length.to_be_bytes());
            assert_eq!(next(&mut received), Err(Malformed::Length(length.into())));
        }
        let mut received = BytesMut::from(&packet(4096)[..]);
        assert_eq!(next(&mut received).unwrap().unwrap().len(), 4096);
    }

    proptest! {
        #[test]
        fn no_octets_stop_it(octets in proptest::collection::vec(any::<u8>(), 0..300)) {
            let mut received = BytesMut::from(&octets[..]);
            while let Ok(Some(packet)) = next(&mut received) {
                prop_assert!(packet.len() >= MIN_PACKET);
            }
        }
    }
}
