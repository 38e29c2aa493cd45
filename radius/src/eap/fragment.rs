//! The fragments in which TLS travels: a message of the client is put together, one of ours is taken apart (RFC 5216
//! section 2.1.5, RFC 5281 section 9, MS-PEAP section 2.2.1).

use thiserror::Error;

/// The most octets of one message: a handshake with a long chain has about ten
/// thousand.
pub const LARGEST: usize = 64 << 10;

/// The octet before the data: which fields follow, and the version.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Flags(u8);

impl Flags {
    /// The length of the whole message follows.
    pub const LENGTH: u8 = 0x80;
    /// More fragments follow.
    pub const MORE: u8 = 0x40;
    /// The server begins.
    pub const START: u8 = 0x20;
}

/// A fragment that cannot be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("a fragment that does not fit")]
pub(super) struct BadFragment;

/// What a fragment completed.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Taken {
    /// More is to come: it is acknowledged by an empty request.
    More,
    /// The message is whole. Empty where the client acknowledged.
    Whole(Vec<u8>),
}

/// A message of the client in the making.
#[derive(Default)]
pub(super) struct Incoming {
    octets: Vec<u8>,
    announced: Option<usize>,
    under_way: bool,
}

impl Incoming {
    /// Takes one fragment: flags, perhaps a length, data.
    pub(super) fn take(&mut self, data: &[u8]) -> Result<Taken, BadFragment> {
        // Some acknowledge without flags.
        let (flags, rest) = data.split_first().unwrap_or((&0, &[]));
        let (announced, rest) = length(*flags, rest)?;
        if let Some(announced) = announced {
            let same = self.announced.is_none_or(|before| before == announced);
            let first = !self.under_way || self.announced.is_some();
            if announced > LARGEST || !same || !first {
                return Err(BadFragment);
            }
            self.announced = Some(announced);
        }
        self.octets.extend_from_slice(rest);
        if self.octets.len() > self.announced.unwrap_or(LARGEST) {
            return Err(BadFragment);
        }
        if flags & Flags::MORE != 0 {
            // An empty one that promises more would go on for ever.
            self.under_way = true;
            return if rest.is_empty() { Err(BadFragment) } else { Ok(Taken::More) };
        }
        let whole = std::mem::take(self);
        match whole.announced {
            Some(announced) if announced != whole.octets.len() => Err(BadFragment),
            _ => Ok(Taken::Whole(whole.octets)),
        }
    }
}

/// The length of the whole message, where it is given, and what follows.
fn length(flags: u8, rest: &[u8]) -> Result<(Option<usize>, &[u8]), BadFragment> {
    if flags & Flags::LENGTH == 0 {
        return Ok((None, rest));
    }
    let (length, rest) = rest.split_first_chunk().ok_or(BadFragment)?;
    let length = usize::try_from(u32::from_be_bytes(*length)).map_err(|_| BadFragment)?;
    Ok((Some(length), rest))
}

/// A message of ours that is being sent.
#[derive(Default)]
pub(super) struct Outgoing {
    octets: Vec<u8>,
    sent: usize,
}

impl Outgoing {
    /// Whether all of it was sent.
    pub(super) const fn is_empty(&self) -> bool {
        self.sent >= self.octets.len()
    }

    /// Begins with another message; the former one must have been sent.
    pub(super) fn put(&mut self, octets: Vec<u8>) {
        *self = Self { octets, sent: 0 };
    }

    /// The next fragment, flags before it, of at most `most` octets; only the flags where there is nothing to say.
    pub(super) fn next(&mut self, most: usize) -> Vec<u8> {
        let left = self.octets.get(self.sent..).unwrap_or_default();
        if left.len() < most {
            let last = [&[0], left].concat();
            *self = Self::default();
            return last;
        }
        let (mut fragment, room) = if self.sent == 0 {
            let length = u32::try_from(self.octets.len()).unwrap_or(u32::MAX).to_be_bytes();
            ([&[Flags::LENGTH | Flags::MORE], length.as_slice()].concat(), most.saturating_sub(5))
        } else {
            (vec![Flags::MORE], most.saturating_sub(1))
        };
        // At least one octet, so that it ends.
        let taken = left.get(..room.max(1)).unwrap_or(left);
        fragment.extend_from_slice(taken);
        self.sent += taken.len();
        fragment
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests fail by panicking")]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn bad(fragments: &[&[u8]]) -> bool {
        let mut incoming = Incoming::default();
        fragments.iter().any(|fragment| incoming.take(fragment).is_err())
    }

    #[test]
    fn what_does_not_fit_is_refused() {
        assert!(bad(&[b"\x80\x00\x00\x01"]), "half a length");
        assert!(bad(&[b"\x80\x00\x00\x00\x03ab"]), "shorter than announced");
        assert!(bad(&[b"\x80\x00\x00\x00\x01ab"]), "longer than announced");
        assert!(bad(&[b"\xc0\x00\x00\x00\x03ab", b"\x80\x00\x00\x00\x04cd"]), "another length");
        assert!(bad(&[b"\x40ab", b"\xc0\x00\x00\x00\x04cd"]), "a length too late");
        assert!(bad(&[b"\x40"]), "nothing, and more of it");
        assert!(bad(&[b"\xc0\x00\x01\x00\x01ab"]), "too large");
    }

    #[test]
    fn a_message_without_a_length_is_bounded() {
        let (mut incoming, fragment) = (Incoming::default(), [&[0x40], [7; 1_000].as_slice()].concat());
        let taken = (0..100).take_while(|_| incoming.take(&fragment).is_ok()).count();
        assert_eq!(taken, LARGEST / 1_000);
    }

    #[test]
    fn an_acknowledgement_is_empty() {
        for acknowledgement in [b"".as_slice(), b"\0"] {
            assert_eq!(Incoming::default().take(acknowledgement), Ok(Taken::Whole(Vec::new())));
        }
        assert_eq!(Outgoing::default().next(100), [0]);
    }

    proptest! {
        #[test]
        fn what_was_taken_apart_is_put_together(octets in proptest::collection::vec(any::<u8>(), 0..5_000), most in 6_usize..1_400) {
            let (mut outgoing, mut incoming) = (Outgoing::default(), Incoming::default());
            outgoing.put(octets.clone());
            let whole = loop {
                let fragment = outgoing.next(most);
                prop_assert!(fragment.len() <= most);
                if let Taken::Whole(whole) = incoming.take(&fragment).unwrap() { break whole }
            };
            prop_assert!(outgoing.is_empty());
            prop_assert_eq!(whole, octets);
        }

        #[test]
        fn no_octets_stop_it(fragments: Vec<Vec<u8>>) {
            let mut incoming = Incoming::default();
            for fragment in fragments {
                let _ = incoming.take(&fragment);
            }
        }
    }
}
