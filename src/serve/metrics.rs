//! `/metrics` in the Prometheus text format: what the gate, the directories and the listeners count.

use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use axum::routing::get;
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::registry::Registry;
use tokio::net::TcpListener;
use vestibule_gate::ports::{Directory as _, Store as _};

use super::Shared;

const TEXT: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// Answers on this socket until told to stop.
pub(super) async fn run(socket: TcpListener, shared: Arc<Shared>, listeners: Vec<Arc<super::Listener>>) {
    let stop = shared.stop.clone();
    let router = Router::new().route("/metrics", get(page)).with_state(Counted { shared, listeners });
    if let Err(error) = axum::serve(socket, router).with_graceful_shutdown(stop.cancelled_owned()).await {
        tracing::error!(%error, "metrics are no longer served");
    }
}

/// Where the figures come from.
#[derive(Clone)]
struct Counted {
    shared: Arc<Shared>,
    listeners: Vec<Arc<super::Listener>>,
}

async fn page(State(counted): State<Counted>) -> impl IntoResponse {
    let mut text = String::new();
    match encode(&mut text, &collect(&counted)) {
        Ok(()) => (StatusCode::OK, [(header::CONTENT_TYPE, TEXT)], text),
        Err(_) => (StatusCode::INTERNAL_SERVER_ERROR, [(header::CONTENT_TYPE, TEXT)], String::new()),
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Verdict {
    door: String,
    application: String,
    outcome: String,
    reason: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Server {
    directory: String,
    server: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Listener {
    application: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Mail {
    result: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Act {
    application: String,
    event: &'static str,
    outcome: String,
}

/// Everything counted, as it is now.
fn collect(counted: &Counted) -> Registry {
    let shared = &counted.shared;
    let mut registry = Registry::with_prefix("vestibule");
    let verdicts = Family::<Verdict, Counter>::default();
    for (door, application, outcome, reason, count) in shared.gate.tally().read() {
        let labels = Verdict {
            door: door.as_str().to_owned(),
            application: application.to_string(),
            outcome: word(&outcome),
            reason: word(&reason),
        };
        verdicts.get_or_create(&labels).inc_by(count);
    }
    registry.register("verdicts", "Judgements by door, application, outcome and reason", verdicts);
    let acts = Family::<Act, Counter>::default();
    for (application, event, outcome, count) in shared.gate.acts().read() {
        acts.get_or_create(&Act { application, event, outcome: word(&outcome) }).inc_by(count);
    }
    registry.register("acts", "What was done for others at the portal and by API tokens, or refused", acts);
    let health = Gauge::<i64>::default();
    let well = shared.parts.store.health().is_ok() && shared.parts.directories.health().is_ok();
    health.set(i64::from(well));
    registry.register("healthy", "1 while logins can be judged, 0 while all are unavailable", health);
    let open = Family::<Listener, Gauge>::default();
    for listener in &counted.listeners {
        let labels = Listener { application: listener.name.to_string() };
        open.get_or_create(&labels).set(i64::try_from(listener.open()).unwrap_or(i64::MAX));
    }
    registry.register("connections", "Open client connections by application", open);
    if let Some(door) = &shared.radius {
        super::radius::metrics::register(door, &mut registry);
    }
    if let Some(door) = &shared.web {
        super::web::metrics::register(door, &mut registry);
    }
    servers(shared, &mut registry);
    if shared.config.load().mail.is_some() {
        mails(shared, &mut registry);
    }
    registry
}

fn mails(shared: &Shared, registry: &mut Registry) {
    let mails = Family::<Mail, Counter>::default();
    for (result, count) in shared.mails.read() {
        mails.get_or_create(&Mail { result }).inc_by(count);
    }
    registry.register("mails", "Mails by what became of them", mails);
}

fn servers(shared: &Shared, registry: &mut Registry) {
    let up = Family::<Server, Gauge>::default();
    let (binds, searches) = (Family::<Server, Counter>::default(), Family::<Server, Counter>::default());
    let failures = Family::<Server, Counter>::default();
    for server in shared.directories.metrics() {
        let labels = Server { directory: server.directory, server: server.url };
        up.get_or_create(&labels).set(i64::from(server.up));
        binds.get_or_create(&labels).inc_by(server.binds);
        searches.get_or_create(&labels).inc_by(server.searches);
        failures.get_or_create(&labels).inc_by(server.failures);
    }
    registry.register("directory_up", "1 while the directory server is asked", up);
    registry.register("directory_binds", "Passwords asked of the directory server", binds);
    registry.register("directory_searches", "Searches of our own asked of the directory server", searches);
    registry.register("directory_failures", "Questions the directory server did not answer", failures);
}

/// The audit's own word for an outcome or a reason.
fn word(value: &impl serde::Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => word,
        Ok(_) | Err(_) => String::new(),
    }
}
