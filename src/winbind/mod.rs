//! The proof of an MS-CHAPv2 response (RFC 2759), which holds no password: only whoever knows the password's hash can
//! say whether it is right. That is the domain, which this machine is a member of; Samba's winbind asks it, and its
//! program `ntlm_auth` asks winbind.
//!
//! What an answer means for a login is the gate's. This module must not decide who may come in, must never take an
//! outage for a wrong password, and puts no secret on a command line or into the log.
//!
//! ```text
//! Winbind ─ Helpers (a few running programs) ─ Helper (one program, one question at a time)
//! ```

mod helper;
mod helpers;
mod log;
mod meaning;
mod protocol;
mod prover;
#[cfg(test)]
mod tests;

use std::path::PathBuf;
use std::sync::Arc;

use tokio::net::UnixStream;
use vestibule_gate::Person;
use vestibule_gate::ports::Clock;
use zeroize::Zeroizing;

use self::helpers::Helpers;
use self::log::Log;
pub(crate) use self::prover::ResponseProver;
use crate::config::{Config, Kind};

/// What proves the responses of one domain's people.
pub(crate) struct Winbind {
    settings: Settings,
    helpers: Helpers,
    log: Log,
}

/// What is configured.
#[derive(Clone, Debug)]
pub(crate) struct Settings {
    /// The program `ntlm_auth`.
    pub(crate) program: PathBuf,
    /// The folder of winbind's socket.
    pub(crate) socket: PathBuf,
    /// The NetBIOS name of the domain.
    pub(crate) domain: String,
    /// The configured directories whose people are of that domain.
    pub(crate) directories: Vec<String>,
}

/// A response and what it answers.
#[derive(Clone)]
pub(crate) struct Response {
    /// The first eight octets of the hash over both challenges and the User-Name as it was sent (RFC 2759 section 8.2).
    pub(crate) challenge: [u8; 8],
    /// NT-Response (RFC 2759 section 4).
    pub(crate) nt_response: [u8; 24],
}

/// MD4 of the password's hash, from which the answer to the client and the link's keys are made (RFC 2759 section 8.7,
/// RFC 3079 section 3).
pub(crate) type SessionKey = Zeroizing<[u8; 16]>;

impl Winbind {
    /// Begins nothing: programs are started when they are needed.
    pub(crate) fn new(settings: Settings, clock: Arc<dyn Clock>) -> Self {
        Self { helpers: Helpers::new(&settings, clock.clone()), log: Log::new(clock), settings }
    }

    /// What proves one attempt's response.
    pub(crate) const fn prover(self: Arc<Self>, response: Response) -> ResponseProver {
        ResponseProver::new(self, response)
    }

    /// Whether somebody answers winbind's socket. Of a winbind that ended the socket stays, and `ntlm_auth` does not tell
    /// such a one from one that ended while it asked the domain.
    async fn is_there(&self) -> bool {
        UnixStream::connect(self.settings.socket.join("pipe")).await.is_ok()
    }

    /// Whether the domain that is asked is the one this person is of.
    fn proves(&self, who: &Person) -> bool {
        self.settings.directories.iter().any(|name| **name == *who.directory)
    }
}

impl Settings {
    /// As configured; `None` without `[winbind]`. The domain stands for the directories with its NetBIOS name, or for
    /// the only Active Directory there is.
    pub(crate) fn of(config: &Config) -> Option<Self> {
        let winbind = config.winbind.as_ref()?;
        let domains: Vec<_> =
            config.directories.iter().filter(|directory| directory.kind == Kind::ActiveDirectory).collect();
        let named = |name: &Option<String>| match name {
            Some(name) => name.eq_ignore_ascii_case(&winbind.domain),
            None => domains.len() == 1,
        };
        let directories = domains.iter().filter(|directory| named(&directory.netbios));
        Some(Self {
            program: winbind.ntlm_auth.clone(),
            socket: winbind.socket.clone(),
            domain: winbind.domain.clone(),
            directories: directories.map(|directory| directory.name.clone()).collect(),
        })
    }
}
