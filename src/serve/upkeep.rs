//! What runs beside the listeners: shared audit rows, names that are not found yet, followers of the audit, coverage.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use anyhow::Context as _;
use jiff::tz::TimeZone;
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use vestibule_gate::ports::Clock;

use super::Shared;
use crate::audit::FileFollower;
use crate::config;
use crate::mail::{self, Around, MailFollower};
use crate::parts::Parts;

const SETTLE: Duration = Duration::from_secs(5);
/// Names are looked up again so often while one is missing: service accounts wait for it at a first start.
const NAMES: Duration = Duration::from_secs(5);
/// The first look at coverage waits for this: logins come first after a start.
const FIRST_SAMPLE: Duration = Duration::from_secs(10);
/// Then it is looked so often whether today was counted already: a day that begins, a group that is new, an outage that
/// is over.
const SAMPLE: Duration = Duration::from_secs(600);
/// A clock that stands so far before the store's last write was set back.
const SET_BACK: Duration = Duration::from_secs(60);

/// Begins it all; the followers' tasks are awaited at the stop, so that the file is complete.
pub(super) fn begin(shared: &Arc<Shared>) -> anyhow::Result<Vec<JoinHandle<()>>> {
    warn_of_a_clock_set_back(&shared.parts);
    tokio::spawn(settle(shared.clone()));
    tokio::spawn(find_names(shared.clone()));
    tokio::spawn(sample(shared.clone()));
    let config = shared.config.load_full();
    let file = config.audit.file.clone().map(|file| follow_by_file(shared, file));
    let mail = config.mail.as_ref().map(|mail| follow_by_mail(shared, mail, &config.web)).transpose()?;
    Ok(file.into_iter().chain(mail).collect())
}

fn follow_by_file(shared: &Arc<Shared>, file: PathBuf) -> JoinHandle<()> {
    let follower = FileFollower::new(shared.parts.store.clone(), shared.clock.clone(), file);
    // Not at the order to stop: rows are written until the last judgement has ended.
    let stopped = told(shared.settled.clone());
    tokio::spawn(follower.run(stopped))
}

/// What is not mailed before the stop is mailed after the next start.
fn follow_by_mail(shared: &Arc<Shared>, mail: &config::Mail, web: &config::Web) -> anyhow::Result<JoinHandle<()>> {
    let around = Around {
        store: shared.parts.store.clone(),
        mailboxes: shared.directories.clone(),
        clock: shared.clock.clone(),
        counters: shared.mails.clone(),
    };
    let server = mail::server(mail, &shared.parts.node).map_err(anyhow::Error::msg).context("mails cannot be sent")?;
    let follower = MailFollower::new(around, mail::habits(mail, web, TimeZone::system()), server);
    Ok(tokio::spawn(follower.run(told(shared.stop.clone()))))
}

/// Becomes true when the token is cancelled.
fn told(when: CancellationToken) -> watch::Receiver<bool> {
    let (stop, stopped) = watch::channel(false);
    tokio::spawn(async move {
        when.cancelled().await;
        stop.send_replace(true);
    });
    stopped
}

fn warn_of_a_clock_set_back(parts: &Parts) {
    let now = parts.clock.now();
    if let Ok(highest) = parts.store.highest_time()
        && now.plus(SET_BACK) < highest
    {
        let behind = highest.as_secs() - now.as_secs();
        tracing::error!(behind, "the clock stands before the store's last write: codes are refused until it is right");
    }
}

async fn settle(shared: Arc<Shared>) {
    loop {
        tokio::select! {
            () = shared.stop.cancelled() => return,
            () = tokio::time::sleep(SETTLE) => {}
        }
        if let Err(outage) = shared.gate.settle(false).await {
            tracing::error!(%outage, "the audit could not be written");
        }
    }
}

async fn find_names(shared: Arc<Shared>) {
    loop {
        tokio::select! {
            () = shared.stop.cancelled() => return,
            () = tokio::time::sleep(NAMES) => {}
        }
        if !shared.named.load(Ordering::Relaxed) {
            shared.apply_policy().await;
        }
    }
}

/// Counts coverage once a day. It reads lists, which no login waits for.
async fn sample(shared: Arc<Shared>) {
    let office = shared.parts.office(Some(shared.gate.clone()));
    let mut pause = FIRST_SAMPLE;
    loop {
        tokio::select! {
            () = shared.stop.cancelled() => return,
            () = tokio::time::sleep(pause) => {}
        }
        if let Err(outage) = office.sample_coverage().await {
            tracing::warn!(%outage, "today's coverage could not be counted yet");
        }
        pause = SAMPLE;
    }
}
