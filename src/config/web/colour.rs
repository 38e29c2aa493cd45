//! The portal's colour.

use std::fmt;

use crate::config::fault::Wrong;

/// A colour: red, green, blue.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Colour(pub(crate) [u8; 3]);

impl fmt::Display for Colour {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [red, green, blue] = self.0;
        write!(out, "#{red:02x}{green:02x}{blue:02x}")
    }
}

/// `#rrggbb`.
pub(super) fn read(text: &str) -> Result<Colour, Wrong> {
    let digits = text.strip_prefix('#').filter(|digits| digits.len() == 6);
    // A sign would pass for a digit.
    let plain = digits.filter(|digits| digits.bytes().all(|digit| digit.is_ascii_hexdigit()));
    let number = plain.and_then(|digits| u32::from_str_radix(digits, 16).ok());
    match number.map(u32::to_be_bytes) {
        Some([_, red, green, blue]) => Ok(Colour([red, green, blue])),
        None => Err(Wrong::new(format!("`{text}` is not a colour"), "write it as `#rrggbb`, such as `#1f4e79`")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_have_six_digits() {
        assert_eq!(read("#1f4E79").ok(), Some(Colour([0x1f, 0x4e, 0x79])));
        assert_eq!(Colour([1, 0x4e, 0x79]).to_string(), "#014e79");
        for text in ["1f4e79", "#fff", "#1f4e7", "#1f4e799", "#+f4e79", "#ggg000", "red", "#1f4e7;"] {
            assert!(read(text).is_err(), "{text}");
        }
    }
}
