//! Accounting-Request (RFC 2866): what becomes of a record.

use std::net::IpAddr;
use std::sync::Arc;

/// What a device says of a session. Nothing of it is verified but that a known client said it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// The client's name.
    pub client: Arc<str>,
    /// What happened.
    pub status: Status,
    /// User-Name.
    pub user: Option<String>,
    /// Acct-Session-Id.
    pub session: Option<String>,
    /// The address of the person's own machine, as for logins.
    pub source: Option<IpAddr>,
    /// Framed-IP-Address: what the session was given.
    pub framed: Option<IpAddr>,
    /// The device's own address.
    pub peer: IpAddr,
    /// Octets from the person, Acct-Input-Gigawords included.
    pub octets_in: Option<u64>,
    /// Octets to the person, Acct-Output-Gigawords included.
    pub octets_out: Option<u64>,
    /// Acct-Session-Time, in seconds.
    pub seconds: Option<u32>,
    /// Acct-Terminate-Cause (RFC 2866 section 5.10).
    pub cause: Option<u32>,
}

/// Acct-Status-Type (RFC 2866 section 5.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Status {
    /// A session begins.
    Start,
    /// A session ended.
    Stop,
    /// A session goes on.
    Interim,
    /// The device begins to account.
    On,
    /// The device ends accounting.
    Off,
    /// Any other.
    Other(u32),
}

impl Status {
    /// The word for the audit.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Start => "start",
            Self::Stop => "stop",
            Self::Interim => "interim",
            Self::On => "on",
            Self::Off => "off",
            Self::Other(_) => "other",
        }
    }
}
