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
