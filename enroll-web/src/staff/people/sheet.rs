//! One person: state, authenticators, codes, counts, last logins, and what can be done for them.

use askama::Template;
use axum::http::StatusCode;
use vestibule_gate::ports::{AuthenticatorRow, BypassRow};
use vestibule_gate::{AccountState, Act, AuditQuery, ManageError, PersonSheet, Sid, Timestamp};

use super::super::desk::Staff;
use super::super::event::Event;
use super::super::place::{StaffPlace, escaped};
use crate::language::Text;
use crate::page::{Frame, Time};
use crate::pages::offer::algorithm;
use crate::session::Notice;
use crate::visit::{Answer, Visit};

/// So many events are shown.
const EVENTS: u32 = 10;

#[derive(Template)]
#[template(path = "staff/person.html")]
struct Page {
    frame: Frame,
    notice: Option<Notice>,
    /// The person's page, which everything that can be done for them is below.
    page: StaffPlace,
    name: String,
    id: String,
    /// The same, as it stands in a query.
    key: String,
    dn: Option<String>,
    account: Option<Text>,
    protected: Option<bool>,
    authenticators: Vec<Authenticator>,
    recovery_codes: u32,
    bypasses: Vec<Bypass>,
    activation: Option<Time>,
    wrong_codes: u32,
    pools: Vec<Pool>,
    last: Option<Time>,
    first_told: Option<Time>,
    grace_logins: u32,
    /// Their events, where the audit may be read.
    events: Option<Vec<Event>>,
    may: May,
}

/// What is offered: the gate decides when it is done.
struct May {
    unlock: bool,
    activate: bool,
    bypass: bool,
    revoke_bypass: bool,
    recovery: bool,
    authenticators: bool,
    explain: bool,
}

struct Authenticator {
    id: String,
    label: String,
    algorithm: &'static str,
    enabled: bool,
    made: Time,
    used: Option<Time>,
}

/// A bypass code that runs.
pub(super) struct Bypass {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) page: StaffPlace,
    pub(super) operator: String,
    pub(super) reason: String,
    pub(super) until: Time,
    pub(super) used: Option<Time>,
}

/// Where wrong codes were typed.
struct Pool {
    application: String,
    source: Option<String>,
    wrong_codes: u32,
    last: Option<Time>,
}

pub(crate) async fn show(mut visit: Visit<Staff>) -> Answer<Staff> {
    let Some(id) = visit.subject() else { return visit.not_found() };
    let read = match visit.office().sheet(visit.officer(), &id).await {
        Ok(sheet) => events(&visit, &id).await.map(|events| (sheet, events)),
        Err(error) => Err(error),
    };
    match read {
        Ok((sheet, events)) => {
            let notice = visit.take_notice();
            let page = page(&visit, sheet, events, notice);
            visit.show(StatusCode::OK, &page)
        }
        Err(error) => visit.refused(error),
    }
}

async fn events(visit: &Visit<Staff>, id: &Sid) -> Result<Option<Vec<Event>>, ManageError> {
    if !visit.offers(Act::ReadAudit) {
        return Ok(None);
    }
    let query = AuditQuery { person: Some(id.clone()), newest: true, limit: EVENTS, ..AuditQuery::default() };
    let found = visit.office().audit(visit.officer(), &query).await?;
    let zone = &visit.caller.look.settings.zone;
    Ok(Some(found.rows.iter().map(|row| Event::of(row, zone)).collect()))
}

fn page(visit: &Visit<Staff>, sheet: PersonSheet, events: Option<Vec<Event>>, notice: Option<Notice>) -> Page {
    let frame = visit.frame();
    let time = |at: Option<Timestamp>| at.map(|at| frame.time(at));
    let pool = |(application, source, wrong_codes, last)| Pool { application, source, wrong_codes, last: time(last) };
    Page {
        notice,
        page: StaffPlace::person(&sheet.id),
        name: sheet.name,
        id: sheet.id.to_string(),
        key: escaped(sheet.id.as_str()),
        dn: sheet.dn,
        account: sheet.account.map(account_text),
        protected: sheet.protected,
        authenticators: sheet.authenticators.into_iter().map(|row| authenticator(&frame, row)).collect(),
        recovery_codes: sheet.recovery_codes,
        bypasses: sheet.bypasses.into_iter().map(|row| bypass(&frame, row)).collect(),
        activation: time(sheet.activation),
        wrong_codes: sheet.wrong_codes,
        pools: sheet.pools.into_iter().map(pool).collect(),
        last: time(sheet.last_admission),
        first_told: time(sheet.first_told),
        grace_logins: sheet.grace_logins,
        events,
        may: May {
            unlock: visit.offers(Act::Unlock),
            activate: visit.offers(Act::Activate),
            bypass: visit.offers(Act::GrantBypass),
            revoke_bypass: visit.offers(Act::RevokeBypass),
            recovery: visit.offers(Act::NewRecovery),
            authenticators: visit.offers(Act::RemoveAuthenticator),
            explain: visit.offers(Act::Explain),
        },
        frame,
    }
}

fn authenticator(frame: &Frame, row: AuthenticatorRow) -> Authenticator {
    Authenticator {
        id: row.id,
        label: frame.label(row.label),
        algorithm: algorithm(row.parameters),
        enabled: row.enabled,
        made: frame.time(row.created),
        used: row.last_used.map(|used| frame.time(used)),
    }
}

pub(super) fn bypass(frame: &Frame, row: BypassRow) -> Bypass {
    Bypass {
        id: row.id,
        page: StaffPlace::person(&row.person),
        name: row.person_name,
        operator: row.operator,
        reason: row.reason,
        until: frame.time(row.until),
        used: row.last_used.map(|used| frame.time(used)),
    }
}

pub(crate) const fn account_text(state: AccountState) -> Text {
    match state {
        AccountState::LogonHours => Text("state-logon-hours"),
        AccountState::Workstation => Text("state-workstation"),
        AccountState::PasswordExpired => Text("state-password-expired"),
        AccountState::Disabled => Text("state-disabled"),
        AccountState::AccountExpired => Text("state-expired"),
        AccountState::MustChangePassword => Text("state-must-change-password"),
        AccountState::Locked => Text("state-locked"),
    }
}
