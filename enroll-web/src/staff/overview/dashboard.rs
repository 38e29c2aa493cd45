//! The first page of an administrator.

use askama::Template;
use axum::http::StatusCode;
use vestibule_gate::ports::Figures;
use vestibule_gate::{Act, Coverage, ManageError, Outcome};

use super::super::desk::Staff;
use super::super::place::{StaffPlace, escaped};
use super::chart::{Chart, date, share};
use crate::language::Text;
use crate::page::Frame;
use crate::session::Notice;
use crate::surroundings::{Alarm, Severity};
use crate::visit::{Answer, Place, Visit};

/// How wide the bar of the commonest outcome is.
const WIDEST: u64 = 320;

#[derive(Template)]
#[template(path = "staff/overview.html")]
struct Page {
    frame: Frame,
    notice: Option<Notice>,
    alarms: Vec<Watched>,
    figures: Figures,
    logins: Vec<Bar>,
    chart: Option<Chart>,
    groups: Vec<Row>,
}

/// Something to be seen to.
struct Watched {
    severity: Text,
    class: &'static str,
    text: String,
}

/// How often logins ended so.
struct Bar {
    text: Text,
    class: &'static str,
    count: u64,
    width: u64,
}

/// A group today.
struct Row {
    name: Option<String>,
    page: String,
    day: String,
    members: u64,
    enrolled: u64,
    share: String,
}

/// Of somebody who may not see all this: on to people.
pub(crate) async fn show(mut visit: Visit<Staff>) -> Answer<Staff> {
    if !visit.offers(Act::Overview) {
        return visit.go(&Place::Staff(StaffPlace::at(StaffPlace::PEOPLE)));
    }
    match page(&mut visit).await {
        Ok(page) => visit.show(StatusCode::OK, &page),
        Err(error) => visit.refused(error),
    }
}

async fn page(visit: &mut Visit<Staff>) -> Result<Page, ManageError> {
    let office = visit.office();
    let seen = office.overview(visit.officer()).await?;
    let coverage = office.coverage(visit.officer()).await?;
    let alarms = visit.shared.surroundings().alarms().await;
    Ok(Page {
        alarms: alarms.into_iter().map(watched).collect(),
        frame: visit.frame(),
        notice: visit.take_notice(),
        logins: bars(&seen.figures.logins),
        figures: seen.figures,
        chart: Chart::of(&coverage),
        groups: coverage.iter().filter_map(row).collect(),
    })
}

fn watched(alarm: Alarm) -> Watched {
    let severity = match alarm.severity {
        Severity::Alarm => Text("severity-alarm"),
        Severity::Warning => Text("severity-warning"),
        Severity::Note => Text("severity-note"),
    };
    Watched { severity, class: alarm.severity.as_str(), text: alarm.text }
}

fn bars(logins: &[(Outcome, u64)]) -> Vec<Bar> {
    let of = |outcome| logins.iter().find(|(of, _)| *of == outcome).map_or(0, |(_, count)| *count);
    let outcomes = [
        (Outcome::Admitted, Text("outcome-admitted"), "good"),
        (Outcome::Asked, Text("outcome-asked"), "plain"),
        (Outcome::Refused, Text("outcome-refused"), "wrong"),
        (Outcome::Unavailable, Text("outcome-unavailable"), "wrong"),
    ];
    let most = logins.iter().map(|(_, count)| *count).max().unwrap_or(0).max(1);
    let bar = |(outcome, text, class)| {
        let count: u64 = of(outcome);
        // What happened at all is to be seen.
        Bar { text, class, count, width: (WIDEST * count / most).max(u64::from(count > 0) * 2) }
    };
    outcomes.map(bar).into()
}

fn row(of: &Coverage) -> Option<Row> {
    let last = of.samples.last()?;
    let group = of.group.as_ref().map(|(id, _)| format!("&group={}", escaped(id.as_str()))).unwrap_or_default();
    Some(Row {
        name: of.group.as_ref().map(|(_, name)| name.clone()),
        page: format!("{}?state=not-enrolled{group}", StaffPlace::COVERAGE),
        day: date(last.day),
        members: last.members,
        enrolled: last.enrolled,
        share: format!("{:.0}", share(last)),
    })
}
