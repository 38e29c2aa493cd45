//! Exemptions of a program: foreseen, made, seen at the doors, removed; and approved by somebody else where that is needed.

use super::program::{Program, at, text};
use crate::crew::{Crew, comes_in};
use crate::house::{house, plan};
use crate::support::dc::BASE;
use crate::support::people::Group;
use crate::support::shared::dc;
use crate::visitor::percent_encoded;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// The preview of a crew's group.
fn path_of(crew: &Crew) -> String {
    format!("/api/v1/exemptions/preview?group={}", percent_encoded(&crew.group.dn))
}

fn would_be(preview: &Value) -> BTreeMap<String, String> {
    let items = preview["items"].as_array().expect("a list").iter();
    items.map(|one| (text(one, "id").to_owned(), text(one, "would-be").to_owned())).collect()
}

#[test]
fn who_becomes_exempt_is_who_was_foreseen_at_every_door_until_it_is_removed() {
    let program = Program::of(house());
    let crew = Crew::new(house());
    for person in crew.all() {
        assert!(!comes_in(house(), person), "{}", person.sam);
    }
    let foreseen = program.see(&path_of(&crew));
    let said = would_be(&foreseen);
    let exempt = "exempt".to_owned();
    let expected = crew.all().map(|person| (person.sid.clone(), exempt.clone()));
    let mut expected = BTreeMap::from(expected);
    expected.insert(crew.protected.sid.clone(), "protected".to_owned());
    assert_eq!((&said, &foreseen["members"], &foreseen["more"]), (&expected, &json!(4), &json!(false)));

    let body = json!({ "group": crew.group.dn, "reason": "gloves on the floor", "until": "2199-06-30T00:00:00Z" });
    let made = program.make("/api/v1/exemptions", &body);
    assert_eq!(
        (text(&made, "origin"), &made["holds"], text(&made, "owner")),
        ("added", &json!(true), &*program.name())
    );
    for person in crew.all() {
        assert_eq!(comes_in(house(), person), said[&person.sid] == "exempt", "{} as foreseen", person.sam);
        let explained = program.see(&at(person, "/explain?application=webmail"));
        let requires = if said[&person.sid] == "exempt" { "exempt" } else { "code" };
        assert_eq!(text(&explained, "requires"), requires, "{explained}");
    }
    let id = text(&made, "id");
    let login = house().logins_of(&crew.nested).pop().expect("a login");
    assert_eq!((login.text("rule"), login.text("mfa")), (id, "exempt"), "{login:?}");
    let row = program.row(house(), "exemption-added", &crew.group.sid);
    assert_eq!(
        (row.text("operator"), row.text("note"), row.text("rule")),
        (&*program.name(), "gloves on the floor", id)
    );
    let listed = program.see("/api/v1/exemptions");
    assert!(listed["items"].as_array().is_some_and(|all| all.iter().any(|one| one["id"] == id)), "{listed}");
    let again = would_be(&program.see(&path_of(&crew)));
    assert_eq!((&*again[&crew.nested.sid], &*again[&crew.protected.sid]), ("already-exempt", "protected"));

    assert_eq!(program.delete(&format!("/api/v1/exemptions/{id}")).status, 204);
    for person in crew.all() {
        assert!(!comes_in(house(), person), "{} needs a code again", person.sam);
    }
    assert_eq!(program.row(house(), "exemption-removed", &crew.group.sid).text("operator"), program.name());
    assert_eq!(program.delete(&format!("/api/v1/exemptions/{id}")).problem(), "not-found");
}

#[test]
fn preview_comes_in_pages_and_is_the_same_whatever_their_size() {
    let program = Program::with(house(), &["exemptions:read"]);
    let crew = Crew::new(house());
    let whole = would_be(&program.see(&path_of(&crew)));
    let (mut found, mut cursor) = (BTreeMap::new(), String::new());
    for _ in 0..4 {
        let page = program.see(&format!("{}&limit=1{cursor}", path_of(&crew)));
        let one = would_be(&page);
        assert_eq!(one.len(), 1, "{page}");
        found.extend(one);
        cursor = page["next"].as_str().map(|next| format!("&cursor={next}")).unwrap_or_default();
    }
    assert_eq!((found, &*cursor), (whole, ""));
    let beyond = program.see(&format!("{}&cursor=9000000000000", path_of(&crew)));
    assert_eq!((&beyond["items"], &beyond["next"]), (&json!([]), &Value::Null));
    for group in ["no-such-group", &crew.direct.dn, "S-1-5-21-1-1-1-1"] {
        let path = format!("/api/v1/exemptions/preview?group={}", percent_encoded(group));
        assert_eq!(program.get(&path).problem(), "not-found", "{group}");
    }
}

#[test]
fn groups_are_found_by_the_beginning_of_their_name() {
    let program = Program::with(house(), &["exemptions:read"]);
    let group = dc().new_group("quay");
    let name = group.dn.strip_prefix("CN=").and_then(|rest| rest.split(',').next()).expect("a DN of ours");
    let (one, other) = (dc().person("quentin"), dc().person("quentin"));
    dc().join(&one.dn, &group.dn);
    dc().join(&other.dn, &group.dn);
    let found = program.see(&format!("/api/v1/groups?search={name}"));
    let shown = &found["items"][0];
    assert_eq!((text(shown, "id"), text(shown, "dn"), text(shown, "name")), (&*group.sid, &*group.dn, name));
    assert_eq!((&shown["direct-members"], &found["items"].as_array().map(Vec::len)), (&json!(2), &Some(1)), "{found}");
    let nobody = program.see("/api/v1/groups?search=%2A%29%28objectClass%3D%2A");
    assert_eq!(nobody["items"], json!([]));
}

#[test]
fn exemption_that_needs_approval_holds_for_nobody_until_somebody_else_gives_it() {
    let house = plan().web("exemptions-need-approval = true").open();
    let crew = Crew::new(&house);
    let all = &super::program::SCOPES;
    let asks = Program::made_by("anna", &house, all, &[]);
    let again = Program::made_by("anna@ad.example.test", &house, all, &[]);
    let other = Program::made_by("bela", &house, &["exemptions:approve"], &[]);
    let body = json!({ "group": crew.group.sid, "reason": "gloves on the floor" });
    let asked = asks.make("/api/v1/exemptions", &body);
    assert_eq!((text(&asked, "origin"), &asked["holds"]), ("requested", &json!(false)));
    assert!(!comes_in(&house, &crew.direct), "asked for is not exempt");
    let path = format!("/api/v1/exemptions/{}/approve", text(&asked, "id"));
    for same in [&asks, &again] {
        assert_eq!(same.post(&path).problem(), "oneself", "whatever token of theirs");
    }
    assert!(!comes_in(&house, &crew.direct));
    let approved = other.post(&path);
    assert_eq!((approved.status, &approved.json()["holds"]), (200, &json!(true)));
    assert!(comes_in(&house, &crew.direct) && comes_in(&house, &crew.nested) && comes_in(&house, &crew.primary));
    assert!(!comes_in(&house, &crew.protected));
    assert_eq!(other.post(&path).problem(), "not-found", "approved is approved");
    let row = asks.row(&house, "exemption-requested", &crew.group.sid);
    assert_eq!((row.text("operator"), row.text("note")), (&*asks.name(), "gloves on the floor"));
    assert_eq!(asks.row(&house, "exemption-approved", &crew.group.sid).text("operator"), other.name());

    // One that is turned down never holds.
    let group = dc().new_group("turned-down");
    let asked = asks.make("/api/v1/exemptions", &json!({ "group": group.sid, "reason": "why not" }));
    let id = text(&asked, "id");
    assert_eq!(asks.delete(&format!("/api/v1/exemptions/{id}")).status, 204);
    assert_eq!(other.post(&format!("/api/v1/exemptions/{id}/approve")).problem(), "not-found");
}

#[test]
fn exemptions_without_a_reason_or_in_the_past_are_not_made_and_the_configuration_s_stay() {
    let rule = |group: &Group| format!("{{ group = \"{}\", reason = \"written down\" }}", group.dn);
    let (written, group) = (dc().new_group("written"), dc().new_group("unwritten"));
    let house = plan().exempt_rule(&rule(&written)).open();
    let program = Program::of(&house);
    for (body, problem) in [
        (json!({ "group": group.sid }), "malformed"),
        (json!({ "group": group.sid, "reason": " " }), "invalid"),
        (json!({ "group": group.sid, "reason": "x", "until": "2020-01-01T00:00:00Z" }), "invalid"),
        (json!({ "group": group.sid, "reason": "x", "until": "soon" }), "invalid"),
        (json!({ "group": "no-such-group", "reason": "x" }), "not-found"),
        (json!({ "group": format!("CN=Users,{BASE}"), "reason": "x" }), "not-found"),
    ] {
        assert_eq!(program.tell("/api/v1/exemptions", &body).problem(), problem, "{body}");
    }
    let listed = program.see("/api/v1/exemptions");
    let items = listed["items"].as_array().expect("a list");
    assert_eq!(items.len(), 1, "{listed}");
    assert_eq!((text(&items[0], "origin"), text(&items[0], "reason")), ("configuration", "written down"));
    let path = format!("/api/v1/exemptions/{}", percent_encoded(text(&items[0], "id")));
    assert_eq!(program.delete(&path).problem(), "not-found", "it is removed where it is written");
}
