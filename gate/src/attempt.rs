//! What a door asks the gate.

use std::net::IpAddr;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::{Moment, Typed};

/// One login as a door saw it: who they say they are, what they typed, at which application, from where.
#[derive(Debug)]
pub struct Attempt {
    /// The kind of door.
    pub door: Door,
    /// The application: the `name` of the listener or client in the configuration.
    pub application: Arc<str>,
    /// Where it came from.
    pub source: Source,
    /// The name as typed; not yet checked in any way.
    pub name: Vec<u8>,
    /// The password field as typed.
    pub typed: Typed,
    /// When the attempt arrived; floors and the judgement's deadline count from here.
    pub arrived: Moment,
}

/// The kind of door.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Door {
    /// The LDAP bind proxy.
    Ldap,
    /// The command line (changes, never logins).
    Cli,
}

impl Door {
    /// The word used in the audit and the metrics.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Ldap => "ldap",
            Self::Cli => "cli",
        }
    }
}

/// Where an attempt came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Source {
    /// The other end of the connection: often an application server, so never throttled.
    pub peer: IpAddr,
    /// The end user's address, where the door knows it from a named proxy. Throttled, and part of the pool.
    pub end_user: Option<IpAddr>,
}

impl Source {
    /// The address that names the origin: the end user's where known, else the peer's.
    pub fn address(&self) -> IpAddr {
        self.end_user.unwrap_or(self.peer)
    }
}
