//! What is said inside the tunnel, once it stands.

mod peap;
mod realm;
mod ttls;

use vestibule_gate::{Admitted, Moment, Pending, Refusal, Typed};
use zeroize::Zeroizing;

use super::inner::{self, Proven};
use super::keys::Binding;
use super::step::Credentials;
use super::tunnel::{Broken, Tunnel};
use crate::mschap::{CHALLENGE, SessionKey};
use crate::reply;
use crate::server::{Client, Refused};
pub(super) use peap::{Peap, long};
pub(super) use realm::fits as realm_fits;
pub(super) use ttls::{Ttls, read_login};

/// Chance for one step.
#[derive(Clone, Copy)]
pub(crate) struct Chances {
    /// A challenge for MSCHAPv2.
    pub(crate) challenge: [u8; CHALLENGE],
    /// A nonce for Crypto-Binding.
    pub(crate) nonce: [u8; 32],
}

/// Phase 2, which waits for the client.
pub(super) enum Phase2 {
    Ttls(Ttls),
    Peap(Peap),
}

/// Phase 2, which waits for the gate.
pub(super) enum Waits {
    Ttls(ttls::Waits),
    Peap(inner::Judged),
}

/// What comes next.
pub(super) enum Next {
    /// This goes into the tunnel; nothing of it is an empty request.
    Tell(Tell),
    /// The gate is asked.
    Judge(Box<Waits>, Credentials),
    /// The gate is given the answer to its question.
    Answer(Box<Waits>, Pending, Typed),
    /// It ended well.
    Done(Box<Proven>, Option<Binding>),
    /// It ended badly.
    Failed(Option<Refused>, Option<Moment>),
}

/// Something for the client.
pub(super) struct Tell {
    pub(super) phase: Box<Phase2>,
    pub(super) plain: Zeroizing<Vec<u8>>,
    pub(super) not_before: Option<Moment>,
    /// Whether a person has to type something.
    pub(super) asks: bool,
}

impl Phase2 {
    /// Takes what came through the tunnel.
    pub(super) fn read(
        self,
        plain: &[u8],
        tunnel: &Tunnel,
        outer_ident: u8,
        client: &Client,
        chances: Chances,
    ) -> Result<Next, Broken> {
        match self {
            Self::Ttls(ttls) => ttls.read(plain, tunnel, client, chances.challenge),
            Self::Peap(peap) => peap.read(plain, tunnel, outer_ident, client, chances),
        }
    }
}

impl Waits {
    /// The gate admitted. `None` where nothing can be answered to the client's response.
    pub(super) fn admitted(
        self,
        admitted: Admitted,
        facts: reply::Facts,
        key: Option<&SessionKey>,
        tunnel: &Tunnel,
        nonce: [u8; 32],
    ) -> Result<Option<Next>, Broken> {
        match self {
            Self::Ttls(waits) => Ok(waits.admitted(admitted, facts, key)),
            Self::Peap(judged) => match judged.admitted(admitted, facts, key) {
                Some(next) => Peap::go_on(next, tunnel, nonce).map(Some),
                None => Ok(None),
            },
        }
    }

    /// The gate asks for the code.
    pub(super) fn asked(
        self,
        pending: Pending,
        question: &str,
        tunnel: &Tunnel,
        nonce: [u8; 32],
    ) -> Result<Next, Broken> {
        match self {
            Self::Ttls(waits) => Ok(waits.asked(pending, question)),
            Self::Peap(judged) => Peap::go_on(judged.asked(pending, question), tunnel, nonce),
        }
    }

    /// The gate refused.
    pub(super) fn refused(self, refusal: &Refusal, tunnel: &Tunnel, chances: Chances) -> Result<Next, Broken> {
        match self {
            Self::Ttls(waits) => Ok(waits.refused(refusal, chances.challenge)),
            Self::Peap(judged) => Peap::go_on(judged.refused(refusal, chances.challenge, true), tunnel, chances.nonce),
        }
    }
}
