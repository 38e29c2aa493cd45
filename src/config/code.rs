//! Where people type their code, as far as the doors have it in common: the mark between password and code.

use super::fault::Wrong;
use super::section::Section;

/// The mark between password and code, where `wanted`; a comma where none is written.
///
/// `wanted` is `None` where the code's place itself is wrong, so that nothing more is said about it.
pub(super) fn separator(section: &Section<'_>, wanted: Option<bool>) -> String {
    let separator = section.text("separator", marks);
    if section.has("separator") && wanted == Some(false) {
        section.wrong(
            "separator",
            Wrong::new("goes with `code = \"separator\"` alone", "write `code = \"separator\"`, or remove `separator`"),
        );
    }
    separator.unwrap_or_else(|| ",".to_owned())
}

fn marks(text: &str) -> Result<String, Wrong> {
    if text.len() <= 4 && text.chars().all(|mark| mark.is_ascii_punctuation()) {
        return Ok(text.to_owned());
    }
    Err(Wrong::new(
        format!("`{text}` cannot separate a password from a code"),
        "write 1 to 4 ASCII marks, such as `,`; no letters, digits or blanks",
    ))
}
