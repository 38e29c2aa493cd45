//! The load: what is done on how many connections, for how long, and how fast that went.

use std::rc::Rc;
use std::time::{Duration, Instant};

use anyhow::Context as _;
use tokio::task::JoinSet;

use crate::client::{Client, Query, Target};
use crate::people::{self, DEPARTMENT, PASSWORD, People};

/// Done before anything counts, so that pools are filled and pages read.
const WARM_UP: Duration = Duration::from_millis(400);

/// One way to the directory.
#[derive(Clone)]
pub(crate) struct Leg {
    pub(crate) name: &'static str,
    pub(crate) target: Target,
    /// Whether a code goes behind the password.
    pub(crate) codes: bool,
}

/// What is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Work {
    /// Searches that find one entry, so many of them under way on each connection.
    Search {
        /// Searches without an answer yet.
        depth: usize,
    },
    /// Searches that find a department.
    Department,
    /// Searches that find everybody.
    Everybody,
    /// Connect, bind, one search, unbind.
    Login,
}

/// What came of it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sample {
    /// Whole operations a second, over all connections.
    pub(crate) rate: f64,
    /// The median time of one, in microseconds.
    pub(crate) median: f64,
    /// 99 of 100 took less, in microseconds.
    pub(crate) slow: f64,
}

/// What one connection did.
#[derive(Default)]
struct Tally {
    times: Vec<u32>,
    operations: usize,
    lasted: Duration,
}

/// Does `work` over `leg` on so many connections for about `lasting`.
pub(crate) async fn run(
    leg: &Leg,
    work: Work,
    connections: usize,
    lasting: Duration,
    people: &Rc<People>,
) -> anyhow::Result<Sample> {
    let mut tasks = JoinSet::new();
    let ready = Rc::new(tokio::sync::Barrier::new(connections));
    for _ in 0..connections {
        let (leg, people, ready) = (leg.clone(), Rc::clone(people), Rc::clone(&ready));
        tasks.spawn_local(async move {
            match work {
                Work::Login => logins(&leg, &people, lasting).await,
                Work::Search { .. } | Work::Department | Work::Everybody => {
                    let client = bound(&leg, &people).await?;
                    ready.wait().await;
                    searches(client, work, lasting, &people).await
                }
            }
        });
    }
    let mut tallies = Vec::new();
    while let Some(done) = tasks.join_next().await {
        tallies.push(done?.with_context(|| format!("{work:?} over {}", leg.name))?);
    }
    Ok(sample(tallies))
}

fn sample(tallies: Vec<Tally>) -> Sample {
    let rate = tallies.iter().map(|tally| tally.operations as f64 / tally.lasted.as_secs_f64()).sum();
    let mut times: Vec<u32> = tallies.into_iter().flat_map(|tally| tally.times).collect();
    times.sort_unstable();
    let at = |share: usize| times.get(times.len() * share / 100).copied().map_or(f64::NAN, f64::from);
    Sample { rate, median: at(50), slow: at(99) }
}

/// How many codes `work` may need at most.
pub(crate) fn codes(work: Work, connections: usize, lasting: Duration) -> usize {
    match work {
        // As fast as two cores have been seen to do it, so that a leg need not end early.
        Work::Login => (lasting + WARM_UP).as_millis() as usize * 10,
        Work::Search { .. } | Work::Department | Work::Everybody => connections,
    }
}

async fn bound(leg: &Leg, people: &People) -> anyhow::Result<Client> {
    let (number, typed) = who(leg, people).context("everybody's codes are spent")?;
    let mut client = Client::connect(&leg.target).await?;
    client.bind(&people::dn(number), &typed).await?;
    Ok(client)
}

/// Somebody, and what they type; `None` while everybody's codes are spent.
fn who(leg: &Leg, people: &People) -> Option<(usize, String)> {
    if leg.codes { people.with_code() } else { Some((people.next(), PASSWORD.to_owned())) }
}

async fn logins(leg: &Leg, people: &People, lasting: Duration) -> anyhow::Result<Tally> {
    let mut clock = Clock::new(lasting);
    while clock.goes_on() {
        // Without a code left the leg ends early: rates are of the time that it lasted.
        let Some((number, typed)) = who(leg, people) else { break };
        let (dn, uid) = (people::dn(number), people::uid(number));
        let began = Instant::now();
        let mut client = Client::connect(&leg.target).await?;
        client.bind(&dn, &typed).await?;
        client.search(Query::person(&uid), 1).await?;
        client.unbind().await?;
        clock.count(1, Some(began));
    }
    Ok(clock.tally)
}

async fn searches(mut client: Client, work: Work, lasting: Duration, people: &People) -> anyhow::Result<Tally> {
    let mut clock = Clock::new(lasting);
    let somebody = || Query::person(&people::uid(people.next()));
    match work {
        Work::Search { depth: 1 } | Work::Login => {
            while clock.goes_on() {
                let began = Instant::now();
                client.search(somebody(), 1).await?;
                clock.count(1, Some(began));
            }
        }
        Work::Search { depth } => {
            // Never fewer than half of them under way.
            let half = depth / 2;
            client.ask((0..half).map(|_| somebody())).await?;
            while clock.goes_on() {
                client.ask((0..half).map(|_| somebody())).await?;
                for _ in 0..half {
                    client.answer().await?;
                }
                clock.count(half, None);
            }
        }
        Work::Department | Work::Everybody => {
            let departments = people.count() / DEPARTMENT;
            while clock.goes_on() {
                let (query, expected) = match work {
                    Work::Department => (Query::department(people.next() % departments), DEPARTMENT),
                    Work::Everybody | Work::Search { .. } | Work::Login => (Query::everybody(), people.count()),
                };
                let began = Instant::now();
                client.search(query, expected).await?;
                clock.count(1, Some(began));
            }
        }
    }
    client.unbind().await?;
    Ok(clock.tally)
}

/// Counts one connection's operations, those of the warm-up left out.
struct Clock {
    counts_from: Instant,
    ends: Instant,
    /// When the first operation that counts began.
    first: Option<Instant>,
    last: Instant,
    tally: Tally,
}

impl Clock {
    fn new(lasting: Duration) -> Self {
        let now = Instant::now();
        let counts_from = now + WARM_UP;
        Self { counts_from, ends: counts_from + lasting, first: None, last: now, tally: Tally::default() }
    }

    fn goes_on(&self) -> bool {
        Instant::now() < self.ends
    }

    fn count(&mut self, operations: usize, began: Option<Instant>) {
        let now = Instant::now();
        let before = std::mem::replace(&mut self.last, now);
        if before < self.counts_from {
            return;
        }
        let first = *self.first.get_or_insert(before);
        self.tally.operations += operations;
        self.tally.lasted = now - first;
        if let Some(began) = began {
            self.tally.times.push(u32::try_from((now - began).as_micros()).unwrap_or(u32::MAX));
        }
    }
}
