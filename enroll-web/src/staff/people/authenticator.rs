//! Somebody's authenticator: removed for good, or switched off and on.

use askama::Template;
use axum::http::StatusCode;
use vestibule_gate::Sid;

use super::super::desk::Staff;
use super::super::place::StaffPlace;
use crate::language::Text;
use crate::page::Frame;
use crate::session::{Id, Notice};
use crate::visit::{Answer, Visit};

#[derive(Template)]
#[template(path = "staff/authenticator.html")]
struct Page {
    frame: Frame,
    title: Text,
    text: Text,
    /// The last one that can be used is about to go.
    last: bool,
    button: Text,
    name: String,
    label: String,
    person: StaffPlace,
    id: Id,
    what: &'static str,
}

/// What is done.
struct What {
    /// The last segment of the path.
    path: &'static str,
    title: Text,
    text: Text,
    button: Text,
    takes_away: bool,
}

const REMOVE: What = What {
    path: "remove",
    title: Text("authenticator-remove-title"),
    text: Text("authenticator-remove-text"),
    button: Text("authenticator-remove"),
    takes_away: true,
};
const DISABLE: What = What {
    path: "disable",
    title: Text("authenticator-disable-title"),
    text: Text("authenticator-disable-text"),
    button: Text("authenticator-disable"),
    takes_away: true,
};
const ENABLE: What = What {
    path: "enable",
    title: Text("authenticator-enable-title"),
    text: Text("authenticator-enable-text"),
    button: Text("authenticator-enable"),
    takes_away: false,
};

/// Removes it.
pub(super) mod remove {
    use super::*;
    use crate::pages::forms::Pressed;

    pub(crate) async fn show(visit: Visit<Staff>) -> Answer<Staff> {
        ask(visit, &REMOVE).await
    }

    pub(crate) async fn submit(visit: Visit<Staff>, _: Pressed) -> Answer<Staff> {
        act(visit, &REMOVE).await
    }
}

/// Takes its codes no more.
pub(super) mod disable {
    use super::*;
    use crate::pages::forms::Pressed;

    pub(crate) async fn show(visit: Visit<Staff>) -> Answer<Staff> {
        ask(visit, &DISABLE).await
    }

    pub(crate) async fn submit(visit: Visit<Staff>, _: Pressed) -> Answer<Staff> {
        act(visit, &DISABLE).await
    }
}

/// Takes its codes again.
pub(super) mod enable {
    use super::*;
    use crate::pages::forms::Pressed;

    pub(crate) async fn show(visit: Visit<Staff>) -> Answer<Staff> {
        ask(visit, &ENABLE).await
    }

    pub(crate) async fn submit(visit: Visit<Staff>, _: Pressed) -> Answer<Staff> {
        act(visit, &ENABLE).await
    }
}

/// Whose it is, its id, what it is called, and whether it is the last that can be used.
struct Found {
    of: Sid,
    name: String,
    id: Id,
    label: String,
    last: bool,
}

async fn find(visit: Visit<Staff>) -> Result<(Visit<Staff>, Found), Box<Answer<Staff>>> {
    let (Some(of), Some(id)) = (visit.subject(), visit.id(5)) else { return Err(Box::new(visit.not_found())) };
    let sheet = match visit.office().sheet(visit.officer(), &of).await {
        Ok(sheet) => sheet,
        Err(error) => return Err(Box::new(visit.refused(error))),
    };
    let Some(row) = sheet.authenticators.iter().find(|row| row.id == id.as_str()) else {
        return Err(Box::new(visit.not_found()));
    };
    let label = visit.frame().label(row.label.clone());
    let last = row.enabled && sheet.authenticators.iter().filter(|row| row.enabled).count() == 1;
    Ok((visit, Found { of, name: sheet.name, id, label, last }))
}

async fn ask(visit: Visit<Staff>, what: &'static What) -> Answer<Staff> {
    let (visit, found) = match find(visit).await {
        Ok(found) => found,
        Err(answer) => return *answer,
    };
    let page = Page {
        frame: visit.frame(),
        title: what.title,
        text: what.text,
        last: found.last && what.takes_away,
        button: what.button,
        name: found.name,
        label: found.label,
        person: StaffPlace::person(&found.of),
        id: found.id,
        what: what.path,
    };
    visit.show(StatusCode::OK, &page)
}

async fn act(visit: Visit<Staff>, what: &'static What) -> Answer<Staff> {
    let (visit, found) = match find(visit).await {
        Ok(found) => found,
        Err(answer) => return *answer,
    };
    let (office, of, id) = (visit.office(), Some(&found.of), found.id.as_str());
    let made = match what.path {
        "remove" => office.remove_authenticator(visit.officer(), of, id).await,
        path => office.set_authenticator(visit.officer(), of, id, path == "enable").await,
    };
    match made {
        Ok(()) => {
            visit.shared.tables().end_others(&found.of, None);
            let notice = match what.path {
                "remove" => Notice::done(Text("notice-removed"), &found.label),
                "enable" => Notice::done(Text("notice-enabled"), &found.label),
                _ => Notice::done(Text("notice-disabled"), &found.label),
            };
            visit.done(notice, StaffPlace::person(&found.of))
        }
        Err(error) => visit.refused(error),
    }
}
