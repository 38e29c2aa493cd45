//! What is promised of the repository, held by the build: who may depend on whom, how big
//! a file may be, that documents name what exists.
#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test that cannot go on says so and fails"
)]

#[path = "repository/dependencies.rs"]
mod dependencies;
#[path = "repository/documents.rs"]
mod documents;
#[path = "repository/metadata.rs"]
mod metadata;
#[path = "repository/sources.rs"]
mod sources;

use metadata::{linked_by, packages};
use sources::{files, measure, share, text};
use std::collections::BTreeSet;

const PROGRAM: &str = "vestibule";
const GATE: &str = "vestibule-gate";
const LONGEST_FILE: usize = 500;
const LONG_FILE: usize = 350;
/// Below this many files a ninetieth percentile is chance.
const FILES_FOR_A_PERCENTILE: usize = 30;

#[test]
fn arrows_are_those_of_the_architecture_page() {
    let packages = packages();
    let members: BTreeSet<&str> =
        packages.iter().filter(|package| package.source.is_none()).map(|member| &*member.name).collect();
    assert!(members.len() >= 3, "the gate, a door and the program");
    for member in packages.iter().filter(|package| package.source.is_none()) {
        let used: BTreeSet<&str> =
            member.uses.iter().map(|name| &**name).filter(|name| members.contains(name)).collect();
        let allowed: BTreeSet<&str> = match member.name.as_str() {
            GATE => BTreeSet::new(),
            PROGRAM => members.iter().copied().filter(|name| *name != PROGRAM).collect(),
            _door => BTreeSet::from([GATE]),
        };
        assert!(used.is_subset(&allowed), "{} uses {used:?}, and may use {allowed:?}", member.name);
    }
}

#[test]
fn gate_and_doors_know_neither_runtime_nor_database_nor_configuration() {
    let packages = packages();
    for member in packages.iter().filter(|package| package.source.is_none() && package.name != PROGRAM) {
        let linked = linked_by(&["--package", &member.name, "--edges=normal"]);
        assert!(linked.contains(&member.name));
        for foreign in ["tokio", "rusqlite", "ldap3", "toml"] {
            assert!(!linked.contains(foreign), "{} links {foreign}", member.name);
        }
    }
    assert!(linked_by(&["--package", PROGRAM, "--edges=normal"]).contains("tokio"), "the check sees what is linked");
}

#[test]
fn no_file_holds_two_subjects() {
    let sources = files("rs");
    assert!(sources.len() > 10, "the sources are found");
    let (mut lengths, mut functions) = (Vec::new(), Vec::new());
    for path in &sources {
        let measured = measure(path, &text(path));
        assert!(measured.file <= LONGEST_FILE, "{} has {} lines of code", path.display(), measured.file);
        lengths.push(measured.file);
        functions.extend(measured.functions);
    }
    let (median, long) = (share(&mut lengths, 50), share(&mut lengths, 90));
    println!("{} files: median {median}, p90 {long}, longest {:?}", lengths.len(), lengths.last());
    println!("{} functions: median {}, p95 {}", functions.len(), share(&mut functions, 50), share(&mut functions, 95));
    assert!(lengths.len() < FILES_FOR_A_PERCENTILE || long <= LONG_FILE, "one file in ten is longer than {long} lines");
}

#[test]
fn blanks_comments_and_tests_are_no_code() {
    let source = "//! Doc.\n\nfn one() {\n    // why\n    two();\n}\n#[cfg(test)]\nmod tests {\n    fn t() {}\n}\n";
    let measured = measure("a.rs".as_ref(), source);
    assert_eq!((measured.file, measured.functions), (3, vec![3]));
}

#[test]
fn lints_are_expected_with_a_reason_and_never_switched_off() {
    let switched_off = [concat!("#[al", "low("), concat!("#![al", "low(")];
    let ignored_without_reason = concat!("#[ig", "nore]");
    for path in files("rs") {
        for (number, line) in text(&path).lines().enumerate() {
            let place = format!("{}:{}", path.display(), number + 1);
            assert!(!switched_off.iter().any(|attribute| line.contains(attribute)), "{place} switches a lint off");
            assert!(!line.contains(ignored_without_reason), "{place} ignores a test without saying why");
        }
    }
}

#[test]
fn every_source_file_says_what_it_is_for() {
    for path in files("rs") {
        assert!(text(&path).starts_with("//! "), "{} begins without a word on what it is for", path.display());
    }
}

#[test]
fn documents_name_only_what_exists() {
    let missing: Vec<String> = files("md").iter().flat_map(|page| documents::missing_paths(page)).collect();
    assert!(missing.is_empty(), "{missing:#?}");
}

#[test]
fn every_known_attack_names_a_test_that_exists() {
    let rows = documents::known_attacks();
    assert!(!rows.is_empty(), "docs/known-attacks.md has rows");
    let unheld: Vec<String> = rows.iter().flat_map(documents::Attack::missing_tests).collect();
    assert!(unheld.is_empty(), "{unheld:#?}");
}

#[test]
fn every_page_of_a_client_is_read_by_the_test_its_row_names() {
    let untested = documents::untested_clients();
    assert!(untested.is_empty(), "{untested:?}");
}

#[test]
fn every_folder_of_end_to_end_tests_is_run_by_the_script() {
    let (manifest, script) = (text("Cargo.toml".as_ref()), text("test".as_ref()));
    let mains: Vec<_> =
        files("rs").into_iter().filter(|path| path.starts_with("tests") && path.ends_with("main.rs")).collect();
    assert!(!mains.is_empty(), "there are end-to-end tests");
    for main in mains {
        let name =
            main.parent().and_then(|folder| folder.file_name()).expect("a folder").to_string_lossy().into_owned();
        assert!(manifest.contains(&main.display().to_string()), "{name} is a target");
        assert!(script.contains(&format!("--offline --test {name}")), "./test runs {name}");
    }
}
