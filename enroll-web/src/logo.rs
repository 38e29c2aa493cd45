//! The organisation's picture: small, and of a kind every browser shows.

use std::sync::Arc;

use thiserror::Error;

/// The whole page is to stay below 100 KB.
const LARGEST: usize = 50 * 1024;

/// A picture for the heading.
#[derive(Clone)]
pub struct Logo {
    pub(crate) kind: Kind,
    pub(crate) bytes: Arc<[u8]>,
}

/// What a picture is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Svg,
    Png,
    Jpeg,
    Webp,
}

/// Why bytes are no picture to show.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum BadLogo {
    /// Too large.
    #[error("the picture has more than 50 KiB")]
    TooLarge,
    /// Of another kind, or none at all.
    #[error("the picture is neither SVG nor PNG, JPEG or WebP")]
    Unknown,
}

impl Logo {
    /// A picture, by what its bytes begin with.
    ///
    /// # Errors
    /// [`BadLogo`] when it is too large or of another kind.
    pub fn new(bytes: Vec<u8>) -> Result<Self, BadLogo> {
        if bytes.len() > LARGEST {
            return Err(BadLogo::TooLarge);
        }
        let kind = Kind::of(&bytes).ok_or(BadLogo::Unknown)?;
        Ok(Self { kind, bytes: bytes.into() })
    }
}

impl Kind {
    fn of(bytes: &[u8]) -> Option<Self> {
        let is_svg = || {
            let text = std::str::from_utf8(bytes).ok()?.trim_start_matches('\u{feff}').trim_start();
            (text.starts_with('<') && text.contains("<svg")).then_some(())
        };
        match bytes {
            [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..] => Some(Self::Png),
            [0xff, 0xd8, 0xff, ..] => Some(Self::Jpeg),
            [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some(Self::Webp),
            _ => is_svg().map(|()| Self::Svg),
        }
    }

    pub(crate) const fn ending(self) -> &'static str {
        match self {
            Self::Svg => "svg",
            Self::Png => "png",
            Self::Jpeg => "jpg",
            Self::Webp => "webp",
        }
    }

    pub(crate) const fn media_type(self) -> &'static str {
        match self {
            Self::Svg => "image/svg+xml",
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
            Self::Webp => "image/webp",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_is_known_by_its_first_bytes() {
        let kind = |bytes: &[u8]| Logo::new(bytes.to_vec()).map(|logo| logo.kind);
        assert_eq!(kind(b"\x89PNG\r\n\x1a\n...."), Ok(Kind::Png));
        assert_eq!(kind(b"\xff\xd8\xff\xe0"), Ok(Kind::Jpeg));
        assert_eq!(kind(b"RIFF....WEBPVP8 "), Ok(Kind::Webp));
        assert_eq!(kind(b"<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg'/>"), Ok(Kind::Svg));
        for other in [&b"GIF89a"[..], b"", b"<html>", b"\x00\x01", b"svg"] {
            assert_eq!(kind(other), Err(BadLogo::Unknown));
        }
        assert_eq!(kind(&[0; 60_000]), Err(BadLogo::TooLarge));
    }
}
