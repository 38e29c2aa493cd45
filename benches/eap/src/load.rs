//! The load: so many clients at the same time, each a program of its own, and what they cost the server.

use std::net::{IpAddr, SocketAddr};
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use anyhow::Context as _;

use crate::crowd::Crowd;
use crate::eapol::{Joined, Station};
use crate::scenario::{Scenario, Who};

/// How often a station comes back.
pub(crate) const AGAIN: usize = 20;
/// Where nobody has an unspent code, one is waited for.
const BREATH: Duration = Duration::from_millis(100);

/// One server, for one scenario.
#[derive(Clone, Copy)]
pub(crate) struct Leg {
    pub(crate) name: &'static str,
    pub(crate) server: SocketAddr,
    /// Where the client sends from.
    pub(crate) from: IpAddr,
    /// Whether people give their code.
    pub(crate) codes: bool,
    pub(crate) process: u32,
}

/// What everybody has in common.
pub(crate) struct Load<'a> {
    pub(crate) folder: &'a Path,
    pub(crate) authority: &'a Path,
    pub(crate) crowd: &'a Mutex<Crowd>,
    pub(crate) loops: usize,
    pub(crate) lasting: Duration,
}

/// What came of it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sample {
    /// Full authentications a second.
    pub(crate) full_rate: f64,
    /// Processor time of the server for one of them, in microseconds.
    pub(crate) full: f64,
    /// The same of resumptions, where sessions are kept; what else went on beside them is not taken off the rate.
    pub(crate) resumed_rate: Option<f64>,
    pub(crate) resumed: Option<f64>,
    /// Resident memory of the server at the end, in MiB.
    pub(crate) memory: f64,
    /// How often nobody was let in.
    pub(crate) lost: usize,
    /// How often a station that came back had to go all the way, and how often one came back.
    pub(crate) whole: usize,
    pub(crate) back: usize,
}

/// What many runs came to.
#[derive(Clone, Copy, Debug, Default)]
struct Total {
    runs: usize,
    joined: Joined,
    /// Microseconds.
    cpu: f64,
    seconds: f64,
}

static STATIONS: AtomicU32 = AtomicU32::new(0);

impl Load<'_> {
    /// Measures full authentications, and then resumptions where sessions are kept.
    pub(crate) fn measure(&self, leg: Leg, scenario: &Scenario) -> anyhow::Result<Sample> {
        // A code is good once, so that whoever has one joins once in a run; the program's start is the client's.
        let again = if scenario.who == Who::Code { 0 } else { AGAIN };
        let full = self.run(leg, scenario, again, false)?;
        anyhow::ensure!(full.joined.resumed == 0, "{}: resumed against our will", leg.name);
        anyhow::ensure!(full.joined.accepted > 0, "{}: nobody was accepted ({})", leg.name, scenario.name());
        let count = full.joined.accepted as f64;
        let mut sample = Sample {
            full_rate: count / full.seconds,
            full: full.cpu / count,
            resumed_rate: None,
            resumed: None,
            memory: 0.0,
            lost: full.runs * (again + 1) - full.joined.accepted,
            whole: 0,
            back: 0,
        };
        if scenario.kept {
            let both = self.run(leg, scenario, AGAIN, true)?;
            anyhow::ensure!(both.joined.resumed > 0, "{}: nothing was resumed ({})", leg.name, scenario.name());
            let whole = both.joined.accepted.saturating_sub(both.joined.resumed);
            sample.lost += both.runs * (AGAIN + 1) - both.joined.accepted;
            (sample.whole, sample.back) = (whole.saturating_sub(both.runs), both.runs * AGAIN);
            // What was not resumed is taken off at its price.
            let (whole, count) = (whole as f64, both.joined.resumed as f64);
            sample.resumed = Some((both.cpu - whole * sample.full) / count);
            sample.resumed_rate = Some(count / both.seconds);
        }
        sample.memory = memory(leg.process)?;
        Ok(sample)
    }

    fn run(&self, leg: Leg, scenario: &Scenario, again: usize, resumes: bool) -> anyhow::Result<Total> {
        let (began, before) = (Instant::now(), cpu(leg.process)?);
        let mut total = std::thread::scope(|scope| -> anyhow::Result<Total> {
            let client = |number| scope.spawn(move || self.client(leg, scenario, (again, resumes), number));
            let clients: Vec<_> = (0..self.loops).map(client).collect();
            let mut total = Total::default();
            for client in clients {
                let theirs = client.join().ok().context("a client ended")??;
                total.runs += theirs.runs;
                total.joined.accepted += theirs.joined.accepted;
                total.joined.resumed += theirs.joined.resumed;
            }
            Ok(total)
        })?;
        (total.seconds, total.cpu) = (began.elapsed().as_secs_f64(), cpu(leg.process)? - before);
        Ok(total)
    }

    fn client(
        &self,
        leg: Leg,
        scenario: &Scenario,
        (again, resumes): (usize, bool),
        number: usize,
    ) -> anyhow::Result<Total> {
        let (file, ends) = (self.folder.join(format!("client-{number}.conf")), Instant::now() + self.lasting);
        let mut total = Total::default();
        while Instant::now() < ends {
            let somebody = self.crowd.lock().ok().context("the crowd")?.somebody(scenario.who, leg.codes);
            let Some((name, password)) = somebody else {
                std::thread::sleep(BREATH);
                continue;
            };
            let number = STATIONS.fetch_add(1, Ordering::Relaxed);
            let station = Station { name, password, number, authority: self.authority, resumes };
            let joined = station.join(scenario, &file, leg.server, leg.from, again)?;
            total.runs += 1;
            total.joined.accepted += joined.accepted;
            total.joined.resumed += joined.resumed;
        }
        Ok(total)
    }
}

/// Processor time of a process so far, in microseconds; that of programs it started is not in it.
pub(crate) fn cpu(process: u32) -> anyhow::Result<f64> {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat"))?;
    let behind = stat.rsplit_once(')').context("stat")?.1;
    let ticks: u64 = behind.split_whitespace().skip(11).take(2).filter_map(|ticks| ticks.parse::<u64>().ok()).sum();
    // Linux counts in hundredths of a second (USER_HZ).
    Ok(ticks as f64 * 10_000.0)
}

/// Resident memory of a process, in MiB.
pub(crate) fn memory(process: u32) -> anyhow::Result<f64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status"))?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).context("VmRSS")?;
    Ok(line.trim().trim_end_matches(" kB").parse::<f64>()? / 1024.0)
}
