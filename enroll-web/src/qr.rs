//! A QR code as one SVG path: text, so that no image is decoded or stored anywhere.

use qrcode::{Color, EcLevel, QrCode};

/// Light modules around the code (ISO/IEC 18004 section 9.1 asks for four).
const QUIET: usize = 4;

/// The parts of an SVG picture; the template puts them together.
pub(crate) struct Qr {
    /// Modules on a side, the quiet zone included.
    pub(crate) side: usize,
    /// The dark modules, as path data.
    pub(crate) path: String,
}

impl Qr {
    /// The code of `text`; `None` where the text is too long for one.
    pub(crate) fn of(text: &str) -> Option<Self> {
        let code = QrCode::with_error_correction_level(text, EcLevel::M).ok()?;
        let width = code.width();
        let modules = code.to_colors();
        let rows = modules.chunks(width.max(1)).enumerate();
        let path = rows.map(|(row, modules)| row_path(row + QUIET, modules)).collect();
        Some(Self { side: width + 2 * QUIET, path })
    }
}

/// Each run of dark modules as a closed bar.
fn row_path(row: usize, modules: &[Color]) -> String {
    let mut column = QUIET;
    let mut path = String::new();
    for run in modules.chunk_by(|one, next| one == next) {
        if run.first() == Some(&Color::Dark) {
            path.push_str(&format!("M{column} {row}h{}v1H{column}z", run.len()));
        }
        column += run.len();
    }
    path
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests fail by panicking")]
mod tests {
    use super::*;

    #[test]
    fn a_code_has_its_finder_in_the_corner_and_a_quiet_zone() {
        let qr = Qr::of("otpauth://totp/Example:ada?secret=JBSWY3DPEHPK3PXP&issuer=Example").unwrap();
        assert!(qr.path.starts_with("M4 4h7v1H4z"), "the upper edge of the upper left finder");
        assert!(qr.side >= 21 + 8);
        assert!(qr.path.len() < 20_000);
    }

    #[test]
    fn what_is_too_long_has_none() {
        assert!(Qr::of(&"x".repeat(10_000)).is_none());
    }
}
