//! The audit, and figures.

use serde_json::{Value, json};
use vestibule_gate::{AuditQuery, Outcome, Sid};

use super::Problem;
use super::call::{Call, Reply};
use super::people::page;

pub(super) async fn read(call: Call) -> Result<Reply, Problem> {
    let query = AuditQuery {
        person: call.query.text("person").map(Sid::new),
        event: call.query.text("event").map(str::to_owned),
        outcome: call.query.text("outcome").and_then(outcome),
        application: call.query.text("application").map(str::to_owned),
        source: call.query.text("source").map(str::to_owned),
        name: call.query.text("name").map(str::to_owned),
        since: call.query.time("since"),
        newest: call.query.text("order") != Some("oldest"),
        cursor: call.query.number("cursor"),
        limit: u32::try_from(call.limit()).unwrap_or(u32::MAX),
    };
    let found = call.office().audit(&call.officer, &query).await?;
    let row = |row: &vestibule_gate::ports::AuditRow| {
        let event: Value = serde_json::from_str(&row.json).unwrap_or(Value::Null);
        json!({ "sequence": row.sequence, "event": event })
    };
    Ok(page(found.rows.iter().map(row).collect(), found.next.map(|next| next.to_string())))
}

fn outcome(word: &str) -> Option<Outcome> {
    serde_json::from_value(Value::String(word.to_owned())).ok()
}

pub(super) async fn overview(call: Call) -> Result<Reply, Problem> {
    let seen = call.office().overview(&call.officer).await?;
    let figures = seen.figures;
    let of = |outcome| figures.logins.iter().find(|(of, _)| *of == outcome).map_or(0, |(_, count)| *count);
    Ok(Reply::Shown(json!({
        "people": figures.people, "enrolled": figures.enrolled, "with-wrong-codes": figures.with_wrong_codes,
        "bypasses": figures.bypasses, "exemptions": figures.exemptions, "requested-exemptions": figures.requested,
        "logins": {
            "admitted": of(Outcome::Admitted), "asked": of(Outcome::Asked), "refused": of(Outcome::Refused),
            "unavailable": of(Outcome::Unavailable),
        },
        "enforced": seen.enforced, "protected-unknown": seen.protected_unknown,
    })))
}
