//! An EAP client as pure state. For a client: `vestibule try eap`, tests, fuzzing and measurements; the server uses
//! nothing of it. That the server is understood by others is held by other implementations in tests, not by this one.
//!
//! ```text
//! Peer ─ Tunnel ─ rustls            phase 1
//!      └ Phase2 ─ Ttls | Peap       phase 2
//!                  └ Inner          EAP inside: Identity, GTC, MSCHAPv2
//! ```

mod conversation;
mod inner;
mod peap;
mod ttls;
mod tunnel;
mod way;

use std::sync::Arc;

use rustls::ClientConfig;
use rustls::pki_types::ServerName;
use zeroize::Zeroizing;

use crate::mschap::CHALLENGE;

pub use conversation::{Did, Peer, Why};
pub use tunnel::{Broken, Heard, Tunnel};
pub use way::Way;

/// Who logs in, and how. Holds a password: not shown by `Debug`.
pub struct Who {
    /// The method.
    pub way: Way,
    /// The identity outside the tunnel.
    pub outer: Vec<u8>,
    /// The name inside, as it is typed.
    pub name: Vec<u8>,
    /// What is typed first.
    pub password: Zeroizing<String>,
    /// TLS: which authorities are trusted, which versions are spoken, what is kept for a resumption.
    pub tls: Arc<ClientConfig>,
    /// The name that the server's certificate must have.
    pub server: ServerName<'static>,
    /// The most octets of one EAP packet.
    pub fragment: usize,
    /// Chance for MS-CHAPv2.
    pub chance: [u8; CHALLENGE],
}

impl std::fmt::Debug for Who {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Who").field("way", &self.way).finish_non_exhaustive()
    }
}
