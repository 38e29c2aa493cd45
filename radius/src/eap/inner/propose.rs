//! Which methods are proposed inside a tunnel, and in which order.

use vestibule_gate::CodeWay;

use super::super::packet::kind;
use crate::server::Client;

/// A method inside the tunnel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Proposal {
    /// A text is shown, a text comes back.
    Gtc,
    /// The password is proven by a response.
    MsChapV2,
}

impl Proposal {
    pub(super) const fn kind(self) -> u8 {
        match self {
            Self::Gtc => kind::GTC,
            Self::MsChapV2 => kind::MSCHAPV2,
        }
    }
}

/// Those that can be served here, the more likely one first. A client that wants the other one says so (Nak).
pub(super) fn proposals(client: &Client) -> Vec<Proposal> {
    let code_in_name = client.code == CodeWay::UserName;
    match (client.responses, code_in_name) {
        (false, _) => vec![Proposal::Gtc],
        (true, false) => vec![Proposal::Gtc, Proposal::MsChapV2],
        (true, true) => vec![Proposal::MsChapV2, Proposal::Gtc],
    }
}
