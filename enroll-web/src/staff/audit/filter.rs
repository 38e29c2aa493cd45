//! Which rows: what the form holds, and what the gate is asked for.

use jiff::tz::TimeZone;
use vestibule_gate::{AuditQuery, Outcome, Sid};

use super::super::day;
use super::super::place::escaped;
use super::super::query::Query;
use crate::language::Text;

/// What the form holds, as it was typed.
pub(super) struct Filter {
    pub(super) person: String,
    pub(super) event: String,
    pub(super) outcome: String,
    pub(super) application: String,
    pub(super) since: String,
}

/// A field that cannot be read.
pub(super) struct Wrong(pub(super) Text, pub(super) &'static str);

/// The outcomes to choose from, by the word of the audit.
pub(super) const OUTCOMES: [(&str, Text, Outcome); 4] = [
    ("admitted", Text("outcome-admitted"), Outcome::Admitted),
    ("asked", Text("outcome-asked"), Outcome::Asked),
    ("refused", Text("outcome-refused"), Outcome::Refused),
    ("unavailable", Text("outcome-unavailable"), Outcome::Unavailable),
];

impl Filter {
    pub(super) fn of(query: &Query) -> Self {
        let text = |name| query.text(name).unwrap_or_default().to_owned();
        Self {
            person: text("person"),
            event: text("event"),
            outcome: text("outcome"),
            application: text("application"),
            since: text("since"),
        }
    }

    /// What the gate is asked for: the newest first.
    pub(super) fn asked(&self, zone: &TimeZone) -> Result<AuditQuery, Wrong> {
        let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        let since = match &*self.since {
            "" => None,
            day => Some(day::beginning_of(day, zone).ok_or(Wrong(Text("audit-since-bad"), "since"))?),
        };
        let known = OUTCOMES.into_iter().find(|(word, _, _)| *word == self.outcome);
        let is_identity = is_identity(&self.person);
        Ok(AuditQuery {
            person: is_identity.then(|| Sid::new(self.person.clone())),
            name: some(&self.person).filter(|_| !is_identity),
            event: some(&self.event),
            outcome: known.map(|(_, _, outcome)| outcome),
            application: some(&self.application),
            since,
            newest: true,
            ..AuditQuery::default()
        })
    }

    /// The same as an address has it, behind `?` or `&`; each with `&` at its end.
    pub(super) fn address(&self) -> String {
        let fields = [
            ("person", &self.person),
            ("event", &self.event),
            ("outcome", &self.outcome),
            ("application", &self.application),
            ("since", &self.since),
        ];
        let given = fields.into_iter().filter(|(_, value)| !value.is_empty());
        given.map(|(name, value)| format!("{name}={}&", escaped(value))).collect()
    }
}

/// Whether this is an identity and no name: a SID, or `DIRECTORY:UUID`.
fn is_identity(text: &str) -> bool {
    let uuid = || text.rsplit_once(':').is_some_and(|(_, uuid)| uuid.len() == 36);
    text.starts_with("S-1-") || uuid()
}
