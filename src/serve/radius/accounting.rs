//! Accounting (RFC 2866): sessions that begin and end are written to the audit, durably, before they are answered.
//!
//! What happens in between (Interim-Update) is answered and not written. A device that tells more than
//! [`ROWS_A_MINUTE`] is not answered for the rest of the minute, and tells it again: it must not fill the store.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

use vestibule_gate::ports::{Clock as _, Concluded, Conclusion, Store as _};
use vestibule_gate::{Door, Event, Mfa, Outcome, Reason, Timestamp};
use vestibule_radius::server::{Record, Status};

use super::super::Shared;

/// Rows of one client in a minute.
const ROWS_A_MINUTE: u32 = 1_200;
/// Characters of a name or an identifier that are written.
const MOST_TEXT: usize = 128;

/// How many rows clients have had in the running minute.
#[derive(Default)]
pub(super) struct Written(Mutex<(u64, HashMap<Arc<str>, u32>)>);

impl Written {
    /// Whether this client may have one more row now.
    fn has_room(&self, client: &Arc<str>, now: Timestamp) -> bool {
        let mut counted = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let minute = now.as_secs() / 60;
        if counted.0 != minute {
            *counted = (minute, HashMap::new());
        }
        let rows = counted.1.entry(client.clone()).or_default();
        *rows += 1;
        *rows <= ROWS_A_MINUTE
    }
}

/// Writes what is to be written; true when it is durable, or nothing was to be written.
pub(super) async fn write(shared: &Shared, written: &Written, record: Record) -> bool {
    match record.status {
        Status::Start | Status::Stop | Status::On | Status::Off => {}
        Status::Interim | Status::Other(_) => return true,
    }
    let now = shared.clock.now();
    if !written.has_room(&record.client, now) {
        return false;
    }
    let event = event(&record, now, &shared.parts.node);
    let conclusion = Conclusion { event: Some(event), ..Conclusion::default() };
    matches!(shared.parts.store.conclude(conclusion, now).await, Ok(Concluded::Done))
}

fn event(record: &Record, now: Timestamp, node: &str) -> Event {
    Event {
        time: now,
        event: "accounting",
        outcome: Outcome::Admitted,
        reason: Reason::Accounting,
        person: short(record.user.as_deref().unwrap_or_default()),
        sid: None,
        door: Door::Radius.as_str(),
        application: record.client.to_string(),
        source: record.source.unwrap_or(record.peer).to_string(),
        mfa: Mfa::None,
        authenticator: None,
        rule: None,
        node: node.to_owned(),
        duration_ms: 0,
        steps: BTreeMap::new(),
        enforced: None,
        would_be: None,
        station: None,
        count: None,
        operator: None,
        note: Some(note(record)),
    }
}

/// `start session=… address=… octets-in=… octets-out=… seconds=… cause=…`, as far as the device said it.
fn note(record: &Record) -> String {
    let fields = [
        ("session", record.session.as_deref().map(short)),
        ("address", record.framed.map(|address| address.to_string())),
        ("octets-in", record.octets_in.map(|octets| octets.to_string())),
        ("octets-out", record.octets_out.map(|octets| octets.to_string())),
        ("seconds", record.seconds.map(|seconds| seconds.to_string())),
        ("cause", record.cause.map(|cause| cause.to_string())),
    ];
    let said = fields.into_iter().filter_map(|(name, value)| Some(format!(" {name}={}", value?)));
    std::iter::once(record.status.as_str().to_owned()).chain(said).collect()
}

fn short(text: &str) -> String {
    text.chars().take(MOST_TEXT).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record() -> Record {
        Record {
            client: "vpn".into(),
            status: Status::Stop,
            user: Some("a".repeat(300)),
            session: Some("77".to_owned()),
            source: None,
            framed: None,
            peer: [192, 0, 2, 7].into(),
            octets_in: Some(5),
            octets_out: None,
            seconds: Some(60),
            cause: None,
        }
    }

    #[test]
    fn a_record_becomes_one_row_that_says_what_the_device_said() {
        let event = event(&record(), Timestamp(0), "node");
        assert_eq!((event.event, event.source.as_str(), event.person.len()), ("accounting", "192.0.2.7", 128));
        assert_eq!(event.note.as_deref(), Some("stop session=77 octets-in=5 seconds=60"));
    }

    #[test]
    fn a_client_has_so_many_rows_a_minute_and_others_have_theirs() {
        let (written, vpn, ssh) = (Written::default(), Arc::from("vpn"), Arc::from("ssh"));
        let minute = Timestamp::from_secs(600);
        assert!((0..ROWS_A_MINUTE).all(|_| written.has_room(&vpn, minute)));
        assert!(!written.has_room(&vpn, minute));
        assert!(written.has_room(&ssh, minute));
        assert!(written.has_room(&vpn, Timestamp::from_secs(660)));
    }
}
