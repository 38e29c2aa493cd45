//! `unenrolled = "grace"`: people without an authenticator are let in for a while.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::{date_of, end_of};
use crate::config::fault::Wrong;
use crate::config::section::Section;
use crate::config::value;

/// The most logins that may be given.
const MOST: u64 = 1000;

/// How long people without an authenticator are let in. At least one of the two is there; both hold where both are.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Grace {
    /// The last day, in this machine's time zone.
    pub(crate) until: Option<Date>,
    /// Logins of each person, 1 to 1,000.
    pub(crate) logins: Option<u32>,
}

impl Grace {
    /// The instant from which nobody is let in without an authenticator; `None` where logins alone end it.
    pub(crate) fn ends(&self, zone: &TimeZone) -> Option<Timestamp> {
        self.until.and_then(|last| end_of(last, zone))
    }
}

/// `None`: people without an authenticator are refused.
pub(super) fn read(section: &Section<'_>) -> Option<Grace> {
    let chosen = section.text("unenrolled", |text| value::choice(text, &[("refuse", false), ("grace", true)], &[]));
    let known = chosen.is_some() || !section.has("unenrolled");
    let until = date_of(section, "grace-until");
    let logins = section.integer("grace-logins", 0, 1, MOST);
    let logins = u32::try_from(logins).ok().filter(|logins| *logins > 0);
    let written = ["grace-until", "grace-logins"].map(|key| (key, section.has(key)));
    let grace = chosen == Some(true);
    if grace && !written.iter().any(|(_, written)| *written) {
        let remedy = "write `grace-until = \"2027-06-30\"`, the last day, or `grace-logins = 5`, or both";
        section.wrong("unenrolled", Wrong::new("would let people in without an authenticator for ever", remedy));
    }
    for (key, written) in written {
        if written && known && !grace {
            let remedy = "write `unenrolled = \"grace\"`, or remove the key";
            section.wrong(key, Wrong::new("goes with `unenrolled = \"grace\"`", remedy));
        }
    }
    grace.then_some(Grace { until, logins })
}
