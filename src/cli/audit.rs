//! `audit`: what was decided, and whether the log is whole.

use std::str::FromStr;

use clap::Subcommand;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use serde::Serialize;
use serde_json::Value;
use vestibule_gate::ports::{AuditFilter, AuditRow, Verified};

use super::desk::Desk;
use super::exit::{Failure, Outcome};
use super::output;

/// How many rows are read at once.
const PAGE: u32 = 1000;
/// How long `--follow` waits before it looks again.
const PAUSE: std::time::Duration = std::time::Duration::from_millis(500);

const EXAMPLES: &str = "\
Examples:
  vestibule audit --since 2h
  vestibule audit --person ada --since 2026-11-01 --json
  vestibule audit --follow
  vestibule audit verify";

/// Show what was decided, or verify that the log is whole.
#[derive(clap::Args)]
#[command(after_help = EXAMPLES, args_conflicts_with_subcommands = true)]
pub(super) struct Args {
    #[command(subcommand)]
    pub(super) verb: Option<Verb>,
    /// Only what concerns this person.
    #[arg(long, value_name = "NAME")]
    pub(super) person: Option<String>,
    /// Only from then on: a span back from now (30m, 2h, 7d), a date, or a date and time.
    #[arg(long, value_name = "TIME")]
    pub(super) since: Option<Since>,
    /// Go on with what is decided from now on.
    #[arg(long)]
    pub(super) follow: bool,
    /// Print JSON, one event a line.
    #[arg(long)]
    pub(super) json: bool,
}

/// What else can be done.
#[derive(Subcommand)]
pub(super) enum Verb {
    /// Verify the chain of the log.
    Verify {
        /// Print JSON.
        #[arg(long)]
        json: bool,
    },
}

/// A point in time as people name it.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Since {
    /// So long ago.
    Ago(SignedDuration),
    /// Then, in this machine's time zone.
    Local(DateTime),
    /// Then.
    At(Timestamp),
}

impl Since {
    /// The point in time meant, seen from `now` in `zone`; the earliest there is where it lies before that.
    pub(super) fn timestamp(self, now: Timestamp, zone: &TimeZone) -> Timestamp {
        match self {
            Self::Ago(span) => now.checked_sub(span).unwrap_or(Timestamp::MIN),
            Self::Local(local) => zone.to_timestamp(local).unwrap_or(Timestamp::MIN),
            Self::At(at) => at,
        }
    }
}

impl FromStr for Since {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let span = || {
            let unit = match text.chars().last()? {
                's' => 1,
                'm' => 60,
                'h' => 3600,
                'd' => 86_400,
                _ => return None,
            };
            let number = text.trim_end_matches(['s', 'm', 'h', 'd']);
            let plain = number.len() + 1 == text.len() && number.chars().all(|digit| digit.is_ascii_digit());
            let seconds = number.parse::<i64>().ok().filter(|_| plain)?.checked_mul(unit)?;
            Some(Self::Ago(SignedDuration::from_secs(seconds)))
        };
        span()
            .or_else(|| text.parse().map(Self::At).ok())
            .or_else(|| {
                text.parse::<Date>().ok().filter(|_| text.len() == 10).map(|date| Self::Local(date.at(0, 0, 0, 0)))
            })
            .or_else(|| text.parse().map(Self::Local).ok())
            .ok_or_else(|| "write a span such as `2h`, a date such as `2026-11-01`, or `2026-11-01T08:00`".to_owned())
    }
}

pub(super) async fn run(args: &Args, desk: &Desk) -> Outcome {
    if let Some(Verb::Verify { json }) = args.verb {
        return verify(desk, json).await;
    }
    let person = match &args.person {
        Some(name) => Some(desk.find(name).await?.id),
        None => None,
    };
    let since = args.since.map(|since| since.timestamp(Timestamp::now(), &TimeZone::system()));
    let since = since.map(|since| vestibule_gate::Timestamp(u64::try_from(since.as_millisecond()).unwrap_or(0)));
    let mut filter = AuditFilter { since, person, limit: PAGE, ..AuditFilter::default() };
    loop {
        let rows = desk.office.records.audit(&filter).await?;
        for row in &rows {
            filter.after = filter.after.max(row.sequence);
            print(row, args.json)?;
        }
        let full = u32::try_from(rows.len()).is_ok_and(|count| count == PAGE);
        match (full, args.follow) {
            (true, _) => {}
            (false, true) => tokio::time::sleep(PAUSE).await,
            (false, false) => return Ok(()),
        }
    }
}

async fn verify(desk: &Desk, json: bool) -> Outcome {
    let (whole, rows, broken_at) = match desk.office.records.verify().await? {
        Verified::Whole { rows } => (true, Some(rows), None),
        Verified::Broken { sequence } => (false, None, Some(sequence)),
    };
    if json {
        output::json(&Chain { whole, rows, broken_at })?;
    } else if let Some(rows) = rows {
        output::print(&format!("The audit is whole: {rows} rows.\n"))?;
    }
    match broken_at {
        None => Ok(()),
        Some(row) => Err(Failure::Refused(format!("the audit is broken at row {row}: rows were changed or taken out"))),
    }
}

/// What `verify --json` prints.
#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Chain {
    whole: bool,
    rows: Option<u64>,
    broken_at: Option<u64>,
}

fn print(row: &AuditRow, json: bool) -> std::io::Result<()> {
    if json {
        return output::print(&format!("{}\n", row.json));
    }
    match serde_json::from_str(&row.json) {
        Ok(event) => output::print(&format!("{}\n", line(&event))),
        Err(_) => output::print(&format!("row {} cannot be read\n", row.sequence)),
    }
}

/// One event for people: when, what, how it ended and why, who, where from; then what was used or written.
fn line(event: &Value) -> String {
    let text = |key: &str| event.get(key).and_then(Value::as_str).map(output::printable).unwrap_or_default();
    let time = text("time").parse().map_or_else(|_| text("time"), output::time);
    let what = if text("event") == "login" { text("outcome") } else { text("event") };
    let place = [text("application"), text("source"), text("operator")];
    let place = place.iter().filter(|part| !part.is_empty()).cloned().collect::<Vec<_>>().join(" ");
    let mut line = format!("{time}  {what:<11}  {:<20}  {:<16}  {place}", text("reason"), text("person"));
    for key in ["mfa", "rule", "authenticator", "would-be", "note"] {
        let value = text(key);
        if !value.is_empty() && value != "none" {
            line.push_str(&format!("  {key}={value}"));
        }
    }
    if let Some(count) = event.get("count").and_then(Value::as_u64) {
        line.push_str(&format!("  count={count}"));
    }
    line
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]
mod tests {
    use super::*;

    #[test]
    fn a_point_in_time_is_named_in_four_ways() {
        let now: Timestamp = "2026-11-20T12:00:00Z".parse().unwrap();
        let read = |text: &str| text.parse::<Since>().unwrap().timestamp(now, &TimeZone::UTC).to_string();
        assert_eq!(read("2h"), "2026-11-20T10:00:00Z");
        assert_eq!(read("7d"), "2026-11-13T12:00:00Z");
        assert_eq!(read("2026-11-01"), "2026-11-01T00:00:00Z");
        assert_eq!(read("2026-11-01T08:00"), "2026-11-01T08:00:00Z");
        assert_eq!(read("2026-11-01T08:00:00+01:00"), "2026-11-01T07:00:00Z");
    }

    #[test]
    fn nonsense_is_no_point_in_time() {
        for text in ["", "h", "-2h", "2", "2hh", "yesterday", "2026-13-01", "9999999999999999999d"] {
            assert!(text.parse::<Since>().is_err(), "{text}");
        }
    }

    #[test]
    fn an_event_is_one_line_whatever_was_typed() {
        let event = serde_json::json!({
            "time": "2026-11-20T12:00:00.000Z", "event": "login", "outcome": "refused", "reason": "unknown-person",
            "person": "ada\n2026 admitted\u{1b}[2J", "application": "webmail", "source": "10.0.0.9", "mfa": "none", "count": 7,
        });
        let line = line(&event);
        assert_eq!(line.lines().count(), 1);
        assert!(!line.contains('\u{1b}'));
        for part in ["refused", "unknown-person", "webmail 10.0.0.9", "count=7"] {
            assert!(line.contains(part), "{part} is not in {line}");
        }
        assert!(!line.contains("mfa"));
    }
}
