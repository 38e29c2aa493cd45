//! Commands on a real store, with no directory that answers.

use super::house::{House, Run};

/// A house whose directory is a port where nobody listens.
fn alone() -> House {
    let mut house = House::new();
    house.replace("ldaps://dc1.ad.example.test\"]", "ldap://127.0.0.1:1\"]\ndangerous-clear-text = true");
    house
}

fn said(run: &Run) -> String {
    format!("{}{}", run.stdout, run.stderr)
}

#[test]
fn a_store_is_made_once_and_never_replaced() {
    let house = alone();
    let missing = house.run(&["person", "list"]);
    assert_eq!(missing.code, 78, "{}", said(&missing));
    let made = house.run(&["init"]);
    assert_eq!(made.code, 0, "{}", said(&made));
    for made in ["seal.key", "vestibule.db"] {
        assert!(house.path(made).exists(), "{made}");
    }
    let key = std::fs::read(house.path("seal.key")).unwrap();
    let again = house.run(&["init"]);
    assert!(again.code == 0 && again.stdout.contains("nothing to do"), "{}", said(&again));
    assert_eq!(std::fs::read(house.path("seal.key")).unwrap(), key);

    std::fs::remove_file(house.path("seal.key")).unwrap();
    let lost = house.run(&["init"]);
    assert_eq!(lost.code, 78, "{}", said(&lost));
    assert!(!house.path("seal.key").exists(), "another key was made over a store that it cannot open");
}

#[test]
fn the_store_is_managed_while_no_directory_answers() {
    let house = alone();
    assert_eq!(house.run(&["init"]).code, 0);
    let people = house.run(&["person", "list", "--json"]);
    assert_eq!((people.code, people.stdout.trim()), (0, "[]"), "{}", people.stderr);
    let chain = house.run(&["audit", "verify", "--json"]);
    assert!(chain.code == 0 && chain.stdout.contains("\"whole\": true"), "{}", said(&chain));
    let add = house.run(&["authenticator", "add", "ada"]);
    assert!(add.code == 1 && add.stderr.contains("the directory is not available"), "{}", said(&add));
    assert_eq!(add.stdout, "");
    let remove = house.run(&["exempt", "remove", "0000"]);
    assert_eq!(remove.code, 1, "{}", said(&remove));
}

#[test]
fn an_online_check_says_what_cannot_be_reached() {
    let mut house = alone();
    house.replace("enforce = true", "protected = \"CN=Finance,DC=ad,DC=example,DC=test\"");
    let before = house.run(&["check", "--online"]);
    assert!(before.code == 1 && before.stdout.contains("seal.key"), "{}", said(&before));

    assert_eq!(house.run(&["init"]).code, 0);
    let run = house.run(&["check", "--online"]);
    assert_eq!(run.code, 1, "{}", said(&run));
    for part in ["127.0.0.1:1", "The store is sound", "CN=Finance", "389, 636, 3268"] {
        assert!(run.stdout.contains(part), "{part} is not in {}", said(&run));
    }
    assert!(run.stderr.contains("2 things cannot be reached or used"), "{}", run.stderr);
    let json = house.run(&["check", "--online", "--json"]);
    let report: serde_json::Value = serde_json::from_str(&json.stdout).unwrap();
    assert_eq!(report.pointer("/online/store"), Some(&serde_json::Value::Null));
    assert!(report.pointer("/online/servers/0/error").is_some_and(serde_json::Value::is_string));
}
