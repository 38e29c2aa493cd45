//! The organisation's colour, made readable on light and dark ground (WCAG 2.2, 1.4.3 and 1.4.11).

use std::str::FromStr;

use thiserror::Error;

/// Contrast of text with what is behind it: 4.5 is asked for.
const READABLE: f64 = 4.6;
/// The grounds the style sheet uses, light and dark. A test holds that it does.
const LIGHT: Colour = Colour([255, 255, 255]);
const DARK: Colour = Colour([27, 31, 38]);
const WHITE: Colour = LIGHT;
const BLACK: Colour = Colour([0, 0, 0]);

/// A colour, as `#rrggbb`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Colour([u8; 3]);

/// Why a text is no colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("a colour is written #rrggbb, with hexadecimal digits")]
pub struct BadColour;

impl FromStr for Colour {
    type Err = BadColour;

    fn from_str(text: &str) -> Result<Self, BadColour> {
        let digits = text.strip_prefix('#').filter(|digits| digits.len() == 6).ok_or(BadColour)?;
        let value = digits.bytes().all(|byte| byte.is_ascii_hexdigit()).then(|| u32::from_str_radix(digits, 16));
        let [_, red, green, blue] = value.and_then(Result::ok).ok_or(BadColour)?.to_be_bytes();
        Ok(Self([red, green, blue]))
    }
}

impl Colour {
    /// The style sheet that puts this colour in place of the portal's own: as it is behind the text of a button, and for
    /// text and edges as much darker or lighter as they need.
    pub(crate) fn style_sheet(self) -> String {
        let rule = |ground: Self| {
            let accent = self.readable_on(ground).text();
            format!(
                ":root {{ --accent: {accent}; --button: {}; --on-button: {}; }}",
                self.text(),
                self.opposite().text()
            )
        };
        format!("{}\n@media (prefers-color-scheme: dark) {{\n    {}\n}}\n", rule(LIGHT), rule(DARK))
    }

    /// This colour, moved towards black or white until it can be read on `ground`.
    fn readable_on(self, ground: Self) -> Self {
        let towards = if ground.luminance() > 0.5 { BLACK } else { WHITE };
        let steps = (0..=100u8).map(|percent| self.mixed(towards, percent));
        steps.into_iter().find(|mixed| mixed.contrast(ground) >= READABLE).unwrap_or(towards)
    }

    /// Black or white, whichever can be read better on this.
    fn opposite(self) -> Self {
        if self.contrast(WHITE) >= self.contrast(BLACK) { WHITE } else { BLACK }
    }

    fn mixed(self, other: Self, percent: u8) -> Self {
        let mix = |from: u8, to: u8| {
            (f64::from(from) + (f64::from(to) - f64::from(from)) * f64::from(percent) / 100.0).round() as u8
        };
        let ([r, g, b], [to_r, to_g, to_b]) = (self.0, other.0);
        Self([mix(r, to_r), mix(g, to_g), mix(b, to_b)])
    }

    /// The contrast ratio, 1 to 21.
    fn contrast(self, other: Self) -> f64 {
        let (one, two) = (self.luminance(), other.luminance());
        (one.max(two) + 0.05) / (one.min(two) + 0.05)
    }

    /// The relative luminance, 0 to 1.
    fn luminance(self) -> f64 {
        let linear = |value: u8| {
            let value = f64::from(value) / 255.0;
            if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
        };
        let [red, green, blue] = self.0.map(linear);
        0.2126 * red + 0.7152 * green + 0.0722 * blue
    }

    fn text(self) -> String {
        let [red, green, blue] = self.0;
        format!("#{red:02x}{green:02x}{blue:02x}")
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests fail by panicking")]
mod tests {
    use super::*;

    #[test]
    fn a_colour_is_six_digits() {
        assert_eq!("#0A5bFf".parse(), Ok(Colour([10, 91, 255])));
        for text in ["", "#", "0a5bff", "#0a5bf", "#0a5bfff", "#0a5bfg", "#+a5bff", "red", "#é5bff"] {
            assert_eq!(text.parse::<Colour>(), Err(BadColour), "{text}");
        }
    }

    #[test]
    fn every_colour_is_readable_on_both_grounds_and_carries_readable_text() {
        let steps = [0u8, 51, 102, 153, 204, 255];
        let all = steps.iter().flat_map(|r| steps.iter().flat_map(move |g| steps.map(|b| Colour([*r, *g, b]))));
        for colour in all {
            for ground in [LIGHT, DARK] {
                let accent = colour.readable_on(ground);
                assert!(accent.contrast(ground) >= 4.5, "{colour:?} on {ground:?}");
                assert!(colour.opposite().contrast(colour) >= 4.5, "{colour:?}");
            }
        }
    }

    #[test]
    fn a_colour_that_is_readable_stays_as_it_is() {
        let blue: Colour = "#0b5394".parse().unwrap();
        assert_eq!(blue.readable_on(LIGHT), blue);
        assert!(
            blue.style_sheet()
                .starts_with(":root { --accent: #0b5394; --button: #0b5394; --on-button: #ffffff; }\n@media")
        );
    }

    #[test]
    fn the_grounds_are_those_of_the_style_sheet() {
        let sheet = include_str!("../assets/portal.css");
        for ground in [LIGHT, DARK] {
            assert!(sheet.contains(&format!("--card: {};", ground.text())), "{ground:?}");
        }
    }
}
