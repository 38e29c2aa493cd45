//! The settings in force, and the files that pages refer to: named by their content, so that a browser may keep them.

use std::collections::BTreeMap;

use axum::body::Bytes;
use sha2::{Digest as _, Sha256};

use crate::Settings;

const STYLE: &str = include_str!("../assets/portal.css");
const SCRIPT: &str = include_str!("../assets/portal.js");
const STAFF_STYLE: &str = include_str!("../assets/staff.css");
const STAFF_SCRIPT: &str = include_str!("../assets/staff.js");
const ICON: &str = include_str!("../assets/icon.svg");

/// Settings and files.
pub(crate) struct Look {
    pub(crate) settings: Settings,
    /// Addresses of files.
    pub(crate) style: String,
    pub(crate) script: String,
    pub(crate) staff_style: String,
    pub(crate) staff_script: String,
    pub(crate) icon: String,
    pub(crate) brand: Option<String>,
    pub(crate) logo: Option<String>,
    /// Where a click on the help desk's contact leads.
    pub(crate) help_link: Option<String>,
    files: BTreeMap<String, File>,
}

/// A file to send.
pub(crate) struct File {
    pub(crate) media_type: &'static str,
    pub(crate) bytes: Bytes,
}

impl Look {
    pub(crate) fn new(settings: Settings) -> Self {
        let mut files = BTreeMap::new();
        let mut add = |name: &str, ending: &str, media_type: &'static str, bytes: Bytes| {
            let name = format!("{name}-{}.{ending}", hash(&bytes));
            let address = format!("/assets/{name}");
            files.insert(name, File { media_type, bytes });
            address
        };
        let style = add("portal", "css", "text/css; charset=utf-8", Bytes::from_static(STYLE.as_bytes()));
        let script = add("portal", "js", "text/javascript; charset=utf-8", Bytes::from_static(SCRIPT.as_bytes()));
        let staff_style = add("staff", "css", "text/css; charset=utf-8", Bytes::from_static(STAFF_STYLE.as_bytes()));
        let staff_script =
            add("staff", "js", "text/javascript; charset=utf-8", Bytes::from_static(STAFF_SCRIPT.as_bytes()));
        let icon = add("icon", "svg", "image/svg+xml", Bytes::from_static(ICON.as_bytes()));
        let sheet = settings.colour.map(|colour| colour.style_sheet());
        let brand = sheet.map(|sheet| add("brand", "css", "text/css; charset=utf-8", sheet.into()));
        let logo = settings
            .logo
            .as_ref()
            .map(|logo| add("logo", logo.kind.ending(), logo.kind.media_type(), Bytes::copy_from_slice(&logo.bytes)));
        let help_link = settings.help_desk.as_deref().and_then(link);
        Self { settings, style, script, staff_style, staff_script, icon, brand, logo, help_link, files }
    }

    /// The file of this name.
    pub(crate) fn file(&self, name: &str) -> Option<&File> {
        self.files.get(name)
    }
}

/// Only a contact that is an address and nothing else can be clicked on.
fn link(contact: &str) -> Option<String> {
    if contact.contains(char::is_whitespace) {
        return None;
    }
    let is_web = contact.starts_with("https://");
    is_web.then(|| contact.to_owned()).or_else(|| contact.contains('@').then(|| format!("mailto:{contact}")))
}

/// Sixteen digits are enough to tell our own files apart.
fn hash(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_contact_is_a_link_where_it_is_an_address() {
        assert_eq!(link("help@example.test").as_deref(), Some("mailto:help@example.test"));
        assert_eq!(link("https://help.example.test/").as_deref(), Some("https://help.example.test/"));
        for text in ["extension 4711", "mail help@example.test", "javascript:alert(1)", ""] {
            assert_eq!(link(text), None, "{text}");
        }
    }
}
