//! The rules of an LDAP session, each as a sentence. Verdicts come from a real gate over its fakes.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test may stop at the first surprise"
)]

mod before_bind;
mod binds;
mod limits;
mod passing;
mod passwords;
mod properties;
mod rig;
mod rootdse;
mod starttls;
mod upstream;
