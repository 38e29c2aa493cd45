//! `[winbind]`: this machine's membership in the domain, which proves MS-CHAPv2 responses.

use std::path::PathBuf;

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
