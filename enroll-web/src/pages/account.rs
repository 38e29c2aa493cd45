//! The account page: what somebody holds, and what they can do about it.

use askama::Template;
use axum::http::StatusCode;
use vestibule_gate::Outage;
use vestibule_gate::ports::AuthenticatorRow;

use crate::page::{Frame, Time};
use crate::pages::logins::{self, Login};
use crate::pages::offer::algorithm;
use crate::session::Notice;
use crate::visit::{Answer, SignedIn, Visit};

/// So many logins are shown here; the page behind has more.
const LOGINS: usize = 5;
/// With fewer recovery codes somebody is told to make new ones.
const FEW: u32 = 3;

#[derive(Template)]
#[template(path = "account.html")]
struct Page {
    frame: Frame,
    notice: Option<Notice>,
    authenticators: Vec<Row>,
    recovery_left: u32,
    few: bool,
    logins: Vec<Login>,
    applications: bool,
    /// They manage others too.
    manages: bool,
}

/// An authenticator.
struct Row {
    id: String,
    label: String,
    algorithm: &'static str,
    enabled: bool,
    made: Time,
    used: Option<Time>,
}

pub(crate) async fn show(mut visit: Visit<SignedIn>) -> Answer<SignedIn> {
    match page(&mut visit).await {
        Ok(page) => visit.show(StatusCode::OK, &page),
        Err(outage) => visit.unavailable(outage),
    }
}

async fn page(visit: &mut Visit<SignedIn>) -> Result<Page, Outage> {
    let (portal, session) = (visit.shared.portal(), &visit.held.state.session);
    let rows = portal.authenticators(session).await?;
    let recovery_left = portal.recovery_left(session).await?;
    let logins = logins::read(visit, LOGINS, &rows).await?;
    // Where that cannot be said now, their own page is shown all the same.
    let officer = visit.shared.office().officer(session, visit.caller.source).await;
    let manages = officer.is_ok_and(|officer| officer.is_some());
    let settings = &visit.caller.look.settings;
    let frame = visit.frame();
    let row = |row: AuthenticatorRow| Row {
        id: row.id,
        label: frame.label(row.label),
        algorithm: algorithm(row.parameters),
        enabled: row.enabled,
        made: Time::of(row.created, &settings.zone),
        used: row.last_used.map(|used| Time::of(used, &settings.zone)),
    };
    Ok(Page {
        authenticators: rows.into_iter().map(row).collect(),
        frame,
        recovery_left,
        few: recovery_left < FEW,
        logins,
        applications: !settings.applications.is_empty(),
        manages,
        // Told once, and only where the rest of the page could be shown.
        notice: visit.held.state.notice.take(),
    })
}
