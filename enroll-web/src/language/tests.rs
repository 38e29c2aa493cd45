//! Every language says everything, and nothing is said that nobody asks for.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests fail by panicking")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::*;

/// Names of messages and of their variables.
type Messages = BTreeMap<String, BTreeSet<String>>;

fn messages(language: Language) -> Messages {
    let mut all = Messages::new();
    let mut name = String::new();
    for line in sources(language)
        .iter()
        .flat_map(|source| source.lines())
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
    {
        if !line.starts_with(' ')
            && let Some((id, _)) = line.split_once(" =")
        {
            id.clone_into(&mut name);
            assert!(all.insert(name.clone(), BTreeSet::new()).is_none(), "{name} stands twice in {}", language.tag());
        }
        let used = line.split("{ $").skip(1).filter_map(|rest| rest.split([' ', '}']).next());
        all.entry(name.clone()).or_default().extend(used.map(str::to_owned));
    }
    all
}

/// Messages that pages and templates ask for, with the variables they give.
fn asked_for() -> Messages {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut text = String::new();
    let mut open = vec![root.join("src"), root.join("templates")];
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else if !path.ends_with("language/tests.rs") {
                text.push_str(&std::fs::read_to_string(path).unwrap());
            }
        }
    }
    let mut all = Messages::new();
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    for before in
        ["say(\"", "Text(\"", "Notice::done(Text(\"", ".with(\"", ".count(\"", ".with_two(\"", "parts::code(frame, \""]
    {
        for call in text.split(before).skip(1) {
            let words: Vec<&str> = call.split('"').collect();
            let (message, variables): (&str, &[usize]) = match before {
                ".with(\"" | ".count(\"" => (words[0], &[2]),
                ".with_two(\"" => (words[0], &[2, 4]),
                // The first word is the field's name; then come the label and perhaps a hint.
                "parts::code(frame, \"" => (words[2], &[]),
                _ => (words[0], &[]),
            };
            let given = all.entry(message.to_owned()).or_default();
            if before.starts_with("Notice") {
                given.insert("label".to_owned());
            }
            given.extend(variables.iter().map(|at| words[*at].to_owned()));
            if before.starts_with("parts") && words[3].starts_with(", Some(") {
                all.entry(words[4].to_owned()).or_default();
            }
        }
    }
    all
}

#[test]
fn every_file_can_be_read() {
    for language in Language::ALL {
        for source in sources(language) {
            assert!(FluentResource::try_new((*source).to_owned()).is_ok(), "{}", language.tag());
        }
    }
}

#[test]
fn every_language_has_every_message_with_the_same_variables() {
    let english = messages(Language::English);
    assert!(english.len() > 100, "the messages are found");
    for language in Language::ALL {
        assert_eq!(messages(language), english, "{}", language.tag());
    }
}

#[test]
fn what_pages_ask_for_is_there_and_nothing_else_is() {
    let (english, asked) = (messages(Language::English), asked_for());
    let missing: Vec<_> = asked.keys().filter(|name| !english.contains_key(*name)).collect();
    assert!(missing.is_empty(), "asked for and not there: {missing:?}");
    let unused: Vec<_> = english.keys().filter(|name| !asked.contains_key(*name)).collect();
    assert!(unused.is_empty(), "there and never asked for: {unused:?}");
    for (name, variables) in english {
        assert!(variables.is_subset(&asked[&name]), "{name} needs {variables:?}, and is given {:?}", asked[&name]);
    }
}

#[test]
fn names_from_elsewhere_are_set_apart_where_the_direction_differs() {
    let catalogue = Catalogue::shared();
    let words = |language| Words::new(Arc::clone(&catalogue), language);
    assert!(words(Language::Arabic).with("notice-removed", "label", "x").contains("\u{2068}x\u{2069}"));
    assert!(words(Language::German).with("notice-removed", "label", "x").contains('x'));
    assert!(!words(Language::German).with("notice-removed", "label", "x").contains('\u{2068}'));
    assert_eq!(words(Language::English).say("no-such-message"), "no-such-message");
}
