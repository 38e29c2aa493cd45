//! What would be asked of somebody, where and from where. Nothing is tried and nothing is counted.

use std::net::IpAddr;
use std::sync::Arc;

use askama::Template;
use axum::http::StatusCode;
use vestibule_gate::{Act, Explanation, ManageError, Requirement, Sid};

use super::desk::Staff;
use super::entry::get;
use super::people::account_text;
use super::place::StaffPlace;
use super::query::Query;
use super::whom::whom;
use crate::language::Text;
use crate::page::Frame;
use crate::routes::Entry;
use crate::visit::{Answer, Visit};

#[derive(Template)]
#[template(path = "staff/explain.html")]
struct Page {
    frame: Frame,
    asked: Asked,
    applications: Vec<Arc<str>>,
    /// Whose answers these are, once there are some.
    person: Option<StaffPlace>,
    answers: Vec<Answered>,
}

/// What the form holds.
struct Asked {
    person: String,
    /// None for all of them.
    application: Option<String>,
    from: String,
}

/// The answer for one application.
struct Answered {
    title: String,
    /// What is asked.
    asked: String,
    /// What else is to be known.
    notes: Vec<String>,
    exempt: Option<Exempt>,
    authenticators: usize,
    recovery_codes: usize,
    bypass_codes: usize,
    wrong_codes: (u32, u32),
    groups: usize,
}

struct Exempt {
    rule: String,
    group: Sid,
    name: String,
    reason: String,
    through: Vec<String>,
}

pub(super) fn entries() -> Vec<Entry> {
    vec![get(StaffPlace::EXPLAIN, Act::Explain, show)]
}

async fn show(visit: Visit<Staff>) -> Answer<Staff> {
    let asked = Asked::of(&visit.query());
    let applications = applications(&visit);
    if asked.person.is_empty() {
        let page = Page { frame: visit.frame(), asked, applications, person: None, answers: Vec::new() };
        return visit.show(StatusCode::OK, &page);
    }
    match answer(&visit, &asked, &applications).await {
        Ok((id, answers)) => {
            let person = Some(StaffPlace::person(&id));
            let page = Page { frame: visit.frame(), asked, applications, person, answers };
            visit.show(StatusCode::OK, &page)
        }
        Err(Wrong::Field(text, field)) => {
            let frame = visit.frame_with(text, Some(field));
            let page = Page { frame, asked, applications, person: None, answers: Vec::new() };
            visit.show(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
        Err(Wrong::Refused(error)) => visit.refused(error),
    }
}

impl Asked {
    fn of(query: &Query) -> Self {
        let text = |name| query.text(name).unwrap_or_default().to_owned();
        Self { person: text("person"), application: query.text("application").map(str::to_owned), from: text("from") }
    }
}

/// All of them, by name.
fn applications(visit: &Visit<Staff>) -> Vec<Arc<str>> {
    let policy = visit.office().gate.as_ref().map(|gate| gate.policy());
    let mut all: Vec<Arc<str>> = policy.iter().flat_map(|policy| policy.applications.keys().cloned()).collect();
    all.sort_unstable();
    all
}

/// Why there is no answer.
enum Wrong {
    Field(Text, &'static str),
    Refused(ManageError),
}

impl From<ManageError> for Wrong {
    fn from(error: ManageError) -> Self {
        if matches!(error, ManageError::NobodyNamed(_)) {
            Self::Field(Text("explain-nobody"), "person")
        } else if matches!(error, ManageError::NotFound(_)) {
            Self::Field(Text("explain-no-application"), "application")
        } else {
            Self::Refused(error)
        }
    }
}

async fn answer(visit: &Visit<Staff>, asked: &Asked, applications: &[Arc<str>]) -> Result<(Sid, Vec<Answered>), Wrong> {
    let from: Option<IpAddr> = match &*asked.from {
        "" => None,
        text => Some(text.parse().map_err(|_| Wrong::Field(Text("explain-from-bad"), "from"))?),
    };
    let office = visit.office();
    let person = whom(&office, &asked.person).await?;
    let named: Vec<&str> = match &asked.application {
        Some(application) => vec![application],
        None => applications.iter().map(|name| &**name).collect(),
    };
    let frame = visit.frame();
    let mut answers = Vec::with_capacity(named.len());
    for application in named {
        let explained = office.explain(visit.officer(), &person, application, from).await?;
        answers.push(Answered::of(&frame, explained));
    }
    Ok((person.id, answers))
}

impl Answered {
    fn of(frame: &Frame, of: Explanation) -> Self {
        let title =
            frame.words.with_two("explain-answer", ("name", of.person.as_str()), ("application", &*of.application));
        let (asked, notes) = (sentence(frame, &of), notes(frame, &of));
        let exempt = match of.requirement {
            Requirement::Exempt { rule, group } if !of.service_account => {
                let (name, reason) = of.exempt_by.unwrap_or_default();
                Some(Exempt { rule, group, name, reason, through: between(of.through) })
            }
            Requirement::Exempt { .. } | Requirement::Code | Requirement::Grace(_) | Requirement::Enrol => None,
        };
        Self {
            title,
            asked,
            notes,
            exempt,
            authenticators: of.authenticators,
            recovery_codes: of.recovery_codes,
            bypass_codes: of.bypass_codes,
            wrong_codes: of.wrong_codes,
            groups: of.groups,
        }
    }
}

/// The groups between somebody and the exempting group, which is the last on the way.
fn between(mut way: Vec<String>) -> Vec<String> {
    way.truncate(way.len().saturating_sub(1));
    way
}

/// What is asked of them.
fn sentence(frame: &Frame, of: &Explanation) -> String {
    if of.service_account {
        return frame.say("explain-service");
    }
    match (&of.requirement, of.code_only) {
        (Requirement::Exempt { .. }, _) => frame.say("explain-exempt"),
        (Requirement::Code, false) => frame.say("explain-code"),
        (Requirement::Enrol, false) => frame.say("explain-enrol"),
        (Requirement::Code, true) => frame.say("explain-code-only"),
        (Requirement::Enrol, true) => frame.say("explain-code-only-none"),
        (Requirement::Grace(left), _) => {
            let days = left.days.and_then(|days| u32::try_from(days).ok());
            let days = days.map(|days| frame.count("explain-grace-days", "count", &days));
            let logins = left.logins.map(|logins| frame.count("explain-grace-logins", "count", &logins));
            let sentences = [Some(frame.say("explain-grace")), days, logins];
            sentences.into_iter().flatten().collect::<Vec<_>>().join(" ")
        }
    }
}

/// What else is to be known.
fn notes(frame: &Frame, of: &Explanation) -> Vec<String> {
    let account = of.account.map(|state| frame.with("explain-account", "state", &frame.say(account_text(state).0)));
    let notes = [
        of.protected.then(|| frame.say("explain-protected")),
        (!of.enforced).then(|| frame.say("explain-monitor")),
        account,
        (!of.codes_open).then(|| frame.say("explain-codes-shut")),
        (!of.passwords_open && !of.code_only).then(|| frame.say("explain-passwords-shut")),
    ];
    notes.into_iter().flatten().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_exempting_group_is_not_on_the_way_to_itself() {
        let way = |groups: &[&str]| between(groups.iter().map(|group| (*group).to_owned()).collect());
        assert_eq!(way(&["Packers", "Hall 3", "Kiosk"]), ["Packers", "Hall 3"]);
        assert!(way(&["Kiosk"]).is_empty() && way(&[]).is_empty());
    }
}
