//! The report: each leg's figures over the rounds, ratios within a round, and whether a goal is met.

use std::fmt::Write as _;
use std::path::Path;

use crate::load::{Sample, Way};
use crate::machine;
use crate::options::Options;

/// One load that both servers get.
#[derive(Clone, Copy)]
pub(crate) struct Scenario {
    pub(crate) name: &'static str,
    pub(crate) way: Way,
    pub(crate) window: usize,
    /// The least share of FreeRADIUS's rate.
    rate: f64,
    /// The largest share of its processor time a login, where there is a goal.
    cpu: Option<f64>,
}

/// All that is measured. Challenges keep many conversations open, because the first round ends 300 ms after its
/// arrival by design.
pub(crate) const SCENARIOS: [Scenario; 3] = [
    Scenario { name: "code behind the password, 8 under way", way: Way::Append, window: 8, rate: 1.0, cpu: Some(0.9) },
    Scenario {
        name: "code behind the password, 64 under way",
        way: Way::Append,
        window: 64,
        rate: 1.0,
        cpu: Some(0.9),
    },
    Scenario {
        name: "challenge, both rounds, 3,000 under way",
        way: Way::Challenge,
        window: 3_000,
        rate: 1.0,
        cpu: None,
    },
];

const MOST_MEMORY: f64 = 60.0;

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
    fn ratios(&self, figure: fn(&Sample) -> f64) -> (f64, f64, f64) {
        let (ours, theirs) = (self.of("vestibule"), self.of("freeradius"));
        spread(ours.iter().zip(theirs).map(|(ours, theirs)| figure(ours) / figure(theirs)).collect())
    }
}

pub(crate) fn heading(options: &Options, folder: &Path) -> String {
    format!(
        "# RADIUS door: results\n\nWritten by `benches/radius/run`. Rates and times of the same machine at other hours \
         differ; ratios are of legs measured one after the other in the same round.\n\n\
         {}- {}\n\
         - {} people in one slapd, `{{SSHA}}` passwords; {} rounds of {:.1} s a leg; clear text to the directory for both\n\
         - FreeRADIUS: `rlm_ldap` (search, bind), `rlm_totp`, which keeps no memory of used codes and looks at one step; \
         Vestibule: search, bind, a read that confirms who is bound, and each code's spend and audit row durable before \
         the Accept\n\
         - Vestibule's codes have a step of 15 s, so that ten thousand people suffice; a leg ends early where they run out\n\
         - every reply's authenticator is checked; a login that ends otherwise than in an Accept does not count\n\
         {}\n",
        machine::describe(&options.vestibule, folder),
        freeradius(),
        options.people,
        options.rounds,
        options.lasting.as_secs_f64(),
        if options.note.is_empty() { String::new() } else { format!("- {}\n", options.note) },
    )
}

fn freeradius() -> String {
    let output = std::process::Command::new("freeradius").arg("-v").output();
    let text = output.map(|output| String::from_utf8_lossy(&output.stdout).into_owned()).unwrap_or_default();
    text.lines().next().unwrap_or("freeradius: not there").to_owned()
}

pub(crate) fn tables(rows: &[Row]) -> String {
    let mut text =
        "| | server | logins/s | median ms | server µs a login | directory µs a login | server MiB | not accepted |\n\
                    |---|---|---|---|---|---|---|---|\n"
            .to_owned();
    for row in rows {
        for (leg, samples) in &row.legs {
            let of = |figure: fn(&Sample) -> f64| spread(samples.iter().map(figure).collect()).1;
            // Writing to text cannot fail.
            let _ = writeln!(
                text,
                "| {} | {leg} | {:.0} | {:.2} | {:.0} | {:.0} | {:.0} | {} |",
                row.scenario.name,
                of(|sample| sample.rate),
                of(|sample| sample.median) / 1000.0,
                of(|sample| sample.cpu),
                of(|sample| sample.directory_cpu),
                of(|sample| sample.memory),
                samples.iter().map(|sample| sample.lost).sum::<usize>(),
            );
        }
    }
    text += "\n| Vestibule ÷ FreeRADIUS | | least | median | most | goal | |\n|---|---|---|---|---|---|---|\n";
    for row in rows {
        let name = row.scenario.name;
        let (least, middle, most) = row.ratios(|sample| sample.rate);
        let wanted = row.scenario.rate;
        let _ = writeln!(
            text,
            "| {name} | logins/s | {least:.2} | {middle:.2} | {most:.2} | ≥ {wanted:.2} | {} |",
            word(middle >= wanted)
        );
        let (least, middle, most) = row.ratios(|sample| sample.cpu);
        let (goal, met) = row.scenario.cpu.map_or(("", ""), |wanted| ("≤ 0.90", word(middle <= wanted)));
        let _ = writeln!(
            text,
            "| {name} | server's processor time | {least:.2} | {middle:.2} | {most:.2} | {goal} | {met} |"
        );
        let memory = spread(row.of("vestibule").iter().map(|sample| sample.memory).collect()).2;
        let _ = writeln!(
            text,
            "| {name} | MiB of Vestibule | | | {memory:.0} | ≤ {MOST_MEMORY:.0} | {} |",
            word(memory <= MOST_MEMORY)
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
    (at(0), at(of.len() / 2), at(of.len().saturating_sub(1)))
}
