//! What the sections of one file must agree on: names of applications and addresses are each used once.

use std::collections::BTreeSet;
use std::net::SocketAddr;

use super::directory::Known;
use super::fault::Wrong;
use super::section::Section;
use super::value;

/// The portal, as an application.
const PORTAL: &str = "portal";

/// What the sections read before this one have taken.
pub(super) struct Neighbours<'a> {
    pub(super) directories: &'a [Known],
    pub(super) names: BTreeSet<String>,
    /// Whether there is a portal, which is an application too.
    pub(super) portal: bool,
    /// Of TCP.
    pub(super) addresses: BTreeSet<SocketAddr>,
}

impl Neighbours<'_> {
    /// The name of an application, which is nobody else's.
    pub(super) fn name(&mut self, section: &Section<'_>) -> Option<String> {
        let name = section.text("name", value::name);
        if name.as_ref().is_some_and(|name| !self.names.insert(name.to_ascii_lowercase())) {
            let wrong = Wrong::new("is the name of another application", "give each application a name of its own");
            section.wrong("name", wrong);
        }
        if self.portal && name.as_ref().is_some_and(|name| name.eq_ignore_ascii_case(PORTAL)) {
            let wrong = Wrong::new("is the portal's own name", "give the application another name");
            section.wrong("name", wrong);
        }
        name
    }
}

/// The addresses of a listener: at least one where the key is written, and none that is taken.
pub(super) fn check_listen(
    section: &Section<'_>,
    key: &'static str,
    listen: &[SocketAddr],
    taken: &mut BTreeSet<SocketAddr>,
) {
    if section.is_empty_list(key) {
        section.wrong(key, Wrong::new("names no address", "name at least one"));
    }
    let mut fixed = listen.iter().filter(|address| address.port() > 0);
    if let Some(twice) = fixed.find(|address| !taken.insert(**address)) {
        let what = format!("names {twice}, which is taken already");
        section.wrong(key, Wrong::new(what, "name each address once in the whole file"));
    }
}
