//! A few programs that run, and the care not to start them over and over where they end at once.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::Semaphore;
use vestibule_gate::Moment;
use vestibule_gate::ports::Clock;

use super::Settings;
use super::helper::{Failure, Helper};
use super::log::Log;
use super::protocol::Answer;

/// So many at a time; more questions wait. Each is one process that waits for winbind.
const MOST: usize = 4;
/// Pauses after one that could not be started or ended by itself; the last one stands for all after it.
const PAUSES: [Duration; 4] =
    [Duration::from_millis(500), Duration::from_secs(2), Duration::from_secs(5), Duration::from_secs(15)];

/// The programs.
pub(crate) struct Helpers {
    settings: Settings,
    clock: Arc<dyn Clock>,
    log: Log,
    places: Semaphore,
    idle: Mutex<Vec<Helper>>,
    broken: Mutex<Broken>,
}

#[derive(Default)]
struct Broken {
    until: Moment,
    times: usize,
}

/// Why there was no answer.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Silence {
    /// Nobody was asked.
    Unasked,
    /// Somebody may have been.
    Unanswered,
}

impl Helpers {
    pub(crate) fn new(settings: &Settings, clock: Arc<dyn Clock>) -> Self {
        let (settings, places, log) = (settings.clone(), Semaphore::new(MOST), Log::new(clock.clone()));
        Self { settings, clock, log, places, idle: Mutex::default(), broken: Mutex::default() }
    }

    /// Asks one of them, by `until` at the latest.
    pub(crate) async fn ask(&self, question: &str, until: Moment) -> Result<Answer, Silence> {
        let place = tokio::time::timeout(self.left(until), self.places.acquire()).await;
        let Ok(Ok(_place)) = place else { return Err(Silence::Unasked) };
        let mut helper = self.take()?;
        let answer = tokio::time::timeout(self.left(until), helper.ask(question)).await;
        match answer {
            Ok(Ok(answer)) => {
                *self.broken() = Broken::default();
                self.idle().push(helper);
                Ok(answer)
            }
            Ok(Err(failure)) => Err(self.failed(&failure)),
            Err(_) => {
                self.log.trouble(format_args!("winbind did not answer in time"));
                Err(Silence::Unanswered)
            }
        }
    }

    /// One that runs, else a new one, but not while they are known to end at once.
    fn take(&self) -> Result<Helper, Silence> {
        let mut next = self.idle().pop();
        while let Some(mut helper) = next {
            if helper.is_alive() {
                return Ok(helper);
            }
            next = self.idle().pop();
        }
        if self.broken().until > self.clock.moment() {
            return Err(Silence::Unasked);
        }
        Helper::start(&self.settings).map_err(|failure| self.failed(&failure))
    }

    fn failed(&self, failure: &Failure) -> Silence {
        let program = self.settings.program.display();
        let silence = match failure {
            Failure::Start(error) => {
                self.log.trouble(format_args!("{program} cannot be started: {error}"));
                Silence::Unasked
            }
            Failure::Unasked(error) => {
                self.log.trouble(format_args!("{program} takes no question: {error}"));
                Silence::Unasked
            }
            Failure::Unanswered(what) => {
                self.log.trouble(format_args!("{program} {what}"));
                Silence::Unanswered
            }
        };
        let mut broken = self.broken();
        let pause = PAUSES.get(broken.times).or(PAUSES.last()).copied().unwrap_or_default();
        broken.times += 1;
        broken.until = self.clock.moment().plus(pause);
        silence
    }

    fn left(&self, until: Moment) -> Duration {
        self.clock.moment().until(until)
    }

    fn idle(&self) -> MutexGuard<'_, Vec<Helper>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn broken(&self) -> MutexGuard<'_, Broken> {
        self.broken.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
