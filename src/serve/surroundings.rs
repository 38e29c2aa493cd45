//! What the portal shows those who watch: the applications (`applications`), and what is wrong or to be watched. Read when
//! it is asked for; nothing is decided here.

mod applications;

use std::sync::{Arc, OnceLock, Weak};
use std::time::Duration;

use async_trait::async_trait;
use jiff::tz::TimeZone;
use tokio::sync::OnceCell;
use vestibule_enroll_web::{Alarm, ApplicationState, Severity, Surroundings};
use vestibule_gate::Timestamp;
use vestibule_gate::ports::{AuditFilter, Clock as _, Records as _, Store as _};

use super::Shared;
use crate::config;
use crate::store::Followed as _;
use applications::Seen;

/// An exemption that ends so soon is told.
const SOON: Duration = Duration::from_secs(14 * 24 * 3600);
/// A follower of the audit that is so far behind is stuck.
const BEHIND: Duration = Duration::from_secs(300);

/// What surrounds the portal, once the server is put together.
#[derive(Default)]
pub(super) struct Around {
    shared: OnceLock<Weak<Shared>>,
    /// When applications were seen before this start.
    before: OnceCell<Seen>,
}

impl Around {
    /// To be called when the server is put together; nothing is known before.
    pub(super) fn begin(&self, shared: &Arc<Shared>) {
        let _once = self.shared.set(Arc::downgrade(shared));
    }

    fn shared(&self) -> Option<Arc<Shared>> {
        self.shared.get()?.upgrade()
    }
}

#[async_trait]
impl Surroundings for Around {
    async fn applications(&self) -> Vec<ApplicationState> {
        let Some(shared) = self.shared() else { return Vec::new() };
        let before = self.before.get_or_try_init(|| applications::before(&shared)).await.ok();
        applications::all(&shared, before)
    }

    async fn alarms(&self) -> Vec<Alarm> {
        let Some(shared) = self.shared() else { return Vec::new() };
        let mut found = Found::default();
        outages(&shared, &mut found);
        followers(&shared, &mut found).await;
        exemptions(&shared, &mut found).await;
        configured(&shared, &mut found);
        found.0.sort_by_key(|alarm| alarm.severity);
        found.0
    }
}

/// What was found so far.
#[derive(Default)]
struct Found(Vec<Alarm>);

impl Found {
    fn say(&mut self, severity: Severity, text: impl Into<String>) {
        self.0.push(Alarm { severity, text: text.into() });
    }
}

/// What keeps people out now, or will with the next outage.
fn outages(shared: &Shared, found: &mut Found) {
    if shared.parts.store.health().is_err() {
        found.say(Severity::Alarm, "Nobody can log in: the store cannot be written.");
    }
    for directory in shared.directories.refused() {
        let text = format!("directory {directory}: nobody can log in, our service account is refused.");
        found.say(Severity::Alarm, text);
    }
    let servers = shared.directories.metrics();
    for down in servers.iter().filter(|server| !server.up) {
        match servers.iter().any(|server| server.up && server.directory == down.directory) {
            true => found.say(Severity::Warning, format!("directory {}: {} is down.", down.directory, down.url)),
            false => found.say(
                Severity::Alarm,
                format!("directory {}: nobody can log in, {} is down and so is every other.", down.directory, down.url),
            ),
        }
    }
    if shared.gate.policy().protected_unknown {
        let text = "Nobody is exempt: a group of protected people, or of who manages, is not found.";
        found.say(Severity::Alarm, text);
    }
    for trouble in shared.troubles.load().iter() {
        found.say(Severity::Warning, trouble.clone());
    }
}

/// What the configuration says by itself, in the words of `check`.
fn configured(shared: &Shared, found: &mut Found) {
    let (config, now, zone) = (shared.config.load(), time(shared.clock.now()), TimeZone::system());
    let said = [
        (Severity::Alarm, config::alarms(&config, now, &zone)),
        (Severity::Warning, config::certificates(&config, now)),
        (Severity::Note, config::notes(&config, now, &zone)),
    ];
    for (severity, sentences) in said {
        sentences.into_iter().for_each(|sentence| found.say(severity, sentence));
    }
}

/// Followers of the audit that do not come on: the row behind their cursor has waited for long.
async fn followers(shared: &Shared, found: &mut Found) {
    let config = shared.config.load_full();
    let file = config.audit.file.as_ref().map(|file| ("file", format!("The audit's file {}", file.display())));
    let mail = config.mail.as_ref().map(|_| ("mail", "Mails".to_owned()));
    for (name, what) in file.into_iter().chain(mail) {
        let Ok(after) = shared.parts.store.cursor(name).await else { continue };
        let next = AuditFilter { after, limit: 1, ..AuditFilter::default() };
        let Ok(rows) = shared.parts.store.audit(&next).await else { continue };
        let Some(since) = rows.first().and_then(|row| written(&row.json)) else { continue };
        if since.plus(BEHIND) < shared.clock.now() {
            found.say(Severity::Warning, format!("{what}: what happened since {} is not there yet.", when(since)));
        }
    }
}

/// When a row was written.
fn written(json: &str) -> Option<Timestamp> {
    let row: serde_json::Value = serde_json::from_str(json).ok()?;
    let at: jiff::Timestamp = row.get("time")?.as_str()?.parse().ok()?;
    u64::try_from(at.as_millisecond()).ok().map(Timestamp)
}

/// Exemptions that are over, that will be before long, or that wait. Of the configuration's, those that are over are
/// among its notes.
async fn exemptions(shared: &Shared, found: &mut Found) {
    let now = shared.clock.now();
    let written = shared.gate.policy().exempt.clone();
    let mut all: Vec<_> = written.into_iter().map(|rule| (rule.group_name, rule.until, false)).collect();
    if let Ok(added) = shared.parts.store.all_exemptions().await {
        all.extend(added.into_iter().map(|added| (added.group_name, added.until, true)));
    }
    for (group, until, added) in all {
        match until {
            Some(until) if until <= now && added => {
                found.say(Severity::Note, format!("The exemption of {group} is over and can be removed."));
            }
            Some(until) if until > now && until < now.plus(SOON) => {
                found.say(Severity::Warning, format!("The exemption of {group} ends at {}.", when(until)));
            }
            Some(_) | None => {}
        }
    }
    for asked in shared.parts.store.requested_exemptions().await.unwrap_or_default() {
        let (group, owner) = (asked.exemption.group_name, asked.exemption.owner);
        found.say(Severity::Warning, format!("The exemption of {group}, asked for by {owner}, waits for approval."));
    }
}

fn time(at: Timestamp) -> jiff::Timestamp {
    i64::try_from(at.0).ok().and_then(|at| jiff::Timestamp::from_millisecond(at).ok()).unwrap_or_default()
}

/// A time as people of this machine's place write it.
fn when(at: Timestamp) -> String {
    time(at).to_zoned(TimeZone::system()).strftime("%Y-%m-%d %H:%M %Z").to_string()
}
