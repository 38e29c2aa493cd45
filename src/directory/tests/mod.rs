//! The directory against servers that lie, stall or break, and (ignored unless asked for) against real ones.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::wildcard_enum_match_arm,
    reason = "tests fail by panicking"
)]

mod failover;
mod fake;
mod hostile;
mod proof_only;

use std::sync::Arc;
use std::time::Duration;

use vestibule_gate::Password;
use vestibule_gate::ports::Clock;

use super::{Kind, Settings, Url};
use crate::ports::SystemClock;

fn clock() -> Arc<dyn Clock> {
    Arc::new(SystemClock::new())
}

fn settings(kind: Kind, urls: Vec<Url>) -> Settings {
    Settings {
        name: "ad".into(),
        kind,
        domain: Some("ad.example.test".into()),
        netbios: Some("EXAMPLE".into()),
        urls,
        base_dn: "DC=ad,DC=example,DC=test".into(),
        ca: Vec::new(),
        service_account: "svc-vestibule@ad.example.test".into(),
        service_password: password("Svc-Passw0rd!"),
        timeout: Duration::from_millis(1500),
        starttls: false,
        upn_suffixes: Vec::new(),
        mail_as_name: false,
        global_catalog: false,
    }
}

fn password(text: &str) -> Password {
    Password::new(text.as_bytes().to_vec())
}
