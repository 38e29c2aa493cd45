//! What the RADIUS door counts, for the metrics page.

use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::registry::Registry;
use vestibule_radius::packet::Code;

use super::Door;

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Why {
    application: String,
    reason: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Sent {
    application: String,
    code: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Of {
    application: String,
}

/// Puts the door's counters into the registry.
pub(in crate::serve) fn collect(door: &Door, registry: &mut Registry) {
    let counters = door.server.counters();
    let (silent, refused) = (Family::<Why, Counter>::default(), Family::<Why, Counter>::default());
    let (replies, repeated) = (Family::<Sent, Counter>::default(), Family::<Of, Counter>::default());
    for ((client, why), count) in counters.silent {
        let application = client.map(|client| client.to_string()).unwrap_or_default();
        silent.get_or_create(&Why { application, reason: why.to_string() }).inc_by(count);
    }
    for ((client, why), count) in counters.refused {
        let why = Why { application: client.to_string(), reason: why.to_string() };
        refused.get_or_create(&why).inc_by(count);
    }
    for ((client, code), count) in counters.replies {
        let sent = Sent { application: client.to_string(), code: word(code) };
        replies.get_or_create(&sent).inc_by(count);
    }
    for (client, count) in counters.repeated {
        repeated.get_or_create(&Of { application: client.to_string() }).inc_by(count);
    }
    registry.register("radius_silent", "RADIUS packets that were not answered", silent);
    registry.register("radius_refused", "RADIUS logins refused without a judgement", refused);
    registry.register("radius_replies", "RADIUS replies, repeated ones left out", replies);
    registry.register("radius_repeated", "RADIUS replies sent again to a duplicate", repeated);
    let gauge = |value: usize| {
        let gauge = Gauge::<i64>::default();
        gauge.set(i64::try_from(value).unwrap_or(i64::MAX));
        gauge
    };
    registry.register("radius_under_way", "RADIUS logins that are being judged", gauge(counters.under_way));
    registry.register("radius_pending", "Questions that wait for a code", gauge(counters.pending));
}

fn word(code: Code) -> String {
    match code {
        Code::AccessAccept => "access-accept".to_owned(),
        Code::AccessReject => "access-reject".to_owned(),
        Code::AccessChallenge => "access-challenge".to_owned(),
        Code::AccountingResponse => "accounting-response".to_owned(),
        other @ (Code::AccessRequest
        | Code::AccountingRequest
        | Code::StatusServer
        | Code::ProtocolError
        | Code::Other(_)) => format!("{other:?}"),
    }
}
