//! Audit events as `vestibule audit --json` prints them.

use serde_json::{Deserializer, Value};

/// One event.
#[derive(Debug, Clone)]
pub(crate) struct Event(pub(crate) Value);

impl Event {
    /// A field as text, empty when it is absent or null.
    pub(crate) fn text(&self, field: &str) -> &str {
        self.0.get(field).and_then(Value::as_str).unwrap_or_default()
    }

    /// Whether the event has the field at all.
    pub(crate) fn has(&self, field: &str) -> bool {
        self.0.get(field).is_some()
    }

    /// Whether somebody came to a door, in contrast to what an administrator did or a device reported.
    pub(crate) fn is_login(&self) -> bool {
        self.text("door") == "ldap" || self.text("door") == "radius" && self.text("event") != "accounting"
    }
}

/// Reads events from the command's output: one JSON value a line, or one list of them.
pub(crate) fn events(output: &[u8]) -> Vec<Event> {
    let values = Deserializer::from_slice(output).into_iter::<Value>();
    let values = values.map(|value| value.expect("the audit log is JSON"));
    values.flat_map(|value| value.as_array().cloned().unwrap_or_else(|| vec![value])).map(Event).collect()
}
