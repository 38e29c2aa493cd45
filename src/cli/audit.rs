//! `audit`: what was decided, and whether the log is whole.

use std::str::FromStr;

use clap::Subcommand;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

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
            let plain = number.len() + 1 == text.len()
                && number.chars().all(|digit| digit.is_ascii_digit());
            let seconds = number
                .parse::<i64>()
                .ok()
                .filter(|_| plain)?
                .checked_mul(unit)?;
            Some(Self::Ago(SignedDuration::from_secs(seconds)))
        };
        span()
            .or_else(|| text.parse().map(Self::At).ok())
            .or_else(|| {
                text.parse::<Date>()
                    .ok()
                    .filter(|_| text.len() == 10)
                    .map(|date| Self::Local(date.at(0, 0, 0, 0)))
            })
            .or_else(|| text.parse().map(Self::Local).ok())
            .ok_or_else(|| {
                "write a span such as `2h`, a date such as `2026-11-01`, or `2026-11-01T08:00`"
                    .to_owned()
            })
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]
mod tests {
    use super::*;

    #[test]
    fn a_point_in_time_is_named_in_four_ways() {
        let now: Timestamp = "2026-11-20T12:00:00Z".parse().unwrap();
        let read = |text: &str| {
            text.parse::<Since>()
                .unwrap()
                .timestamp(now, &TimeZone::UTC)
                .to_string()
        };
        assert_eq!(read("2h"), "2026-11-20T10:00:00Z");
        assert_eq!(read("7d"), "2026-11-13T12:00:00Z");
        assert_eq!(read("2026-11-01"), "2026-11-01T00:00:00Z");
        assert_eq!(read("2026-11-01T08:00"), "2026-11-01T08:00:00Z");
        assert_eq!(read("2026-11-01T08:00:00+01:00"), "2026-11-01T07:00:00Z");
    }

    #[test]
    fn nonsense_is_no_point_in_time() {
        for text in [
            "",
            "h",
            "-2h",
            "2",
            "2hh",
            "yesterday",
            "2026-13-01",
            "9999999999999999999d",
        ] {
            assert!(text.parse::<Since>().is_err(), "{text}");
        }
    }
}
