//! What the help desk may not, and who is neither may not at all: neither is it there to be pressed.

use super::desk::{Desk, admin, helper};
use crate::chromium::Browser;
use crate::crowd::{Subject, holder, manager};
use crate::house::{ADMINS, HELP_DESK, house};
use crate::steps::{assert_says, sign_in};
use crate::support::dc::BASE;
use crate::support::process::{pause, wait_until};
use crate::support::shared::dc;
use std::time::Duration;

#[test]
fn help_desk_sees_what_it_may_do_and_nothing_else() {
    let (Desk { browser, .. }, subject) = (helper(), Subject::new());
    assert_eq!(browser.read_all("nav.menu li"), ["People", "Bypass codes", "My account"]);
    browser.go(&format!("/admin/people/{}", subject.person.sid));
    for there in ["unlock", "activation", "bypass"] {
        assert!(browser.shows(&format!("main a[href$=\"/{there}\"]")), "{there}: {}", browser.text());
    }
    for other in ["disable", "remove", "recovery-codes", "revoke"] {
        assert!(!browser.shows(&format!("main a[href$=\"/{other}\"]")), "{other}: {}", browser.text());
    }
    browser.go("/admin/bypass");
    assert!(!browser.shows("main a[href$=\"/revoke\"]"));
    for path in ["/admin/exemptions", "/admin/exemptions/new", "/admin/explain"] {
        browser.go(path);
        assert_says(&browser, "may not see this");
    }
}

#[test]
fn administrator_sees_every_page_in_the_menu() {
    let Desk { browser, .. } = admin();
    let menu = browser.read_all("nav.menu li");
    for page in ["People", "Bypass codes", "Exemptions"] {
        assert!(menu.iter().any(|item| item == page), "{page} in {menu:?}");
    }
    for place in 0..menu.len() - 1 {
        let item = &browser.read_all("nav.menu li a")[place];
        browser.press(item);
        assert!(browser.path().starts_with("/admin"), "{item}");
        assert_eq!(&browser.read("nav.menu [aria-current=page]"), item);
    }
}

#[test]
fn protected_person_is_helped_by_administrators_alone() {
    let guarded = Subject::new();
    dc().join(&guarded.person.dn, &format!("CN=Domain Admins,CN=Users,{BASE}"));
    // Those who manage are protected too.
    let ((mut desk, ..), (_, other, _)) = (manager(&HELP_DESK), manager(&HELP_DESK));
    let (mut admin, ..) = manager(&ADMINS);
    for sid in [&guarded.person.sid, &other.sid] {
        for (what, fields) in [
            ("unlock", &[][..]),
            ("activation", &[("for", "1440")]),
            ("bypass", &[("for", "60"), ("reason", "a favour")]),
        ] {
            let path = format!("/admin/people/{sid}/{what}");
            let said = desk.post("/admin/people", &path, fields);
            assert_eq!(said.status, 403, "{path}: {said:?}");
        }
    }
    let said = admin.post("/admin/people", &format!("/admin/people/{}/unlock", guarded.person.sid), &[]);
    assert_eq!(said.status, 303, "{said:?}");
}

#[test]
fn nobody_helps_themselves() {
    let (mut admin, person, mut phone) = manager(&ADMINS);
    let sid = &person.sid;
    for (what, fields) in [
        ("unlock", &[][..]),
        ("bypass", &[("for", "60"), ("reason", "me")]),
        ("activation", &[("for", "1440"), ("clear", "yes")]),
        ("recovery-codes", &[]),
    ] {
        let said = admin.post("/admin/people", &format!("/admin/people/{sid}/{what}"), fields);
        assert!(said.status == 403 && said.body.contains("Nobody does this for themselves"), "{what}: {said:?}");
    }
    assert_eq!(house().bind(&person.upn, &format!("{}{}", person.password, phone.code())).code, 0);
}

#[test]
fn who_is_neither_finds_no_way_in_and_who_was_one_loses_it() {
    let (person, mut phone) = holder();
    let browser = Browser::at(house());
    sign_in(&browser, &person, &mut phone);
    assert!(!browser.shows("a[href=\"/admin\"]"), "{}", browser.text());
    browser.go("/admin/people");
    assert_says(&browser, "may not see this");
    dc().join(&person.dn, &ADMINS.dn);
    browser.go("/admin/people");
    assert!(browser.shows("nav.menu"), "{}", browser.text());
    dc().leave(&person.dn, &ADMINS.dn);
    wait_until("the role to end with the membership", || {
        pause(Duration::from_millis(200));
        browser.go("/admin/people");
        browser.text().contains("may not see this").then_some(())
    });
}
