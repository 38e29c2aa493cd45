//! The load: so many logins under way, each on a socket of its own, every reply checked.

use std::net::{IpAddr, SocketAddr};
use std::rc::Rc;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use anyhow::{Context as _, bail};
use tokio::net::UdpSocket;
use tokio::task::JoinSet;
use tokio::time::timeout;

use crate::SECRET;
use crate::packet::{Answer, Request};
use crate::people::{PASSWORD, People, code, seed, uid};

/// Done before anything counts, so that pools are filled and pages read.
const WARM_UP: Duration = Duration::from_millis(500);
/// As FreeRADIUS takes it; its module can be told no other.
const STEP: u64 = 30;
/// A client sends again after this time, and gives up after the third.
const PATIENCE: Duration = Duration::from_secs(3);
const TRIES: usize = 3;

/// How the code is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    /// Behind the password.
    Append,
    /// In a second round.
    Challenge,
}

/// One server, for one way.
#[derive(Clone, Copy)]
pub(crate) struct Leg {
    pub(crate) name: &'static str,
    pub(crate) server: SocketAddr,
    /// Where the client sends from.
    pub(crate) from: IpAddr,
    pub(crate) way: Way,
    /// Whether the server takes a code once only, so that each login needs one of its own.
    pub(crate) once: bool,
    pub(crate) process: u32,
    pub(crate) directory: u32,
}

/// What came of it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sample {
    /// Accepts a second.
    pub(crate) rate: f64,
    /// The median time of a login, in microseconds.
    pub(crate) median: f64,
    /// Processor time of the server for one login, in microseconds.
    pub(crate) cpu: f64,
    /// The same of the directory.
    pub(crate) directory_cpu: f64,
    /// Resident memory of the server at the end, in MiB.
    pub(crate) memory: f64,
    /// Logins that did not end in an Accept.
    pub(crate) lost: usize,
}

/// Logs people in for about `lasting`, with `window` logins under way.
pub(crate) async fn run(leg: Leg, window: usize, lasting: Duration, people: &Rc<People>) -> anyhow::Result<Sample> {
    let counts_from = Instant::now() + WARM_UP;
    let ends = counts_from + lasting;
    let mut clients = JoinSet::new();
    for _ in 0..window {
        clients.spawn_local(client(leg, Rc::clone(people), counts_from, ends));
    }
    tokio::time::sleep_until(counts_from.into()).await;
    let before = (cpu(leg.process)?, cpu(leg.directory)?);
    let (mut times, mut lost) = (Vec::new(), 0);
    while let Some(done) = clients.join_next().await {
        let (theirs, theirs_lost) = done??;
        times.extend(theirs);
        lost += theirs_lost;
    }
    let after = (cpu(leg.process)?, cpu(leg.directory)?);
    let lasted = counts_from.elapsed().as_secs_f64();
    if times.is_empty() {
        bail!("{}: nobody was accepted, {lost} were not", leg.name);
    }
    let logins = times.len() as f64;
    times.sort_unstable();
    Ok(Sample {
        rate: logins / lasted,
        median: times.get(times.len() / 2).copied().map_or(f64::NAN, |time| time.as_micros() as f64),
        cpu: (after.0 - before.0) / logins,
        directory_cpu: (after.1 - before.1) / logins,
        memory: memory(leg.process)?,
        lost,
    })
}

async fn client(
    leg: Leg,
    people: Rc<People>,
    counts_from: Instant,
    ends: Instant,
) -> anyhow::Result<(Vec<Duration>, usize)> {
    let mut wire = Wire::new(leg).await?;
    let (mut times, mut lost) = (Vec::new(), 0);
    while Instant::now() < ends {
        let Some((number, digits)) = somebody(leg, &people) else { break };
        let began = Instant::now();
        let answer = login(&mut wire, leg.way, number, &digits).await?;
        match answer {
            Some(Answer::Accept) if began >= counts_from => times.push(began.elapsed()),
            Some(Answer::Accept) => {}
            Some(Answer::Reject | Answer::Challenge(_)) | None => lost += 1,
        }
    }
    Ok((times, lost))
}

/// Somebody, and the digits they type; `None` while everybody's are spent.
pub(crate) fn somebody(leg: Leg, people: &People) -> Option<(usize, String)> {
    if leg.once {
        let (number, typed) = people.with_code()?;
        return Some((number, typed.strip_prefix(PASSWORD)?.to_owned()));
    }
    let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs()) / STEP;
    let number = people.next();
    Some((number, format!("{:06}", code(&seed(number), now))))
}

/// One login; `None` when no answer came.
pub(crate) async fn login(wire: &mut Wire, way: Way, number: usize, digits: &str) -> anyhow::Result<Option<Answer>> {
    let name = uid(number);
    match way {
        Way::Append => wire.ask(&name, &format!("{PASSWORD}{digits}"), None).await,
        Way::Challenge => match wire.ask(&name, PASSWORD, None).await? {
            Some(Answer::Challenge(state)) => wire.ask(&name, digits, Some(&state)).await,
            other => Ok(other),
        },
    }
}

/// One client's socket.
pub(crate) struct Wire {
    socket: UdpSocket,
    id: u8,
}

impl Wire {
    pub(crate) async fn new(leg: Leg) -> anyhow::Result<Self> {
        let socket = UdpSocket::bind(SocketAddr::new(leg.from, 0)).await?;
        socket.connect(leg.server).await?;
        Ok(Self { socket, id: 0 })
    }

    /// Sends a request, up to three times, and waits for the answer to it.
    pub(crate) async fn ask(
        &mut self,
        name: &str,
        password: &str,
        state: Option<&[u8]>,
    ) -> anyhow::Result<Option<Answer>> {
        self.id = self.id.wrapping_add(1);
        let request = Request::new(self.id, SECRET.as_bytes(), name, password, state)?;
        let mut reply = [0; 4096];
        for _ in 0..TRIES {
            // A full buffer or a server that starts is a lost packet.
            let _lost = self.socket.send(&request.bytes).await;
            let until = tokio::time::Instant::now() + PATIENCE;
            while let Ok(received) = tokio::time::timeout_at(until, self.socket.recv(&mut reply)).await {
                let Ok(length) = received else { break };
                let answer = reply.get(..length).and_then(|reply| request.answer(SECRET.as_bytes(), reply));
                if answer.is_some() {
                    return Ok(answer);
                }
            }
        }
        Ok(None)
    }
}

/// Waits until the server accepts somebody.
pub(crate) async fn wait_for(leg: Leg, people: &People) -> anyhow::Result<()> {
    for _ in 0..20 {
        let mut wire = Wire::new(leg).await?;
        let Some((number, digits)) = somebody(leg, people) else { break };
        let once = timeout(Duration::from_secs(2), login(&mut wire, leg.way, number, &digits));
        if let Ok(Ok(Some(Answer::Accept))) = once.await {
            return Ok(());
        }
        tokio::time::sleep(Duration::from_millis(500)).await;
    }
    bail!("{} ({:?}) accepts nobody", leg.name, leg.way)
}

/// Processor time of a process so far, in microseconds.
fn cpu(process: u32) -> anyhow::Result<f64> {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat"))?;
    let behind = stat.rsplit_once(')').context("stat")?.1;
    let ticks: u64 = behind.split_whitespace().skip(11).take(2).filter_map(|ticks| ticks.parse::<u64>().ok()).sum();
    // Linux counts in hundredths of a second (USER_HZ).
    Ok(ticks as f64 * 10_000.0)
}

/// Resident memory of a process, in MiB.
fn memory(process: u32) -> anyhow::Result<f64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status"))?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).context("VmRSS")?;
    Ok(line.trim().trim_end_matches(" kB").parse::<f64>()? / 1024.0)
}
