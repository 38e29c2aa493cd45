//! `[winbind]`: this machine's membership in the domain, through which MS-CHAPv2 responses are proven.

use std::path::PathBuf;

use super::fault::Wrong;
use super::identity;
use super::section::Section;

/// How MS-CHAPv2 responses are proven.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Winbind {
    /// The folder of winbind's socket `pipe`.
    pub(crate) socket: PathBuf,
    /// The NetBIOS name of the domain people are in.
    pub(crate) domain: String,
    /// The program `ntlm_auth` of Samba.
    pub(crate) ntlm_auth: PathBuf,
}

pub(super) fn read(section: &Section<'_>) -> Option<Winbind> {
    section.require("domain", "\"EXAMPLE\"");
    let domain = section.text("domain", identity::netbios);
    let path = |key, usual: &str| section.text(key, absolute).unwrap_or_else(|| PathBuf::from(usual));
    let socket = path("socket", "/run/samba/winbindd");
    let ntlm_auth = path("ntlm-auth", "/usr/bin/ntlm_auth");
    section.finish();
    Some(Winbind { socket, domain: domain?, ntlm_auth })
}

fn absolute(text: &str) -> Result<PathBuf, Wrong> {
    let path = PathBuf::from(text);
    if path.is_absolute() {
        return Ok(path);
    }
    Err(Wrong::new(
        format!("`{text}` is not an absolute path"),
        "write it from the root, such as `/run/samba/winbindd`",
    ))
}
