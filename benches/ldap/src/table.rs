//! Rows of figures: each leg's rates over the rounds, ratios within a round, and whether a goal is met.

use std::fmt::Write as _;

use crate::load::{Sample, Work};

/// What is wanted of the row.
#[derive(Clone, Copy)]
pub(crate) enum Goal {
    /// The rate, as a share of this leg's.
    Share(&'static str, f64),
    /// The median time, in microseconds above this leg's at most.
    Above(&'static str, f64),
}

/// One thing that is measured over every leg.
#[derive(Clone, Copy)]
pub(crate) struct Scenario {
    pub(crate) name: &'static str,
    pub(crate) work: Work,
    pub(crate) connections: usize,
    pub(crate) goals: &'static [Goal],
}

/// All that is measured.
pub(crate) const SCENARIOS: [Scenario; 10] = [
    search("search, 1 connection", 1, 1, &[Goal::Share("haproxy", 0.95)]),
    search("search, 16 connections", 1, 16, &[Goal::Share("haproxy", 0.95)]),
    search("search, 64 connections", 1, 64, &[Goal::Share("haproxy", 0.95)]),
    search("search, 1 connection, 16 deep", 16, 1, &[Goal::Share("haproxy", 0.85)]),
    search("search, 16 connections, 16 deep", 16, 16, &[Goal::Share("haproxy", 0.85)]),
    Scenario { name: "1,000 entries, 4 connections", work: Work::Department, connections: 4, goals: &ENTRIES },
    Scenario { name: "10,000 entries, 4 connections", work: Work::Everybody, connections: 4, goals: &ENTRIES },
    login("login, 1 connection", 1, &[Goal::Above("direct", 500.0), Goal::Share("back-ldap", 1.5)]),
    login("login, 16 connections", 16, &[Goal::Share("direct", 0.65), Goal::Share("back-ldap", 1.5)]),
    login("login, 64 connections", 64, &[Goal::Share("direct", 0.75), Goal::Share("back-ldap", 1.5)]),
];

const ENTRIES: [Goal; 1] = [Goal::Share("haproxy", 0.97)];

const fn search(name: &'static str, depth: usize, connections: usize, goals: &'static [Goal]) -> Scenario {
    Scenario { name, work: Work::Search { depth }, connections, goals }
}

const fn login(name: &'static str, connections: usize, goals: &'static [Goal]) -> Scenario {
    Scenario { name, work: Work::Login, connections, goals }
}

/// What was measured of one scenario.
pub(crate) struct Row {
    pub(crate) scenario: Scenario,
    /// Each leg's samples, one a round.
    pub(crate) legs: Vec<(&'static str, Vec<Sample>)>,
}

/// The leg that the others are there for.
const OURS: &str = "vestibule";

impl Row {
    /// The figures as a line of each table.
    fn rates(&self) -> String {
        let mut line = format!("| {} |", self.scenario.name);
        for (_, samples) in &self.legs {
            let of = |figure: fn(&Sample) -> f64| spread(samples.iter().map(figure).collect()).1;
            let (rate, median, slow) = (of(|sample| sample.rate), of(|sample| sample.median), of(|sample| sample.slow));
            // Writing to text cannot fail.
            let _ = match median.is_finite() {
                true => write!(line, " {rate:.0} ({:.2}, {:.2}) |", median / 1000.0, slow / 1000.0),
                false => write!(line, " {rate:.0} |"),
            };
        }
        line + "\n"
    }

    fn ratios(&self) -> String {
        let Some(ours) = self.of(OURS) else { return String::new() };
        let mut lines = String::new();
        for (leg, theirs) in self.legs.iter().filter(|(leg, _)| *leg != OURS) {
            let each = ours.iter().zip(theirs).map(|(ours, theirs)| ours.rate / theirs.rate).collect();
            let (least, middle, most) = spread(each);
            let wanted = self.scenario.goals.iter().find_map(|goal| match goal {
                Goal::Share(of, share) if of == leg => Some(*share),
                Goal::Share(..) | Goal::Above(..) => None,
            });
            let wanted =
                wanted.map_or("| |".to_owned(), |share| format!("| ≥ {share:.2} | {} |", word(middle >= share)));
            let name = self.scenario.name;
            let _ = writeln!(lines, "| {name} | ÷ {leg} | {least:.2} | {middle:.2} | {most:.2} {wanted}");
        }
        for goal in self.scenario.goals {
            lines += &self.above(*goal, ours).unwrap_or_default();
        }
        lines
    }

    fn above(&self, goal: Goal, ours: &[Sample]) -> Option<String> {
        let Goal::Above(leg, most) = goal else { return None };
        let each = ours.iter().zip(self.of(leg)?).map(|(ours, theirs)| (ours.median - theirs.median) / 1000.0);
        let (least, middle, highest) = spread(each.collect());
        let (name, most) = (self.scenario.name, most / 1000.0);
        let met = word(middle <= most);
        Some(format!(
            "| {name} | median ms above {leg} | {least:.2} | {middle:.2} | {highest:.2} | ≤ {most:.2} | {met} |\n"
        ))
    }

    fn of(&self, leg: &str) -> Option<&[Sample]> {
        self.legs.iter().find(|(name, _)| *name == leg).map(|(_, samples)| &samples[..])
    }
}

/// Two tables: the rates, and the ratios within each round.
pub(crate) fn tables(rows: &[Row]) -> String {
    let Some(first) = rows.first() else { return String::new() };
    let legs: Vec<&str> = first.legs.iter().map(|(leg, _)| *leg).collect();
    let mut text = format!("| operations a second (median ms, p99 ms) | {} |\n", legs.join(" | "));
    text += &format!("|---|{}\n", "---|".repeat(legs.len()));
    rows.iter().for_each(|row| text += &row.rates());
    text += "\n| Vestibule | | least | median | most | goal | |\n|---|---|---|---|---|---|---|\n";
    rows.iter().for_each(|row| text += &row.ratios());
    text
}

/// Whether a goal is met, in a word.
pub(crate) const fn word(met: bool) -> &'static str {
    if met { "met" } else { "**missed**" }
}

/// The least, the median and the most.
pub(crate) fn spread(mut of: Vec<f64>) -> (f64, f64, f64) {
    of.sort_unstable_by(f64::total_cmp);
    let at = |place: usize| of.get(place).copied().unwrap_or(f64::NAN);
    (at(0), at(of.len() / 2), at(of.len().saturating_sub(1)))
}
