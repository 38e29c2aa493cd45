//! What a listener is configured to do. One value serves all its sessions.

use std::sync::Arc;
use std::time::Duration;

/// How a listener's connections begin.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Transport {
    /// Inside TLS (LDAPS).
    Tls,
    /// In the clear, with StartTLS offered; no bind before it.
    StartTls,
    /// In the clear, with StartTLS offered; binds are taken before it too (`dangerous-clear-text`).
    DangerousStartTls,
    /// In the clear, always (`dangerous-clear-text`).
    DangerousClear,
}

impl Transport {
    /// Whether a connection in the clear is offered StartTLS.
    #[must_use]
    pub const fn offers_start_tls(self) -> bool {
        matches!(self, Self::StartTls | Self::DangerousStartTls)
    }

    /// Whether a password may come in the clear.
    #[must_use]
    pub const fn takes_clear_passwords(self) -> bool {
        matches!(self, Self::DangerousStartTls | Self::DangerousClear)
    }
}

/// What becomes of the directory's referrals.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Referrals {
    /// Withheld: a client that followed one would take password and code to a server in the clear.
    Drop,
    /// Passed on unchanged.
    Pass,
}

/// The settings of a listener.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The application's name, which the gate knows it by.
    pub application: Arc<str>,
    /// How connections begin.
    pub transport: Transport,
    /// What becomes of referrals.
    pub referrals: Referrals,
    /// The longest message before a bind, in octets.
    pub max_message_before_bind: usize,
    /// The longest message after a bind, in octets.
    pub max_message: usize,
    /// So many requests may be without an answer; then the client is not read.
    pub max_outstanding: usize,
    /// The first whole message comes within this time of the connection, or of the TLS handshake.
    pub first_message: Duration,
    /// A connection on which nothing happens ends after this time.
    pub idle: Duration,
    /// A person's session ends this long after its bind; `None` never. Service accounts' sessions have no end.
    pub max_session: Option<Duration>,
}

impl Settings {
    /// The defaults, for an application.
    #[must_use]
    pub fn new(application: impl Into<Arc<str>>, transport: Transport) -> Self {
        Self {
            application: application.into(),
            transport,
            referrals: Referrals::Drop,
            max_message_before_bind: 256 * 1024,
            max_message: 10 * 1024 * 1024,
            max_outstanding: 1000,
            first_message: Duration::from_secs(10),
            idle: Duration::from_secs(15 * 60),
            max_session: Some(Duration::from_secs(12 * 60 * 60)),
        }
    }
}
