//! The gate's ports that need nothing but the machine: clocks, chance, the slow hash. The only place in Vestibule that
//! reads a clock or draws random numbers.

use std::sync::Arc;
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use argon2::password_hash::phc::PasswordHash;
use argon2::{Algorithm, Argon2, Params, PasswordHasher as _, PasswordVerifier as _, Version};
use async_trait::async_trait;
use tokio::sync::Semaphore;
use vestibule_gate::ports::{Chance, Clock, SlowHash};
use vestibule_gate::{Moment, Outage, Timestamp};
use zeroize::Zeroizing;

/// Memory in KiB, passes and lanes of argon2id (OWASP's second choice; 17 ms here).
const COST: (u32, u32, u32) = (19 * 1024, 2, 1);
/// So many slow hashes at a time, so that nobody can fill memory or cores with them.
const AT_A_TIME: usize = 2;

/// The machine's clocks.
pub(crate) struct SystemClock {
    start: Instant,
}

impl SystemClock {
    /// A clock whose moments count from now.
    #[expect(clippy::disallowed_methods, reason = "this is the clock")]
    pub(crate) fn new() -> Self {
        Self { start: Instant::now() }
    }
}

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "this is the clock")]
    fn now(&self) -> Timestamp {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Timestamp(u64::try_from(since.as_millis()).unwrap_or(u64::MAX))
    }

    fn moment(&self) -> Moment {
        Moment(u64::try_from(self.start.elapsed().as_millis()).unwrap_or(u64::MAX))
    }
}

/// The operating system's random numbers.
pub(crate) struct SystemChance;

impl Chance for SystemChance {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), Outage> {
        getrandom::fill(bytes).map_err(|_| Outage::Chance)
    }
}

/// argon2id on the blocking pool, two at a time.
pub(crate) struct Argon2id {
    room: Arc<Semaphore>,
}

impl Argon2id {
    /// With room for two.
    pub(crate) fn new() -> Self {
        Self { room: Arc::new(Semaphore::new(AT_A_TIME)) }
    }

    async fn run<T: Send + 'static>(&self, work: impl FnOnce() -> Option<T> + Send + 'static) -> Result<T, Outage> {
        let _room = self.room.acquire().await.map_err(|_| Outage::Busy)?;
        let done = tokio::task::spawn_blocking(work).await;
        done.ok().flatten().ok_or(Outage::Busy)
    }
}

#[async_trait]
impl SlowHash for Argon2id {
    async fn hash(&self, secret: &[u8]) -> Result<String, Outage> {
        let secret = Zeroizing::new(secret.to_vec());
        self.run(move || Some(hasher()?.hash_password(&secret).ok()?.to_string())).await
    }

    async fn verify(&self, secret: &[u8], phc: &str) -> Result<bool, Outage> {
        let (secret, phc) = (Zeroizing::new(secret.to_vec()), phc.to_owned());
        self.run(move || {
            let parsed = PasswordHash::new(&phc).ok()?;
            Some(hasher()?.verify_password(&secret, &parsed).is_ok())
        })
        .await
    }
}

fn hasher() -> Option<Argon2<'static>> {
    let (memory, passes, lanes) = COST;
    Some(Argon2::new(Algorithm::Argon2id, Version::V0x13, Params::new(memory, passes, lanes, None).ok()?))
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests fail by panicking")]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_hash_fits_its_secret_and_no_other() {
        let slow = Argon2id::new();
        let phc = slow.hash(b"0123456789ABCDEFGHJKMNPQ").await.unwrap();
        assert!(phc.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
        assert!(slow.verify(b"0123456789ABCDEFGHJKMNPQ", &phc).await.unwrap());
        assert!(!slow.verify(b"0123456789ABCDEFGHJKMNPR", &phc).await.unwrap());
        assert_eq!(slow.verify(b"x", "not a hash").await, Err(Outage::Busy));
    }
}
