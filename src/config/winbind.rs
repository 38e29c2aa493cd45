//! `[winbind]`: this machine's membership in the domain, through which MS-CHAPv2 responses are proven.

use std::path::PathBuf;

use super::directory::{Kind, Known};
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

pub(super) fn read(section: &Section<'_>, directories: &[Known]) -> Option<Winbind> {
    section.require("domain", "\"EXAMPLE\"");
    let domain = section.text("domain", identity::netbios);
    if let Some(domain) = &domain
        && !directories.iter().any(|directory| is_of(directory, domain, directories))
    {
        let wrong = Wrong::new(
            format!("`{domain}` is the domain of no directory"),
            "write the short name of an Active Directory's domain here and in its `netbios`",
        );
        section.wrong("domain", wrong);
    }
    let path = |key, usual: &str| section.text(key, absolute).unwrap_or_else(|| PathBuf::from(usual));
    let socket = path("socket", "/run/samba/winbindd");
    let ntlm_auth = path("ntlm-auth", "/usr/bin/ntlm_auth");
    section.finish();
    Some(Winbind { socket, domain: domain?, ntlm_auth })
}

/// Whether the domain is this directory's: by its short name, or as the only Active Directory there is.
fn is_of(directory: &Known, domain: &str, all: &[Known]) -> bool {
    let active = |directory: &&Known| directory.kind == Some(Kind::ActiveDirectory);
    active(&directory)
        && match &directory.netbios {
            Some(name) => name.eq_ignore_ascii_case(domain),
            None => all.iter().filter(active).count() == 1,
        }
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
