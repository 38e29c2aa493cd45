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
    /// The password field.
    pub typed: Typed,
    /// What the password field holds.
    pub form: Form,
    /// What stays the same when a client sends this very login again in a new packet (RADIUS Acct-Session-Id or
    /// Calling-Station-Id); `None` where nothing tells that from a new login.
    pub session: Option<Vec<u8>>,
    /// Whether the door can put a question in this attempt. Where it cannot, an application that asks for the code takes
    /// it behind the password, if at all.
    pub asks: bool,
    /// The client's machine (Calling-Station-Id), where the door could let it come back without password and code (EAP
    /// fast reconnect); `None` where it cannot.
    pub station: Option<Arc<[u8]>>,
    /// When the attempt arrived; floors and the judgement's deadline count from here.
    pub arrived: Moment,
}

/// What the password field holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// What a person typed: a password, a code, or both.
    Text,
    /// A response computed from the password (MS-CHAPv2, RFC 2759), with its challenges. No code can be in it; the
    /// prover proves it as a whole.
    Response,
    /// A code alone, of somebody who is signed in at the portal; no bypass code.
    Code,
}

/// What came back on a [`crate::Pending`]: the second round of a challenge.
#[derive(Debug)]
pub struct Answer {
    /// Where it came from.
    pub source: Source,
    /// What was typed when the code was asked for.
    pub typed: Typed,
    /// When it arrived.
    pub arrived: Moment,
}

/// The kind of door.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Door {
    /// The LDAP bind proxy.
    Ldap,
    /// The RADIUS server.
    Radius,
    /// The portal.
    Web,
    /// The command line (changes, never logins).
    Cli,
}

impl Door {
    /// The word used in the audit and the metrics.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Ldap => "ldap",
            Self::Radius => "radius",
            Self::Web => "web",
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
