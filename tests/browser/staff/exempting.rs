//! Exemptions on the pages: foreseen, made, seen at the doors, approved by somebody else, removed.

use super::desk::{Desk, admin, at_desk};
use crate::crew::{Crew, comes_in};
use crate::crowd::holder;
use crate::house::{ADMINS, house, plan};
use crate::steps::assert_says;
use crate::support::house::House;
use crate::support::shared::dc;
use crate::visitor::Visitor;

#[test]
fn who_becomes_exempt_on_the_page_is_who_comes_in_without_a_code() {
    let Desk { browser, person: operator } = admin();
    let crew = Crew::new(house());
    for person in crew.all() {
        assert!(!comes_in(house(), person), "{}", person.sam);
    }
    browser.press("Exemptions");
    browser.press("Exempt a group");
    browser.fill("q", crew.name());
    browser.wait_for_text("#results", &crew.group.dn);
    browser.press(crew.name());
    // Everybody is seen before anything can be saved.
    let rows = browser.read_all("[aria-labelledby=members] tbody tr");
    assert_eq!(rows.len(), 4, "{rows:?}");
    for person in crew.all() {
        let row = rows.iter().find(|row| row.contains(&person.sam)).expect("each has a row");
        let protected = person.sid == crew.protected.sid;
        assert_eq!(row.contains("Becomes exempt"), !protected, "{row}");
        assert_eq!(row.contains("Protected: still needs a code"), protected, "{row}");
    }
    browser.fill("reason", "   ");
    browser.press("Exempt this group");
    assert_says(&browser, "give a reason");
    browser.fill("reason", "gloves on the floor");
    browser.press("Exempt this group");
    assert_eq!(browser.path(), "/admin/exemptions", "{}", browser.text());
    assert_says(&browser, "need no code from now on");
    for person in crew.all() {
        assert_eq!(comes_in(house(), person), person.sid != crew.protected.sid, "{} as foreseen", person.sam);
    }
    let row = at_desk("exemption-added", &crew.group.sid);
    assert_eq!((row.text("operator"), row.text("note")), (&*operator.sam, "gloves on the floor"));

    browser.press(&format!("Remove {}", crew.name()));
    browser.press("Remove");
    assert_says(&browser, &format!("The exemption of {} is removed", crew.name()));
    for person in crew.all() {
        assert!(!comes_in(house(), person), "{} needs a code again", person.sam);
    }
    assert_eq!(at_desk("exemption-removed", &crew.group.sid).text("operator"), operator.sam);
}

#[test]
fn group_that_changed_since_it_was_looked_at_is_not_exempt() {
    let Desk { browser, .. } = admin();
    let crew = Crew::new(house());
    browser.go(&format!("/admin/exemptions/new?group={}", crew.group.sid));
    let (late, _phone) = holder();
    dc().join(&late.dn, &crew.group.dn);
    browser.fill("reason", "gloves");
    browser.press("Exempt this group");
    assert_says(&browser, "has changed since you looked");
    assert_says(&browser, &late.sam);
    assert!(!comes_in(house(), &crew.direct) && !comes_in(house(), &late));
    browser.press("Exempt this group");
    assert_eq!(browser.path(), "/admin/exemptions", "{}", browser.text());
    assert!(comes_in(house(), &crew.direct) && comes_in(house(), &late));
}

#[test]
fn nobody_exempts_themselves() {
    let group = dc().new_group("own");
    let ((mut admin, person, _), outer) = (crate::crowd::manager(&ADMINS), dc().new_group("outer"));
    dc().join(&person.dn, &group.dn);
    dc().join(&group.dn, &outer.dn);
    // No exemption holds for them as long as they manage; what counts is that the rule is there on the day they do not.
    for group in [&group, &outer] {
        let page = format!("/admin/exemptions/new?group={}", group.sid);
        let fields = [("group", &*group.sid), ("seen", "1"), ("reason", "me"), ("until", "")];
        admin.post(&page, &page, &fields);
        assert_ne!(house().bind(&person.upn, &person.password).code, 0, "they still need a code");
    }
}

#[test]
fn exemption_that_waits_holds_for_nobody_until_another_administrator_approves_it() {
    let house = plan().web("exemptions-need-approval = true").open();
    let crew = Crew::new(&house);
    let (mut asks, mut approves) = (administrator(&house), administrator(&house));
    let new = format!("/admin/exemptions/new?group={}", crew.group.sid);
    let fields =
        [("group", &*crew.group.sid), ("seen", "4"), ("reason", "gloves on the floor"), ("until", "2199-12-31")];
    let said = asks.post(&new, &new, &fields);
    assert_eq!(said.brief(), "303 /admin/exemptions", "{said:?}");
    assert!(asks.get("/admin/exemptions").body.contains("waits until another administrator approves it"));
    assert!(!comes_in(&house, &crew.direct), "asked for is not exempt");
    let listed = approves.get("/admin/exemptions").body;
    let path = listed.split('"').find(|part| part.ends_with("/approve")).expect("it can be approved").to_owned();
    assert!(!asks.get("/admin/exemptions").body.contains(&path), "not by who asked");
    let own = asks.post("/admin/exemptions", &path, &[("seen", "4")]);
    assert_eq!(own.status, 403, "{own:?}");
    assert!(approves.get(&path).body.contains(&crew.nested.sam), "who becomes exempt is seen again");
    assert!(!comes_in(&house, &crew.direct), "to look is not to approve");
    let said = approves.post("/admin/exemptions", &path, &[("seen", "4")]);
    assert_eq!(said.brief(), "303 /admin/exemptions", "{said:?}");
    assert!(comes_in(&house, &crew.direct) && comes_in(&house, &crew.nested) && comes_in(&house, &crew.primary));
    assert!(!comes_in(&house, &crew.protected));
}

/// An administrator of another house, signed in.
fn administrator(house: &House) -> Visitor {
    let person = dc().person("asta");
    let mut phone = house.enroll(&person);
    dc().join(&person.dn, &ADMINS.dn);
    let mut visitor = Visitor::at(house);
    let said = visitor.sign_in(&person.upn, &person.password, &phone.code());
    assert_eq!(said.brief(), "303 /account", "{said:?}");
    visitor
}
