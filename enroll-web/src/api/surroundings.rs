//! The applications as they are configured and seen, what is wrong, and coverage day by day.

use serde_json::json;

use super::call::{Call, Reply};
use super::describe::{Kind, Shape, may, needed};
use super::people::page;
use super::{Problem, shapes};

/// A key and its value.
static SETTING: Shape = Shape {
    name: "Setting",
    fields: &[needed("key", Kind::Text(64), "as it is written"), needed("value", Kind::Text(4096), "what is in force")],
};

/// A sentence.
static SENTENCE: Shape = Shape { name: "Sentence", fields: &[needed("text", Kind::Text(4096), "in English")] };

/// An LDAP listener or a RADIUS client.
pub(super) static APPLICATION: Shape = Shape {
    name: "Application",
    fields: &[
        needed("name", Kind::Text(64), "its name"),
        needed("kind", Kind::Word(&["ldap", "radius"]), "what it comes by"),
        needed("settings", Kind::Many(&SETTING), "its settings, without secrets"),
        may("last-seen", Kind::Time, "when somebody last tried to log in there, as far as this node knows"),
        needed("warnings", Kind::Many(&SENTENCE), "what is to be seen to"),
    ],
};

/// Something to be seen to, or known.
pub(super) static ALARM: Shape = Shape {
    name: "Alarm",
    fields: &[
        needed("severity", Kind::Word(&["alarm", "warning", "note"]), "how bad it is"),
        needed("text", Kind::Text(4096), "what it is, in English"),
    ],
};

/// One day's count.
static SAMPLE: Shape = Shape {
    name: "Sample",
    fields: &[
        needed("day", Kind::Time, "the day's beginning, in UTC"),
        needed("members", Kind::Number(0, u32::MAX as u64), "people whose account is not disabled"),
        needed("enrolled", Kind::Number(0, u32::MAX as u64), "of them, with an enabled authenticator"),
    ],
};

/// How many of a group could give a code, day by day.
pub(super) static COVERAGE: Shape = Shape {
    name: "Coverage",
    fields: &[
        may("group", Kind::Text(256), "the group's SID; null for everybody"),
        may("group-name", Kind::Text(256), "the group's name; null for everybody"),
        needed("samples", Kind::Many(&SAMPLE), "one for each day on which it could be counted"),
    ],
};

pub(super) async fn applications(call: Call) -> Result<Reply, Problem> {
    let found = call.surroundings().applications().await;
    let shown = found.iter().map(|one| {
        let settings: Vec<_> = one.settings.iter().map(|(key, value)| json!({ "key": key, "value": value })).collect();
        let warnings: Vec<_> = one.warnings.iter().map(|text| json!({ "text": text })).collect();
        json!({
            "name": one.name, "kind": one.kind.as_str(), "settings": settings,
            "last-seen": shapes::maybe(one.last_seen), "warnings": warnings,
        })
    });
    Ok(page(shown.collect(), None))
}

pub(super) async fn alarms(call: Call) -> Result<Reply, Problem> {
    let found = call.surroundings().alarms().await;
    let shown = found.iter().map(|alarm| json!({ "severity": alarm.severity.as_str(), "text": alarm.text }));
    Ok(page(shown.collect(), None))
}

pub(super) async fn coverage(call: Call) -> Result<Reply, Problem> {
    let found = call.office().coverage(&call.officer).await?;
    let shown = found.iter().map(|of| {
        let samples = of.samples.iter().map(
            |sample| json!({ "day": shapes::time(sample.day), "members": sample.members, "enrolled": sample.enrolled }),
        );
        let (group, name) = of.group.clone().unzip();
        json!({ "group": group, "group-name": name, "samples": samples.collect::<Vec<_>>() })
    });
    Ok(page(shown.collect(), None))
}
