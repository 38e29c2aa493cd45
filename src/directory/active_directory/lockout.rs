//! What a domain says of wrong passwords and of the age of passwords, and the finer policies of single persons
//! (MS-ADTS 3.1.1.3.4.5 and 3.1.1.4.5.36, msDS-ResultantPSO).

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use vestibule_gate::{Moment, Outage};
use vestibule_ldap_proxy::wire::Filter;

use super::filetime;
use crate::directory::backend::Backend;
use crate::directory::entry::Entry;

/// A policy is read again after this.
const FRESH: Duration = Duration::from_secs(60);
/// No domain has more password settings objects worth keeping.
const MOST: usize = 256;
/// What is taken where a person has a policy of their own that our account may not read: of all thresholds that lock
/// this is about the least in use, and it lets one wrong password through.
const UNREADABLE_THRESHOLD: u32 = 4;

/// What Active Directory needs to remember for a while.
#[derive(Default)]
pub(crate) struct ActiveDirectory {
    domain: Mutex<Option<(Domain, Moment)>>,
    finer: Mutex<HashMap<String, (Lockout, Moment)>>,
}

/// The domain's own policy.
#[derive(Clone, Debug)]
pub(crate) struct Domain {
    pub(crate) lockout: Lockout,
    /// The base DN as the directory writes it.
    pub(crate) base: String,
}

/// When an account is locked, and when passwords expire.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Lockout {
    /// 0 never locks.
    pub(crate) threshold: u32,
    /// Wrong passwords are forgotten after this.
    pub(crate) window: Duration,
    /// A locked account opens after this; `None` never by itself.
    pub(crate) duration: Option<Duration>,
    /// `None` never expires.
    pub(crate) max_age: Option<Duration>,
}

/// The domain's policy, at most a minute old.
pub(crate) async fn domain(backend: &Backend, until: Moment) -> Result<Domain, Outage> {
    let now = backend.timer.moment();
    let known = backend.domain.domain.lock().unwrap_or_else(PoisonError::into_inner).clone();
    if let Some((domain, read)) = known
        && read.plus(FRESH) > now
    {
        return Ok(domain);
    }
    let domain = read(backend, until).await?;
    *backend.domain.domain.lock().unwrap_or_else(PoisonError::into_inner) = Some((domain.clone(), now));
    Ok(domain)
}

async fn read(backend: &Backend, until: Moment) -> Result<Domain, Outage> {
    let any = Filter::any();
    let root = backend.read("", &any, &["defaultNamingContext"], until).await?;
    let root = root.as_ref().and_then(|entry| entry.text("defaultNamingContext"));
    let root = root.ok_or_else(|| backend.absent("defaultNamingContext", "the rootDSE"))?;
    let attributes = ["lockoutThreshold", "lockOutObservationWindow", "lockoutDuration", "maxPwdAge"];
    let head = backend.read(root, &any, &attributes, until).await?.unwrap_or_default();
    let lockout = of(&head, &attributes).ok_or_else(|| backend.absent("lockoutThreshold", root))?;
    let base = backend.read(&backend.settings.base_dn, &any, &["distinguishedName"], until).await?;
    let base = base.ok_or_else(|| backend.absent("distinguishedName", &backend.settings.base_dn))?.dn;
    Ok(Domain { lockout, base })
}

/// The policy that counts for the person whose msDS-ResultantPSO is `finer`.
pub(crate) async fn finer(backend: &Backend, finer: &str, domain: Lockout, until: Moment) -> Result<Lockout, Outage> {
    let now = backend.timer.moment();
    if let Some((lockout, read)) = backend.domain.finer.lock().unwrap_or_else(PoisonError::into_inner).get(finer)
        && read.plus(FRESH) > now
    {
        return Ok(*lockout);
    }
    let attributes =
        ["msDS-LockoutThreshold", "msDS-LockoutObservationWindow", "msDS-LockoutDuration", "msDS-MaximumPasswordAge"];
    let found = backend.read(finer, &Filter::any(), &attributes, until).await?;
    let lockout = found.and_then(|entry| of(&entry, &attributes)).unwrap_or_else(|| {
        tracing::warn!(
            directory = %backend.name,
            policy = finer,
            "our account may not read this password settings object; one wrong password is passed on to those it is for"
        );
        Lockout { threshold: UNREADABLE_THRESHOLD, ..domain }
    });
    let mut known = backend.domain.finer.lock().unwrap_or_else(PoisonError::into_inner);
    if known.len() >= MOST {
        known.clear();
    }
    known.insert(finer.to_owned(), (lockout, now));
    Ok(lockout)
}

fn of(entry: &Entry, [threshold, window, duration, max_age]: &[&str; 4]) -> Option<Lockout> {
    Some(Lockout {
        threshold: entry.number(threshold)?,
        window: filetime::span(entry.number(window)?).unwrap_or_default(),
        duration: entry.number(duration).and_then(filetime::span),
        max_age: entry.number(max_age).and_then(filetime::span),
    })
}
