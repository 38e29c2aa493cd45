//! The objects that go out: how each is described, and how it is made of what the gate says.

use serde_json::{Value, json};
use vestibule_gate::ports::{AuthenticatorRow, BypassRow, Exemption, Group, PersonRow};
use vestibule_gate::{Exempting, Issued, Looked, Member, Origin, PersonSheet, Timestamp, WouldBe};

use super::describe::{Field, Kind, Shape, may, needed};

const SID: Field = needed("id", Kind::Text(256), "the SID, or DIRECTORY:entryUUID");
const NAME: Field = needed("name", Kind::Text(256), "the short name");
const ACCOUNT: Field = may("account", Kind::Text(64), "why the account cannot be used; null when it can");
const UNTIL: Field = needed("until", Kind::Time, "when it ends");

/// Somebody in a list.
pub(super) static PERSON: Shape = Shape {
    name: "PersonSummary",
    fields: &[
        SID,
        NAME,
        may("dn", Kind::Text(1024), "the distinguished name; null where the directory was not asked"),
        ACCOUNT,
        needed("authenticators", Kind::Number(0, 8), "enabled authenticators"),
        needed("wrong-codes", Kind::Number(0, u32::MAX as u64), "wrong codes since the last admission"),
        may("last-admission", Kind::Time, "the last admission anywhere"),
    ],
};

/// Somebody.
pub(super) static SHEET: Shape = Shape {
    name: "Person",
    fields: &[
        SID,
        NAME,
        may("dn", Kind::Text(1024), "the distinguished name; null for who has left the directory"),
        ACCOUNT,
        may("protected", Kind::Boolean, "whether no exemption can hold; null where that cannot be known"),
        needed("authenticators", Kind::Many(&AUTHENTICATOR), "all, disabled ones too"),
        needed("recovery-codes", Kind::Number(0, 100), "unused recovery codes"),
        needed("bypasses", Kind::Many(&BYPASS), "bypass codes that run"),
        may("activation-until", Kind::Time, "the end of an activation code that can be used"),
        needed("wrong-codes", Kind::Number(0, u32::MAX as u64), "wrong codes since the last admission"),
        needed("pools", Kind::Many(&POOL), "where the wrong codes came from, the worst first"),
        may("last-admission", Kind::Time, "the last admission anywhere"),
        may("told-to-enrol", Kind::Time, "since when they are told to enrol"),
        needed("grace-logins", Kind::Number(0, u32::MAX as u64), "logins by grace"),
    ],
};

static POOL: Shape = Shape {
    name: "Pool",
    fields: &[
        needed("application", Kind::Text(64), "the application"),
        may("source", Kind::Address, "the address; null where none is known"),
        needed("wrong-codes", Kind::Number(0, u32::MAX as u64), "wrong codes"),
        may("last-wrong", Kind::Time, "the last one"),
    ],
};

/// An authenticator.
pub(super) static AUTHENTICATOR: Shape = Shape {
    name: "Authenticator",
    fields: &[
        needed("id", Kind::Text(64), "its id"),
        needed("label", Kind::Text(64), "the person's word for it"),
        needed("enabled", Kind::Boolean, "whether its codes are taken"),
        needed("created", Kind::Time, "when it was made"),
        may("last-used", Kind::Time, "when its last code was taken"),
    ],
};

/// A bypass code; never the code itself.
pub(super) static BYPASS: Shape = Shape {
    name: "Bypass",
    fields: &[
        needed("id", Kind::Id, "its id"),
        needed("person", Kind::Text(256), "whose: the SID"),
        needed("person-name", Kind::Text(256), "whose: the short name"),
        needed("operator", Kind::Text(256), "who granted it"),
        needed("reason", Kind::Text(200), "why"),
        needed("created", Kind::Time, "when it was granted"),
        UNTIL,
        may("last-used", Kind::Time, "when it was last used"),
    ],
};

/// A code that was made, shown once.
pub(super) static ISSUED: Shape = Shape {
    name: "IssuedCode",
    fields: &[
        needed("id", Kind::Id, "its id"),
        needed("code", Kind::Text(64), "the code; it is shown this once"),
        UNTIL,
        needed("address", Kind::Text(256), "the portal's address"),
    ],
};

/// A group.
pub(super) static GROUP: Shape = Shape {
    name: "Group",
    fields: &[
        SID,
        needed("dn", Kind::Text(1024), "the distinguished name"),
        NAME,
        may("direct-members", Kind::Number(0, u32::MAX as u64), "direct members, where a search counted them"),
        may("direct-members-exact", Kind::Boolean, "false where there are more direct members than were counted"),
    ],
};

/// An exemption.
pub(super) static EXEMPTION: Shape = Shape {
    name: "Exemption",
    fields: &[
        needed("id", Kind::Text(64), "its id, the rule in the audit"),
        needed(
            "origin",
            Kind::Word(&["configuration", "added", "requested"]),
            "where it stands; `requested` waits for approval",
        ),
        needed("group", Kind::Text(256), "the group's SID"),
        needed("group-name", Kind::Text(256), "the group's name"),
        needed("reason", Kind::Text(1000), "why"),
        may("owner", Kind::Text(256), "who made it; null for the configuration's"),
        may("created", Kind::Time, "when it was made; null for the configuration's"),
        may("until", Kind::Time, "when it ends; null for never"),
        needed("holds", Kind::Boolean, "whether it holds now"),
    ],
};

/// Who would become exempt.
pub(super) static PREVIEW: Shape = Shape {
    name: "ExemptionPreview",
    fields: &[
        needed("group", Kind::One(&GROUP), "the group"),
        needed("members", Kind::Number(0, u32::MAX as u64), "people in it, nested groups included"),
        needed("more", Kind::Boolean, "whether there are more than could be counted"),
        needed("items", Kind::Many(&MEMBER), "those of this page"),
        may("next", Kind::Text(64), "the cursor of the next page; null after the last"),
    ],
};

static MEMBER: Shape = Shape {
    name: "Member",
    fields: &[
        SID,
        NAME,
        needed(
            "would-be",
            Kind::Word(&["exempt", "already-exempt", "protected", "not-counted"]),
            "what would become of them: protected people are never exempt",
        ),
        may("rule", Kind::Text(64), "the rule that exempts them already"),
    ],
};

/// Figures.
pub(super) static OVERVIEW: Shape = Shape {
    name: "Overview",
    fields: &[
        needed("people", Kind::Number(0, u64::MAX), "people the store knows"),
        needed("enrolled", Kind::Number(0, u64::MAX), "of them, with an enabled authenticator"),
        needed("with-wrong-codes", Kind::Number(0, u64::MAX), "of them, with wrong codes since their last admission"),
        needed("bypasses", Kind::Number(0, u64::MAX), "bypass codes that run"),
        needed("exemptions", Kind::Number(0, u64::MAX), "exemptions made at run time that hold"),
        needed("requested-exemptions", Kind::Number(0, u64::MAX), "exemptions that wait for approval"),
        needed("logins", Kind::One(&LOGINS), "logins of the last 24 hours, by outcome"),
        needed("enforced", Kind::Boolean, "false in monitor mode"),
        needed("protected-unknown", Kind::Boolean, "true while a protected group is not found: nobody is exempt then"),
    ],
};

static LOGINS: Shape = Shape {
    name: "Logins",
    fields: &[
        needed("admitted", Kind::Number(0, u64::MAX), "let in"),
        needed("asked", Kind::Number(0, u64::MAX), "asked for a code"),
        needed("refused", Kind::Number(0, u64::MAX), "kept out"),
        needed("unavailable", Kind::Number(0, u64::MAX), "not judged"),
    ],
};

/// A row of the audit.
pub(super) static ROW: Shape = Shape {
    name: "AuditRow",
    fields: &[
        needed("sequence", Kind::Number(0, u64::MAX), "its number, which rises"),
        needed("event", Kind::Event, "the event as it was written"),
    ],
};

/// A group on the way.
static PASSED: Shape = Shape { name: "PassedGroup", fields: &[NAME] };

/// What would be asked of somebody.
pub(super) static EXPLANATION: Shape = Shape {
    name: "Explanation",
    fields: &[
        needed("person", Kind::Text(256), "the short name"),
        needed("sid", Kind::Text(256), "the SID"),
        needed("application", Kind::Text(64), "the application"),
        needed("requires", Kind::Word(&["exempt", "code", "grace", "enrol"]), "what is required beside the password"),
        may("rule", Kind::Text(64), "the rule that exempts"),
        may("group", Kind::Text(256), "the group that exempts: its SID"),
        may("group-name", Kind::Text(256), "the group that exempts: its name"),
        may("reason", Kind::Text(1000), "why it exempts"),
        needed("through", Kind::Many(&PASSED), "the groups from the person to the one that exempts, which is the last"),
        needed("code-only", Kind::Boolean, "whether the code admits alone there"),
        needed("protected", Kind::Boolean, "whether no exemption can hold"),
        needed("service-account", Kind::Boolean, "whether they are a service account there"),
        ACCOUNT,
        needed("authenticators", Kind::Number(0, 8), "enabled authenticators"),
        needed("codes-open", Kind::Boolean, "false while codes are not looked at there"),
        needed("passwords-open", Kind::Boolean, "false while a password would not be forwarded"),
        needed("enforced", Kind::Boolean, "false in monitor mode"),
    ],
};

pub(super) fn time(at: Timestamp) -> Value {
    let at = i64::try_from(at.0).ok().and_then(|millis| jiff::Timestamp::from_millisecond(millis).ok());
    at.map_or(Value::Null, |at| Value::String(format!("{at:.3}")))
}

pub(super) fn maybe(at: Option<Timestamp>) -> Value {
    at.map_or(Value::Null, time)
}

pub(super) fn looked(one: &Looked) -> Value {
    json!({
        "id": one.id, "name": one.name, "dn": one.dn, "account": one.account, "authenticators": one.authenticators,
        "wrong-codes": one.wrong_codes, "last-admission": maybe(one.last_admission),
    })
}

pub(super) fn known(one: &PersonRow) -> Value {
    json!({
        "id": one.id, "name": one.name, "dn": null, "account": null, "authenticators": one.authenticators,
        "wrong-codes": one.wrong_codes, "last-admission": maybe(one.last_admission),
    })
}

pub(super) fn sheet(one: &PersonSheet) -> Value {
    let pools = one.pools.iter().map(|(application, source, wrong, last)| {
        json!({ "application": application, "source": source, "wrong-codes": wrong, "last-wrong": maybe(*last) })
    });
    json!({
        "id": one.id, "name": one.name, "dn": one.dn, "account": one.account, "protected": one.protected,
        "authenticators": one.authenticators.iter().map(authenticator).collect::<Vec<_>>(),
        "recovery-codes": one.recovery_codes,
        "bypasses": one.bypasses.iter().map(bypass).collect::<Vec<_>>(),
        "activation-until": maybe(one.activation),
        "wrong-codes": one.wrong_codes, "pools": pools.collect::<Vec<_>>(),
        "last-admission": maybe(one.last_admission), "told-to-enrol": maybe(one.first_told),
        "grace-logins": one.grace_logins,
    })
}

pub(super) fn authenticator(one: &AuthenticatorRow) -> Value {
    json!({
        "id": one.id, "label": one.label, "enabled": one.enabled, "created": time(one.created),
        "last-used": maybe(one.last_used),
    })
}

pub(super) fn bypass(one: &BypassRow) -> Value {
    json!({
        "id": one.id, "person": one.person, "person-name": one.person_name, "operator": one.operator,
        "reason": one.reason, "created": time(one.created), "until": time(one.until), "last-used": maybe(one.last_used),
    })
}

pub(super) fn issued(one: &Issued, address: &str) -> Value {
    json!({ "id": one.id, "code": one.code.as_str(), "until": time(one.until), "address": address })
}

pub(super) fn group(one: &Group) -> Value {
    let count = one.members;
    json!({
        "id": one.id, "dn": one.dn, "name": one.name, "direct-members": count.map(|count| count.number),
        "direct-members-exact": count.map(|count| count.exact),
    })
}

pub(super) fn exempting(one: &Exempting) -> Value {
    let origin = match one.origin {
        Origin::Configuration => "configuration",
        Origin::Added => "added",
        Origin::Requested => "requested",
    };
    json!({
        "id": one.id, "origin": origin, "group": one.group, "group-name": one.group_name, "reason": one.reason,
        "owner": one.owner, "created": maybe(one.created), "until": maybe(one.until), "holds": one.holds,
    })
}

pub(super) fn exemption(one: &Exemption, waits: bool) -> Value {
    exempting(&Exempting {
        id: one.id.clone(),
        origin: if waits { Origin::Requested } else { Origin::Added },
        group: one.group.clone(),
        group_name: one.group_name.clone(),
        reason: one.reason.clone(),
        owner: Some(one.owner.clone()),
        created: Some(one.created),
        until: one.until,
        holds: !waits,
        own: false,
    })
}

pub(super) fn member(one: &Member) -> Value {
    let (would_be, rule) = match &one.would_be {
        WouldBe::Exempt => ("exempt", None),
        WouldBe::Already(rule) => ("already-exempt", Some(rule)),
        WouldBe::Protected => ("protected", None),
        WouldBe::NotCounted => ("not-counted", None),
    };
    json!({ "id": one.id, "name": one.name, "would-be": would_be, "rule": rule })
}
