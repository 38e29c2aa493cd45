//! `[policy]`: what is asked of whom, over all doors.

mod grace;

use std::time::Duration;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};

pub(crate) use grace::Grace;

use super::fault::Wrong;
use super::section::Section;
use super::{identity, value};

/// Refusals after which a source is refused, where nothing is written.
pub(super) const SOURCE_REFUSALS: u32 = 100;
/// The window those refusals are counted in, where nothing is written.
pub(super) const SOURCE_WINDOW: Duration = Duration::from_secs(600);

/// What is asked of whom.
#[derive(Clone, Debug)]
pub(crate) struct Policy {
    /// Whether the decision holds. `false`: the directory's answer stands and the decision is only recorded.
    pub(crate) enforce: bool,
    /// How long people without an authenticator are let in; `None`: they are refused.
    pub(crate) grace: Option<Grace>,
    /// Groups (distinguished name, SID or name) that are protected besides the built-in ones.
    pub(crate) protected: Vec<String>,
    /// Where people are sent to change an expired password; an https address.
    pub(crate) password_change_url: Option<String>,
    /// How many time steps a code may be early or late: 0 or 1.
    pub(crate) totp_window: u8,
    /// Groups of which no code is asked.
    pub(crate) exempt: Vec<Exempt>,
    /// Refusals of one source within `source_window` after which it is refused, 1 to 10,000.
    pub(crate) source_refusals: u32,
    /// How long a refusal counts against its source, 1 min to 24 h.
    pub(crate) source_window: Duration,
}

/// A group of which no code is asked.
#[derive(Clone, Debug)]
pub(crate) struct Exempt {
    /// Distinguished name, SID or name of the group.
    pub(crate) group: String,
    /// Why.
    pub(crate) reason: String,
    /// Who answers for it, if it is written.
    pub(crate) owner: Option<String>,
    /// The last day it holds, in this machine's time zone; `None` for no end.
    pub(crate) until: Option<Date>,
}

impl Exempt {
    /// The instant from which it no longer holds.
    pub(crate) fn ends(&self, zone: &TimeZone) -> Option<Timestamp> {
        self.until.and_then(|last| end_of(last, zone))
    }
}

/// The end of a day: midnight after it in `zone`. `None` at the end of the calendar.
pub(crate) fn end_of(day: Date, zone: &TimeZone) -> Option<Timestamp> {
    let after = day.checked_add(1.day()).ok()?;
    after.to_zoned(zone.clone()).ok().map(|midnight| midnight.timestamp())
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            enforce: true,
            grace: None,
            protected: Vec::new(),
            password_change_url: None,
            totp_window: 1,
            exempt: Vec::new(),
            source_refusals: SOURCE_REFUSALS,
            source_window: SOURCE_WINDOW,
        }
    }
}

pub(super) fn read(section: &Section<'_>) -> Policy {
    let window = section
        .text("source-window", |text| value::duration(text, Duration::from_secs(60), Duration::from_secs(86_400)));
    let policy = Policy {
        enforce: section.boolean("enforce", true),
        grace: grace::read(section),
        protected: section.texts("protected", identity::group),
        password_change_url: section.text("password-change-url", identity::https),
        totp_window: u8::try_from(section.integer("totp-window", 1, 0, 1)).unwrap_or(1),
        exempt: section.tables("exempt").iter().filter_map(exempt).collect(),
        source_refusals: u32::try_from(section.integer("source-refusals", SOURCE_REFUSALS.into(), 1, 10_000))
            .unwrap_or(SOURCE_REFUSALS),
        source_window: window.unwrap_or(SOURCE_WINDOW),
    };
    section.finish();
    policy
}

fn exempt(section: &Section<'_>) -> Option<Exempt> {
    section.require("group", "\"CN=Kiosk,OU=Groups,DC=ad,DC=example,DC=test\"");
    section.require("reason", "\"why no code is asked of them\"");
    let group = section.text("group", identity::group);
    let reason = section.text("reason", value::plain);
    let owner = section.text("owner", value::plain);
    let until = date_of(section, "until");
    section.finish();
    Some(Exempt { group: group?, reason: reason?, owner, until })
}

/// A date in quotation marks, or as TOML writes dates.
fn date_of(section: &Section<'_>, key: &'static str) -> Option<Date> {
    let value = section.value(key)?;
    match value.get_ref().as_datetime() {
        Some(written) => date(&written.to_string()).map_err(|wrong| section.wrong(key, wrong)).ok(),
        None => section.text(key, date),
    }
}

fn date(text: &str) -> Result<Date, Wrong> {
    let example = "write the last day it holds as year-month-day, such as `2027-06-30`";
    let written = text.len() == "2027-06-30".len();
    text.parse().ok().filter(|_| written).ok_or_else(|| Wrong::new(format!("`{text}` is not a date"), example))
}
