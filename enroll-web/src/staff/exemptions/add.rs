//! A group to exempt: searched for, then everybody who becomes exempt, and only below that the form.

use askama::Template;
use axum::http::StatusCode;
use vestibule_gate::ports::Group;
use vestibule_gate::{ManageError, Timestamp};
use zeroize::Zeroizing;

use super::super::day;
use super::super::desk::Staff;
use super::super::place::{StaffPlace, escaped};
use super::preview::{Foreseen, foresee, from};
use crate::form::{Fields, Form, Malformed};
use crate::language::Text;
use crate::page::{Alert, Frame};
use crate::session::Notice;
use crate::visit::{Answer, Visit};

/// So many groups of a search.
const AT_ONCE: usize = 25;
/// An end is suggested so many days from now.
const SUGGESTED: i32 = 90;

#[derive(Template)]
#[template(path = "staff/exemption-group.html")]
struct Search {
    frame: Frame,
    text: String,
    groups: Vec<Group>,
    more: bool,
}

impl Search {
    fn page(group: &Group) -> String {
        address(group.id.as_str())
    }

    /// Its direct members, `+` where there are more than were counted.
    fn members(group: &Group) -> String {
        let told = group.members.map(|count| format!("{}{}", count.number, if count.exact { "" } else { "+" }));
        told.unwrap_or_default()
    }
}

#[derive(Template)]
#[template(path = "staff/exemption-new.html")]
struct Page {
    frame: Frame,
    foreseen: Foreseen,
    /// Where the form is sent to: the address somebody comes back to after a fresh code.
    address: String,
    reason: String,
    until: String,
    today: String,
}

/// A group, why, to the end of which day, and how many members were seen.
pub(crate) struct Asked {
    group: Zeroizing<String>,
    seen: Zeroizing<String>,
    reason: Zeroizing<String>,
    until: Zeroizing<String>,
}

impl Form for Asked {
    fn read(fields: &mut Fields) -> Result<Self, Malformed> {
        Ok(Self {
            group: fields.take("group")?,
            seen: fields.take("seen")?,
            reason: fields.take("reason")?,
            until: fields.take("until")?,
        })
    }
}

pub(crate) async fn show(visit: Visit<Staff>) -> Answer<Staff> {
    let query = visit.query();
    let Some(group) = query.text("group") else { return search(visit, None).await };
    match foresee(&visit, group, &format!("{}&", address(group)), from(&visit)).await {
        Ok(foreseen) => {
            let until = day::from_now(visit.shared.clock().now(), SUGGESTED, zone(&visit));
            let page = page(&visit, visit.frame(), foreseen, (String::new(), until));
            visit.show(StatusCode::OK, &page)
        }
        Err(ManageError::NoGroupNamed(_)) => search(visit, Some(Text("exemption-no-group"))).await,
        Err(error) => visit.refused(error),
    }
}

async fn search(visit: Visit<Staff>, wrong: Option<Text>) -> Answer<Staff> {
    let query = visit.query();
    let text = query.text("q").unwrap_or_default().to_owned();
    let (found, bad) = if text.is_empty() {
        (None, None)
    } else {
        match visit.office().search_groups(visit.officer(), &text, AT_ONCE).await {
            Ok(found) => (Some(found), None),
            Err(ManageError::BadSearch) => (None, Some(Text("search-bad"))),
            Err(error) => return visit.refused(error),
        }
    };
    let status = if wrong.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let frame = match wrong.or(bad) {
        Some(text) => visit.frame_with(text, Some("q")),
        None => visit.frame(),
    };
    let (groups, more) = found.map_or((Vec::new(), false), |found| (found.found, found.more));
    visit.show(status, &Search { frame, text, groups, more })
}

pub(crate) async fn submit(visit: Visit<Staff>, asked: Asked) -> Answer<Staff> {
    let foreseen = match foresee(&visit, &asked.group, &format!("{}&", address(&asked.group)), 0).await {
        Ok(foreseen) => foreseen,
        Err(ManageError::NoGroupNamed(_)) => return search(visit, Some(Text("exemption-no-group"))).await,
        Err(error) => return visit.refused(error),
    };
    if !foreseen.has(&asked.seen) {
        return again(visit, foreseen, &asked, StatusCode::CONFLICT, (Text("exemption-changed"), None));
    }
    let Ok(until) = end(&asked.until, &visit) else {
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        return again(visit, foreseen, &asked, status, (Text("exemption-until-bad"), Some("until")));
    };
    let made = visit.office().exempt(visit.officer(), &foreseen.group, &asked.reason, until).await;
    match made {
        Ok(made) => {
            let name = made.group.name;
            let notice = if made.waits {
                Notice::done(Text("notice-exemption-waits"), &name)
            } else {
                Notice::done(Text("notice-exemption-added"), &name)
            };
            visit.done(notice, StaffPlace::at(StaffPlace::EXEMPTIONS))
        }
        Err(error) => match told(&error) {
            Some(wrong) => again(visit, foreseen, &asked, StatusCode::UNPROCESSABLE_ENTITY, wrong),
            None => visit.refused(error),
        },
    }
}

/// What of an error is told on the form, and at which field.
fn told(error: &ManageError) -> Option<(Text, Option<&'static str>)> {
    if matches!(error, ManageError::BadReason) {
        Some((Text("reason-bad"), Some("reason")))
    } else if matches!(error, ManageError::BadSpan(_)) {
        Some((Text("exemption-until-bad"), Some("until")))
    } else if matches!(error, ManageError::Oneself) {
        Some((Text("exemption-oneself"), None))
    } else {
        None
    }
}

/// The end that was chosen; none is chosen by leaving the field empty.
fn end(day: &str, visit: &Visit<Staff>) -> Result<Option<Timestamp>, ()> {
    let day = day.trim();
    if day.is_empty() {
        return Ok(None);
    }
    day::end_of(day, zone(visit)).map(Some).ok_or(())
}

/// Preview and form once more, with what was typed.
fn again(
    visit: Visit<Staff>,
    foreseen: Foreseen,
    asked: &Asked,
    status: StatusCode,
    (text, field): (Text, Option<&'static str>),
) -> Answer<Staff> {
    let mut frame = visit.frame();
    frame.alert = Some(Alert { text: frame.say(text.0), field });
    let page = page(&visit, frame, foreseen, (asked.reason.to_string(), asked.until.to_string()));
    visit.show(status, &page)
}

fn page(visit: &Visit<Staff>, frame: Frame, foreseen: Foreseen, (reason, until): (String, String)) -> Page {
    let today = day::from_now(visit.shared.clock().now(), 0, zone(visit));
    Page { address: address(&foreseen.group), frame, foreseen, reason, until, today }
}

fn address(group: &str) -> String {
    format!("/admin/exemptions/new?group={}", escaped(group))
}

fn zone(visit: &Visit<Staff>) -> &jiff::tz::TimeZone {
    &visit.caller.look.settings.zone
}
