//! The OpenAPI document is tried out by somebody else's program: schemathesis makes requests of it, right and wrong ones,
//! and holds the answers against what it says.

use super::program::{Program, SCOPES, at, text};
use crate::house::plan;
use crate::support::house::{House, both};
use crate::support::scratch;
use crate::support::shared::dc;
use crate::visitor::HOST;
use serde_json::json;
use std::fs;
use std::path::Path;
use std::process::Command;
use vestibule_enroll_web::operations;

/// All that can be held against it. Left out: no header of ours stands in the document; whose object a thing is does not
/// depend on the token; what was just made is not there for all that names it (an exemption in force, to be approved).
const CHECKS: &str = "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance,\
                      negative_data_rejection,positive_data_acceptance,missing_required_header,unsupported_method,\
                      allow_header_conformance,ignored_auth,use_after_free";

/// A schema cannot say all that a value must be (a span has its bounds): 422 is an answer to what it allows, 400 is none.
const EXPECTED: &str = "checks.positive_data_acceptance.expected-statuses = \
                        [\"2xx\", 401, 403, 404, 409, 422]\n";

#[test]
fn requests_made_of_the_document_are_answered_as_it_says() {
    let house = plan().open();
    tried(&house, EXPECTED);
    assert!(house.is_running());
}

#[test]
fn requests_about_things_that_are_there_are_answered_as_the_document_says() {
    let house = plan().open();
    let (person, group) = (dc().person("sofia"), dc().new_group("sofa"));
    let mut phone = house.enroll(&person);
    house.bind(&person.upn, &format!("{}{}", person.password, phone.code()));
    house.bind(&person.upn, &format!("{}{}", person.password, phone.wrong_code()));
    dc().join(&person.dn, &group.dn);
    let program = Program::of(&house);
    let authenticator = text(&program.see(&at(&person, "/authenticators"))["items"][0], "id").to_owned();
    program.make(&at(&person, "/bypass"), &json!({ "for": "2h", "reason": "the lake" }));
    program.make("/api/v1/exemptions", &json!({ "group": group.dn, "reason": "gloves" }));
    // Ids of what it makes itself it takes from the answers.
    let there = [
        ("path.person", person.sid.as_str()),
        ("path.authenticator", &authenticator),
        ("query.application", "webmail"),
        ("query.group", &group.dn),
    ];
    let lines: String = there.iter().map(|(name, value)| format!("\"{name}\" = \"{value}\"\n")).collect();
    tried(&house, &format!("{EXPECTED}[parameters]\n{lines}"));
    assert!(house.is_running());
}

/// Fails unless the program has tried every operation and found nothing.
fn tried(house: &House, config: &str) {
    let (good, said) = schemathesis(house, config);
    assert!(good, "{said}");
    let count = operations().len();
    assert!(said.contains(&format!("Tested: {count}")), "all {count} are tried:\n{said}");
}

fn schemathesis(house: &House, config: &str) -> (bool, String) {
    let all = [&SCOPES[..], &["protected"]].concat();
    let program = Program::with(house, &all);
    let folder = scratch::folder("schemathesis");
    let file = folder.path().join("schemathesis.toml");
    fs::write(&file, config).expect("its configuration can be written");
    let address = format!("https://{}", house.address("web"));
    let tool = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/browser/python/bin/schemathesis");
    let output = Command::new(&tool)
        .args(["--no-color", "--config-file"])
        .arg(&file)
        .args(["run", &format!("{address}/api/openapi.json"), "--seed", "6", "--max-examples", "20"])
        .args(["--checks", CHECKS, "--phases", "examples,coverage,fuzzing,stateful"])
        .args(["--continue-on-failure", "--generation-database", "none", "--suppress-health-check", "all"])
        .args(["-H", &format!("Host: {HOST}"), "-H", &format!("Authorization: Bearer {}", program.token)])
        .arg("--tls-verify")
        .arg(house.authority_file())
        .current_dir(folder.path())
        .output()
        .unwrap_or_else(|error| panic!("{} (./test installs it): {error}", tool.display()));
    (output.status.success(), both(&output))
}
