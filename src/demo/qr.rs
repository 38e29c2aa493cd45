//! A QR code in the terminal: two modules a letter, with the quiet zone phones need (ISO/IEC 18004 section 5.3.8).

use qrcode::render::unicode::Dense1x2;
use qrcode::{EcLevel, QrCode};
use zeroize::Zeroizing;

/// White letters on black, whatever the terminal's own colours are.
const COLOURS: &str = "\u{1b}[38;5;231;48;5;16m";
const PLAIN: &str = "\u{1b}[0m";

/// The picture of `text`, a line for each two rows of modules; `None` where it is too long for one. Without colours it
/// is right on a dark terminal, where letters are the light part.
pub(super) fn picture(text: &str, colours: bool) -> Option<Zeroizing<String>> {
    let code = QrCode::with_error_correction_level(text.as_bytes(), EcLevel::L).ok()?;
    // The light modules are the letters' ink.
    let picture = code.render::<Dense1x2>().dark_color(Dense1x2::Light).light_color(Dense1x2::Dark).build();
    let picture = Zeroizing::new(picture);
    let (before, behind) = if colours { (COLOURS, PLAIN) } else { ("", "") };
    let mut lines = Zeroizing::new(String::new());
    for line in picture.lines() {
        [before, line, behind, "\n"].into_iter().for_each(|part| lines.push_str(part));
    }
    Some(lines)
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]
mod tests {
    use super::*;

    #[test]
    fn the_picture_is_the_code_with_light_around_it() {
        let text = "otpauth://totp/Vestibule:ada?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Vestibule";
        let picture = picture(text, false).unwrap();
        let code = QrCode::with_error_correction_level(text, EcLevel::L).unwrap();
        let (width, quiet) = (code.width(), 4);
        let ink: Vec<Vec<char>> = picture.lines().map(|line| line.chars().collect()).collect();
        let is_light = |x: usize, y: usize| match ink.get(y / 2).and_then(|line| line.get(x)) {
            Some('\u{2588}') => true,
            Some('\u{2580}') => y.is_multiple_of(2),
            Some('\u{2584}') => !y.is_multiple_of(2),
            _ => false,
        };
        for y in 0..width + 2 * quiet {
            for x in 0..width + 2 * quiet {
                let inside = |at: usize| at.checked_sub(quiet).filter(|at| *at < width);
                let dark = inside(x).zip(inside(y)).is_some_and(|at| code[at] == qrcode::Color::Dark);
                assert_eq!(is_light(x, y), !dark, "{x} {y}");
            }
        }
    }

    #[test]
    fn colours_do_not_leak_out_of_a_line() {
        let picture = picture("x", true).unwrap();
        assert!(picture.lines().all(|line| line.starts_with(COLOURS) && line.ends_with(PLAIN)));
    }
}
