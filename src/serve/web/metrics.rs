//! What the portal counts.

use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::registry::Registry;

use super::Door;

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Status {
    status: u16,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Level {
    level: &'static str,
}

/// Adds the portal's figures.
pub(in crate::serve) fn register(door: &Door, registry: &mut Registry) {
    let counts = door.pages.counts();
    let answers = Family::<Status, Counter>::default();
    for (status, count) in counts.answers {
        answers.get_or_create(&Status { status }).inc_by(count);
    }
    registry.register("web_answers", "Answers of the portal by HTTP status", answers);
    let sessions = Family::<Level, Gauge>::default();
    let levels = [("begun", counts.begun), ("enrolling", counts.enrolling), ("signed-in", counts.signed_in)];
    for (level, count) in levels {
        sessions.get_or_create(&Level { level }).set(i64::try_from(count).unwrap_or(i64::MAX));
    }
    registry.register("web_sessions", "Sessions at the portal by how far somebody has come", sessions);
    let connections = Gauge::<i64>::default();
    connections.set(i64::try_from(door.room.count()).unwrap_or(i64::MAX));
    registry.register("web_connections", "Open connections to the portal", connections);
}
