//! Somebody who manages, at a browser.

use crate::chromium::Browser;
use crate::crowd::holder;
use crate::house::{ADMINS, HELP_DESK, house};
use crate::steps::sign_in;
use crate::support::audit::Event;
use crate::support::people::{Group, Person};
use crate::support::shared::dc;

/// A browser, and who sits at it.
pub(crate) struct Desk {
    pub(crate) browser: Browser,
    pub(crate) person: Person,
}

/// An administrator.
pub(crate) fn admin() -> Desk {
    Desk::of(&ADMINS)
}

/// Somebody of the help desk.
pub(crate) fn helper() -> Desk {
    Desk::of(&HELP_DESK)
}

impl Desk {
    fn of(group: &Group) -> Self {
        let (person, mut phone) = holder();
        dc().join(&person.dn, &group.dn);
        let browser = Browser::at(house());
        sign_in(&browser, &person, &mut phone);
        browser.press("Manage");
        Self { browser, person }
    }
}

/// The newest row of this event that is about somebody, or about a group.
pub(crate) fn at_desk(event: &str, sid: &str) -> Event {
    let found = house().audit().into_iter().rev().find(|row| row.text("event") == event && row.text("sid") == sid);
    found.unwrap_or_else(|| panic!("{event} of {sid} is in the audit"))
}
