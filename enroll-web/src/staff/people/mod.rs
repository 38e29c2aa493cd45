//! People: found, looked at, and helped.

mod activation;
mod authenticator;
mod bypass;
mod list;
mod recovery;
mod running;
mod sheet;
mod unlock;

use vestibule_gate::{Act, ManageError, Sid};

use super::desk::Staff;
use super::entry::{get, post};
use super::place::StaffPlace;
use crate::routes::Entry;
use crate::visit::{Answer, Visit};

pub(super) use sheet::account_text;

#[rustfmt::skip]
pub(super) fn entries() -> Vec<Entry> {
    vec![
        get(StaffPlace::PEOPLE, Act::Search, list::show),
        get("/admin/people/{person}", Act::ShowPerson, sheet::show),
        get("/admin/people/{person}/unlock", Act::Unlock, unlock::show),
        post("/admin/people/{person}/unlock", Act::Unlock, unlock::submit),
        get("/admin/people/{person}/activation", Act::Activate, activation::show),
        post("/admin/people/{person}/activation", Act::Activate, activation::submit),
        get("/admin/people/{person}/bypass", Act::GrantBypass, bypass::show),
        post("/admin/people/{person}/bypass", Act::GrantBypass, bypass::submit),
        get("/admin/people/{person}/recovery-codes", Act::NewRecovery, recovery::show),
        post("/admin/people/{person}/recovery-codes", Act::NewRecovery, recovery::submit),
        get("/admin/people/{person}/authenticators/{id}/remove", Act::RemoveAuthenticator, authenticator::remove::show),
        post("/admin/people/{person}/authenticators/{id}/remove", Act::RemoveAuthenticator, authenticator::remove::submit),
        get("/admin/people/{person}/authenticators/{id}/disable", Act::SetAuthenticator, authenticator::disable::show),
        post("/admin/people/{person}/authenticators/{id}/disable", Act::SetAuthenticator, authenticator::disable::submit),
        get("/admin/people/{person}/authenticators/{id}/enable", Act::SetAuthenticator, authenticator::enable::show),
        post("/admin/people/{person}/authenticators/{id}/enable", Act::SetAuthenticator, authenticator::enable::submit),
        get(StaffPlace::BYPASSES, Act::ShowPerson, running::show),
        get("/admin/bypass/{id}/revoke", Act::RevokeBypass, running::ask),
        post("/admin/bypass/{id}/revoke", Act::RevokeBypass, running::submit),
    ]
}

/// The person a path names, and what they are called.
async fn subject(visit: Visit<Staff>) -> Result<(Visit<Staff>, Sid, String), Box<Answer<Staff>>> {
    let Some(id) = visit.subject() else { return Err(Box::new(visit.not_found())) };
    match visit.office().name_of(&id).await {
        Ok(name) => Ok((visit, id, name)),
        Err(error) => Err(Box::new(visit.refused(error))),
    }
}

/// What of an error is told at a field of the form; the rest is a page of its own.
fn at_field(error: &ManageError) -> Option<(crate::language::Text, &'static str)> {
    use crate::language::Text;
    match error {
        ManageError::BadReason => Some((Text("reason-bad"), "reason")),
        ManageError::BadSpan(_) => Some((Text("span-bad"), "for")),
        ManageError::NobodyNamed(_)
        | ManageError::NoGroupNamed(_)
        | ManageError::NotFound(_)
        | ManageError::TooMany
        | ManageError::ShortSeed(_)
        | ManageError::BadParameters
        | ManageError::BadLabel
        | ManageError::Enrolled
        | ManageError::Oneself
        | ManageError::Forbidden
        | ManageError::Protected
        | ManageError::NotFresh
        | ManageError::BadSearch
        | ManageError::BadToken
        | ManageError::Outage(_) => None,
    }
}

/// Spans to choose from, in minutes, with the text of each.
type Spans = [(u32, crate::language::Text)];

/// The span somebody chose.
fn span(chosen: &str, spans: &Spans) -> Option<std::time::Duration> {
    let minutes: u32 = chosen.parse().ok()?;
    let known = spans.iter().any(|(offered, _)| *offered == minutes);
    known.then(|| std::time::Duration::from_secs(u64::from(minutes) * 60))
}
