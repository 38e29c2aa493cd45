//! The task beside each server: probes it, and keeps connections ready.

use std::sync::Arc;
use std::time::Duration;

use tokio::task::AbortHandle;

use super::server::Server;
use super::timer::Timer;

/// The longest a probe may take.
pub(crate) const PROBE: Duration = Duration::from_millis(1200);
const TICK: Duration = Duration::from_millis(250);

/// A task that ends when this is dropped.
pub(crate) struct Task(AbortHandle);

impl Task {
    pub(crate) fn spawn(work: impl Future<Output = ()> + Send + 'static) -> Self {
        Self(tokio::spawn(work).abort_handle())
    }
}

impl Drop for Task {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// Looks after `server` until it is dropped.
pub(crate) async fn keep(server: Arc<Server>, timer: Timer) {
    loop {
        if server.health.is_probe_due(timer.moment()) {
            probe(&server, &timer).await;
        }
        server.proofs.sweep(timer.moment());
        if server.health.is_up() {
            refill(&server, &timer);
        }
        tokio::select! {
            () = tokio::time::sleep(TICK) => {}
            () = server.warm.wanted.notified() => {}
            () = server.health.doubt.notified() => {}
        }
    }
}

/// Asks the server whether it is there, and notes the answer.
pub(crate) async fn probe(server: &Server, timer: &Timer) {
    match timer.within(timer.after(PROBE), server.probe()).await {
        Ok(()) => server.answered(),
        Err(failure) => server.lost(&failure),
    }
}

fn refill(server: &Arc<Server>, timer: &Timer) {
    for _ in 0..server.warm.begin(timer.moment()) {
        let (server, timer) = (Arc::clone(server), timer.clone());
        tokio::spawn(async move {
            match timer.within(timer.after(PROBE), server.dial()).await {
                Ok(upstream) => server.warm.put(upstream, timer.moment()),
                Err(failure) => server.failed(&failure, PROBE),
            }
            server.warm.dialed();
        });
    }
}
