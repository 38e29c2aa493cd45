//! The report: each leg's figures over the rounds, ratios within a round, and whether a goal is met.

use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;

use crate::load::{AGAIN, Sample};
use crate::machine;
use crate::open::Taken;
use crate::options::Options;
use crate::scenario::Scenario;

/// The largest share of FreeRADIUS's processor time for a full authentication.
const MOST_CPU: f64 = 0.7;
/// How much cheaper a resumption is, at least.
const LEAST_GAIN: f64 = 3.0;
/// The most memory with all conversations open, in MiB.
const MOST_MEMORY: f64 = 400.0;

/// What was measured of one scenario: each leg's samples, one a round.
pub(crate) struct Row {
    pub(crate) scenario: Scenario,
    pub(crate) legs: Vec<(&'static str, Vec<Sample>)>,
}

impl Row {
    pub(crate) fn add(&mut self, leg: &'static str, sample: Sample) {
        match self.legs.iter_mut().find(|(name, _)| *name == leg) {
            Some((_, samples)) => samples.push(sample),
            None => self.legs.push((leg, vec![sample])),
        }
    }

    fn of(&self, leg: &str) -> &[Sample] {
        self.legs.iter().find(|(name, _)| *name == leg).map_or(&[], |(_, samples)| samples)
    }

    /// Ours by theirs, each within its round.
    fn ratios(&self, figure: fn(&Sample) -> Option<f64>) -> Option<(f64, f64, f64)> {
        let both = self.of("vestibule").iter().zip(self.of("freeradius"));
        both.map(|(ours, theirs)| Some(figure(ours)? / figure(theirs)?)).collect::<Option<Vec<_>>>().map(spread)
    }

    /// Full by resumed, of our samples.
    fn gain(&self) -> Option<(f64, f64, f64)> {
        let gains = self.of("vestibule").iter().map(|sample| Some(sample.full / sample.resumed?));
        gains.collect::<Option<Vec<_>>>().map(spread)
    }
}

pub(crate) fn heading(options: &Options, folder: &Path) -> String {
    format!(
        "# EAP: results\n\nWritten by `benches/eap/run`. Rates and times of the same machine at other hours differ; ratios \
         are of legs measured one after the other in the same round.\n\n\
         {}- {}\n- {}, {}\n\
         - {} people; {} rounds of {:.1} s a leg, {} clients at the same time; the same certificate, curve (X25519), first \
         proposal (EAP-TTLS) and fragment size (1024) at both, and no chain behind the certificate\n\
         - FreeRADIUS: passwords in its file, no code; where sessions are kept, its cache with `persist_dir`\n\
         - Vestibule, TTLS/PAP: one slapd in the clear (search, bind, a read that confirms who is bound); `code` is a code \
         behind the password, whose spend and audit row are durable before the Accept; `exempt` is a member of an exempt \
         group\n\
         - Vestibule, PEAP/MSCHAPv2: `exempt`, since a response holds no code. A stand-in answers instead of `ntlm_auth`, \
         and another one instead of the domain controller: **the domain's time is left out**, as it is at FreeRADIUS, which \
         has the passwords. What Vestibule's questions to both cost itself is in it\n\
         - rates are bound by the clients: a station with a code is a run of `eapol_test` each, which costs more than either \
         server; the exempt join {} times in a run, {AGAIN} of them without `fast_reauth`, or resumed\n\
         - `µs` is the server's processor time (utime and stime of its process, so without slapd and `ntlm_auth`); of a run \
         with resumptions, what was not resumed is taken off at the price of the row\n{}\n",
        machine::describe(&options.vestibule, folder),
        said("freeradius", "-v"),
        said("eapol_test", "-v"),
        said("openssl", "version"),
        options.people,
        options.rounds,
        options.lasting.as_secs_f64(),
        options.loops,
        AGAIN + 1,
        if options.note.is_empty() { String::new() } else { format!("- {}\n", options.note) },
    )
}

/// The first line a program says.
fn said(program: &str, argument: &str) -> String {
    let output = Command::new(program).arg(argument).output();
    let text = output.map(|output| String::from_utf8_lossy(&output.stdout).into_owned()).unwrap_or_default();
    text.lines().next().map_or_else(|| format!("{program}: not there"), ToOwned::to_owned)
}

pub(crate) fn tables(rows: &[Row]) -> String {
    if rows.is_empty() {
        return String::new();
    }
    let mut text =
        "| | server | full/s | full µs | resumed/s | resumed µs | server MiB | not accepted | not resumed |\n\
                    |---|---|---|---|---|---|---|---|---|\n"
            .to_owned();
    for row in rows {
        for (leg, samples) in &row.legs {
            let of = |figure: fn(&Sample) -> Option<f64>| {
                let all = samples.iter().map(figure).collect::<Option<Vec<_>>>();
                all.map_or_else(|| "-".to_owned(), |all| format!("{:.0}", spread(all).1))
            };
            // Writing to text cannot fail.
            let _ = writeln!(
                text,
                "| {} | {leg} | {} | {} | {} | {} | {} | {} | {} |",
                row.scenario.name(),
                of(|sample| Some(sample.full_rate)),
                of(|sample| Some(sample.full)),
                of(|sample| sample.resumed_rate),
                of(|sample| sample.resumed),
                of(|sample| Some(sample.memory)),
                samples.iter().map(|sample| sample.lost).sum::<usize>(),
                whole(samples),
            );
        }
    }
    text += "\n| server's processor time | | least | median | most | goal | |\n|---|---|---|---|---|---|---|\n";
    for row in rows {
        let name = row.scenario.name();
        let mut line = |what: &str, spread: Option<(f64, f64, f64)>, goal: &str, met: fn(f64) -> Option<bool>| {
            let Some((least, middle, most)) = spread else { return };
            let met = met(middle).map_or("", word);
            let _ = writeln!(text, "| {name} | {what} | {least:.2} | {middle:.2} | {most:.2} | {goal} | {met} |");
        };
        let full = row.ratios(|sample| Some(sample.full));
        line("full: Vestibule ÷ FreeRADIUS", full, "≤ 0.70", |ratio| Some(ratio <= MOST_CPU));
        line("resumed: Vestibule ÷ FreeRADIUS", row.ratios(|sample| sample.resumed), "", |_| None);
        line("Vestibule: full ÷ resumed", row.gain(), "≥ 3.00", |gain| Some(gain >= LEAST_GAIN));
    }
    text
}

/// How many of those who came back had to go all the way.
fn whole(samples: &[Sample]) -> String {
    let sum = |figure: fn(&Sample) -> usize| samples.iter().map(figure).sum::<usize>();
    match sum(|sample| sample.back) {
        0 => "-".to_owned(),
        back => format!("{} of {back}", sum(|sample| sample.whole)),
    }
}

/// What open conversations take.
pub(crate) fn open(count: usize, legs: &[(String, Taken)]) -> String {
    let mut text = format!(
        "\n## {count} conversations left open after the ClientHello\n\n\
         | | MiB before | MiB open | KiB each | µs each | s to open all | oldest that went on | goal | |\n\
         |---|---|---|---|---|---|---|---|---|\n"
    );
    for (name, taken) in legs {
        let Taken { before, open, each, cpu, seconds, alive: (alive, asked) } = taken;
        let met = word(*open <= MOST_MEMORY && alive == asked);
        // Writing to text cannot fail.
        let _ = writeln!(
            text,
            "| {name} | {before:.0} | {open:.0} | {:.1} | {cpu:.0} | {seconds:.0} | {alive} of {asked} | ≤ 400 MiB | {met} |",
            each / 1024.0
        );
    }
    text
}

const fn word(met: bool) -> &'static str {
    if met { "met" } else { "**missed**" }
}

/// The least, the median and the most.
fn spread(mut of: Vec<f64>) -> (f64, f64, f64) {
    of.sort_unstable_by(f64::total_cmp);
    let at = |place: usize| of.get(place).copied().unwrap_or(f64::NAN);
    let last = of.len().saturating_sub(1);
    (at(0), f64::midpoint(at(last / 2), at(last.div_ceil(2))), at(last))
}
