//! Accounting records in the audit (RFC 2866). A device's word is written down before it is told so; that a session goes
//! on is answered and not written.

use vestibule_gate::{Door, Note, Source};
use vestibule_radius::server::{Record, Status};

use super::Shared;

/// Writes a record. False where it could not be written: the device shall send it again.
pub(super) async fn write(shared: &Shared, record: &Record) -> bool {
    match record.status {
        Status::Interim | Status::Other(_) => return true,
        Status::Start | Status::Stop | Status::On | Status::Off => {}
    }
    let note = Note {
        event: "accounting",
        door: Door::Radius,
        application: record.client.clone(),
        source: Source { peer: record.peer, end_user: record.source },
        person: record.user.clone().unwrap_or_default(),
        text: text(record),
    };
    shared.gate.note(note).await.inspect_err(|outage| tracing::warn!(%outage, "an accounting record is lost")).is_ok()
}

/// The record in words, such as `stop session=5F3A address=10.8.0.2 seconds=3600 octets-in=1 octets-out=2 cause=1`.
fn text(record: &Record) -> String {
    let mut words = vec![record.status.as_str().to_owned()];
    let mut add = |name: &str, value: Option<String>| words.extend(value.map(|value| format!("{name}={value}")));
    add("session", record.session.clone());
    add("address", record.framed.map(|address| address.to_string()));
    add("seconds", record.seconds.map(|seconds| seconds.to_string()));
    add("octets-in", record.octets_in.map(|octets| octets.to_string()));
    add("octets-out", record.octets_out.map(|octets| octets.to_string()));
    add("cause", record.cause.map(|cause| cause.to_string()));
    words.join(" ")
}
