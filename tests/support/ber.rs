//! The little BER (X.690) the tests need to speak LDAP (RFC 4511) byte by byte, written apart from
//! the proxy's own so that both cannot share a mistake.

/// One tagged value with its content.
pub(crate) fn tlv(tag: u8, content: &[u8]) -> Vec<u8> {
    let mut bytes = vec![tag];
    let length = content.len();
    if length < 0x80 {
        bytes.push(u8::try_from(length).expect("short"));
    } else {
        bytes.push(0x84);
        bytes.extend(u32::try_from(length).expect("messages are small").to_be_bytes());
    }
    bytes.extend(content);
    bytes
}

/// A constructed value of several parts.
pub(crate) fn sequence(tag: u8, parts: &[Vec<u8>]) -> Vec<u8> {
    tlv(tag, &parts.concat())
}

pub(crate) fn octets(text: impl AsRef<[u8]>) -> Vec<u8> {
    tlv(0x04, text.as_ref())
}

pub(crate) fn integer(number: u32) -> Vec<u8> {
    tagged_integer(0x02, number)
}

pub(crate) fn enumerated(number: u32) -> Vec<u8> {
    tagged_integer(0x0a, number)
}

pub(crate) fn boolean(truth: bool) -> Vec<u8> {
    tlv(0x01, &[if truth { 0xff } else { 0 }])
}

/// Five octets would do; the first is dropped while it and the next one's sign bit are zero.
fn tagged_integer(tag: u8, number: u32) -> Vec<u8> {
    let mut content = vec![0];
    content.extend(number.to_be_bytes());
    while content.len() > 1 && content[0] == 0 && content[1] < 0x80 {
        content.remove(0);
    }
    tlv(tag, &content)
}

/// Reads values one after the other.
pub(crate) struct Reader<'a>(pub(crate) &'a [u8]);

impl<'a> Reader<'a> {
    /// The next value's tag and content; `None` when nothing is left.
    pub(crate) fn next(&mut self) -> Option<(u8, &'a [u8])> {
        let (header, length) = header(self.0)?;
        let tag = self.0[0];
        let content = self.0.get(header..header + length).expect("a value within its parent");
        self.0 = &self.0[header + length..];
        Some((tag, content))
    }

    /// The next value, which must be there.
    pub(crate) fn value(&mut self) -> &'a [u8] {
        self.next().expect("one more value").1
    }

    pub(crate) fn number(&mut self) -> u32 {
        self.value().iter().fold(0, |number, byte| number << 8 | u32::from(*byte))
    }

    pub(crate) fn text(&mut self) -> String {
        String::from_utf8_lossy(self.value()).into_owned()
    }
}

/// Octets of tag and length, and the content's length; `None` while they are incomplete.
pub(crate) fn header(bytes: &[u8]) -> Option<(usize, usize)> {
    let first = usize::from(*bytes.get(1)?);
    if first < 0x80 {
        return Some((2, first));
    }
    let count = first & 0x7f;
    let length = bytes.get(2..2 + count)?.iter().fold(0, |sum, byte| sum << 8 | usize::from(*byte));
    Some((2 + count, length))
}
