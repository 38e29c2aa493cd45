//! What runs beside the listeners: shared audit rows, names that are not found yet, followers of the audit.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use tokio::sync::watch;
use tokio::task::JoinHandle;
use vestibule_gate::ports::Clock;

use super::Shared;
use crate::audit::FileFollower;
use crate::parts::Parts;

const SETTLE: Duration = Duration::from_secs(5);
/// Names are looked up again so often while one is missing: service accounts wait for it at a first start.
const NAMES: Duration = Duration::from_secs(5);
/// A clock that stands so far before the store's last write was set back.
const SET_BACK: Duration = Duration::from_secs(60);

/// Begins it all; the follower's task is awaited at the stop, so that the file is complete.
pub(super) fn begin(shared: &Arc<Shared>) -> Option<JoinHandle<()>> {
    warn_of_a_clock_set_back(&shared.parts);
    tokio::spawn(settle(shared.clone()));
    tokio::spawn(find_names(shared.clone()));
    let file = shared.config.load().audit.file.clone()?;
    let (stop, stopped) = watch::channel(false);
    let follower = FileFollower::new(shared.parts.store.clone(), shared.clock.clone(), file);
    let settled = shared.settled.clone().cancelled_owned();
    tokio::spawn(async move {
        // Not at the order to stop: rows are written until the last judgement has ended.
        settled.await;
        stop.send_replace(true);
    });
    Some(tokio::spawn(follower.run(stopped)))
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
