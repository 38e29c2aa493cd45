//! The door's counters for `/metrics`.

use std::sync::Arc;

use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::registry::Registry;
use vestibule_radius::packet::Code;
use vestibule_radius::server::Counters;

use super::Door;

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Why {
    client: String,
    reason: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Reply {
    client: String,
    code: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Abandoned {
    client: String,
    reached: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Client {
    client: String,
}

/// Adds what the door counts.
pub(in crate::serve) fn register(door: &Door, registry: &mut Registry) {
    let counters = door.server.counters();
    by_client(&counters, registry);
    let gauges = [
        ("radius_under_way", "RADIUS logins being judged", counters.under_way),
        ("radius_pending", "Questions that wait for a code", counters.pending),
        ("eap_conversations", "EAP conversations that wait for their client", counters.conversations),
        ("eap_sessions", "TLS sessions that may be resumed", counters.sessions),
        ("radsec_connections", "Open RadSec connections", door.radsec.open()),
    ];
    for (name, help, value) in gauges {
        let gauge = Gauge::<i64>::default();
        gauge.set(i64::try_from(value).unwrap_or(i64::MAX));
        registry.register(name, help, gauge);
    }
}

fn by_client(counters: &Counters, registry: &mut Registry) {
    let text = |client: Option<&Arc<str>>| client.map(ToString::to_string).unwrap_or_default();
    let (silent, refused) = (Family::<Why, Counter>::default(), Family::<Why, Counter>::default());
    for ((client, why), count) in &counters.silent {
        silent.get_or_create(&Why { client: text(client.as_ref()), reason: why.as_str() }).inc_by(*count);
    }
    for ((client, why), count) in &counters.refused {
        refused.get_or_create(&Why { client: text(Some(client)), reason: why.as_str() }).inc_by(*count);
    }
    let replies = Family::<Reply, Counter>::default();
    for ((client, code), count) in &counters.replies {
        replies.get_or_create(&Reply { client: text(Some(client)), code: word(*code) }).inc_by(*count);
    }
    let abandoned = Family::<Abandoned, Counter>::default();
    for ((client, reached), count) in &counters.abandoned {
        abandoned.get_or_create(&Abandoned { client: text(Some(client)), reached: reached.as_str() }).inc_by(*count);
    }
    registry.register(
        "radius_eap_abandoned",
        "EAP conversations whose client fell silent, by client and how far they had come",
        abandoned,
    );
    let repeated = Family::<Client, Counter>::default();
    for (client, count) in &counters.repeated {
        repeated.get_or_create(&Client { client: text(Some(client)) }).inc_by(*count);
    }
    registry.register("radius_silent", "RADIUS packets not answered, by client (empty: unknown) and reason", silent);
    registry.register("radius_refused", "Access-Rejects made without asking the gate, by client and reason", refused);
    registry.register("radius_replies", "RADIUS replies by client and code, repeated ones left out", replies);
    registry.register("radius_repeated", "RADIUS replies sent again to a duplicate", repeated);
}

const fn word(code: Code) -> &'static str {
    match code {
        Code::AccessRequest => "access-request",
        Code::AccessAccept => "access-accept",
        Code::AccessReject => "access-reject",
        Code::AccountingRequest => "accounting-request",
        Code::AccountingResponse => "accounting-response",
        Code::AccessChallenge => "access-challenge",
        Code::StatusServer => "status-server",
        Code::ProtocolError => "protocol-error",
        Code::Other(_) => "other",
    }
}
