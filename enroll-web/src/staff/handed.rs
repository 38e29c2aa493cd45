//! A code that was made for somebody, shown to who made it until it is handed on.

use std::time::Duration;

use askama::Template;
use axum::http::StatusCode;
use vestibule_gate::{Act, Issued, Moment, Sid, Timestamp};
use zeroize::Zeroizing;

use super::desk::Staff;
use super::entry::{get, post};
use super::place::StaffPlace;
use crate::language::Text;
use crate::page::{Frame, Time};
use crate::pages::forms::Pressed;
use crate::routes::Entry;
use crate::visit::{Answer, Place, Visit};

/// It is shown for so long at most.
const SHOWN_FOR: Duration = Duration::from_secs(600);

/// What kind of code it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Activation,
    Bypass,
    Recovery,
}

/// Codes for somebody else, in the session of who made them.
pub(crate) struct Handed {
    kind: Kind,
    person: Sid,
    name: String,
    codes: Vec<Zeroizing<String>>,
    until: Option<Timestamp>,
    shown_until: Moment,
}

#[derive(Template)]
#[template(path = "staff/handed.html")]
struct Page<'a> {
    frame: Frame,
    title: Text,
    intro: Text,
    name: &'a str,
    person: StaffPlace,
    codes: &'a [Zeroizing<String>],
    until: Option<Time>,
    /// Where it is typed; for an activation code.
    address: Option<String>,
}

pub(super) fn entries() -> Vec<Entry> {
    vec![get(StaffPlace::HANDED, Act::ShowPerson, show), post(StaffPlace::HANDED, Act::ShowPerson, forget)]
}

impl Visit<Staff> {
    /// Shows a code that was made.
    pub(super) fn hand(self, kind: Kind, person: (Sid, String), issued: Issued) -> Answer<Staff> {
        self.hand_all(kind, person, vec![issued.code], Some(issued.until))
    }

    /// Shows codes that were made.
    pub(super) fn hand_all(
        mut self,
        kind: Kind,
        (person, name): (Sid, String),
        codes: Vec<Zeroizing<String>>,
        until: Option<Timestamp>,
    ) -> Answer<Staff> {
        let shown_until = self.now().plus(SHOWN_FOR);
        self.held.session.state.handed = Some(Handed { kind, person, name, codes, until, shown_until });
        self.go(&Place::Staff(StaffPlace::at(StaffPlace::HANDED)))
    }
}

async fn show(mut visit: Visit<Staff>) -> Answer<Staff> {
    let now = visit.now();
    let state = &mut visit.held.session.state;
    let Some(handed) = state.handed.take_if(|handed| now < handed.shown_until) else {
        state.handed = None;
        return visit.go(&Place::Staff(StaffPlace::at(StaffPlace::PEOPLE)));
    };
    let frame = visit.frame();
    let (title, intro) = match handed.kind {
        Kind::Activation => (Text("handed-activation-title"), Text("handed-activation-intro")),
        Kind::Bypass => (Text("handed-bypass-title"), Text("handed-bypass-intro")),
        Kind::Recovery => (Text("handed-recovery-title"), Text("handed-recovery-intro")),
    };
    let page = Page {
        title,
        intro,
        name: &handed.name,
        person: StaffPlace::person(&handed.person),
        codes: &handed.codes,
        until: handed.until.map(|until| frame.time(until)),
        address: (handed.kind == Kind::Activation).then(|| frame.look.settings.public_url.to_string()),
        frame,
    };
    let response = crate::page::html(StatusCode::OK, &page);
    visit.held.session.state.handed = Some(handed);
    visit.stay(response)
}

/// It is handed on, and not to be seen again.
async fn forget(mut visit: Visit<Staff>, _: Pressed) -> Answer<Staff> {
    let handed = visit.held.session.state.handed.take();
    let to = handed.map_or_else(|| StaffPlace::at(StaffPlace::PEOPLE), |handed| StaffPlace::person(&handed.person));
    visit.go(&Place::Staff(to))
}
