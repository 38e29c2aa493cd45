//! The OpenAPI document and the router say the same, since both are made of one table.

use std::collections::BTreeSet;

use serde_json::Value;
use vestibule_enroll_web::operations;

use crate::house::{House, domain_admins, method};

fn document() -> Value {
    let answer = House::new().send("GET", "/api/openapi.json", None, None);
    assert_eq!(answer.status, 200);
    answer.json()
}

#[test]
fn it_names_every_operation_and_no_other() {
    let document = document();
    assert_eq!(document["openapi"], "3.1.0");
    let mut named = BTreeSet::new();
    for (path, operations) in document["paths"].as_object().unwrap() {
        for (verb, described) in operations.as_object().unwrap() {
            let name = described["operationId"].as_str().unwrap().to_owned();
            named.insert((verb.to_uppercase(), path.clone(), name));
        }
    }
    let row = |operation: &vestibule_enroll_web::Operation| {
        (method(operation).to_owned(), operation.path.to_owned(), operation.name.to_owned())
    };
    let table: BTreeSet<_> = operations().iter().map(row).collect();
    assert_eq!(named, table);
    let names: BTreeSet<_> = table.iter().map(|(.., name)| name).collect();
    assert_eq!(names.len(), table.len(), "every name once");
}

#[test]
fn what_it_names_is_there_and_wants_the_scopes_it_names() {
    let (house, document) = (House::new(), document());
    for (path, operations) in document["paths"].as_object().unwrap() {
        for (verb, described) in operations.as_object().unwrap() {
            let path = path.replace(['{', '}'], "");
            let answer = house.send(&verb.to_uppercase(), &path, None, None);
            assert_eq!(answer.status, 401, "{verb} {path} is routed, and asks for a token first");
            assert!(!described["x-scopes"].as_array().unwrap().is_empty());
            assert!(described["responses"].as_object().unwrap().len() > 5);
        }
    }
}

#[test]
fn every_schema_it_refers_to_is_there() {
    let document = document();
    let mut open = vec![&document];
    let mut count = 0;
    while let Some(value) = open.pop() {
        if let Some(target) = value.get("$ref").and_then(Value::as_str) {
            let place = target.strip_prefix('#').unwrap();
            assert!(document.pointer(place).is_some_and(Value::is_object), "{target}");
            count += 1;
        }
        match value {
            Value::Array(items) => open.extend(items),
            Value::Object(map) => open.extend(map.values()),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }
    assert!(count > 20);
}

/// The words of a line as a shell takes them, quoted with one or two marks.
fn words(line: &str) -> Vec<String> {
    let (mut words, mut open, mut begun) = (vec![String::new()], None, false);
    for letter in line.chars() {
        match (letter, open) {
            (' ', None) if begun => {
                words.push(String::new());
                begun = false;
            }
            (' ', None) => {}
            ('"' | '\'', None) => (open, begun) = (Some(letter), true),
            (letter, Some(mark)) if letter == mark => open = None,
            (letter, _) => {
                words.last_mut().unwrap().push(letter);
                begun = true;
            }
        }
    }
    words
}

#[test]
fn every_request_of_the_page_about_the_api_is_done() {
    const PAGE: &str = include_str!("../../../docs/api.md");
    let mut count = 0;
    for line in PAGE.lines().filter(|line| line.starts_with("curl ")) {
        let house = House::new();
        let (ada, phone) = house.enrolled("ada");
        house.fakes.directory.join("ada", &domain_admins());
        let line = line.replace("$TOKEN", &house.mighty()).replace("$PORTAL", "").replace("$PERSON", ada.id.as_str());
        let line = line.replace("$AUTHENTICATOR", &phone).replace("$GROUP", domain_admins().as_str());
        let words = words(&line);
        let after =
            |flag: &str| words.iter().zip(words.iter().skip(1)).find(|(word, _)| *word == flag).map(|(_, next)| next);
        let body = after("-d").map(String::as_str);
        let method = after("-X").map_or(if body.is_some() { "POST" } else { "GET" }, String::as_str);
        let token = words.iter().find_map(|word| word.strip_prefix("Authorization: Bearer "));
        assert_eq!(body.is_some(), words.iter().any(|word| word == "Content-Type: application/json"), "{line}");
        let answer = house.send(method, words.last().unwrap(), token, body);
        assert!(
            (200..300).contains(&answer.status),
            "{line}: {} {}",
            answer.status,
            String::from_utf8_lossy(&answer.body)
        );
        count += 1;
    }
    assert!(count > 12, "the page has examples");
}

#[test]
fn the_page_about_the_api_names_every_scope() {
    const PAGE: &str = include_str!("../../../docs/api.md");
    for (word, _) in vestibule_gate::Scope::ALL {
        assert!(PAGE.contains(&format!("| `{word}`")), "{word}");
    }
}
