//! Our own account: its connections, and the care not to lock it by a password that is wrong.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::Semaphore;
use vestibule_gate::{Moment, Password};

use super::answer::Meaning;
use super::failure::Failure;
use super::settings::Kind;
use super::timer::Timer;
use super::upstream::Upstream;

/// Connections of our account to one server.
const CONNECTIONS: usize = 8;
/// Requests that wait for one of them, those under way included.
const WAITING: usize = 64;
/// A bound connection is closed after this, so that rights given to our account since then count.
const OLDEST: Duration = Duration::from_secs(600);

/// Pauses after a refused password. With a lockout after five wrong ones in half an hour, the common least, these
/// do not lock: the last is longer than the window over which they are counted.
const PAUSES: [Duration; 3] = [Duration::from_secs(60), Duration::from_secs(300), Duration::from_secs(2100)];
/// The pause where the answer does not count as a wrong password: the account is disabled, expired or locked.
const PAUSE_OF_STATE: Duration = Duration::from_secs(15);
const REMINDER: Duration = Duration::from_secs(60);

/// The account and its password, shared by all servers of a directory.
pub(crate) struct Account {
    directory: String,
    kind: Kind,
    name: String,
    password: Password,
    timer: Timer,
    refused: Mutex<Refused>,
}

#[derive(Default)]
struct Refused {
    until: Moment,
    strikes: usize,
    reminded: Option<Moment>,
}

impl Account {
    pub(crate) fn new(directory: &str, kind: Kind, name: String, password: Password, timer: Timer) -> Self {
        let directory = directory.to_owned();
        Self { directory, kind, name, password, timer, refused: Mutex::default() }
    }

    /// The name it binds with.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// Whether the account was refused lately, so that nothing can be asked with it.
    pub(crate) fn is_refused(&self) -> bool {
        self.refused().until > self.timer.moment()
    }

    /// Makes the connection ours.
    pub(crate) async fn bind(&self, upstream: &mut Upstream) -> Result<(), Failure> {
        if self.is_refused() {
            self.remind("was refused before");
            return Err(Failure::ServiceAccount("not tried again yet"));
        }
        let answer = upstream.bind(&self.name, &self.password).await?;
        let (text, pause) = match Meaning::of(self.kind, &answer) {
            Meaning::Right => {
                *self.refused() = Refused::default();
                return Ok(());
            }
            Meaning::Unclear(code) => return Err(Failure::Result(code)),
            Meaning::Wrong => ("wrong name or password", self.strike()),
            Meaning::Locked => ("the account is locked", PAUSE_OF_STATE),
            Meaning::Account(_) => ("the account cannot be used", PAUSE_OF_STATE),
        };
        self.refused().until = self.timer.after(pause);
        self.remind(text);
        Err(Failure::ServiceAccount(text))
    }

    fn strike(&self) -> Duration {
        let mut refused = self.refused();
        let pause = PAUSES.get(refused.strikes).or(PAUSES.last()).copied().unwrap_or(REMINDER);
        refused.strikes += 1;
        pause
    }

    /// Says so in the log, at most once a minute.
    fn remind(&self, text: &str) {
        let now = self.timer.moment();
        let mut refused = self.refused();
        if refused.reminded.is_some_and(|last| last.plus(REMINDER) > now) {
            return;
        }
        refused.reminded = Some(now);
        let wait = now.until(refused.until).as_secs();
        tracing::error!(
            directory = self.directory,
            account = self.name,
            "nobody can log in: the directory refuses our service account: {text}; next try in {wait} s or at the next start"
        );
    }

    fn refused(&self) -> MutexGuard<'_, Refused> {
        self.refused.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The connections of our account to one server.
pub(crate) struct Service {
    idle: Mutex<Vec<(Upstream, Moment)>>,
    pub(crate) queue: Semaphore,
    pub(crate) connections: Semaphore,
    /// One bind at a time: several at once with a wrong password would be several wrong ones. Of this server alone, so
    /// that a silent one holds up no other.
    pub(crate) turn: tokio::sync::Mutex<()>,
}

impl Service {
    pub(crate) fn new() -> Self {
        Self {
            idle: Mutex::default(),
            queue: Semaphore::new(WAITING),
            connections: Semaphore::new(CONNECTIONS),
            turn: tokio::sync::Mutex::default(),
        }
    }

    /// An idle one that was open a moment ago, and since when it is bound.
    pub(crate) fn take(&self, now: Moment) -> Option<(Upstream, Moment)> {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        while let Some((mut upstream, since)) = idle.pop() {
            if since.plus(OLDEST) > now && upstream.is_open() {
                return Some((upstream, since));
            }
        }
        None
    }

    /// Gives one back after a request that ended well.
    pub(crate) fn put(&self, upstream: Upstream, since: Moment) {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        if idle.len() < CONNECTIONS {
            idle.push((upstream, since));
        }
    }

    /// Drops all: the server is not there.
    pub(crate) fn clear(&self) {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }
}
