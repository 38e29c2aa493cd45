//! Exemptions on the pages: who becomes exempt is shown before, and nobody exempts themselves.

use vestibule_gate::fakes::Fakes;
use vestibule_gate::{ExemptRule, Outcome, Sid, Timestamp};

use super::{kiosk, of_two};
use crate::browser::{Browser, Page};
use crate::house::{House, PASSWORD, help_desk, open};

/// People with these numbers, in the group.
fn kiosk_of(house: &House, members: std::ops::Range<usize>) {
    for number in members {
        let name = format!("worker{number:02}");
        let _worker = house.fakes.person(&name, PASSWORD);
        house.fakes.directory.join(&name, &kiosk());
    }
}

fn preview(browser: &mut Browser<'_>) -> Page {
    browser.get(&format!("/admin/exemptions/new?group={}", kiosk())).shown()
}

fn fields<'a>(seen: &'a str, reason: &'a str, until: &'a str) -> [(&'a str, &'a str); 4] {
    [("group", "S-1-5-21-1-2-3-7001"), ("seen", seen), ("reason", reason), ("until", until)]
}

fn changes(fakes: &Fakes) -> Vec<&'static str> {
    let events = fakes.store.events();
    events.iter().map(|event| event.event).filter(|event| event.starts_with("exemption-")).collect()
}

#[test]
fn a_group_is_found_and_every_member_is_shown_before_it_is_exempt() {
    let house = House::with(|policy| {
        open(policy);
        let rule = |id: &str, group: &str| ExemptRule {
            id: id.to_owned(),
            group: Sid::new(group),
            group_name: "Printers".to_owned(),
            reason: "they print".to_owned(),
            until: None,
        };
        policy.exempt = vec![rule("exempt-1", "S-1-5-21-1-2-3-7002")];
        policy.protected = vec![Sid::new("S-1-5-21-1-2-3-512")];
    });
    kiosk_of(&house, 0..28);
    house.fakes.directory.join("worker01", &Sid::new("S-1-5-21-1-2-3-512"));
    house.fakes.directory.join("worker02", &Sid::new("S-1-5-21-1-2-3-7002"));
    let (mut browser, _) = house.admin("bea");
    let found = browser.get("/admin/exemptions/new?q=S-1-5-21-1-2-3-70").shown();
    let found = found.says("href=\"/admin/exemptions/new?group=S-1-5-21-1-2-3-7001\"").says("S-1-5-21-1-2-3-7002");
    found.says("Direct members").says("<bdi dir=\"ltr\">28</bdi>").says_nothing_of("S-1-5-21-1-2-3-9001");
    let page = preview(&mut browser).says("28 people are in this group").says("name=\"seen\" value=\"28\"");
    let page = page.says("Protected: still needs a code").says("Is exempt already, by:").says("Printers");
    assert_eq!(page.body.matches("<strong>Becomes exempt</strong>").count(), 23);
    page.says("worker24").says_nothing_of("worker25");
    let address = format!("/admin/exemptions/new?group={}&from=25", kiosk());
    let page = browser.get(&address).shown().says("worker27").says_nothing_of("worker24");
    page.says("from=0").says_nothing_of("from=50");
    assert_eq!(changes(&house.fakes), [""; 0]);
    browser.post("/admin/exemptions/new", &fields("28", "no phones", "2023-12-31")).sent_to("/admin/exemptions");
    assert_eq!(changes(&house.fakes), ["exemption-added"]);
    let list = browser.get("/admin/exemptions").shown().says("The members of S-1-5-21-1-2-3-7001 need no code");
    let list = list.says("no phones").says("<bdi>bea</bdi>").says("2023-12-31 24:00 UTC").says("In force");
    list.says("Printers").says("changed and removed in the configuration file").says_nothing_of("exempt-1/remove");
}

#[test]
fn what_cannot_be_saved_is_told_at_its_field_and_keeps_what_was_typed() {
    let house = House::new();
    kiosk_of(&house, 0..2);
    let (mut browser, _) = house.admin("bea");
    preview(&mut browser);
    let path = "/admin/exemptions/new";
    let page = browser.post(path, &fields("2", " ", "2030-01-01")).is(422);
    page.says("<a href=\"#reason\">").says("value=\"2030-01-01\"").says("2 people are in this group");
    for until in ["2023-11-13", "yesterday", "2023-02-30", "1960-01-01", "9999-12-31"] {
        let page = browser.post(path, &fields("2", "no phones", until)).is(422).says("<a href=\"#until\">");
        page.says("value=\"no phones\"").says(&format!("value=\"{until}\""));
    }
    browser.post(path, &[("group", "x"), ("seen", "0"), ("reason", "r")]).is(400);
    assert_eq!(changes(&house.fakes), [""; 0]);
    // Today is not over yet, and no day at all is one without an end.
    browser.post(path, &fields("2", "no phones", "2023-11-14")).sent_to("/admin/exemptions");
    browser.post(path, &fields("2", "no phones", "")).sent_to("/admin/exemptions");
    browser.get("/admin/exemptions").shown().says("Never").says("2023-11-14 24:00 UTC");
}

#[test]
fn a_group_that_changed_since_is_shown_again_instead_of_saved() {
    let house = House::new();
    kiosk_of(&house, 0..2);
    let (mut browser, _) = house.admin("bea");
    preview(&mut browser).says("name=\"seen\" value=\"2\"");
    kiosk_of(&house, 2..3);
    let page = browser.post("/admin/exemptions/new", &fields("2", "no phones", "")).is(409);
    let page = page.says("The group has changed since you looked").says("3 people are in this group");
    page.says("value=\"no phones\"").says("name=\"seen\" value=\"3\"");
    assert_eq!(changes(&house.fakes), [""; 0]);
    browser.post("/admin/exemptions/new", &fields("3", "no phones", "")).sent_to("/admin/exemptions");
}

#[test]
fn an_administrator_who_exempts_their_own_group_stays_asked() {
    let house = House::new();
    kiosk_of(&house, 0..1);
    let (mut browser, _) = house.admin("bea");
    house.fakes.directory.join("bea", &kiosk());
    let page = preview(&mut browser).says("Protected: still needs a code");
    assert_eq!(page.body.matches("<strong>Becomes exempt</strong>").count(), 1);
    browser.post("/admin/exemptions/new", &fields("2", "no phones", "")).sent_to("/admin/exemptions");
    let page = preview(&mut browser).says("Protected: still needs a code").says("Is exempt already, by:");
    assert_eq!(page.body.matches("<strong>Becomes exempt</strong>").count(), 0);
}

#[test]
fn a_second_administrator_approves_and_the_first_cannot() {
    let house = of_two();
    kiosk_of(&house, 0..2);
    let (mut bea, _) = house.admin("bea");
    preview(&mut bea);
    bea.post("/admin/exemptions/new", &fields("2", "no phones", "2030-01-01")).sent_to("/admin/exemptions");
    let list = bea.get("/admin/exemptions").shown().says("waits until another administrator approves");
    let list = list.says("Waits for approval").says("You asked for it").says_nothing_of("/approve\"").says("Turn down");
    let id = list.body.split("/admin/exemptions/").find_map(|rest| rest.split_once("/remove")).unwrap().0.to_owned();
    let path = format!("/admin/exemptions/{id}/approve");
    bea.get(&path).shown().says("You asked for it").says_nothing_of("name=\"seen\"");
    bea.post(&path, &[("seen", "2")]).is(403).says("Nobody does this for themselves");
    let (mut cleo, _) = house.admin("cleo");
    cleo.get("/admin/exemptions").shown().says(&format!("href=\"{path}\"")).says_nothing_of("You asked for it");
    let page = cleo.get(&path).shown().says("worker00").says("<bdi>bea</bdi>").says("2030-01-01 24:00 UTC");
    assert_eq!(page.hidden("seen").as_deref(), Some("2"));
    kiosk_of(&house, 2..3);
    cleo.post(&path, &[("seen", "2")]).is(409).says("worker02");
    cleo.post(&path, &[("seen", "3")]).sent_to("/admin/exemptions");
    cleo.get("/admin/exemptions").shown().says("is in force").says("In force").says_nothing_of("/approve\"");
    assert_eq!(changes(&house.fakes)[..1], ["exemption-requested"]);
    assert_eq!(changes(&house.fakes).last(), Some(&"exemption-approved"));
    cleo.get(&path).is(404);
    cleo.post(&path, &[("seen", "3")]).is(404);
}

#[test]
fn what_would_be_over_is_turned_down_instead_of_approved() {
    let house = of_two();
    kiosk_of(&house, 0..1);
    let (mut bea, _) = house.admin("bea");
    preview(&mut bea);
    bea.post("/admin/exemptions/new", &fields("1", "no phones", "2023-11-14")).sent_to("/admin/exemptions");
    let list = bea.get("/admin/exemptions").shown();
    let id = list.body.split("/admin/exemptions/").find_map(|rest| rest.split_once("/remove")).unwrap().0.to_owned();
    assert!(house.fakes.store.events().last().unwrap().time < Timestamp::from_secs(1_700_006_400));
    house.advance(2 * 3600);
    let (mut cleo, _) = house.admin("cleo");
    cleo.get(&format!("/admin/exemptions/{id}/approve")).shown();
    cleo.post(&format!("/admin/exemptions/{id}/approve"), &[("seen", "1")]).is(422).says("over already");
    cleo.get(&format!("/admin/exemptions/{id}/remove")).shown().says("Turn this exemption down?");
    cleo.post(&format!("/admin/exemptions/{id}/remove"), &[]).sent_to("/admin/exemptions");
    cleo.get("/admin/exemptions").shown().says("No group is exempt").says("is removed");
    cleo.post(&format!("/admin/exemptions/{id}/remove"), &[]).is(404);
}

#[test]
fn a_fresh_code_leads_back_to_the_group() {
    let house = House::new();
    kiosk_of(&house, 0..1);
    let (mut browser, phone) = house.admin("bea");
    preview(&mut browser);
    house.advance(450);
    browser.get("/admin/exemptions").shown();
    house.advance(450);
    // Looking needs none.
    browser.get("/admin/exemptions").shown();
    let address = format!("/admin/exemptions/new?group={}", kiosk());
    browser.post(&address, &fields("1", "no phones", "")).sent_to("/account/code");
    browser.get("/account/code").shown();
    browser.post("/account/code", &[("code", &house.fakes.code(&phone, 0))]).sent_to(&address);
    browser.get(&address).shown();
    browser.post(&address, &fields("1", "no phones", "")).sent_to("/admin/exemptions");
}

#[test]
fn an_id_of_something_else_is_no_exemption() {
    let house = House::with(|policy| {
        open(policy);
        let (id, group, group_name) = ("exempt-1".to_owned(), kiosk(), "Kiosk".to_owned());
        policy.exempt = vec![ExemptRule { id, group, group_name, reason: "no phones".to_owned(), until: None }];
    });
    let (ada, ada_s) = house.enrolled("ada");
    let (mut browser, own) = house.admin("bea");
    browser.get("/admin/exemptions").shown().says("Kiosk");
    let waits = house.asked_for("S-1-5-21-1-2-3-7000");
    let (before, longer) = (house.fakes.store.events().len(), format!("{waits}0"));
    let none = "0".repeat(32);
    for id in ["exempt-1", &none, &ada_s.id, &own.id, ada.id.as_str(), "new", "..", "%2e%2e", &waits[1..], &longer] {
        for act in ["approve", "remove"] {
            browser.get(&format!("/admin/exemptions/{id}/{act}")).is(404);
            browser.post(&format!("/admin/exemptions/{id}/{act}"), &[("seen", "0")]).is(404);
        }
    }
    // Nor is an exemption anything else.
    browser.get(&format!("/admin/bypass/{waits}/revoke")).is(404);
    browser.get(&format!("/admin/people/{}/authenticators/{waits}/remove", ada.id)).is(404);
    assert_eq!(house.fakes.store.events().len(), before, "nothing happened");
}

#[test]
fn exemptions_are_no_matter_of_the_help_desk() {
    let house = House::new();
    let id = house.asked_for(kiosk().as_str());
    let (mut browser, _) = house.signed_in("bea");
    house.fakes.directory.join("bea", &help_desk());
    browser.get("/admin/people").shown().says_nothing_of("/admin/exemptions");
    for path in ["", "/new", &format!("/{id}/approve"), &format!("/{id}/remove")] {
        browser.get(&format!("/admin/exemptions{path}")).is(403);
    }
    browser.post("/admin/exemptions/new", &fields("1", "no phones", "")).is(403);
    browser.post(&format!("/admin/exemptions/{id}/remove"), &[]).is(403);
    let events = house.fakes.store.events();
    let removals: Vec<_> = events.iter().filter(|event| event.event == "exemption-removed").collect();
    assert!(!removals.is_empty() && removals.iter().all(|event| event.outcome == Outcome::Refused));
    assert_eq!(changes(&house.fakes)[0], "exemption-requested");
}
