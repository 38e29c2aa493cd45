//! `[web]`: where people are sent to enrol. The portal itself is not in this version.

use super::identity;
use super::section::Section;

/// Where people are sent.
#[derive(Clone, Debug, Default)]
pub(crate) struct Web {
    /// The https address people are told to enrol at, without a slash at the end.
    pub(crate) public_url: Option<String>,
}

pub(super) fn read(section: &Section<'_>) -> Web {
    section.later(&["listen", "tls", "admin-groups", "helpdesk-groups", "trusted-proxies"]);
    section.later(&["organisation", "logo-file", "colour", "help-desk-contact", "first-enrollment"]);
    section.require("public-url", "\"https://mfa.example.test\"");
    let public_url = section.text("public-url", identity::https);
    section.finish();
    Web { public_url }
}
