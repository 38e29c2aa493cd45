//! What the gate needs from outside. The program implements these; tests use the fakes.
//!
//! Each port says what a wrong answer would cost, because the gate believes it.

mod directory;
mod records;
mod reports;
mod staff;
mod store;

use async_trait::async_trait;

use crate::{Moment, Outage, Timestamp};

pub use directory::{Directory, FirstFactor, Found, Group, MemberCount, MemberRow, Proof};
pub use records::{
    AuditFilter, AuditRow, AuthenticatorRow, BypassRow, Change, Changed, Exemption, MOST_AUTHENTICATORS, NewActivation,
    NewAuthenticator, NewBypass, NewRecovery, OwnChange, PersonRow, Pin, ReconnectionRow, Records, StoredActivation,
    Verified, WhichReconnections,
};
pub use reports::{CoverageRow, Reports, Sample};
pub use staff::{Figures, NewToken, PeopleFilter, RequestedExemption, StoredToken, TokenRow};
pub use store::{
    BYPASS_PAUSE, Concluded, Conclusion, Counting, GRACE_COUNTS_FOR, GraceUsed, Inquiry, NewReconnection, Pool,
    PoolCount, Recoverable, Remembered, Spend, Standing, Store, StoredAuthenticator, StoredBypass,
};

/// Both clocks. A wall clock that runs ahead opens codes early; one that runs behind refuses right codes.
pub trait Clock: Send + Sync {
    /// The wall clock.
    fn now(&self) -> Timestamp;
    /// The monotonic clock.
    fn moment(&self) -> Moment;
}

/// Cryptographically secure chance (NIST SP 800-90A quality: the operating system's). Predictable bytes would give
/// every seed away.
pub trait Chance: Send + Sync {
    /// Fills `bytes`.
    ///
    /// # Errors
    /// [`Outage::Chance`] when the source fails; nothing may then be made from `bytes`.
    fn fill(&self, bytes: &mut [u8]) -> Result<(), Outage>;
}

/// A slow, salted hash for recovery codes (argon2id), run where it may block.
#[async_trait]
pub trait SlowHash: Send + Sync {
    /// A PHC string of `secret` under a fresh salt.
    ///
    /// # Errors
    /// An [`Outage`] when it cannot be computed.
    async fn hash(&self, secret: &[u8]) -> Result<String, Outage>;

    /// Whether `secret` made `phc`. A wrong "yes" admits.
    ///
    /// # Errors
    /// An [`Outage`] when it cannot be computed.
    async fn verify(&self, secret: &[u8], phc: &str) -> Result<bool, Outage>;
}
