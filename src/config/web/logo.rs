//! The portal's logo: a small picture that can do nothing but be looked at.
//!
//! An SVG is a document: it may hold scripts, pages and addresses elsewhere. One that holds any of them is refused, not
//! cleaned, so that what is shown is what was given.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use roxmltree::{Document, Node};

use crate::config::fault::Wrong;
use crate::config::file;

/// A logo of more than this is a photograph.
const MOST: u64 = 48 << 10;
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR";
const SVG: &str = "http://www.w3.org/2000/svg";
const EXPORT: &str = "export the picture as plain SVG, with fonts as paths, or as PNG";

/// A picture.
#[derive(Clone)]
pub(crate) struct Logo {
    /// The file it was read from.
    pub(crate) file: PathBuf,
    /// What it is.
    pub(crate) kind: LogoKind,
    /// The picture, as it is in the file.
    pub(crate) bytes: Arc<[u8]>,
}

/// What a picture is.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum LogoKind {
    /// Scalable Vector Graphics, without scripts and without anything from elsewhere.
    Svg,
    /// Portable Network Graphics.
    Png,
}

pub(super) fn read(path: &Path) -> Result<Logo, Wrong> {
    let bytes = file::bytes(path, MOST)?;
    let kind = if bytes.starts_with(PNG) {
        LogoKind::Png
    } else {
        let text = std::str::from_utf8(&bytes).map_err(|_| neither(path))?;
        check(text).map_err(|what| match what {
            Fault::Neither => neither(path),
            Fault::Holds(what) => Wrong::new(format!("`{}` holds {what}", path.display()), EXPORT),
        })?;
        LogoKind::Svg
    };
    Ok(Logo { file: path.to_path_buf(), kind, bytes: bytes.into() })
}

fn neither(path: &Path) -> Wrong {
    Wrong::new(format!("`{}` is neither SVG nor PNG", path.display()), "name a picture in one of these forms")
}

/// Why a text is no picture to be shown.
#[derive(Debug, PartialEq, Eq)]
enum Fault {
    Neither,
    Holds(String),
}

/// Looks through a whole document. Entities and declarations of types are refused by the parser already.
fn check(text: &str) -> Result<(), Fault> {
    let document = Document::parse(text).map_err(|error| {
        let typed = matches!(error, roxmltree::Error::DtdDetected);
        if typed { Fault::Holds("a declaration of its type (DOCTYPE)".to_owned()) } else { Fault::Neither }
    })?;
    if !document.root_element().has_tag_name((SVG, "svg")) {
        return Err(Fault::Neither);
    }
    match document.descendants().find_map(holds) {
        Some(what) => Err(Fault::Holds(what)),
        None => Ok(()),
    }
}

/// What of a node must not be in a logo.
fn holds(node: Node<'_, '_>) -> Option<String> {
    if node.is_pi() {
        return Some("a processing instruction".to_owned());
    }
    if !node.is_element() {
        return None;
    }
    let name = node.tag_name().name();
    let foreign = node.tag_name().namespace() == Some("http://www.w3.org/1999/xhtml");
    let barred = ["script", "foreignobject", "iframe", "embed", "object", "handler", "listener", "audio", "video"];
    if foreign || barred.contains(&name.to_ascii_lowercase().as_str()) {
        return Some(format!("`<{name}>`"));
    }
    if name.eq_ignore_ascii_case("style") && node.descendants().filter_map(|part| part.text()).any(reaches_out) {
        return Some("a style that reaches elsewhere".to_owned());
    }
    let attribute = node.attributes().find(|attribute| !is_harmless(attribute.name(), attribute.value()));
    attribute
        .map(|attribute| format!("the attribute `{}` with something from elsewhere, or a script", attribute.name()))
}

fn is_harmless(name: &str, value: &str) -> bool {
    let name = name.to_ascii_lowercase();
    let value = value.trim();
    match name.as_str() {
        "href" | "src" => value.starts_with('#') || is_picture(value),
        // What an animation would put into place is looked at in no other way.
        "attributename" => !matches!(value.rsplit(':').next(), Some("href" | "src")) && !is_handler(value),
        _ => !is_handler(&name) && !reaches_out(value),
    }
}

fn is_handler(name: &str) -> bool {
    name.get(..2).is_some_and(|start| start.eq_ignore_ascii_case("on"))
}

/// A picture inside the picture, of a form that is nothing but a picture.
fn is_picture(value: &str) -> bool {
    ["data:image/png;base64,", "data:image/jpeg;base64,"].iter().any(|start| value.starts_with(start))
}

/// Whether a style or a value may load something. An escape may spell any of the words, so it counts as one.
fn reaches_out(text: &str) -> bool {
    let text: String = text.chars().filter(|character| !character.is_whitespace()).collect::<String>().to_lowercase();
    let words = ["\\", "/*", "@import", "image(", "image-set(", "src(", "javascript:", "expression("];
    if words.iter().any(|word| text.contains(word)) {
        return true;
    }
    text.split("url(").skip(1).any(|target| !target.trim_start_matches(['"', '\'']).starts_with('#'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn svg(inside: &str) -> String {
        format!(
            "<?xml version=\"1.0\"?><svg xmlns=\"{SVG}\" xmlns:xlink=\"http://www.w3.org/1999/xlink\" viewBox=\"0 0 9 9\">{inside}</svg>"
        )
    }

    #[test]
    fn plain_pictures_are_taken() {
        for inside in [
            "",
            "<!-- drawn by hand --><title>on</title><path d=\"M0 0L9 9\" fill=\"#1f4e79\"/>",
            "<defs><linearGradient id=\"a\"/></defs><rect fill=\"url(#a)\" style=\"stroke: url('#a')\"/>",
            "<use xlink:href=\"#a\"/><use href=\"#a\"/>",
            "<style>.a { fill: url( \"#a\" ) }</style>",
            "<image href=\"data:image/png;base64,iVBORw0KGgo=\"/>",
            "<metadata><x resource=\"http://purl.org/dc/dcmitype/StillImage\"/></metadata>",
        ] {
            assert_eq!(check(&svg(inside)), Ok(()), "{inside}");
        }
    }

    #[test]
    fn whatever_could_do_something_is_refused() {
        for inside in [
            "<script>alert(1)</script>",
            "<ScRiPt/>",
            "<x:script xmlns:x=\"http://www.w3.org/2000/svg\"/>",
            "<path onload=\"alert(1)\"/>",
            "<path ONCLICK=\"alert(1)\"/>",
            "<foreignObject><p/></foreignObject>",
            "<p xmlns=\"http://www.w3.org/1999/xhtml\"/>",
            "<a href=\"javascript:alert(1)\"/>",
            "<a xlink:href=\" java&#10;script:alert(1)\"/>",
            "<a href=\"https://evil.example\"/>",
            "<use href=\"other.svg#a\"/>",
            "<image href=\"//evil.example/x.png\"/>",
            "<image href=\"data:image/svg+xml;base64,PHN2Zz4=\"/>",
            "<image href=\"data:text/html,x\"/>",
            "<set attributeName=\"href\" to=\"javascript:alert(1)\"/>",
            "<animate attributeName=\"xlink:href\" values=\"https://evil.example\"/>",
            "<set attributeName=\"onload\" to=\"alert(1)\"/>",
            "<style>@import 'https://evil.example'</style>",
            "<style><![CDATA[.a { background: URL ( https://evil.example ) }]]></style>",
            "<style>.a { background: \\75rl(https://evil.example) }</style>",
            "<style>.a { background: image-set('https://evil.example' 1x) }</style>",
            "<rect fill=\"url(https://evil.example#a)\"/>",
            "<rect style=\"fill: url(&quot;https://evil.example&quot;)\"/>",
            "<?xml-stylesheet href=\"https://evil.example\"?>",
            "<iframe/>",
        ] {
            assert!(matches!(check(&svg(inside)), Err(Fault::Holds(_))), "{inside}");
        }
        let outside = format!("<?xml-stylesheet href=\"x\"?><svg xmlns=\"{SVG}\"/>");
        assert!(matches!(check(&outside), Err(Fault::Holds(_))));
        let entity =
            format!("<!DOCTYPE svg [<!ENTITY a SYSTEM \"file:///etc/passwd\">]><svg xmlns=\"{SVG}\">&a;</svg>");
        assert!(matches!(check(&entity), Err(Fault::Holds(_))));
    }

    #[test]
    fn other_texts_are_no_pictures() {
        for text in
            ["", "GIF89a", "<svg/>", "<html xmlns=\"http://www.w3.org/1999/xhtml\"/>", "<svg xmlns=\"x\"/>", "<svg"]
        {
            assert_eq!(check(text), Err(Fault::Neither), "{text}");
        }
    }
}
