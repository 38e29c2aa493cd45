//! The audit as it happens: one line for each event, for people to read.

use serde_json::Value;
use vestibule_gate::ports::{AuditFilter, Records};
use vestibule_gate::{Outage, Timestamp};

use super::style::{Style, local_time};
use crate::cli::printable;

/// Goes along with the audit.
pub(super) struct Events {
    after: u64,
    style: Style,
}

impl Events {
    /// Begins behind what is there.
    ///
    /// # Errors
    /// [`Outage::Store`].
    pub(super) async fn from_now(records: &dyn Records, style: Style) -> Result<Self, Outage> {
        let mut events = Self { after: 0, style };
        while !events.more(records).await?.is_empty() {}
        Ok(events)
    }

    /// What came since the last call.
    ///
    /// # Errors
    /// [`Outage::Store`].
    pub(super) async fn more(&mut self, records: &dyn Records) -> Result<Vec<String>, Outage> {
        let filter = AuditFilter { after: self.after, ..AuditFilter::default() };
        let rows = records.audit(&filter).await?;
        self.after = rows.iter().map(|row| row.sequence).fold(self.after, u64::max);
        let events = rows.iter().filter_map(|row| serde_json::from_str::<Value>(&row.json).ok());
        Ok(events.map(|event| self.line(&event)).collect())
    }

    /// When, how it ended, who, at which application, why, and what stood for the second factor.
    fn line(&self, event: &Value) -> String {
        let text = |key: &str| printable(event.get(key).and_then(Value::as_str).unwrap_or_default());
        let time = text("time").parse::<jiff::Timestamp>().ok().and_then(|at| u64::try_from(at.as_millisecond()).ok());
        let time = time.map_or_else(|| text("time"), |millis| local_time(Timestamp(millis)));
        let what = if text("event") == "login" { text("outcome") } else { text("event") };
        let mut line =
            format!("{time}  {what:<11}  {:<14} {:<9} {}", text("person"), text("application"), text("reason"));
        let rule = text("rule");
        match text("mfa").as_str() {
            "none" | "" => {}
            "exempt" if !rule.is_empty() => line.push_str(&format!(" (rule {rule})")),
            mfa => line.push_str(&format!(" (mfa: {mfa})")),
        }
        if let Some(count) = event.get("count").and_then(Value::as_u64) {
            line.push_str(&format!(" ({count} times)"));
        }
        match what.as_str() {
            "admitted" => self.style.good(&line),
            "refused" | "unavailable" => self.style.bad(&line),
            _ => line,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_is_one_line_without_anything_a_terminal_obeys() {
        let events = Events { after: 0, style: Style::plain() };
        let event = serde_json::json!({
            "time": "2026-11-20T17:46:26.123Z", "event": "login", "outcome": "admitted", "reason": "code-accepted",
            "person": "a\u{1b}[2Jda\n", "application": "webmail", "mfa": "code", "count": 3,
        });
        let line = events.line(&event);
        assert!(line.contains("admitted") && line.ends_with("code-accepted (mfa: code) (3 times)"), "{line}");
        assert!(!line.contains(char::is_control));
    }
}
