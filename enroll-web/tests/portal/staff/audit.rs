//! The audit on the pages: filtered, turned, followed, taken away.

use pollster::block_on;
use vestibule_gate::{Officer, Outcome, Person};

use crate::house::{House, PASSWORD, help_desk};

/// Writes so many changes about somebody, by this operator.
fn happens(house: &House, who: &Person, operator: &str, times: usize) {
    let console = Officer::console(operator, false);
    for _ in 0..times {
        block_on(house.fakes.office().unlock(&console, &who.id, &who.name)).unwrap();
    }
}

fn rows(body: &str) -> usize {
    // The head of the table is one.
    body.matches("</tr>").count().saturating_sub(1)
}

#[test]
fn rows_come_newest_first_fifty_on_a_page_and_as_filtered() {
    let house = House::new();
    let (ada, _) = house.enrolled("ada");
    let (bob, _) = house.enrolled("bob");
    happens(&house, &ada, "root", 60);
    happens(&house, &bob, "root", 3);
    house.browser().begin("ada", "wrong").sent_to("/sign-in/code");
    let (mut browser, _) = house.admin("bea");
    let page = browser.get("/admin/audit").shown().says("Newest events").says("<code>login</code>");
    assert_eq!(rows(&page.body), 50);
    let next = page.body.split("href=\"/admin/audit?cursor=").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let page = browser.get(&format!("/admin/audit?cursor={next}")).shown().says("Older events");
    assert!(rows(&page.body) >= 13 && !page.body.contains("cursor="), "{}", rows(&page.body));
    for (query, count) in [
        (format!("person={}", bob.id), 3),
        ("person=BO".to_owned(), 3),
        ("person=bob&event=login".to_owned(), 0),
        ("event=person-unlocked&person=b".to_owned(), 3),
        ("person=bob&outcome=admitted".to_owned(), 3),
        ("person=bob&outcome=refused".to_owned(), 0),
        ("person=bob&since=2023-11-14".to_owned(), 3),
        ("person=bob&since=2023-11-15".to_owned(), 0),
        ("application=portal&event=person-unlocked".to_owned(), 0),
    ] {
        let page = browser.get(&format!("/admin/audit?{query}")).shown();
        assert_eq!(rows(&page.body), count, "{query}");
        if count == 0 {
            page.says("There are no such events.");
        }
    }
    // The filter goes on to the next page, and into the files.
    let page = browser.get("/admin/audit?person=ada&outcome=admitted&event=person-unlocked").shown();
    let page = page.says("/admin/audit?person=ada&#38;event=person-unlocked&#38;outcome=admitted&#38;cursor=");
    page.says("/admin/audit/export?person=ada&#38;event=person-unlocked&#38;outcome=admitted&#38;format=csv");
    browser.get("/admin/audit?since=yesterday").is(422).says("<a href=\"#since\">").says("value=\"yesterday\"");
    let sheet = browser.get(&format!("/admin/people/{}", ada.id)).shown();
    sheet.says(&format!("href=\"/admin/audit?person={}\"", ada.id));
}

#[test]
fn whoever_follows_asks_again_and_can_stop() {
    let house = House::new();
    let (ada, _) = house.enrolled("ada");
    happens(&house, &ada, "root", 60);
    let (mut browser, _) = house.admin("bea");
    let page = browser.get("/admin/audit?person=ada").shown();
    assert!(!page.headers.contains_key("refresh"));
    page.says("href=\"/admin/audit?person=ada&#38;follow=1\"");
    let page = browser.get("/admin/audit?person=ada&follow=1&cursor=3").shown().says("Following").says("Newest events");
    assert_eq!(page.headers["refresh"], "5");
    page.says("href=\"/admin/audit?person=ada&#38;\"").says_nothing_of("http-equiv");
    for other in ["follow=2", "follow=", "follow=0"] {
        assert!(!browser.get(&format!("/admin/audit?{other}")).shown().headers.contains_key("refresh"), "{other}");
    }
    // Whoever is signed out meanwhile is not led in circles.
    house.advance(3 * 3600);
    let page = browser.get("/admin/audit?follow=1").sent_to("/sign-in");
    assert!(!page.headers.contains_key("refresh"));
}

#[test]
fn an_export_holds_the_rows_as_text_and_is_on_record() {
    let house = House::new();
    let (ada, _) = house.enrolled("ada");
    happens(&house, &ada, "=HYPERLINK(\"http://x\",\"y\")", 2);
    let (mut browser, _) = house.admin("bea");
    let file = browser.get("/admin/audit/export?person=ada&event=person-unlocked&format=csv").shown();
    assert_eq!(file.headers["content-type"], "text/csv; charset=utf-8; header=present");
    assert_eq!(file.headers["content-disposition"], "attachment; filename=\"vestibule-audit-2023-11-14.csv\"");
    assert_eq!(file.headers["cache-control"], "no-store");
    let lines: Vec<&str> = file.body.split("\r\n").collect();
    assert_eq!((lines.len(), lines[3]), (4, ""));
    assert!(lines[0].starts_with("sequence,time,event,outcome,reason,person,sid,"), "{}", lines[0]);
    let cell = "\"'=HYPERLINK(\"\"http://x\"\",\"\"y\"\")\"";
    assert!(lines[1].contains("person-unlocked") && lines[1].contains(cell), "{}", lines[1]);
    let event = house.fakes.store.events().pop().unwrap();
    assert_eq!((event.event, event.operator.as_deref()), ("audit-exported", Some("bea")));
    assert_eq!(event.note.as_deref(), Some("event=person-unlocked name=ada"));
    let file = browser.get("/admin/audit/export?format=jsonl&event=audit-exported").shown();
    assert_eq!(file.headers["content-type"], "application/jsonl; charset=utf-8");
    assert_eq!(file.body.lines().count(), 2, "those of both exports");
    assert!(file.body.lines().all(|line| line.starts_with("{\"time\":") && line.ends_with('}')));
    for wrong in ["format=xml", "since=soon"] {
        browser.get(&format!("/admin/audit/export?{wrong}")).is(400);
    }
}

#[test]
fn the_audit_is_no_matter_of_the_help_desk() {
    let house = House::new();
    let _ada = house.fakes.person("ada", PASSWORD);
    let (mut browser, _) = house.signed_in("bea");
    house.fakes.directory.join("bea", &help_desk());
    browser.get("/admin/audit").is(403);
    browser.get("/admin/audit/export").is(403);
    let events = house.fakes.store.events();
    assert!(events.iter().all(|event| event.event != "audit-exported"));
    assert_eq!(events.last().map(|event| event.outcome), Some(Outcome::Refused));
    browser.get("/admin/people").shown().says_nothing_of("/admin/audit");
}
