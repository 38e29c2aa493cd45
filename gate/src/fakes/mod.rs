//! Fakes of the ports, for this crate's tests and the doors'. They keep the ports' rules, in memory, and can be broken
//! on command. There is no way here to make an [`crate::Admitted`]: tests get theirs from [`crate::Gate::judge`].
#![expect(clippy::unwrap_used, reason = "fakes serve tests, which fail by panicking")]

mod directory;
mod records;
mod reports;
mod staff;
mod store;

use std::collections::HashMap;
use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use async_trait::async_trait;

pub use directory::{FakeDirectory, FakeFirst};
pub use store::FakeStore;

use crate::ports::{Chance, Clock, SlowHash, StoredAuthenticator, StoredBypass};
use crate::seal::Place;
use crate::{
    Application, Attempt, CodeWay, Door, Form, Gate, Lists, Mac, Moment, Networks, Office, Outage, PORTAL, Parameters,
    Person, Policy, Portal, Ports, Sealer, SealingKey, Seed, Source, Staff, Timestamp, Typed, totp,
};

/// The address every fake attempt comes from.
pub const PEER: IpAddr = IpAddr::V4(Ipv4Addr::new(127, 0, 0, 1));
/// The name of the one fake application.
pub const APPLICATION: &str = "webmail";

/// A clock that stands still until moved.
pub struct FakeClock(AtomicU64);

impl FakeClock {
    /// Moves the clock on.
    pub fn advance(&self, by: Duration) {
        self.0.fetch_add(by.as_millis() as u64, Ordering::SeqCst);
    }
}

impl Clock for FakeClock {
    fn now(&self) -> Timestamp {
        Timestamp(self.0.load(Ordering::SeqCst))
    }

    fn moment(&self) -> Moment {
        Moment(self.0.load(Ordering::SeqCst))
    }
}

/// Chance that counts: never the same bytes twice, and no secret at all.
#[derive(Default)]
pub struct FakeChance(AtomicU64);

impl Chance for FakeChance {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), Outage> {
        for chunk in bytes.chunks_mut(8) {
            let number = self.0.fetch_add(0x9E37_79B9_7F4A_7C15, Ordering::SeqCst).wrapping_mul(0xD134_2543_DE82_EF95);
            chunk.copy_from_slice(number.to_be_bytes().get(..chunk.len()).unwrap());
        }
        Ok(())
    }
}

/// A "slow" hash that is the text itself.
pub struct FakeHash;

#[async_trait]
impl SlowHash for FakeHash {
    async fn hash(&self, secret: &[u8]) -> Result<String, Outage> {
        Ok(String::from_utf8(secret.to_vec()).unwrap())
    }

    async fn verify(&self, secret: &[u8], phc: &str) -> Result<bool, Outage> {
        Ok(secret == phc.as_bytes())
    }
}

/// Everything a test needs around a gate.
pub struct Fakes {
    /// The store.
    pub store: Arc<FakeStore>,
    /// The directory.
    pub directory: Arc<FakeDirectory>,
    /// The clock.
    pub clock: Arc<FakeClock>,
    /// Chance.
    pub chance: Arc<FakeChance>,
    /// The sealing key.
    pub sealer: Arc<Sealer>,
    /// The gate.
    pub gate: Arc<Gate>,
}

impl Default for Fakes {
    fn default() -> Self {
        Self::new()
    }
}

impl Fakes {
    /// A gate that asks everybody at [`APPLICATION`] for a code behind the password.
    pub fn new() -> Self {
        Self::with(|_| {})
    }

    /// The same, with the policy changed.
    pub fn with(change: impl FnOnce(&mut Policy)) -> Self {
        let (store, directory) = (Arc::<FakeStore>::default(), Arc::<FakeDirectory>::default());
        let clock = Arc::new(FakeClock(AtomicU64::new(1_700_000_000_000)));
        let sealer = Arc::new(Sealer::new(SealingKey::new("fake", [9; 32])));
        let chance = Arc::<FakeChance>::default();
        let mut policy = policy();
        change(&mut policy);
        let ports = Ports {
            store: store.clone(),
            directory: directory.clone(),
            clock: clock.clone(),
            slow: Arc::new(FakeHash),
            sealer: sealer.clone(),
            chance: chance.clone(),
        };
        let gate = Arc::new(Gate::new(ports, policy));
        Self { store, directory, clock, chance, sealer, gate }
    }

    /// A new person with this name and password.
    pub fn person(&self, name: &str, password: &str) -> Person {
        self.directory.add(name, password)
    }

    /// Gives a person an authenticator with a seed of its own.
    pub fn enrol(&self, who: &Person) -> Phone {
        self.enrol_with(who, Parameters::default())
    }

    /// The same, with these parameters.
    pub fn enrol_with(&self, who: &Person, parameters: Parameters) -> Phone {
        let (mut seed, mut id) = (vec![0; 20], [0u8; 8]);
        self.chance.fill(&mut seed).unwrap();
        self.chance.fill(&mut id).unwrap();
        let (seed, id) = (Seed::new(seed), id.iter().map(|byte| format!("{byte:02x}")).collect::<String>());
        let place = Place { person: &who.id, authenticator: &id, epoch: 1 };
        let sealed = self.sealer.seal(&seed, &place, &*self.chance).unwrap();
        let stored = StoredAuthenticator { id: id.clone(), seed: sealed, epoch: 1, parameters, last_step: 0, drift: 0 };
        self.store.enrol(who, stored);
        Phone { seed, parameters, id }
    }

    /// Gives a person a bypass code until a time.
    pub fn bypass(&self, who: &Person, digits: &str, until: Timestamp) {
        let code = self.sealer.typed(&who.id, "bypass", digits.as_bytes());
        self.store.add_bypass(&who.id, StoredBypass { id: format!("bypass-{digits}"), code, until });
    }

    /// What is stored of an activation code.
    pub fn activation(&self, who: &Person, code: &str) -> Mac {
        self.sealer.typed(&who.id, "activation", code.as_bytes())
    }

    /// What people do for themselves.
    pub fn portal(&self) -> Portal {
        Portal::new(self.gate.clone(), self.store.clone())
    }

    /// What is done for others, beside the running gate.
    pub fn office(&self) -> Office {
        Office {
            records: self.store.clone(),
            directory: self.directory.clone(),
            clock: self.clock.clone(),
            chance: self.chance.clone(),
            slow: Arc::new(FakeHash),
            sealer: self.sealer.clone(),
            node: "test".to_owned(),
            gate: Some(self.gate.clone()),
            lists: Lists::default(),
        }
    }

    /// The code a phone shows, `steps` steps from now.
    pub fn code(&self, phone: &Phone, steps: i64) -> String {
        let at = self.clock.now().as_secs().saturating_add_signed(steps * phone.parameters.period as i64);
        totp::code(&phone.seed, phone.parameters, Timestamp::from_secs(at)).unwrap()
    }

    /// An attempt at [`APPLICATION`].
    pub fn attempt(&self, name: &str, typed: &str) -> Attempt {
        Attempt {
            asks: true,
            station: None,
            door: Door::Ldap,
            application: APPLICATION.into(),
            source: Source { peer: PEER, end_user: None },
            name: name.as_bytes().to_vec(),
            typed: Typed::new(typed.as_bytes().to_vec()),
            form: Form::Text,
            session: None,
            arrived: self.clock.moment(),
        }
    }

    /// A prover over the fake directory.
    pub fn first(&self) -> FakeFirst {
        FakeFirst::new(self.directory.clone())
    }
}

/// An authenticator app.
pub struct Phone {
    seed: Seed,
    parameters: Parameters,
    /// The id of its authenticator.
    pub id: String,
}

fn policy() -> Policy {
    let application = Application {
        code: CodeWay::Append,
        remember: Duration::ZERO,
        service_accounts: Vec::new(),
        service_sources: Networks::default(),
        protected_service_account: false,
        directory: None,
        floor: Duration::from_millis(300),
        single_factor: false,
        challenge_after_password: false,
        retry_window: Duration::ZERO,
        reconnect: Duration::ZERO,
        wants_groups: false,
        portal: false,
    };
    Policy {
        node: "test".into(),
        enforce: true,
        totp_window: 1,
        exempt: Vec::new(),
        protected: Vec::new(),
        protected_unknown: false,
        staff: Staff::default(),
        reported: Vec::new(),
        own_accounts: Vec::new(),
        portal: Some("https://mfa.example.test".to_owned()),
        grace: None,
        first_by_password: None,
        password_change: Some("https://password.example.test".to_owned()),
        source_refusals: 100,
        source_window: Duration::from_secs(600),
        applications: HashMap::from([
            (APPLICATION.into(), application),
            (PORTAL.into(), Application::portal(Duration::from_millis(300))),
        ]),
    }
}
