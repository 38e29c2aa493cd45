//! Activation and bypass codes.

use std::time::Duration;

use super::Problem;
use super::call::{Call, Reply};
use super::people::page;
use super::shapes;

const DAY: Duration = Duration::from_secs(86_400);

pub(super) async fn activate(call: Call) -> Result<Reply, Problem> {
    let person = call.office().identified(&call.person()).await?;
    let lasts = call.body.span("for").unwrap_or(DAY);
    let clear = call.body.boolean("remove-all").unwrap_or(false);
    let issued = call.office().new_activation(&call.officer, &person, lasts, clear).await?;
    Ok(Reply::Shown(shapes::issued(&issued, &call.address())))
}

pub(super) async fn grant(call: Call) -> Result<Reply, Problem> {
    let person = call.office().identified(&call.person()).await?;
    let (lasts, reason) = (call.body.span("for").unwrap_or_default(), call.body.needed("reason"));
    let issued = call.office().grant_bypass(&call.officer, &person, lasts, reason).await?;
    Ok(Reply::Shown(shapes::issued(&issued, &call.address())))
}

pub(super) async fn list(call: Call) -> Result<Reply, Problem> {
    let of = call.query.text("person").map(vestibule_gate::Sid::new);
    let rows = call.office().running_bypasses(&call.officer, of.as_ref()).await?;
    Ok(page(rows.iter().map(shapes::bypass).collect(), None))
}

pub(super) async fn revoke(call: Call) -> Result<Reply, Problem> {
    call.office().revoke_bypass(&call.officer, call.id("bypass")?).await?;
    Ok(Reply::Done)
}
