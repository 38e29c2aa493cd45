//! The follower of the audit that sends mails. It keeps nobody out and holds no login up.
//!
//! The cursor in the store moves behind a row when all its mails were taken or will never be. Order is kept: while one
//! mail waits, those behind it wait. After a crash a mail may go out a second time, with the same Message-ID.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;
use vestibule_gate::ports::{AuditFilter, AuditRow, Clock};
use vestibule_gate::{Moment, Outage, Sid};

use super::address::Address;
use super::counters::Counters;
use super::letter::{Letter, Mailbox, Stationery};
use super::message::ready;
use super::occasion::Occasion;
use super::rate::{May, Rate};
use super::server::{Carrier, Undelivered};
use crate::store::Mailed;

/// The cursor's name in the store.
const NAME: &str = "mail";
/// The kind under which prompts are noted.
const PROMPT: &str = "prompt";
/// Rows read at a time.
const ROWS: u32 = 500;
/// Between two looks at the store.
const PAUSE: Duration = Duration::from_secs(1);
/// How long the directory may be asked for one address.
const LOOK_UP: Duration = Duration::from_secs(5);
/// Between two prompts to one person; an older login prompts nobody any more.
const DAY: Duration = Duration::from_secs(86_400);
/// What is older is not told any more: mails were off, or nothing could be sent for that long.
const OLDEST: Duration = Duration::from_secs(7 * 86_400);
/// The first pause after a failure; each further one is twice as long, up to the last.
const RETRY: (Duration, Duration) = (Duration::from_secs(2), Duration::from_secs(300));
/// For so long a mail that the server does not take for now is tried before it is left out.
const PATIENCE: Duration = Duration::from_secs(900);
/// At the order to stop, a mail under way has so long.
const LAST_WORDS: Duration = Duration::from_secs(3);
/// Between two lines in the log about mails that cannot be sent.
const QUIET: Duration = Duration::from_secs(600);

/// Where people's mail goes.
#[async_trait::async_trait]
pub(crate) trait Mailboxes: Send + Sync {
    /// The mailbox of the person with this identity; `None` where there is none.
    ///
    /// # Errors
    /// [`Outage::Directory`].
    async fn mailbox(&self, who: &Sid, until: Moment) -> Result<Option<Mailbox>, Outage>;
}

/// What the follower stands on.
pub(crate) struct Around {
    /// The audit, the cursor, and who was prompted.
    pub(crate) store: Arc<dyn Mailed>,
    /// Where people's mail goes.
    pub(crate) mailboxes: Arc<dyn Mailboxes>,
    /// The clock.
    pub(crate) clock: Arc<dyn Clock>,
    /// What is counted.
    pub(crate) counters: Arc<Counters>,
}

/// What mails are sent, and how they are written.
pub(crate) struct Habits {
    /// How they are written.
    pub(crate) stationery: Stationery,
    /// Administrators who are told of every change.
    pub(crate) feed: Vec<Address>,
    /// Whether people without an authenticator are prompted.
    pub(crate) prompt: bool,
}

/// Sends mails about rows of the audit.
pub(crate) struct MailFollower<C> {
    around: Around,
    habits: Habits,
    carrier: C,
    rate: Rate,
    /// Whether the cursor is known to be there.
    begun: bool,
    rows: VecDeque<AuditRow>,
    /// What is still to be sent of the row at the head.
    under_way: Option<UnderWay>,
    failures: u32,
    complained: Option<Moment>,
}

/// The mails of one row that were not taken yet.
struct UnderWay {
    letters: VecDeque<Letter>,
    /// Whom the row prompts.
    prompts: Option<Sid>,
    /// When the mail at the head was first not taken.
    waits_since: Option<Moment>,
}

/// Why the follower waits.
#[derive(Debug, PartialEq, Eq)]
enum Wait {
    /// There is nothing to do.
    Idle,
    /// Nothing can be done: why.
    Trouble(String),
}

impl From<Outage> for Wait {
    fn from(outage: Outage) -> Self {
        Self::Trouble(outage.to_string())
    }
}

impl<C: Carrier> MailFollower<C> {
    pub(crate) fn new(around: Around, habits: Habits, carrier: C) -> Self {
        let (rate, rows) = (Rate::default(), VecDeque::new());
        Self { around, habits, carrier, rate, begun: false, rows, under_way: None, failures: 0, complained: None }
    }

    /// Follows until `stop` is true or its sender is gone.
    pub(crate) async fn run(mut self, mut stop: watch::Receiver<bool>) {
        loop {
            let wait = {
                let work = self.work();
                tokio::pin!(work);
                tokio::select! {
                    wait = &mut work => wait,
                    () = told(&mut stop) => {
                        // What is not done by then is done after the next start.
                        let _late = tokio::time::timeout(LAST_WORDS, work).await;
                        break;
                    }
                }
            };
            let pause = self.pause(wait);
            tokio::select! {
                () = tokio::time::sleep(pause) => {}
                () = told(&mut stop) => break,
            }
        }
        self.carrier.rest().await;
    }

    /// How long to wait, and a word to the log.
    fn pause(&mut self, wait: Wait) -> Duration {
        let why = match wait {
            Wait::Idle => {
                self.failures = 0;
                if self.complained.take().is_some() {
                    tracing::info!("mails are sent again");
                }
                return PAUSE;
            }
            Wait::Trouble(why) => why,
        };
        let now = self.around.clock.moment();
        if self.complained.is_none_or(|last| last.plus(QUIET) <= now) {
            self.complained = Some(now);
            tracing::error!("mails cannot be sent, and wait: {why}");
        }
        let (first, last) = RETRY;
        let pause = first.saturating_mul(1_u32.checked_shl(self.failures).unwrap_or(u32::MAX)).min(last);
        self.failures = (self.failures + 1).min(16);
        pause
    }

    /// Works until there is a reason to wait. May be dropped at any point: what is done is on record.
    async fn work(&mut self) -> Wait {
        loop {
            match self.step().await {
                Ok(()) => {}
                Err(Wait::Idle) => {
                    self.carrier.rest().await;
                    return Wait::Idle;
                }
                Err(trouble) => return trouble,
            }
        }
    }

    /// Sends one mail, or comes one row further.
    async fn step(&mut self) -> Result<(), Wait> {
        let Some(row) = self.rows.front() else { return self.read().await };
        let sequence = row.sequence;
        if self.under_way.is_none() {
            let begun = match Occasion::read(sequence, &row.json) {
                Some(occasion) => self.begin(&occasion).await?,
                None => None,
            };
            match begun {
                Some(under_way) => self.under_way = Some(under_way),
                None => return self.pass(sequence).await,
            }
        }
        match self.under_way.as_ref().and_then(|under_way| under_way.letters.front()).cloned() {
            Some(letter) => self.send(&letter).await,
            None => self.finish(sequence).await,
        }
    }

    /// Reads further rows. The cursor is put at the audit's end the first time ever.
    async fn read(&mut self) -> Result<(), Wait> {
        let after = match self.begun {
            true => self.around.store.cursor(NAME).await?,
            false => self.around.store.begin(NAME, self.around.clock.now()).await?,
        };
        self.begun = true;
        let filter = AuditFilter { after, limit: ROWS, ..AuditFilter::default() };
        self.rows.extend(self.around.store.audit(&filter).await?);
        if self.rows.is_empty() { Err(Wait::Idle) } else { Ok(()) }
    }

    /// The mails of a row; `None` where there are none.
    async fn begin(&mut self, occasion: &Occasion) -> Result<Option<UnderWay>, Wait> {
        let now = self.around.clock.now();
        let age =
            Duration::from_millis(now.0.saturating_sub(u64::try_from(occasion.time.as_millisecond()).unwrap_or(0)));
        let sid = occasion.row.sid.as_deref().map(Sid::new);
        let prompt = occasion.kind.is_prompt();
        if age > OLDEST || (prompt && !self.may_prompt(occasion, sid.as_ref(), age).await?) {
            return Ok(None);
        }
        let mut letters = VecDeque::new();
        if let Some(sid) = &sid {
            letters.extend(self.letter_to(occasion, sid).await?);
        }
        if !prompt {
            let feed = self.habits.feed.iter().enumerate();
            letters.extend(feed.map(|(place, to)| self.habits.stationery.to_feed(occasion, to, place)));
        }
        let prompts = sid.filter(|_| prompt);
        Ok((!letters.is_empty()).then_some(UnderWay { letters, prompts, waits_since: None }))
    }

    /// Whether a login prompts somebody: not at the portal, where they are already, and once a day at most.
    async fn may_prompt(&self, occasion: &Occasion, sid: Option<&Sid>, age: Duration) -> Result<bool, Wait> {
        let wanted = self.habits.prompt && self.habits.stationery.portal.is_some();
        let (Some(sid), true) = (sid, wanted && age < DAY && occasion.row.door != "web") else { return Ok(false) };
        let last = self.around.store.mailed(sid, PROMPT).await?;
        Ok(last.is_none_or(|last| last.plus(DAY) <= self.around.clock.now()))
    }

    async fn letter_to(&mut self, occasion: &Occasion, sid: &Sid) -> Result<Option<Letter>, Wait> {
        let now = self.around.clock.moment();
        let Some(mailbox) = self.around.mailboxes.mailbox(sid, now.plus(LOOK_UP)).await? else {
            self.around.counters.unaddressed();
            tracing::debug!(person = %occasion.row.person, "has no mail address in the directory");
            return Ok(None);
        };
        let last = match self.rate.ask(sid.as_str(), now) {
            May::Go => false,
            May::GoAsLast => true,
            May::Stay => {
                self.around.counters.withheld();
                return Ok(None);
            }
        };
        Ok(Some(self.habits.stationery.to_person(occasion, &mailbox, last)))
    }

    async fn send(&mut self, letter: &Letter) -> Result<(), Wait> {
        let mail = ready(letter, &self.habits.stationery, self.around.clock.now());
        let outcome = match &mail {
            Ok(mail) => self.carrier.carry(mail).await,
            Err(why) => Err(Undelivered::Refused(why.clone())),
        };
        let now = self.around.clock.moment();
        match outcome {
            Ok(()) => {
                self.around.counters.sent();
                self.failures = 0;
            }
            Err(Undelivered::Server(why)) => {
                self.around.counters.retried();
                return Err(Wait::Trouble(why));
            }
            Err(Undelivered::Later(why)) if self.waits(now) => {
                self.around.counters.retried();
                return Err(Wait::Trouble(format!("{} is not taken for now: {why}", letter.id)));
            }
            Err(Undelivered::Later(why) | Undelivered::Refused(why)) => {
                self.around.counters.refused();
                tracing::error!(to = %letter.to, id = letter.id, "a mail was refused and is left out: {why}");
            }
        }
        if let Some(under_way) = &mut self.under_way {
            under_way.letters.pop_front();
            under_way.waits_since = None;
        }
        Ok(())
    }

    /// Whether a mail that is not taken for now waits on.
    fn waits(&mut self, now: Moment) -> bool {
        let Some(under_way) = &mut self.under_way else { return false };
        under_way.waits_since.get_or_insert(now).plus(PATIENCE) > now
    }

    /// All mails of the row are on their way, or will never be.
    async fn finish(&mut self, sequence: u64) -> Result<(), Wait> {
        let now = self.around.clock.now();
        if let Some(sid) = self.under_way.as_ref().and_then(|under_way| under_way.prompts.as_ref()) {
            self.around.store.note_mailed(sid, PROMPT, now).await?;
        }
        self.around.store.advance(NAME, sequence, now).await?;
        self.under_way = None;
        self.rows.pop_front();
        Ok(())
    }

    /// Leaves a row without mails behind. The cursor follows at the end of what was read, or with the next mail.
    async fn pass(&mut self, sequence: u64) -> Result<(), Wait> {
        if self.rows.len() == 1 {
            self.around.store.advance(NAME, sequence, self.around.clock.now()).await?;
        }
        self.rows.pop_front();
        Ok(())
    }
}

/// Waits for the order to stop. Without a sender there will be no further word, which is one.
async fn told(stop: &mut watch::Receiver<bool>) {
    drop(stop.wait_for(|stop| *stop).await);
}

#[cfg(test)]
mod tests;
