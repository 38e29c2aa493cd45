//! What the operations do, and what they show.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use vestibule_enroll_web::operations;
use vestibule_gate::Scope;
use vestibule_gate::ports::Records as _;

use crate::house::{House, example, method};

fn keys(value: &Value) -> BTreeSet<String> {
    value.as_object().map(|map| map.keys().cloned().collect()).unwrap_or_default()
}

#[test]
fn every_reply_has_the_fields_that_are_described_and_no_other() {
    for operation in operations() {
        let house = House::new();
        let (ada, phone) = house.enrolled("ada");
        house.fakes.directory.join("ada", &vestibule_gate::Sid::new("S-1-5-21-1-2-3-9003"));
        let wanted = example(&house, &operation, &ada, &phone);
        // So that no page is empty.
        let console = vestibule_gate::Officer::console("root", false);
        let office = house.fakes.office();
        let _issued = pollster::block_on(office.grant_bypass(&console, &ada, crate::house::HOUR, "lost")).unwrap();
        let _made = pollster::block_on(office.exempt(&console, "Kiosk", "no phones", None)).unwrap();
        pollster::block_on(office.sample_coverage()).unwrap();
        let answer = house.send(method(&operation), &wanted.path, Some(&house.mighty()), wanted.body.as_deref());
        assert_eq!(answer.status, operation.status(), "{}", operation.name);
        if answer.status == 204 {
            assert!(answer.body.is_empty());
            continue;
        }
        let (json, set) =
            (answer.json(), |names: Vec<&str>| names.into_iter().map(str::to_owned).collect::<BTreeSet<_>>());
        assert_eq!(keys(&json), set(operation.shows()), "{}", operation.name);
        let each = set(operation.shows_of_each());
        if !each.is_empty() {
            let items = json["items"].as_array().unwrap();
            assert!(!items.is_empty(), "{}", operation.name);
            for item in items {
                assert_eq!(keys(item), each, "{}", operation.name);
            }
        }
    }
}

#[test]
fn a_lost_telephone_is_helped_with() {
    let house = House::new();
    let ((ada, phone), token) = (house.enrolled("ada"), house.mighty());
    let people = house.get("/api/v1/people?search=AD", &token).json();
    let id = people["items"][0]["id"].as_str().unwrap();
    assert_eq!((id, &people["items"][0]["authenticators"]), (ada.id.as_str(), &json!(1)));
    let at = |rest: &str| format!("/api/v1/people/{id}{rest}");
    let post = |path: &str, body: Option<&str>| house.send("POST", path, Some(&token), body);

    assert_eq!(post(&at(&format!("/authenticators/{phone}/disable")), None).status, 204);
    let listed = house.get(&at("/authenticators"), &token).json();
    assert_eq!((&listed["items"][0]["id"], &listed["items"][0]["enabled"]), (&json!(phone), &json!(false)));
    assert_eq!(post(&at(&format!("/authenticators/{phone}/enable")), None).status, 204);
    let granted = post(&at("/bypass"), Some(r#"{"for": "2h", "reason": "telephone lost"}"#));
    let code = granted.json()["code"].as_str().unwrap().to_owned();
    assert!(code.len() == 10 && granted.json()["until"].as_str().unwrap().ends_with('Z'));
    let row = house.fakes.store.events().pop().unwrap();
    assert_eq!(
        (row.event, row.note.as_deref(), row.application.as_str()),
        ("bypass-granted", Some("telephone lost"), "api")
    );
    assert!(row.operator.as_deref().unwrap().starts_with("token ") && !row.to_json().unwrap().contains(&code));

    let conflict = post(&at("/activation"), Some("{}"));
    assert_eq!((conflict.status, conflict.kind()), (409, "enrolled".to_owned()));
    let issued = post(&at("/activation"), Some(r#"{"remove-all": true}"#)).json();
    assert_eq!(issued["address"], json!("https://mfa.example.test:8443"));
    assert!(pollster::block_on(house.fakes.store.authenticators(Some(&ada.id))).unwrap().is_empty());
    let sheet = house.get(&at(""), &token).json();
    assert_eq!((&sheet["protected"], &sheet["activation-until"]), (&json!(false), &issued["until"]));
    let bypass = sheet["bypasses"][0]["id"].as_str().unwrap().to_owned();
    assert_eq!(house.send("DELETE", &format!("/api/v1/bypass/{bypass}"), Some(&token), None).status, 204);
    assert_eq!(house.send("DELETE", &format!("/api/v1/bypass/{bypass}"), Some(&token), None).status, 404);
    assert_eq!(post(&at("/unlock"), None).status, 204);
}

#[test]
fn an_exemption_is_foreseen_asked_for_and_approved_by_another() {
    let house = House::with(|policy| policy.staff.approval = true);
    let kiosk = vestibule_gate::Sid::new("S-1-5-21-1-2-3-9003");
    for name in ["ada", "bob"] {
        house.enrolled(name);
        house.fakes.directory.join(name, &kiosk);
    }
    house.fakes.directory.join("bob", &crate::house::domain_admins());
    let token = house.mighty();
    let foreseen = house.get(&format!("/api/v1/exemptions/preview?group={kiosk}&limit=1"), &token).json();
    assert_eq!((&foreseen["members"], &foreseen["items"][0]["would-be"]), (&json!(2), &json!("exempt")));
    let next = foreseen["next"].as_str().unwrap();
    let foreseen = house.get(&format!("/api/v1/exemptions/preview?group={kiosk}&cursor={next}"), &token).json();
    assert_eq!((&foreseen["items"][0]["would-be"], &foreseen["next"]), (&json!("protected"), &Value::Null));
    let body = format!(r#"{{"group": "{kiosk}", "reason": "no phones"}}"#);
    let asked = house.send("POST", "/api/v1/exemptions", Some(&token), Some(&body)).json();
    assert_eq!((&asked["origin"], &asked["holds"]), (&json!("requested"), &json!(false)));
    let path = format!("/api/v1/exemptions/{}/approve", asked["id"].as_str().unwrap());
    let own = house.send("POST", &path, Some(&token), None);
    assert_eq!((own.status, own.kind()), (403, "oneself".to_owned()));
    let asked = vestibule_gate::AskedToken {
        label: "other".to_owned(),
        scopes: vec![Scope::ApproveExemptions],
        networks: vestibule_gate::Networks::default(),
        lasts: crate::house::HOUR,
    };
    let maker = vestibule_gate::Officer::console("bea", false);
    let other = pollster::block_on(house.fakes.office().new_token(&maker, asked)).unwrap();
    assert_eq!(house.send("POST", &path, Some(&other.token), None).status, 200);
    assert_eq!(house.get("/api/v1/exemptions", &token).json()["items"][0]["origin"], json!("added"));
}

#[test]
fn ids_of_others_and_ids_that_are_none_name_nothing() {
    let house = House::new();
    let ((ada, _), (bob, phone), token) = (house.enrolled("ada"), house.enrolled("bob"), house.mighty());
    let swapped = format!("/api/v1/people/{}/authenticators/{phone}", ada.id);
    assert_eq!(house.send("DELETE", &swapped, Some(&token), None).status, 404);
    for path in [
        "/api/v1/people/S-1-5-21-9-9-9-9",
        "/api/v1/people/ada",
        "/api/v1/people/x%00y",
        "/api/v1/people/%F0%9F",
        "/api/v1/people/a%0d%0ab",
        "/api/v1/people/%20",
        "/api/v1/people/'%20OR%201=1",
    ] {
        assert_eq!(house.get(path, &token).status, 404, "{path}");
    }
    for id in ["x", "exempt-1", &"0".repeat(32), &"A".repeat(32)] {
        assert_eq!(house.send("DELETE", &format!("/api/v1/exemptions/{id}"), Some(&token), None).status, 404, "{id}");
        assert_eq!(house.send("DELETE", &format!("/api/v1/bypass/{id}"), Some(&token), None).status, 404, "{id}");
    }
    let kept = pollster::block_on(house.fakes.store.authenticators(Some(&bob.id))).unwrap();
    assert_eq!(kept.len(), 1);
}

#[test]
fn odd_bodies_are_refused_and_stop_nothing() {
    let house = House::new();
    let ((ada, _), token) = (house.enrolled("ada"), house.mighty());
    let path = format!("/api/v1/people/{}/bypass", ada.id);
    let large = format!(r#"{{"for": "2h", "reason": "{}"}}"#, "x".repeat(20_000));
    let deep = "[".repeat(10_000);
    for (body, status) in [
        ("", 400),
        ("{", 400),
        ("[]", 400),
        ("{}", 400),
        (r#"{"for": "2h"}"#, 400),
        (r#"{"for": "2h", "reason": ""}"#, 422),
        (r#"{"for": "2h", "reason": "a\u0000b"}"#, 422),
        (r#"{"for": "25h", "reason": "lost"}"#, 422),
        (r#"{"for": 2, "reason": "lost"}"#, 422),
        (r#"{"for": "2h", "reason": "lost", "operator": "root"}"#, 400),
        (&*large, 413),
        (&*deep, 400),
    ] {
        let answer = house.send("POST", &path, Some(&token), Some(body));
        assert_eq!(answer.status, status, "{body:.60}");
    }
    assert_eq!(house.send("GET", "/api/v1/overview", Some(&token), Some("{}")).status, 400);
    assert_eq!(house.changes(), 1, "the token, and nothing else");
}

#[test]
fn people_and_audit_come_in_pages() {
    let house = House::new();
    for name in ["ada", "bob/c", "carl"] {
        house.enrolled(name);
    }
    let token = house.mighty();
    let walk = |first: &str, field: &str| {
        let (mut found, mut cursor) = (Vec::new(), String::new());
        for _ in 0..9 {
            let page = house.get(&format!("{first}{cursor}"), &token).json();
            let items = page["items"].as_array().unwrap().clone();
            found.extend(items.iter().map(|item| item[field].to_string()));
            match page["next"].as_str() {
                Some(next) if !items.is_empty() => cursor = format!("&cursor={}", next.replace('/', "%2F")),
                _ => break,
            }
        }
        found
    };
    assert_eq!(walk("/api/v1/people?limit=2", "name"), ["\"ada\"", "\"bob/c\"", "\"carl\""]);
    assert_eq!(walk("/api/v1/people?limit=2&enrolled=false", "name"), [""; 0]);
    for _ in 0..3 {
        house.mighty();
    }
    assert_eq!(walk("/api/v1/audit?limit=3", "sequence"), ["4", "3", "2", "1"]);
    assert_eq!(walk("/api/v1/audit?limit=3&order=oldest", "sequence"), ["1", "2", "3", "4"]);
    assert_eq!(house.get("/api/v1/people?cursor=x", &token).status, 422);
}
