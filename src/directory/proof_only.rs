//! The proof of a password for a door that needs nothing but the answer: RADIUS, and later the web.
//!
//! As [`super::Prover`], on a connection that may have proven another's password before. Each bind replaces the
//! identity, and a right one is confirmed by reading on the connection who is bound; after anything else the
//! connection is closed.

use std::sync::Arc;

use async_trait::async_trait;
use vestibule_gate::ports::{FirstFactor, Proof};
use vestibule_gate::{Moment, Password, Person};

use super::Directories;
use super::prover::{ask, connect, silent};

/// Proves one attempt.
pub(crate) struct ProofOnly(Arc<Directories>);

impl ProofOnly {
    pub(crate) const fn new(directories: Arc<Directories>) -> Self {
        Self(directories)
    }
}

#[async_trait]
impl FirstFactor for ProofOnly {
    async fn prove(&mut self, who: &Person, password: &Password, until: Moment) -> Proof {
        // A name without a password is no proof: Active Directory answers it with success (RFC 4513 section 5.1.2).
        if password.is_empty() {
            return Proof::Wrong;
        }
        let Some(backend) = self.0.named(&who.directory) else { return silent(false) };
        let connected = connect(backend, &backend.servers, until, async |server| server.proof_connection().await).await;
        let Some((server, (upstream, born), _place)) = connected else { return silent(false) };
        let (proof, bound) = ask(backend, &server, upstream, who, password, until).await;
        if let Some(bound) = bound {
            server.proofs.put(bound, born, backend.timer.moment());
        }
        proof
    }
}
