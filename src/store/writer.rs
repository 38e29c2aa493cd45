//! The one thread that writes, committing in groups.
//!
//! **A job is answered only after the commit that holds it has returned.** Jobs that arrive while a commit is under
//! way share the next one; each has a savepoint, so that one that fails takes nothing of the others with it. When the
//! store as a whole fails (locked, full, damaged), everything that waits is answered with an outage at once, and
//! nothing is taken until a probe has written again.
//!
//! The answers of a group are handed to the runtime together: each wake-up from outside it may cost this thread its
//! core, and the next group waits for it.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::thread::JoinHandle;
use std::time::Duration;

use rusqlite::{Connection, ErrorCode};
use tokio::sync::{mpsc, oneshot};
use vestibule_gate::{Outage, Sealer, Timestamp};

use super::health::{Health, is_damage};
use super::upkeep::Upkeep;

/// Jobs that may wait; beyond them the answer is an outage at once.
const WAITING: usize = 1024;

/// Jobs that share one commit at most.
const GROUP: usize = 256;

/// How long a commit waits for another process's lock.
pub(super) const LOCK: Duration = Duration::from_millis(1500);

/// How long a probe does; it is made again soon.
const PROBE_LOCK: Duration = Duration::from_millis(100);

/// Between two probes.
const PROBE: Duration = Duration::from_millis(500);

/// A caller gives up then. It cannot be said whether the job will be written.
const PATIENCE: Duration = Duration::from_secs(2);

/// What a job may use.
pub(super) struct Scope<'a> {
    /// Inside the transaction.
    pub(super) conn: &'a Connection,
    /// For the audit chain.
    pub(super) sealer: &'a Sealer,
}

/// What becomes of a job's writes.
pub(super) enum Write<T> {
    /// They are committed.
    Keep(T),
    /// They are undone.
    Undo(T),
}

/// The queue to the thread.
pub(super) struct Writer {
    queue: Option<SyncSender<Box<dyn Job>>>,
    thread: Option<JoinHandle<()>>,
    health: Arc<Health>,
}

impl Writer {
    /// Starts the thread over a connection that may write.
    ///
    /// # Errors
    /// When no thread can be started.
    pub(super) fn start(conn: Connection, sealer: Arc<Sealer>, health: Arc<Health>) -> std::io::Result<Self> {
        let (queue, jobs) = sync_channel(WAITING);
        let answers = Answers::new();
        let work = Work { conn, sealer, health: Arc::clone(&health), upkeep: Upkeep::default(), answers };
        let thread = std::thread::Builder::new().name("store-writer".to_owned()).spawn(move || work.run(&jobs))?;
        Ok(Self { queue: Some(queue), thread: Some(thread), health })
    }

    /// Runs `work` in a transaction; its answer is durable when this returns.
    ///
    /// # Errors
    /// [`Outage::Store`] when it was not written, or it cannot be said whether.
    pub(super) async fn write<T: Send + 'static>(
        &self,
        now: Timestamp,
        work: impl FnOnce(&Scope<'_>) -> rusqlite::Result<Write<T>> + Send + 'static,
    ) -> Result<T, Outage> {
        self.health.ask()?;
        let (to, answer) = oneshot::channel();
        let job = Box::new(Pending { now, work: Some(work), answer: None, to });
        let queue = self.queue.as_ref().ok_or(Outage::Store)?;
        queue.try_send(job).map_err(|error| {
            self.health.complain("the store's queue takes nothing more", &error);
            Outage::Store
        })?;
        match tokio::time::timeout(PATIENCE, answer).await {
            Ok(Ok(answer)) => answer,
            Ok(Err(_)) => Err(Outage::Store),
            Err(_) => {
                self.health.write_failed(&"no commit within 2 s");
                Err(Outage::Store)
            }
        }
    }
}

impl Drop for Writer {
    /// Lets the thread finish what was taken, and waits for it.
    fn drop(&mut self) {
        self.queue = None;
        if let Some(thread) = self.thread.take() {
            // It ends after the last commit; a panic in it was reported by `Work::run`.
            let _ = thread.join();
        }
    }
}

/// Jobs that are over, and whether they are committed.
type Over = (Vec<Box<dyn Job>>, bool);

/// The way to those who wait for an answer: over a task of the runtime, where there is one.
struct Answers(Option<mpsc::UnboundedSender<Over>>);

impl Answers {
    fn new() -> Self {
        let runtime = tokio::runtime::Handle::try_current().ok();
        Self(runtime.map(|runtime| {
            // No more than a queue and a group can be on their way, since each job holds its caller.
            let (to, mut groups) = mpsc::unbounded_channel();
            runtime.spawn(async move {
                while let Some(over) = groups.recv().await {
                    answer(over);
                }
            });
            to
        }))
    }

    fn give(&self, over: Over) {
        match &self.0 {
            // A runtime that has ended has nobody in it who waits.
            Some(to) => drop(to.send(over)),
            None => answer(over),
        }
    }
}

fn answer((group, committed): Over) {
    group.into_iter().for_each(|job| job.answer(committed));
}

/// A job whose answer's type the thread need not know.
trait Job: Send {
    fn now(&self) -> Timestamp;
    /// Whether anybody still waits for the answer.
    fn is_awaited(&self) -> bool;
    /// Runs it; false when its writes are to be undone.
    fn apply(&mut self, scope: &Scope<'_>) -> rusqlite::Result<bool>;
    /// Answers with what `apply` found, or with an outage.
    fn answer(self: Box<Self>, committed: bool);
}

struct Pending<T, W> {
    now: Timestamp,
    work: Option<W>,
    answer: Option<T>,
    to: oneshot::Sender<Result<T, Outage>>,
}

impl<T: Send, W: FnOnce(&Scope<'_>) -> rusqlite::Result<Write<T>> + Send> Job for Pending<T, W> {
    fn now(&self) -> Timestamp {
        self.now
    }

    fn is_awaited(&self) -> bool {
        !self.to.is_closed()
    }

    fn apply(&mut self, scope: &Scope<'_>) -> rusqlite::Result<bool> {
        let Some(work) = self.work.take() else { return Ok(false) };
        let (answer, keep) = match work(scope)? {
            Write::Keep(answer) => (answer, true),
            Write::Undo(answer) => (answer, false),
        };
        self.answer = Some(answer);
        Ok(keep)
    }

    fn answer(self: Box<Self>, committed: bool) {
        let answer = self.answer.filter(|_| committed).ok_or(Outage::Store);
        // Nobody may be waiting any more.
        let _ = self.to.send(answer);
    }
}

/// The thread's own.
struct Work {
    conn: Connection,
    sealer: Arc<Sealer>,
    health: Arc<Health>,
    upkeep: Upkeep,
    answers: Answers,
}

impl Work {
    fn run(mut self, jobs: &Receiver<Box<dyn Job>>) {
        let _guard = Guard(Arc::clone(&self.health));
        loop {
            match jobs.recv_timeout(PROBE) {
                Ok(first) => {
                    let group: Vec<_> = std::iter::once(first).chain(jobs.try_iter().take(GROUP - 1)).collect();
                    self.serve(group);
                }
                Err(RecvTimeoutError::Timeout) if self.health.ask().is_err() => self.probe(),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return,
            }
        }
    }

    /// Answers a group. While the store is not well, that is an outage at once: nobody waits for the same lock twice.
    fn serve(&mut self, mut group: Vec<Box<dyn Job>>) {
        let outcome = match self.health.ask() {
            Ok(()) => self.commit(&mut group).map_err(|error| self.report(&error)),
            Err(outage) => Err(outage),
        };
        self.answers.give((group, outcome.is_ok()));
    }

    /// One transaction over the group.
    fn commit(&mut self, group: &mut [Box<dyn Job>]) -> rusqlite::Result<()> {
        #[cfg(test)]
        self.pretend_full()?;
        let latest = group.iter().map(|job| job.now()).max().unwrap_or_default();
        self.conn.prepare_cached("BEGIN IMMEDIATE")?.execute(())?;
        if let Err(error) = self.apply(group, latest) {
            if !self.conn.is_autocommit() {
                // What matters is why; SQLite has undone it by itself where this fails.
                let _ = self.conn.execute_batch("ROLLBACK");
            }
            return Err(error);
        }
        if !self.health.file_is_ours() {
            return Err(rusqlite::Error::InvalidPath("the store's file was moved or replaced".into()));
        }
        self.health.written();
        Ok(())
    }

    /// What stands inside the transaction, and its end.
    fn apply(&mut self, group: &mut [Box<dyn Job>], latest: Timestamp) -> rusqlite::Result<()> {
        let scope = Scope { conn: &self.conn, sealer: &self.sealer };
        for job in group.iter_mut().filter(|job| job.is_awaited()) {
            step(&scope, &self.health, |scope| job.apply(scope))?;
        }
        step(&scope, &self.health, |scope| self.upkeep.run(scope.conn, latest).map(|()| true))?;
        self.conn.prepare_cached("COMMIT")?.execute(()).map(|_| ())
    }

    fn probe(&mut self) {
        #[cfg(test)]
        let _ = self.pretend_full();
        let probed = self
            .conn
            .busy_timeout(PROBE_LOCK)
            .and_then(|()| Upkeep::probe(&mut self.conn))
            .and_then(|()| self.conn.busy_timeout(LOCK));
        match probed {
            Ok(()) if self.health.file_is_ours() => self.health.written(),
            Ok(()) => {}
            Err(error) => {
                let _ = self.report(&error);
            }
        }
    }

    /// SQLite lowers this to the pages there are, so that every further one is refused as by a full disk.
    #[cfg(test)]
    fn pretend_full(&self) -> rusqlite::Result<()> {
        let most = if self.health.full.load(std::sync::atomic::Ordering::Acquire) { 1 } else { 4_294_967_294_u32 };
        self.conn.query_row(&format!("PRAGMA max_page_count = {most}"), (), |_| Ok(()))
    }

    fn report(&self, error: &rusqlite::Error) -> Outage {
        match is_damage(error) {
            true => self.health.broken(error),
            false => self.health.write_failed(error),
        }
        Outage::Store
    }
}

/// Runs one job inside its savepoint. An error that concerns this job alone is swallowed (its answer stays empty,
/// which is an outage to its caller); any other ends the transaction.
fn step(
    scope: &Scope<'_>,
    health: &Health,
    work: impl FnOnce(&Scope<'_>) -> rusqlite::Result<bool>,
) -> rusqlite::Result<()> {
    let conn = scope.conn;
    conn.prepare_cached("SAVEPOINT job")?.execute(())?;
    // A panic is a bug in one job; its savepoint is undone like that of one that failed.
    let outcome = catch_unwind(AssertUnwindSafe(|| work(scope)));
    let keep = match outcome {
        Ok(Ok(keep)) => keep,
        Ok(Err(error)) if concerns_one_job(&error) && !conn.is_autocommit() => {
            health.complain("a job of the store failed", &error);
            false
        }
        Ok(Err(error)) => return Err(error),
        Err(_) => false,
    };
    if !keep {
        conn.prepare_cached("ROLLBACK TO job")?.execute(())?;
    }
    conn.prepare_cached("RELEASE job")?.execute(())?;
    Ok(())
}

fn concerns_one_job(error: &rusqlite::Error) -> bool {
    match error.sqlite_error_code() {
        // Not SQLite's: a value of ours could not be read or written.
        None => true,
        Some(code) => [ErrorCode::ConstraintViolation, ErrorCode::TypeMismatch, ErrorCode::TooBig].contains(&code),
    }
}

/// Says so when the thread ends by a panic: nothing would be written any more.
struct Guard(Arc<Health>);

impl Drop for Guard {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.0.broken(&"the writer ended by a panic");
        }
    }
}
