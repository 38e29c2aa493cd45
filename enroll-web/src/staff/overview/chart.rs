//! Coverage over time as a picture: lines of percents over days, drawn here so that no script is needed.

use std::fmt::Write as _;

use vestibule_gate::Coverage;
use vestibule_gate::ports::Sample;

/// The place of the lines within the picture.
const LEFT: f64 = 44.0;
const RIGHT: f64 = 708.0;
const TOP: f64 = 12.0;
const BOTTOM: f64 = 212.0;
/// More lines nobody tells apart; the table below has all.
const MOST_LINES: usize = 6;
const DAY: f64 = 86_400_000.0;

/// The picture.
pub(super) struct Chart {
    pub(super) lines: Vec<Line>,
    pub(super) grid: Vec<Grid>,
    /// First and last day.
    pub(super) first: String,
    pub(super) last: String,
}

/// A group's line.
pub(super) struct Line {
    /// The group's name; `None` for everybody.
    pub(super) name: Option<String>,
    /// `d` of a path.
    pub(super) path: String,
    /// Where the last day's point is.
    pub(super) end: (String, String),
}

/// A line across, and what it stands for.
pub(super) struct Grid {
    pub(super) percent: u32,
    pub(super) y: String,
}

impl Chart {
    /// `None` where nothing was counted yet.
    pub(super) fn of(coverage: &[Coverage]) -> Option<Self> {
        let days = || coverage.iter().flat_map(|of| of.samples.iter().map(|sample| sample.day));
        let (first, last) = (days().min()?, days().max()?);
        let span = ((last.0 - first.0) as f64).max(DAY);
        let x = |sample: &Sample| {
            // A single day stands at the end, where today is.
            let passed = if last == first { span } else { (sample.day.0 - first.0) as f64 };
            LEFT + (RIGHT - LEFT) * passed / span
        };
        let lines = coverage.iter().filter(|of| of.samples.iter().any(|sample| sample.members > 0)).take(MOST_LINES);
        let line = |of: &Coverage| {
            let counted = of.samples.iter().filter(|sample| sample.members > 0);
            let points: Vec<(f64, f64)> = counted.map(|sample| (x(sample), y(share(sample)))).collect();
            let mut path = String::new();
            for (number, (x, y)) in points.iter().enumerate() {
                let verb = if number == 0 { 'M' } else { 'L' };
                // Writing to a String does not fail.
                let _written = write!(path, "{verb}{x:.1} {y:.1}");
            }
            let (x, y) = points.last().copied().unwrap_or_default();
            let name = of.group.as_ref().map(|(_, name)| name.clone());
            Line { name, path, end: (format!("{x:.1}"), format!("{y:.1}")) }
        };
        let grid = [0, 25, 50, 75, 100].map(|percent| Grid { percent, y: format!("{:.1}", y(f64::from(percent))) });
        Some(Self { lines: lines.map(line).collect(), grid: grid.into(), first: date(first), last: date(last) })
    }
}

/// Per cent of the members that are enrolled.
pub(super) fn share(sample: &Sample) -> f64 {
    if sample.members == 0 { 0.0 } else { 100.0 * sample.enrolled as f64 / sample.members as f64 }
}

fn y(percent: f64) -> f64 {
    BOTTOM - (BOTTOM - TOP) * percent / 100.0
}

/// A day, as it was counted: in UTC.
pub(super) fn date(day: vestibule_gate::Timestamp) -> String {
    let millis = i64::try_from(day.0).unwrap_or(i64::MAX);
    let day = jiff::Timestamp::from_millisecond(millis).unwrap_or_default();
    day.to_zoned(jiff::tz::TimeZone::UTC).strftime("%Y-%m-%d").to_string()
}

#[cfg(test)]
#[expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests fail by panicking")]
mod tests {
    use vestibule_gate::{Sid, Timestamp};

    use super::*;

    fn coverage(name: Option<&str>, counts: &[(u64, u64, u64)]) -> Coverage {
        let sample = |(day, members, enrolled): &(u64, u64, u64)| Sample {
            day: Timestamp(day * 86_400_000),
            members: *members,
            enrolled: *enrolled,
        };
        let group = name.map(|name| (Sid::new(name), name.to_owned()));
        Coverage { group, samples: counts.iter().map(sample).collect() }
    }

    #[test]
    fn a_line_runs_from_the_first_day_to_the_last() {
        let all = [coverage(None, &[(0, 10, 0), (2, 10, 5), (4, 10, 10)]), coverage(Some("Sales"), &[(4, 4, 1)])];
        let chart = Chart::of(&all).unwrap();
        assert_eq!(chart.lines[0].path, "M44.0 212.0L376.0 112.0L708.0 12.0");
        assert_eq!((chart.lines[1].name.as_deref(), &*chart.lines[1].path), (Some("Sales"), "M708.0 162.0"));
        assert_eq!((&*chart.first, &*chart.last), ("1970-01-01", "1970-01-05"));
    }

    #[test]
    fn nothing_is_drawn_of_nothing() {
        assert!(Chart::of(&[]).is_none());
        let empty = Chart::of(&[coverage(None, &[(3, 0, 0)])]).unwrap();
        assert!(empty.lines.is_empty());
        let one = Chart::of(&[coverage(None, &[(3, 2, 1)])]).unwrap();
        assert_eq!(one.lines[0].end, ("708.0".to_owned(), "112.0".to_owned()));
        let many: Vec<Coverage> = (0..9).map(|_| coverage(Some("x"), &[(1, 1, 1)])).collect();
        assert_eq!(Chart::of(&many).unwrap().lines.len(), MOST_LINES);
    }
}
