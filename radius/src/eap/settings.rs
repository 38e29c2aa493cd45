//! What conversations are told by the configuration: the server's certificate, and how large a fragment is.

use std::fmt;
use std::sync::Arc;

use rustls::ServerConfig;
use rustls::server::NoServerSessionStorage;
use rustls::sign::{CertifiedKey, SingleCertAndKey};
use thiserror::Error;

use super::packet::Method;
use super::sessions::Held;
use crate::server::Client;

/// The smallest EAP packet that fragments are cut to.
pub const LEAST_FRAGMENT: usize = 100;
/// The largest: what an access point can carry in one frame.
pub const MOST_FRAGMENT: usize = 1_400;
/// Octets of an EAP packet before the flags: code, identifier, length, type.
pub(super) const HEADER: usize = 5;
/// Octets of Framed-MTU that the frame around EAP takes (RFC 3579 section 2.4).
const FRAME: usize = 4;
/// Tickets given out with TLS 1.3: one may be lost on the air.
const TICKETS: usize = 2;

/// TLS cannot be set up.
#[derive(Debug, Error)]
#[error("TLS cannot be set up: {0}")]
pub struct Unusable(#[from] rustls::Error);

/// The server's part of phase 1. `Debug` shows nothing of it.
pub struct Settings {
    tls: Arc<ServerConfig>,
    fragment: usize,
}

impl Settings {
    /// With this certificate; EAP packets have at most `fragment` octets.
    ///
    /// Nothing is kept for a resumption and no ticket is given out, but by what [`Settings::tls`] is given.
    ///
    /// # Errors
    /// [`Unusable`] when TLS cannot be set up at all.
    pub fn new(certified: &CertifiedKey, fragment: usize) -> Result<Self, Unusable> {
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let mut tls = ServerConfig::builder_with_provider(provider)
            .with_protocol_versions(&[&rustls::version::TLS13, &rustls::version::TLS12])?
            .with_no_client_auth()
            .with_cert_resolver(Arc::new(SingleCertAndKey::from(certified.clone())));
        tls.session_storage = Arc::new(NoServerSessionStorage {});
        tls.send_tls13_tickets = 0;
        Ok(Self { tls: Arc::new(tls), fragment: fragment.clamp(LEAST_FRAGMENT, MOST_FRAGMENT) })
    }

    /// For one conversation. What TLS wants to keep goes to `held`; without it nothing can ever be resumed.
    pub(super) fn tls(&self, held: Option<Arc<Held>>) -> Arc<ServerConfig> {
        let Some(held) = held else { return self.tls.clone() };
        let mut tls = ServerConfig::clone(&self.tls);
        tls.session_storage = held;
        tls.send_tls13_tickets = TICKETS;
        Arc::new(tls)
    }

    /// The most octets of flags and data in one packet, for a device that says how much it carries (Framed-MTU).
    pub(crate) fn fragment(&self, framed_mtu: Option<u32>) -> usize {
        let carried = framed_mtu.and_then(|mtu| usize::try_from(mtu).ok()).map(|mtu| mtu.saturating_sub(FRAME));
        let most = carried.unwrap_or(MOST_FRAGMENT).clamp(LEAST_FRAGMENT, self.fragment.max(LEAST_FRAGMENT));
        most - HEADER
    }
}

impl fmt::Debug for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Settings").field("fragment", &self.fragment).finish_non_exhaustive()
    }
}

/// What does not change in a conversation.
#[derive(Clone)]
pub(crate) struct Head {
    pub(crate) settings: Arc<Settings>,
    pub(crate) client: Arc<Client>,
    /// The identity outside the tunnel. Nothing is decided on it.
    pub(crate) outer: Vec<u8>,
    /// The client's machine, where it may come back by a resumed session.
    pub(crate) station: Option<Arc<[u8]>>,
    /// The most octets of flags and data in one packet.
    pub(crate) fragment: usize,
    /// What earlier conversations left to be resumed.
    pub(crate) sessions: Arc<super::Sessions>,
}

impl Head {
    /// Where TLS keeps what could be resumed; `None` where nothing is.
    pub(super) fn held(&self, method: Method) -> Option<Arc<Held>> {
        let station = self.station.clone()?;
        Some(Arc::new(Held::new(self.sessions.clone(), self.client.name.clone(), station, method)))
    }
}
