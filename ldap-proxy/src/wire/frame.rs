//! The bounds of one LDAPMessage, found from its first eighteen bytes (RFC 4511 section 4.1.1).
//!
//! Enough to know whose message it is and how long, so that a long answer can stream. What lies inside is
//! not looked at.

use std::ops::Range;

use super::ber::{self, Header, Tag};
use super::operation::Op;

/// No message needs more bytes than these for [`peek`] to say where it ends.
pub const HEADER: usize = 18;

/// A message id: 0 to 2^31-1. 0 is the directory's own, for messages nobody asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct MessageId(u32);

impl MessageId {
    /// The id of unsolicited notifications.
    pub const UNSOLICITED: Self = Self(0);

    /// `None` above 2^31-1.
    #[must_use]
    pub const fn new(id: u32) -> Option<Self> {
        if id <= 0x7fff_ffff { Some(Self(id)) } else { None }
    }

    /// The number.
    #[must_use]
    pub const fn get(self) -> u32 {
        self.0
    }

    /// The id behind this one; 1 follows the greatest.
    #[must_use]
    pub const fn next(self) -> Self {
        if self.0 >= 0x7fff_ffff { Self(1) } else { Self(self.0 + 1) }
    }
}

impl std::fmt::Display for MessageId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

/// What the bytes at hand say about the message they begin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Peek {
    /// Too few bytes to say.
    NeedMore,
    /// The bounds are known; the message itself may not be there yet.
    Frame(Frame),
    /// Longer than the limit.
    TooLarge,
    /// Never an LDAP message, whatever follows.
    Bad,
}

/// The bounds of one message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Frame {
    /// Octets of the whole message.
    pub total: usize,
    /// Its id.
    pub id: MessageId,
    /// The tag of the operation, of class application.
    pub tag: Tag,
    /// Where the value of the operation lies; controls may follow it.
    pub content: Range<usize>,
}

impl Frame {
    /// The operation, if RFC 4511 knows it.
    #[must_use]
    pub const fn op(&self) -> Option<Op> {
        Op::from_tag(self.tag)
    }
}

/// Looks at the message that begins with `bytes`. `limit` is the greatest acceptable total, in octets.
///
/// Id 0 is a frame like any other here; the session refuses it from a client.
#[must_use]
pub fn peek(bytes: &[u8], limit: usize) -> Peek {
    let outer = match ber::header(bytes) {
        Ok(Some(outer)) => outer,
        Ok(None) => {
            return if begins_other(bytes, Tag::SEQUENCE) { Peek::Bad } else { Peek::NeedMore };
        }
        Err(_) => return Peek::Bad,
    };
    if outer.tag != Tag::SEQUENCE {
        return Peek::Bad;
    }
    let total = outer.octets.saturating_add(outer.length);
    if total > limit {
        return Peek::TooLarge;
    }
    inside(bytes, &outer, total)
}

fn inside(bytes: &[u8], outer: &Header, total: usize) -> Peek {
    let rest = bytes.get(outer.octets..).unwrap_or_default();
    // INTEGER, one length octet, one to four octets of value.
    let octets = match rest {
        [] if outer.length == 0 => return Peek::Bad,
        [] | [0x02] => return Peek::NeedMore,
        [0x02, octets @ 1..=4, ..] => usize::from(*octets),
        _ => return Peek::Bad,
    };
    let Some(value) = rest.get(2..2 + octets) else {
        return Peek::NeedMore;
    };
    let Some(id) = ber::number(value).ok().and_then(MessageId::new) else {
        return Peek::Bad;
    };
    let start = outer.octets + 2 + octets;
    if start >= total {
        return Peek::Bad;
    }
    let op = match ber::header(bytes.get(start..).unwrap_or_default()) {
        Ok(Some(op)) => op,
        Ok(None) => return Peek::NeedMore,
        Err(_) => return Peek::Bad,
    };
    let begin = start + op.octets;
    let end = begin.saturating_add(op.length);
    if !op.tag.is_application() || end > total {
        return Peek::Bad;
    }
    Peek::Frame(Frame { total, id, tag: op.tag, content: begin..end })
}

fn begins_other(bytes: &[u8], tag: Tag) -> bool {
    bytes.first().is_some_and(|&first| first != tag.0)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const UNBIND: &[u8] = &[0x30, 5, 2, 1, 7, 0x42, 0];

    fn frame(bytes: &[u8]) -> Option<Frame> {
        match peek(bytes, 1000) {
            Peek::Frame(frame) => Some(frame),
            Peek::NeedMore | Peek::TooLarge | Peek::Bad => None,
        }
    }

    #[test]
    fn a_message_is_found_with_its_id_and_operation() {
        let found = frame(UNBIND);
        assert_eq!(found, Some(Frame { total: 7, id: MessageId(7), tag: Tag(0x42), content: 7..7 }));
        assert_eq!(found.and_then(|frame| frame.op()), Some(Op::UnbindRequest));
    }

    #[test]
    fn the_long_form_is_found_from_its_first_eighteen_bytes() {
        let mut long = vec![0x30, 0x84, 0, 0x10, 0, 11, 2, 4, 0x7f, 0xff, 0xff, 0xff, 0x64, 0x84, 0, 0x0f, 0xff, 0xff];
        assert_eq!(long.len(), HEADER);
        let id = MessageId(0x7fff_ffff);
        let expected = Frame { total: 0x10_0011, id, tag: Tag(0x64), content: 18..0x10_0011 };
        assert_eq!(peek(&long, usize::MAX), Peek::Frame(expected));
        long.pop();
        assert_eq!(peek(&long, usize::MAX), Peek::NeedMore);
    }

    #[test]
    fn every_part_of_the_first_bytes_needs_more() {
        for end in 0..UNBIND.len() {
            assert_eq!(UNBIND.get(..end).map(|part| peek(part, 1000)), Some(Peek::NeedMore), "{end}");
        }
    }

    #[test]
    fn what_cannot_become_a_message_is_bad() {
        for bad in [
            &[0x31][..],
            &[0x16, 3, 1],                               // a TLS handshake
            &[0x30, 0x80],                               // indefinite
            &[0x30, 0x85, 0xff, 0xff, 0xff, 0xff, 0xff], // five length octets
            &[0x30, 0],                                  // empty
            &[0x30, 5, 2, 0, 0x42, 0, 0],                // id without octets
            &[0x30, 5, 2, 1, 0xff, 0x42, 0],             // negative id
            &[0x30, 9, 2, 5, 0, 0, 0, 0, 1, 0x42, 0],    // id of five octets
            &[0x30, 5, 2, 1, 7, 0x42, 1],                // operation beyond the end
            &[0x30, 5, 2, 1, 7, 0x30, 0],                // operation of another class
            &[0x30, 3, 2, 1, 7],                         // no operation
            &[0x30, 5, 2, 0x81, 1, 7, 0x42],             // id in long form
        ] {
            assert_eq!(peek(bad, 1000), Peek::Bad, "{bad:02x?}");
        }
    }

    #[test]
    fn the_limit_counts_the_whole_message() {
        assert_eq!(peek(UNBIND, 6), Peek::TooLarge);
        assert!(matches!(peek(UNBIND, 7), Peek::Frame(_)));
        assert_eq!(peek(&[0x30, 0x84, 0xff, 0xff, 0xff, 0xff], 1 << 20), Peek::TooLarge);
    }

    proptest! {
        #[test]
        fn a_found_frame_is_the_same_with_more_bytes_behind(bytes in proptest::collection::vec(any::<u8>(), 0..40)) {
            let whole = peek(&bytes, 1 << 20);
            for end in 0..bytes.len() {
                let part = peek(bytes.get(..end).unwrap_or_default(), 1 << 20);
                prop_assert!(part == Peek::NeedMore || part == whole);
            }
        }
    }
}
