//! Duplicates (RFC 5080 section 2.2.2): the same packet again is judged once and answered alike.

use super::effect::From;
use crate::packet::Authenticator;

/// What makes two packets the same.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Key {
    pub(super) from: From,
    pub(super) id: u8,
    pub(super) authenticator: Authenticator,
}
