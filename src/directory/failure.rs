//! What can go wrong between us and one directory server. None of it says anything about a password.

use std::io;

use thiserror::Error;
use vestibule_ldap_proxy::wire::Malformed;

/// Why a server gave no usable answer. Its text names no secret, so it can be logged.
#[derive(Debug, Error)]
pub(crate) enum Failure {
    #[error("cannot be reached: {0}")]
    Connect(io::Error),
    #[error("gets no TLS connection: {0}")]
    Tls(io::Error),
    #[error("refuses StartTLS with result {0}")]
    StartTlsRefused(u32),
    /// RFC 4511 section 4.14.2 lets nothing follow the answer before TLS: somebody writes into the connection.
    #[error("sent bytes behind its StartTLS answer and before TLS; the connection is being tampered with")]
    Injected,
    #[error("would get passwords in clear text, which only a loopback address may")]
    ClearText,
    #[error("did not answer in time")]
    TimedOut,
    #[error("closed the connection")]
    Closed,
    #[error("broke the connection: {0}")]
    Io(io::Error),
    #[error("ended the connection with result {0}")]
    Notice(u32),
    #[error("sent what is no LDAP answer: {0}")]
    Malformed(#[from] Malformed),
    #[error("sent an answer nobody asked for")]
    Unexpected,
    #[error("sent an answer beyond the limits")]
    TooLarge,
    #[error("answered with result {0}")]
    Result(u32),
    #[error("has too many requests of ours waiting")]
    Busy,
    #[error("is not synchronized with its domain")]
    NotSynchronized,
    #[error("does not let our service account in ({0})")]
    ServiceAccount(&'static str),
}

impl Failure {
    /// True where nothing of LDAP was exchanged: the server itself is not there, or not the one it should be.
    pub(crate) const fn is_unreachable(&self) -> bool {
        matches!(self, Self::Connect(_) | Self::Tls(_) | Self::StartTlsRefused(_) | Self::Injected | Self::ClearText)
    }

    /// True where a server may have closed an idle connection, as all do after a while.
    pub(crate) const fn is_closed(&self) -> bool {
        matches!(self, Self::Closed | Self::Io(_) | Self::Notice(_))
    }
}
