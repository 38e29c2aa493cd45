//! Exemptions: shown, foreseen, added or asked for, approved, removed. Groups to choose from.

use serde_json::json;

use super::Problem;
use super::call::{Call, Reply};
use super::people::{page, usize_of};
use super::shapes;

pub(super) async fn groups(call: Call) -> Result<Reply, Problem> {
    let found = call.office().search_groups(&call.officer, call.query.needed("search"), usize_of(call.limit())).await?;
    Ok(page(found.found.iter().map(shapes::group).collect(), None))
}

pub(super) async fn list(call: Call) -> Result<Reply, Problem> {
    let all = call.office().exemptions(&call.officer).await?;
    Ok(page(all.iter().map(shapes::exempting).collect(), None))
}

pub(super) async fn preview(call: Call) -> Result<Reply, Problem> {
    let from = call.query.number("cursor").map_or(0, usize_of);
    let group = call.query.needed("group");
    let foreseen = call.office().preview(&call.officer, group, from, usize_of(call.limit())).await?;
    Ok(Reply::Shown(json!({
        "group": shapes::group(&foreseen.group), "members": foreseen.members, "more": foreseen.more,
        "items": foreseen.page.iter().map(shapes::member).collect::<Vec<_>>(),
        "next": foreseen.next.map(|next| next.to_string()),
    })))
}

pub(super) async fn add(call: Call) -> Result<Reply, Problem> {
    let (group, reason, until) = (call.body.needed("group"), call.body.needed("reason"), call.body.time("until"));
    let made = call.office().exempt(&call.officer, group, reason, until).await?;
    Ok(Reply::Shown(shapes::exemption(&made.exemption, made.waits)))
}

pub(super) async fn approve(call: Call) -> Result<Reply, Problem> {
    let held = call.office().approve_exemption(&call.officer, call.id("exemption")?).await?;
    Ok(Reply::Shown(shapes::exemption(&held, false)))
}

pub(super) async fn remove(call: Call) -> Result<Reply, Problem> {
    call.office().remove_exemption(&call.officer, call.id("exemption")?).await?;
    Ok(Reply::Done)
}
