//! Tags of tunnel attributes (RFC 2868 section 3): they tell which attributes belong to one tunnel.

/// The highest tag; a first octet above it belongs to the text.
pub const MAX_TAG: u8 = 0x1f;

/// The value of a tagged number (Tunnel-Type and others): the tag, then three octets. `None` when `value` needs more.
pub fn tagged_number(tag: u8, value: u32) -> Option<[u8; 4]> {
    let [0, high, middle, low] = value.to_be_bytes() else { return None };
    Some([tag, high, middle, low])
}

/// The value of a tagged text (Tunnel-Private-Group-Id and others). Without a tag (0) the text stands alone, as
/// switches expect it, unless it would read as a tag itself.
pub fn tagged_text(tag: u8, text: &[u8]) -> Vec<u8> {
    let looks_tagged = text.first().is_some_and(|octet| *octet <= MAX_TAG);
    if tag == 0 && !looks_tagged {
        return text.to_vec();
    }
    [&[tag], text].concat()
}

/// Tag and text of a tagged text.
pub fn split_text(value: &[u8]) -> (u8, &[u8]) {
    match value.split_first() {
        Some((&tag, text)) if tag <= MAX_TAG => (tag, text),
        Some(_) | None => (0, value),
    }
}

/// Tag and number of a tagged number; `None` when it is not four octets long.
pub fn split_number(value: &[u8]) -> Option<(u8, u32)> {
    let &[tag, high, middle, low] = value else { return None };
    let number = u32::from_be_bytes([0, high, middle, low]);
    Some(if tag <= MAX_TAG { (tag, number) } else { (0, number) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_has_a_tag_and_three_octets() {
        assert_eq!(tagged_number(1, 13), Some([1, 0, 0, 13]));
        assert_eq!(tagged_number(0, 0xff_ffff), Some([0, 255, 255, 255]));
        assert_eq!(tagged_number(0, 0x100_0000), None);
        assert_eq!(split_number(&[1, 0, 0, 13]), Some((1, 13)));
        assert_eq!(split_number(&[0x20, 0, 0, 13]), Some((0, 13)));
        assert_eq!(split_number(&[0, 0, 13]), None);
    }

    #[test]
    fn a_text_stands_alone_without_tag() {
        assert_eq!(tagged_text(0, b"42"), b"42");
        assert_eq!(tagged_text(1, b"42"), b"\x0142");
        assert_eq!(tagged_text(0, b"\x0542"), b"\x00\x0542");
        assert_eq!(tagged_text(0, b""), b"");
        for (tag, text) in [(0, &b"42"[..]), (1, b"42"), (31, b""), (0, b"\x05")] {
            assert_eq!(split_text(&tagged_text(tag, text)), (tag, text));
        }
        assert_eq!(split_text(b" 42"), (0, &b" 42"[..]));
        assert_eq!(split_text(b""), (0, &b""[..]));
    }
}
