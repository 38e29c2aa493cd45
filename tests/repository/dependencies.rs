//! What may be linked: licences, banned crates and sources, by the lists in `deny.toml`.
//!
//! `cargo deny` looks at advisories as well; `./test` runs it where it is installed.

use super::metadata::{linked_by, packages};
use super::sources::text;
use std::path::Path;

#[test]
fn every_licence_is_allowed() {
    let deny = deny();
    let allowed = strings(&deny["licenses"]["allow"]);
    let refused: Vec<String> = packages()
        .iter()
        .filter(|package| !satisfied(&package.licence, &allowed))
        .map(|package| format!("{} {}: {}", package.name, package.version, package.licence))
        .collect();
    assert!(refused.is_empty(), "licences that deny.toml does not allow: {refused:#?}");
}

#[test]
fn no_banned_crate_is_linked() {
    let deny = deny();
    let banned: Vec<&str> = deny["bans"]["deny"]
        .as_array()
        .expect("a list of bans")
        .iter()
        .map(|ban| ban["crate"].as_str().expect("a crate's name"))
        .collect();
    assert!(banned.len() >= 3, "deny.toml bans the other TLS libraries");
    let linked = linked_by(&["--workspace", "--edges=normal,build,dev"]);
    let found: Vec<_> = linked.iter().filter(|name| banned.contains(&name.as_str())).collect();
    assert!(found.is_empty(), "banned crates in the graph: {found:?}");
}

#[test]
fn everything_comes_from_the_registry_or_the_workspace() {
    const REGISTRY: &str = "registry+https://github.com/rust-lang/crates.io-index";
    for package in packages() {
        let source = package.source.as_deref();
        assert!(source.is_none_or(|source| source == REGISTRY), "{} comes from {source:?}", package.name);
    }
}

#[test]
fn licence_expressions_are_read_rightly() {
    let allowed = vec!["MIT".to_owned(), "ISC".to_owned(), "Apache-2.0 WITH LLVM-exception".to_owned()];
    for yes in
        ["MIT", "GPL-3.0 OR MIT", "GPL-3.0/MIT", "ISC AND (GPL-3.0 OR MIT)", "Apache-2.0 WITH LLVM-exception OR X"]
    {
        assert!(satisfied(yes, &allowed), "{yes}");
    }
    for no in ["GPL-3.0", "MIT AND GPL-3.0", "(MIT OR ISC) AND GPL-3.0", "Apache-2.0", "none named", "MIT AND (X OR Y)"]
    {
        assert!(!satisfied(no, &allowed), "{no}");
    }
}

/// Whether an SPDX expression can be met with allowed licences: the outermost OR is a choice, the
/// outermost AND an obligation.
fn satisfied(expression: &str, allowed: &[String]) -> bool {
    let expression = expression.replace('/', " OR ");
    let choices = split_outermost(&expression, " OR ");
    if choices.len() > 1 {
        return choices.iter().any(|choice| satisfied(choice, allowed));
    }
    let duties = split_outermost(&expression, " AND ");
    if duties.len() > 1 {
        return duties.iter().all(|duty| satisfied(duty, allowed));
    }
    let inner = expression.trim().strip_prefix('(').and_then(|rest| rest.strip_suffix(')'));
    match inner {
        Some(inner) => satisfied(inner, allowed),
        None => allowed.iter().any(|licence| licence == expression.trim()),
    }
}

/// Splits at a word that stands outside all parentheses.
fn split_outermost(expression: &str, word: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    for piece in expression.split_inclusive(word) {
        let last = parts.last_mut().expect("at least one part");
        last.push_str(piece);
        if piece.ends_with(word) && last.matches('(').count() == last.matches(')').count() {
            last.truncate(last.len() - word.len());
            parts.push(String::new());
        }
    }
    parts
}

fn deny() -> toml::Value {
    toml::from_str(&text(Path::new("deny.toml"))).expect("deny.toml is TOML")
}

fn strings(value: &toml::Value) -> Vec<String> {
    let list = value.as_array().expect("a list");
    list.iter().map(|item| item.as_str().expect("a text").to_owned()).collect()
}
