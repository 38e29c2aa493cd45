//! What proves the first factor of a login by RADIUS.

use async_trait::async_trait;
use vestibule_gate::ports::{FirstFactor, Proof};
use vestibule_gate::{Moment, Outage, Password, Person};
use vestibule_radius::mschap::SessionKey;
use vestibule_radius::server::Needs;

use super::super::Shared;
use super::Door;
use crate::directory::ProofOnly;
use crate::winbind::{Response, ResponseProver};

/// A prover for one judgement.
pub(super) enum Proving {
    /// By the directory. Also where somebody else proves the password: the gate does not ask then.
    Password(ProofOnly),
    /// By the domain.
    Response(ResponseProver),
    /// By nobody: there is no `[winbind]`.
    Nobody(Nobody),
}

/// The prover that is needed.
pub(super) fn prover(shared: &Shared, door: &Door, needs: &Needs) -> Proving {
    match (needs, &door.winbind) {
        (Needs::Password | Needs::Nothing, _) => Proving::Password(shared.directories.proof_only()),
        (Needs::Response { challenge_hash, nt_response }, Some(winbind)) => {
            let response = Response { challenge: *challenge_hash, nt_response: *nt_response };
            Proving::Response(winbind.clone().prover(response))
        }
        (Needs::Response { .. }, None) => Proving::Nobody(Nobody),
    }
}

impl Proving {
    /// As the gate asks it.
    pub(super) fn first(&mut self) -> &mut dyn FirstFactor {
        match self {
            Self::Password(prover) => prover,
            Self::Response(prover) => prover,
            Self::Nobody(nobody) => nobody,
        }
    }

    /// What the domain returned with a right response.
    pub(super) fn take_key(&mut self) -> Option<SessionKey> {
        match self {
            Self::Response(prover) => prover.take_key().map(|key| SessionKey::new(*key)),
            Self::Password(_) | Self::Nobody(_) => None,
        }
    }
}

/// Proves nothing, and says so.
pub(super) struct Nobody;

#[async_trait]
impl FirstFactor for Nobody {
    async fn prove(&mut self, who: &Person, _password: &Password, _until: Moment) -> Proof {
        tracing::error!(person = %who.id, "no MS-CHAPv2 response can be proven: there is no `[winbind]`");
        Proof::Outage { outage: Outage::Directory, sent: false }
    }
}
