//! Each row's mails go out once and in order, whatever the server and the directory do.
#![expect(clippy::unwrap_used, clippy::panic, reason = "tests fail by panicking")]

use std::collections::HashMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use async_trait::async_trait;
use jiff::tz::TimeZone;
use vestibule_gate::ports::{Conclusion, Store};
use vestibule_gate::{Event, Outcome, Reason, Timestamp};

use super::*;
use crate::config::Language;
use crate::mail::message::Ready;
use crate::store::Followed as _;
use crate::store::testing::{House, NOON, SqliteHouse, event, sid};

/// A clock that stands where it was put.
#[derive(Default)]
struct Hands(AtomicU64);

impl Hands {
    fn turn(&self, by: Duration) {
        self.0.fetch_add(u64::try_from(by.as_millis()).unwrap(), Ordering::SeqCst);
    }
}

impl Clock for Hands {
    fn now(&self) -> Timestamp {
        Timestamp(NOON.0 + self.0.load(Ordering::SeqCst))
    }
    fn moment(&self) -> Moment {
        Moment(self.0.load(Ordering::SeqCst))
    }
}

/// A directory of addresses.
#[derive(Default)]
struct Book {
    away: Mutex<bool>,
    addresses: Mutex<HashMap<String, Mailbox>>,
}

#[async_trait]
impl Mailboxes for Book {
    async fn mailbox(&self, who: &Sid, _until: Moment) -> Result<Option<Mailbox>, Outage> {
        if *self.away.lock().unwrap() {
            return Err(Outage::Directory);
        }
        Ok(self.addresses.lock().unwrap().get(who.as_str()).cloned())
    }
}

/// What was handed over, and what the server says next.
#[derive(Default)]
struct Post {
    taken: Mutex<Vec<(String, String)>>,
    says: Mutex<VecDeque<Undelivered>>,
}

struct Postman(Arc<Post>);

#[async_trait]
impl Carrier for Postman {
    async fn carry(&mut self, mail: &Ready) -> Result<(), Undelivered> {
        if let Some(said) = self.0.says.lock().unwrap().pop_front() {
            return Err(said);
        }
        let text = String::from_utf8(mail.bytes.clone()).unwrap();
        self.0.taken.lock().unwrap().push((mail.to.to_string(), text));
        Ok(())
    }
    async fn rest(&mut self) {}
}

struct Rig {
    house: SqliteHouse,
    clock: Arc<Hands>,
    book: Arc<Book>,
    post: Arc<Post>,
    counters: Arc<Counters>,
    feed: Vec<Address>,
}

impl Rig {
    fn new() -> Self {
        let book = Book::default();
        for (number, name) in [(900, "ada"), (901, "bob")] {
            let address = Address::parse(&format!("{name}@example.test")).unwrap();
            book.addresses.lock().unwrap().insert(sid(number).to_string(), Mailbox { address, name: None });
        }
        Self {
            house: SqliteHouse::new(),
            clock: Arc::default(),
            book: Arc::new(book),
            post: Arc::default(),
            counters: Arc::default(),
            feed: Vec::new(),
        }
    }

    fn follower(&self) -> MailFollower<Postman> {
        let around = Around {
            store: self.house.store(),
            mailboxes: self.book.clone(),
            clock: self.clock.clone(),
            counters: self.counters.clone(),
        };
        let stationery = Stationery {
            organisation: "ACME".to_owned(),
            contact: None,
            portal: Some("https://mfa.example.test".to_owned()),
            language: Language::En,
            zone: TimeZone::UTC,
            from: Address::parse("it@example.test").unwrap(),
            reply_to: None,
        };
        let habits = Habits { stationery, feed: self.feed.clone(), prompt: true };
        MailFollower::new(around, habits, Postman(self.post.clone()))
    }

    /// A follower whose cursor stands at the audit's end.
    async fn begun(&self) -> MailFollower<Postman> {
        let mut follower = self.follower();
        assert_eq!(follower.work().await, Wait::Idle);
        follower
    }

    async fn write(&self, event: Event) {
        let what = Conclusion { event: Some(Event { time: self.clock.now(), ..event }), ..Conclusion::default() };
        let _ = self.house.store().conclude(what, self.clock.now()).await.unwrap();
    }

    async fn change(&self, person: u32, name: &'static str, note: &str) {
        let of = event(&sid(person), if person == 900 { "ada" } else { "bob" });
        let (outcome, reason) = (Outcome::Admitted, Reason::Administration);
        self.write(Event { event: name, outcome, reason, note: Some(note.to_owned()), ..of }).await;
    }

    async fn not_enrolled(&self, person: u32) {
        self.write(Event { reason: Reason::NotEnrolled, ..event(&sid(person), "ada") }).await;
    }

    fn says(&self, what: Undelivered) {
        self.post.says.lock().unwrap().push_back(what);
    }

    /// To whom mails went so far, and which note they carry.
    fn taken(&self) -> Vec<String> {
        let note = |text: &str| {
            let line = text.lines().find_map(|line| line.strip_prefix("Name: "));
            line.unwrap_or_default().to_owned()
        };
        let taken = self.post.taken.lock().unwrap();
        taken.iter().map(|(to, text)| format!("{} {}", to.split('@').next().unwrap(), note(text))).collect()
    }

    fn counted(&self, what: &str) -> u64 {
        self.counters.read().into_iter().find(|(name, _)| *name == what).unwrap().1
    }
}

fn server() -> Undelivered {
    Undelivered::Server("away".to_owned())
}

#[tokio::test]
async fn what_was_before_the_first_start_is_nobodys_news() {
    let rig = Rig::new();
    rig.change(900, "authenticator-added", "old").await;
    let mut follower = rig.begun().await;
    rig.change(900, "authenticator-added", "new").await;
    assert_eq!(follower.work().await, Wait::Idle);
    assert_eq!(rig.taken(), ["ada new"]);
    // An empty audit is begun at its first row.
    let rig = Rig::new();
    let mut follower = rig.begun().await;
    rig.change(900, "authenticator-added", "first").await;
    drop(follower.work().await);
    assert_eq!(rig.taken(), ["ada first"]);
}

#[tokio::test]
async fn each_mail_goes_out_once_and_in_order_over_restarts() {
    let rig = Rig::new();
    drop(rig.begun().await);
    for number in 0..4 {
        rig.change(900 + number % 2, "authenticator-added", &number.to_string()).await;
        rig.write(event(&sid(900), "ada")).await;
        assert_eq!(rig.follower().work().await, Wait::Idle);
        assert_eq!(rig.follower().work().await, Wait::Idle);
    }
    assert_eq!(rig.taken(), ["ada 0", "bob 1", "ada 2", "bob 3"]);
    assert_eq!(rig.counted("sent"), 4);
}

#[tokio::test]
async fn a_server_that_is_away_loses_nothing_and_changes_no_order() {
    let rig = Rig::new();
    let mut follower = rig.begun().await;
    rig.change(900, "authenticator-added", "1").await;
    rig.change(901, "authenticator-added", "2").await;
    for _ in 0..3 {
        rig.says(server());
        let Wait::Trouble(why) = follower.work().await else { panic!("the server is away") };
        assert_eq!(why, "away");
        assert!(rig.taken().is_empty());
    }
    // Longer than any one mail waits: the server is away for all.
    rig.clock.turn(Duration::from_secs(86_400));
    // A restart in between takes the same row up again.
    let mut follower = rig.follower();
    assert_eq!(follower.work().await, Wait::Idle);
    assert_eq!(rig.taken(), ["ada 1", "bob 2"]);
    assert_eq!(rig.counted("retried"), 3);
}

#[tokio::test]
async fn a_directory_that_is_away_loses_nothing() {
    let rig = Rig::new();
    let mut follower = rig.begun().await;
    rig.change(900, "authenticator-added", "1").await;
    *rig.book.away.lock().unwrap() = true;
    assert!(matches!(follower.work().await, Wait::Trouble(_)));
    *rig.book.away.lock().unwrap() = false;
    assert_eq!(follower.work().await, Wait::Idle);
    assert_eq!(rig.taken(), ["ada 1"]);
}

#[tokio::test]
async fn a_refused_mail_is_left_out_and_the_next_goes_on() {
    let rig = Rig::new();
    let mut follower = rig.begun().await;
    rig.change(900, "authenticator-added", "1").await;
    rig.change(901, "authenticator-added", "2").await;
    rig.says(Undelivered::Refused("550 no such user".to_owned()));
    assert_eq!(follower.work().await, Wait::Idle);
    assert_eq!(rig.taken(), ["bob 2"]);
    assert_eq!((rig.counted("refused"), rig.counted("sent")), (1, 1));
}

#[tokio::test]
async fn a_mail_that_is_not_taken_for_now_holds_others_up_for_a_while_only() {
    let rig = Rig::new();
    let mut follower = rig.begun().await;
    rig.change(900, "authenticator-added", "1").await;
    rig.change(901, "authenticator-added", "2").await;
    let later = || Undelivered::Later("452 mailbox full".to_owned());
    rig.says(later());
    assert!(matches!(follower.work().await, Wait::Trouble(_)));
    rig.clock.turn(PATIENCE - Duration::from_secs(1));
    rig.says(later());
    assert!(matches!(follower.work().await, Wait::Trouble(_)));
    assert!(rig.taken().is_empty());
    rig.clock.turn(Duration::from_secs(1));
    rig.says(later());
    assert_eq!(follower.work().await, Wait::Idle);
    assert_eq!(rig.taken(), ["bob 2"]);
}

#[tokio::test]
async fn administrators_are_told_of_changes_and_a_retry_repeats_nothing() {
    let mut rig = Rig::new();
    rig.feed = ["sec@example.test", "it@example.test"].map(|to| Address::parse(to).unwrap()).to_vec();
    let mut follower = rig.begun().await;
    rig.change(900, "authenticator-added", "1").await;
    rig.change(999, "bypass-granted", "nobody's mailbox").await;
    rig.not_enrolled(901).await;
    assert!(rig.taken().is_empty());
    rig.says(Undelivered::Refused("550".to_owned()));
    rig.says(server());
    assert!(matches!(follower.work().await, Wait::Trouble(_)));
    assert_eq!(follower.work().await, Wait::Idle);
    assert_eq!(rig.taken(), ["sec ", "it ", "sec ", "it ", "bob "]);
    assert_eq!(rig.counted("unaddressed"), 1);
}

#[tokio::test]
async fn a_prompt_comes_once_a_day_at_most() {
    let rig = Rig::new();
    let mut follower = rig.begun().await;
    for (hours, mails) in [(0, 1), (1, 1), (22, 1), (1, 2), (23, 2), (2, 3)] {
        rig.clock.turn(Duration::from_secs(hours * 3600));
        rig.not_enrolled(900).await;
        assert_eq!(follower.work().await, Wait::Idle);
        // A restart remembers.
        follower = rig.follower();
        assert_eq!(rig.taken().len(), mails, "after {hours} h more");
    }
    let (_, text) = rig.post.taken.lock().unwrap().first().cloned().unwrap();
    assert!(text.contains("https://mfa.example.test"), "{text}");
    rig.not_enrolled(901).await;
    assert_eq!(follower.work().await, Wait::Idle);
    assert_eq!(rig.taken().len(), 4, "each person has a day of their own");
}

#[tokio::test]
async fn nobody_is_prompted_at_the_portal_or_where_it_is_not_wanted_or_too_late() {
    let rig = Rig::new();
    let mut follower = rig.begun().await;
    rig.write(Event { reason: Reason::NotEnrolled, door: "web", ..event(&sid(900), "ada") }).await;
    assert_eq!(follower.work().await, Wait::Idle);
    follower.habits.prompt = false;
    rig.not_enrolled(900).await;
    assert_eq!(follower.work().await, Wait::Idle);
    follower.habits.prompt = true;
    rig.not_enrolled(900).await;
    rig.clock.turn(DAY);
    assert_eq!(follower.work().await, Wait::Idle);
    follower.habits.stationery.portal = None;
    rig.not_enrolled(900).await;
    assert_eq!(follower.work().await, Wait::Idle);
    assert!(rig.taken().is_empty());
}

#[tokio::test]
async fn old_news_is_none() {
    let rig = Rig::new();
    let mut follower = rig.begun().await;
    rig.change(900, "authenticator-added", "1").await;
    rig.clock.turn(OLDEST + Duration::from_secs(1));
    rig.change(900, "authenticator-added", "2").await;
    assert_eq!(follower.work().await, Wait::Idle);
    assert_eq!(rig.taken(), ["ada 2"]);
}

#[tokio::test]
async fn a_flood_does_not_bury_a_mailbox() {
    let rig = Rig::new();
    let mut follower = rig.begun().await;
    for number in 0..30 {
        rig.change(900, "authenticator-renamed", &number.to_string()).await;
    }
    rig.change(901, "authenticator-added", "x").await;
    assert_eq!(follower.work().await, Wait::Idle);
    let taken = rig.taken();
    assert_eq!((taken.len(), taken.last().unwrap().as_str()), (11, "bob x"));
    assert_eq!(rig.counted("withheld"), 20);
    let texts = rig.post.taken.lock().unwrap();
    let says_so = texts.iter().filter(|(_, text)| text.contains("those of the next minute")).count();
    assert_eq!(says_so, 1);
}

#[tokio::test]
async fn a_mail_sent_again_after_a_crash_is_recognisable() {
    let rig = Rig::new();
    drop(rig.begun().await);
    rig.change(900, "authenticator-added", "1").await;
    let before = rig.house.store().cursor(NAME).await.unwrap();
    assert_eq!(rig.follower().work().await, Wait::Idle);
    rig.house.execute(&format!("UPDATE follower SET sequence = {before} WHERE name = 'mail'"));
    rig.clock.turn(Duration::from_secs(60));
    assert_eq!(rig.follower().work().await, Wait::Idle);
    let texts = rig.post.taken.lock().unwrap();
    let id = |text: &str| text.lines().find(|line| line.starts_with("Message-ID: ")).unwrap().to_owned();
    let ids: Vec<String> = texts.iter().map(|(_, text)| id(text)).collect();
    assert!(ids.len() == 2 && ids.first() == ids.last(), "{ids:?}");
}

#[tokio::test]
async fn pauses_grow_and_end_with_success() {
    let rig = Rig::new();
    let mut follower = rig.begun().await;
    let trouble = || Wait::Trouble("x".to_owned());
    let pauses: Vec<u64> = (0..10).map(|_| follower.pause(trouble()).as_secs()).collect();
    assert_eq!(pauses, [2, 4, 8, 16, 32, 64, 128, 256, 300, 300]);
    assert_eq!(follower.pause(Wait::Idle), PAUSE);
    assert_eq!(follower.pause(trouble()).as_secs(), 2);
}

#[tokio::test]
async fn the_order_to_stop_is_followed_though_the_server_is_silent() {
    struct Silent;
    #[async_trait]
    impl Carrier for Silent {
        async fn carry(&mut self, _mail: &Ready) -> Result<(), Undelivered> {
            std::future::pending().await
        }
        async fn rest(&mut self) {}
    }
    let rig = Rig::new();
    drop(rig.begun().await);
    rig.change(900, "authenticator-added", "1").await;
    let MailFollower { around, habits, .. } = rig.follower();
    let (stop, stopped) = watch::channel(false);
    let task = tokio::spawn(MailFollower::new(around, habits, Silent).run(stopped));
    tokio::time::sleep(Duration::from_millis(50)).await;
    stop.send_replace(true);
    tokio::time::timeout(LAST_WORDS + Duration::from_secs(1), task).await.unwrap().unwrap();
}
