//! The file follower (`[audit] file`): appends each audit row as one JSON line.
//!
//! The cursor in the store moves only after the lines are durable in the file, so that none is left out. After a crash
//! in between, the rows behind the cursor are compared with the end of the file, and those that are there already are
//! not written twice. Only where the file was rotated in just that moment can lines appear in both files.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::sync::watch;
use vestibule_gate::Outage;
use vestibule_gate::ports::{AuditFilter, Clock};

use super::lines::Lines;
use crate::store::Followed;

/// The cursor's name in the store.
const NAME: &str = "file";

/// Rows of one append; all of them fit many times over into the end of the file that is compared.
const ROWS: u32 = 500;

/// Between two looks at the store. Other processes write it too, so it must be looked at.
const PAUSE: Duration = Duration::from_millis(250);

/// Between two lines in the log about a file that cannot be written.
const QUIET: Duration = Duration::from_secs(60);

/// Why the follower could not go on.
#[derive(Debug, thiserror::Error)]
pub(crate) enum FollowError {
    /// The store.
    #[error(transparent)]
    Store(#[from] Outage),
    /// The file.
    #[error("{path}: {source}: make it writable for Vestibule; the audit itself is kept in the store meanwhile")]
    File {
        /// The file.
        path: PathBuf,
        /// What happened.
        source: std::io::Error,
    },
}

/// Copies the audit into a file.
pub(crate) struct FileFollower {
    store: Arc<dyn Followed>,
    clock: Arc<dyn Clock>,
    lines: Option<Lines>,
    path: PathBuf,
    complained: Option<Instant>,
}

impl FileFollower {
    /// Over a store and the path of the configuration.
    pub(crate) fn new(store: Arc<dyn Followed>, clock: Arc<dyn Clock>, path: PathBuf) -> Self {
        Self { store, clock, lines: Some(Lines::new(path.clone())), path, complained: None }
    }

    /// Writes everything that is in the store and not yet in the file. To be called at start and before the program
    /// stops.
    ///
    /// # Errors
    /// [`FollowError`]; what was written stays, and a later call goes on from there.
    pub(crate) async fn catch_up(&mut self) -> Result<(), FollowError> {
        // Fewer than asked for: there were no more. What came since then shares the next append.
        while self.step().await? >= ROWS as usize {}
        Ok(())
    }

    /// Follows until `stop` is true or its sender is gone, then catches up a last time.
    pub(crate) async fn run(mut self, mut stop: watch::Receiver<bool>) {
        loop {
            let outcome = self.catch_up().await;
            self.report(outcome);
            tokio::select! {
                () = tokio::time::sleep(PAUSE) => {}
                ended = stop.wait_for(|stop| *stop) => {
                    // Either way there will be no further word.
                    drop(ended);
                    break;
                }
            }
        }
        let outcome = self.catch_up().await;
        self.complained = None;
        self.report(outcome);
    }

    /// Copies at most [`ROWS`] rows; says how many.
    async fn step(&mut self) -> Result<usize, FollowError> {
        let after = self.store.cursor(NAME).await?;
        let filter = AuditFilter { after, limit: ROWS, ..AuditFilter::default() };
        let rows = self.store.audit(&filter).await?;
        let Some(last) = rows.last().map(|row| row.sequence) else { return Ok(0) };
        let count = rows.len();
        let json: Vec<String> = rows.into_iter().map(|row| row.json).collect();
        self.append(json).await?;
        if let Err(outage) = self.store.advance(NAME, last, self.clock.now()).await {
            // The same rows will come again: the end of the file must be looked at anew.
            self.lines = None;
            return Err(outage.into());
        }
        Ok(count)
    }

    /// The disk may be slow: on a thread that may block.
    async fn append(&mut self, json: Vec<String>) -> Result<(), FollowError> {
        let mut lines = self.lines.take().unwrap_or_else(|| Lines::new(self.path.clone()));
        let work = move || {
            let outcome = lines.append(&json);
            (lines, outcome)
        };
        let outcome = match tokio::task::spawn_blocking(work).await {
            Ok((lines, outcome)) => {
                self.lines = Some(lines);
                outcome
            }
            Err(error) => Err(std::io::Error::other(error)),
        };
        outcome.map_err(|source| FollowError::File { path: self.path.clone(), source })
    }

    #[expect(clippy::disallowed_methods, reason = "how long a complaint is quiet decides nothing")]
    fn report(&mut self, outcome: Result<(), FollowError>) {
        match outcome {
            Ok(()) => {
                if self.complained.take().is_some() {
                    tracing::info!(file = %self.path.display(), "the audit file is up to date again");
                }
            }
            Err(error) if self.complained.is_none_or(|last| last.elapsed() >= QUIET) => {
                self.complained = Some(Instant::now());
                tracing::error!(%error, "the audit file cannot be brought up to date");
            }
            Err(_) => {}
        }
    }
}

#[cfg(test)]
mod tests;
