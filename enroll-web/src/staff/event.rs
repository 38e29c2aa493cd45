//! Rows of the audit, as those who manage read them.

use jiff::tz::TimeZone;
use serde_json::Value;
use vestibule_gate::ports::AuditRow;
use vestibule_gate::{Outcome, Sid};

use super::place::StaffPlace;
use crate::language::Text;
use crate::page::Time;

/// A row, with the words of the audit for what is not said in sentences.
pub(super) struct Event {
    pub(super) time: Time,
    pub(super) event: String,
    pub(super) outcome: Option<Outcome>,
    pub(super) reason: String,
    pub(super) person: String,
    /// Their page, where it is about a person.
    pub(super) page: Option<StaffPlace>,
    pub(super) application: String,
    pub(super) source: String,
    /// How they were admitted; empty where by nothing.
    pub(super) mfa: String,
    pub(super) operator: String,
    pub(super) note: String,
    /// How many it stands for, where more than one.
    pub(super) count: Option<u32>,
}

impl Event {
    pub(super) fn of(row: &AuditRow, zone: &TimeZone) -> Self {
        let value: Value = serde_json::from_str(&row.json).unwrap_or_default();
        let text = |name: &str| value.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
        let (event, sid) = (text("event"), text("sid"));
        // Exemptions have their group there.
        let about_person = !sid.is_empty() && !event.starts_with("exemption-") && event != "name-pinned";
        let mfa = text("mfa");
        Self {
            time: Time::read(&text("time"), zone),
            outcome: value.get("outcome").and_then(|word| serde_json::from_value(word.clone()).ok()),
            reason: text("reason"),
            person: text("person"),
            page: about_person.then(|| StaffPlace::person(&Sid::new(sid))),
            application: text("application"),
            source: text("source"),
            mfa: if mfa == "none" { String::new() } else { mfa },
            operator: text("operator"),
            note: text("note"),
            count: value.get("count").and_then(Value::as_u64).and_then(|count| u32::try_from(count).ok()),
            event,
        }
    }

    /// How it ended, in a word.
    pub(super) fn result(&self) -> Text {
        match self.outcome {
            // A change, which admits nobody.
            Some(Outcome::Admitted) if matches!(&*self.reason, "administration" | "self-service") => {
                Text("outcome-done")
            }
            Some(Outcome::Admitted) => Text("outcome-admitted"),
            Some(Outcome::Asked) => Text("outcome-asked"),
            Some(Outcome::Refused) => Text("outcome-refused"),
            Some(Outcome::Unavailable) => Text("outcome-unavailable"),
            None => Text("outcome-unknown"),
        }
    }

    pub(super) const fn is_bad(&self) -> bool {
        matches!(self.outcome, Some(Outcome::Refused | Outcome::Unavailable))
    }
}
