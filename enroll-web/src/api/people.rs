//! People: found, shown, unlocked; their authenticators.

use serde_json::{Value, json};
use vestibule_gate::ports::PeopleFilter;
use vestibule_gate::{Requirement, Sid};

use super::Problem;
use super::call::{Call, Reply};
use super::shapes;

/// A page, with where the next begins.
pub(super) fn page(items: Vec<Value>, next: Option<String>) -> Reply {
    Reply::Shown(json!({ "items": items, "next": next }))
}

pub(super) async fn list(call: Call) -> Result<Reply, Problem> {
    let limit = call.limit();
    if let Some(text) = call.query.text("search") {
        let found = call.office().search_people(&call.officer, text, usize_of(limit)).await?;
        return Ok(page(found.found.iter().map(shapes::looked).collect(), None));
    }
    let filter = PeopleFilter {
        begins: call.query.text("begins").unwrap_or_default().to_owned(),
        enrolled: call.query.boolean("enrolled"),
        after: call.query.text("cursor").and_then(after),
        limit: u32::try_from(limit).unwrap_or(u32::MAX),
    };
    let rows = call.office().known_people(&call.officer, &filter).await?;
    let full = rows.len() as u64 == limit;
    let next = rows.last().filter(|_| full).map(|row| format!("{}/{}", row.id, row.name));
    Ok(page(rows.iter().map(shapes::known).collect(), next))
}

/// The identity holds no slash, a name may.
fn after(cursor: &str) -> Option<(String, Sid)> {
    let (id, name) = cursor.split_once('/')?;
    Some((name.to_owned(), Sid::new(id)))
}

pub(super) async fn show(call: Call) -> Result<Reply, Problem> {
    let sheet = call.office().sheet(&call.officer, &call.person()).await?;
    Ok(Reply::Shown(shapes::sheet(&sheet)))
}

pub(super) async fn unlock(call: Call) -> Result<Reply, Problem> {
    let id = call.person();
    let name = call.office().name_of(&id).await?;
    call.office().unlock(&call.officer, &id, &name).await?;
    Ok(Reply::Done)
}

pub(super) async fn authenticators(call: Call) -> Result<Reply, Problem> {
    let sheet = call.office().sheet(&call.officer, &call.person()).await?;
    Ok(page(sheet.authenticators.iter().map(shapes::authenticator).collect(), None))
}

pub(super) async fn enable(call: Call) -> Result<Reply, Problem> {
    set(call, true).await
}

pub(super) async fn disable(call: Call) -> Result<Reply, Problem> {
    set(call, false).await
}

async fn set(call: Call, enabled: bool) -> Result<Reply, Problem> {
    let (of, id) = (call.person(), call.param("authenticator"));
    call.office().set_authenticator(&call.officer, Some(&of), id, enabled).await?;
    Ok(Reply::Done)
}

pub(super) async fn remove(call: Call) -> Result<Reply, Problem> {
    let (of, id) = (call.person(), call.param("authenticator"));
    call.office().remove_authenticator(&call.officer, Some(&of), id).await?;
    Ok(Reply::Done)
}

pub(super) async fn explain(call: Call) -> Result<Reply, Problem> {
    let person = call.office().identified(&call.person()).await?;
    let (application, from) = (call.query.needed("application"), call.query.address("from"));
    let of = call.office().explain(&call.officer, &person, application, from).await?;
    let (requires, rule, group) = match &of.requirement {
        Requirement::Exempt { rule, group } => ("exempt", Some(rule.clone()), Some(group.to_string())),
        Requirement::Code => ("code", None, None),
        Requirement::Grace(_) => ("grace", None, None),
        Requirement::Enrol => ("enrol", None, None),
    };
    let through: Vec<_> = of.through.iter().map(|name| json!({ "name": name })).collect();
    let (group_name, reason) = of.exempt_by.clone().unzip();
    Ok(Reply::Shown(json!({
        "person": of.person, "sid": of.sid, "application": of.application, "requires": requires, "rule": rule,
        "group": group, "group-name": group_name, "reason": reason, "code-only": of.code_only,
        "protected": of.protected, "service-account": of.service_account, "account": of.account,
        "authenticators": of.authenticators, "codes-open": of.codes_open, "passwords-open": of.passwords_open,
        "enforced": of.enforced, "through": through,
    })))
}

pub(super) fn usize_of(number: u64) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}
