//! Tags, lengths and values: the part of X.690 that RFC 4511 section 5.1 allows.
//!
//! Definite lengths of at most four octets, tag numbers below 31, primitive strings. Lengths need not be
//! minimal, since Active Directory writes `84 00 00 00 nn`. This module knows no LDAP operation.

/// How deep elements may lie in one another, filters included.
pub const NESTING: usize = 64;

/// Why bytes are not what the grammar asks for. Carries nothing of the input, so it can be logged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Malformed {
    /// An element is longer than what holds it.
    #[error("an element ends beyond what holds it")]
    Truncated,
    /// Indefinite, reserved or more than four length octets.
    #[error("a length is indefinite or has more than four octets")]
    Length,
    /// Another tag than the grammar has in this place.
    #[error("an element has a tag that does not belong in its place")]
    Tag,
    /// Bytes behind the last element the grammar knows.
    #[error("there are bytes behind the last element")]
    Trailing,
    /// A number, boolean or string outside its range.
    #[error("a value is out of its range")]
    Value,
    /// More than [`NESTING`] levels.
    #[error("elements are nested too deeply")]
    Nesting,
    /// A filter of more than [`crate::wire::filter::TERMS`] terms.
    #[error("the filter has too many terms")]
    Terms,
    /// An operation RFC 4511 does not know, or none that belongs in this direction.
    #[error("the operation is unknown")]
    Operation,
}

/// The identifier octet of an element: class, form and number in one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Tag(pub u8);

impl Tag {
    /// BOOLEAN.
    pub const BOOLEAN: Self = Self(0x01);
    /// INTEGER.
    pub const INTEGER: Self = Self(0x02);
    /// OCTET STRING, which every LDAP string is.
    pub const OCTET_STRING: Self = Self(0x04);
    /// ENUMERATED.
    pub const ENUMERATED: Self = Self(0x0a);
    /// SEQUENCE and SEQUENCE OF.
    pub const SEQUENCE: Self = Self(0x30);
    /// SET OF.
    pub const SET: Self = Self(0x31);

    /// A context-specific primitive tag; `number` is 0 to 30.
    #[must_use]
    pub const fn context(number: u8) -> Self {
        Self(0x80 | number)
    }

    /// A context-specific constructed tag; `number` is 0 to 30.
    #[must_use]
    pub const fn constructed(number: u8) -> Self {
        Self(0xa0 | number)
    }

    /// Whether elements lie inside the element.
    #[must_use]
    pub const fn is_constructed(self) -> bool {
        self.0 & 0x20 != 0
    }

    /// Whether the class is application: the class of LDAP operations.
    #[must_use]
    pub const fn is_application(self) -> bool {
        self.0 & 0xc0 == 0x40
    }
}

/// The identifier and length octets of an element.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Header {
    pub(crate) tag: Tag,
    /// Octets of identifier and length together, 2 to 6.
    pub(crate) octets: usize,
    /// Octets of the value.
    pub(crate) length: usize,
}

/// Reads identifier and length octets. `None` says that they are not all there yet.
///
/// # Errors
/// When no further byte could make them acceptable.
pub(crate) fn header(bytes: &[u8]) -> Result<Option<Header>, Malformed> {
    let Some((&tag, rest)) = bytes.split_first() else {
        return Ok(None);
    };
    if tag & 0x1f == 0x1f {
        return Err(Malformed::Tag);
    }
    let Some((&first, rest)) = rest.split_first() else {
        return Ok(None);
    };
    let tag = Tag(tag);
    if first < 0x80 {
        return Ok(Some(Header { tag, octets: 2, length: usize::from(first) }));
    }
    let octets = usize::from(first & 0x7f);
    if !(1..=4).contains(&octets) {
        return Err(Malformed::Length);
    }
    let Some(octets_of_length) = rest.get(..octets) else {
        return Ok(None);
    };
    let length = octets_of_length.iter().fold(0_usize, |sum, &octet| (sum << 8) | usize::from(octet));
    Ok(Some(Header { tag, octets: 2 + octets, length }))
}

/// Takes elements off the front of a byte string.
#[derive(Debug, Clone, Copy)]
pub struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    /// Reads the elements that lie side by side in `bytes`.
    #[must_use]
    pub const fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    /// Whether all has been read.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    /// The tag of the next element, if there is one.
    #[must_use]
    pub fn next_tag(&self) -> Option<Tag> {
        self.rest.first().map(|&tag| Tag(tag))
    }

    /// The next element, whatever it is.
    ///
    /// # Errors
    /// [`Malformed`] when it is not wholly there or its length is not acceptable.
    pub fn element(&mut self) -> Result<(Tag, &'a [u8]), Malformed> {
        let header = header(self.rest)?.ok_or(Malformed::Truncated)?;
        let (_, behind) = self.rest.split_at_checked(header.octets).ok_or(Malformed::Truncated)?;
        let (value, rest) = behind.split_at_checked(header.length).ok_or(Malformed::Truncated)?;
        self.rest = rest;
        Ok((header.tag, value))
    }

    /// The next element, which must have this tag.
    ///
    /// # Errors
    /// [`Malformed`] as for [`Self::element`], and when the tag is another.
    pub fn expect(&mut self, tag: Tag) -> Result<&'a [u8], Malformed> {
        match self.next_tag() {
            Some(found) if found == tag => self.element().map(|(_, value)| value),
            Some(_) => Err(Malformed::Tag),
            None => Err(Malformed::Truncated),
        }
    }

    /// The next element if it has this tag; nothing is taken otherwise.
    ///
    /// # Errors
    /// [`Malformed`] as for [`Self::element`].
    pub fn optional(&mut self, tag: Tag) -> Result<Option<&'a [u8]>, Malformed> {
        if self.next_tag() == Some(tag) { self.expect(tag).map(Some) } else { Ok(None) }
    }

    /// The next element with its identifier and length octets.
    pub(crate) fn whole(&mut self) -> Result<&'a [u8], Malformed> {
        let before = self.rest;
        self.element()?;
        let taken = before.len() - self.rest.len();
        before.get(..taken).ok_or(Malformed::Truncated)
    }

    /// What has not been read.
    pub(crate) const fn rest(&self) -> &'a [u8] {
        self.rest
    }

    /// The elements inside the next element, which must have this tag.
    ///
    /// # Errors
    /// [`Malformed`] as for [`Self::expect`].
    pub fn enter(&mut self, tag: Tag) -> Result<Self, Malformed> {
        self.expect(tag).map(Self::new)
    }

    /// The next element as octets of an LDAP string.
    ///
    /// # Errors
    /// [`Malformed`] as for [`Self::expect`].
    pub fn octets(&mut self) -> Result<&'a [u8], Malformed> {
        self.expect(Tag::OCTET_STRING)
    }

    /// A number from 0 to 2^31-1 under this tag.
    ///
    /// # Errors
    /// [`Malformed`] as for [`Self::expect`], and for a number out of that range.
    pub fn number(&mut self, tag: Tag) -> Result<u32, Malformed> {
        number(self.expect(tag)?)
    }

    /// A boolean under this tag; every octet but zero is true.
    ///
    /// # Errors
    /// [`Malformed`] as for [`Self::expect`], and for a value of another length than one.
    pub fn boolean(&mut self, tag: Tag) -> Result<bool, Malformed> {
        boolean(self.expect(tag)?)
    }

    /// Says that nothing more may follow.
    ///
    /// # Errors
    /// [`Malformed::Trailing`] when something does.
    pub const fn end(self) -> Result<(), Malformed> {
        if self.rest.is_empty() { Ok(()) } else { Err(Malformed::Trailing) }
    }
}

/// A value as a number from 0 to 2^31-1 in one to four octets.
pub(crate) fn number(value: &[u8]) -> Result<u32, Malformed> {
    if !(1..=4).contains(&value.len()) || value.first().is_some_and(|&first| first & 0x80 != 0) {
        return Err(Malformed::Value);
    }
    Ok(value.iter().fold(0, |sum, &octet| (sum << 8) | u32::from(octet)))
}

/// A value as a boolean.
pub(crate) const fn boolean(value: &[u8]) -> Result<bool, Malformed> {
    match value {
        [octet] => Ok(*octet != 0),
        _ => Err(Malformed::Value),
    }
}

/// Whether `bytes` are well-formed elements side by side, at most [`NESTING`] deep.
///
/// # Errors
/// [`Malformed`] at the first element that is not.
pub fn well_formed(bytes: &[u8]) -> Result<(), Malformed> {
    let mut levels = [Reader::new(&[]); NESTING];
    let mut depth = 0_usize;
    let mut level = Reader::new(bytes);
    loop {
        if level.is_empty() {
            let Some(above) = depth.checked_sub(1) else {
                return Ok(());
            };
            depth = above;
            level = levels.get(depth).copied().ok_or(Malformed::Nesting)?;
            continue;
        }
        let (tag, value) = level.element()?;
        if tag.is_constructed() {
            *levels.get_mut(depth).ok_or(Malformed::Nesting)? = level;
            depth += 1;
            level = Reader::new(value);
        }
    }
}

/// Writes elements with minimal definite lengths.
#[derive(Default)]
pub struct Writer {
    out: Vec<u8>,
}

impl Writer {
    /// An empty writer with room for `octets`, so that a secret written into it is not left behind by growing.
    #[must_use]
    pub fn with_capacity(octets: usize) -> Self {
        Self { out: Vec::with_capacity(octets) }
    }

    /// What was written.
    #[must_use]
    pub fn finish(self) -> Vec<u8> {
        self.out
    }

    /// One element with this value.
    pub fn element(&mut self, tag: Tag, value: &[u8]) {
        self.out.push(tag.0);
        let (octets, from) = length(value.len());
        self.out.extend(octets.iter().skip(from));
        self.out.extend_from_slice(value);
    }

    /// One element holding what `content` writes.
    pub fn nest(&mut self, tag: Tag, content: impl FnOnce(&mut Self)) {
        self.out.push(tag.0);
        let start = self.out.len();
        content(self);
        let (octets, from) = length(self.out.len() - start);
        self.out.splice(start..start, octets.into_iter().skip(from));
    }

    /// An LDAP string.
    pub fn octets(&mut self, value: &[u8]) {
        self.element(Tag::OCTET_STRING, value);
    }

    /// A number, in as few octets as hold it.
    pub fn number(&mut self, tag: Tag, value: u32) {
        // One bit more than the value has keeps it positive.
        let octets = (u32::BITS - value.leading_zeros()) / 8 + 1;
        let from = 8 - octets as usize;
        self.element(tag, u64::from(value).to_be_bytes().get(from..).unwrap_or_default());
    }

    /// A boolean as RFC 4511 section 5.1 wants it: `FF` or `00`.
    pub fn boolean(&mut self, tag: Tag, value: bool) {
        self.element(tag, if value { &[0xff] } else { &[0] });
    }

    /// Elements that are encoded already.
    pub fn raw(&mut self, elements: &[u8]) {
        self.out.extend_from_slice(elements);
    }
}

/// Length octets at the end of an array, and where they begin.
fn length(length: usize) -> ([u8; 9], usize) {
    let [a, b, c, d, e, f, g, h] = (length as u64).to_be_bytes();
    if length < 0x80 {
        return ([0, 0, 0, 0, 0, 0, 0, 0, h], 8);
    }
    let count = 8 - (length as u64).leading_zeros() / 8;
    let mut octets = [0, a, b, c, d, e, f, g, h];
    let from = 8 - count as usize;
    if let Some(first) = octets.get_mut(from) {
        *first = 0x80 | count as u8;
    }
    (octets, from)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]
    use super::*;

    fn written(content: impl FnOnce(&mut Writer)) -> Vec<u8> {
        let mut writer = Writer::default();
        content(&mut writer);
        writer.finish()
    }

    #[test]
    fn numbers_are_written_minimally_and_stay_positive() {
        for (value, octets) in [
            (0, vec![2, 1, 0]),
            (127, vec![2, 1, 127]),
            (128, vec![2, 2, 0, 128]),
            (255, vec![2, 2, 0, 255]),
            (256, vec![2, 2, 1, 0]),
            (0x7fff_ffff, vec![2, 4, 0x7f, 0xff, 0xff, 0xff]),
            (0xffff_ffff, vec![2, 5, 0, 0xff, 0xff, 0xff, 0xff]),
        ] {
            assert_eq!(written(|w| w.number(Tag::INTEGER, value)), octets, "{value}");
        }
    }

    #[test]
    fn lengths_are_minimal() {
        for (length, head) in [
            (0, vec![4, 0]),
            (127, vec![4, 127]),
            (128, vec![4, 0x81, 128]),
            (255, vec![4, 0x81, 255]),
            (256, vec![4, 0x82, 1, 0]),
            (65_536, vec![4, 0x83, 1, 0, 0]),
        ] {
            let value = vec![7; length];
            let flat = written(|w| w.octets(&value));
            assert!(flat.starts_with(&head), "{length}");
            assert_eq!(flat.len(), head.len() + length);
            let nested = written(|w| w.nest(Tag::OCTET_STRING, |w| w.raw(&value)));
            assert_eq!(nested, flat);
            assert_eq!(Reader::new(&flat).octets().unwrap(), value);
        }
    }

    #[test]
    fn the_long_form_of_active_directory_is_read() {
        assert_eq!(Reader::new(&[4, 0x84, 0, 0, 0, 1, 9]).octets(), Ok(&[9][..]));
    }

    #[test]
    fn indefinite_reserved_and_five_octet_lengths_are_refused() {
        for first in [0x80, 0x85, 0x88, 0xff] {
            let bytes = [0x30, first, 0, 0, 0, 0, 0, 0, 0, 0];
            assert_eq!(Reader::new(&bytes).element(), Err(Malformed::Length));
        }
        assert_eq!(Reader::new(&[0x3f, 1, 0]).element(), Err(Malformed::Tag));
        assert_eq!(Reader::new(&[0x30, 0x84, 0xff, 0xff, 0xff, 0xff, 1]).element(), Err(Malformed::Truncated));
    }

    #[test]
    fn negative_empty_and_long_numbers_are_refused() {
        for value in [&[0x80][..], &[], &[0, 0, 0, 0, 1], &[0xff, 0xff]] {
            assert_eq!(number(value), Err(Malformed::Value));
        }
    }

    #[test]
    fn nesting_stops_at_the_limit_and_not_before() {
        let nested = |levels: usize| {
            let mut bytes = Vec::new();
            for _ in 0..levels {
                bytes = written(|w| w.element(Tag::SEQUENCE, &bytes));
            }
            bytes
        };
        assert_eq!(well_formed(&nested(NESTING)), Ok(()));
        assert_eq!(well_formed(&nested(NESTING + 1)), Err(Malformed::Nesting));
        assert_eq!(well_formed(&nested(20_000)), Err(Malformed::Nesting));
    }
}
