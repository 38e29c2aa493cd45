//! A token's secret, and the codes a program makes, are in no log, no event and no file.

use super::program::{Program, at, text};
use crate::house::plan;
use crate::support::house::both;
use crate::support::shared::dc;
use crate::visitor::{Ask, Visitor};
use serde_json::json;
use std::fs;

#[test]
fn secrets_of_the_api_are_written_nowhere() {
    let house = plan().open();
    let program = Program::of(&house);
    let (enrolled, newcomer) = (dc().person("sven"), dc().person("sven"));
    house.enroll(&enrolled);
    let bypass = program.make(&at(&enrolled, "/bypass"), &json!({ "for": "1h", "reason": "the lake" }));
    let activation = program.make(&at(&newcomer, "/activation"), &json!({}));
    let typed = format!("{}{}", enrolled.password, text(&bypass, "code"));
    assert_eq!(house.bind(&enrolled.upn, &typed).code, 0);
    // Also where it is put by mistake: into a query, a cookie, a header of another name, a body.
    let secret = program.token.rsplit('_').next().expect("a token has three parts").to_owned();
    let mut stray = Visitor::at(&house);
    let whole = &program.token;
    stray.ask(&Ask::get(&format!("/api/v1/overview?token={whole}")));
    stray.ask(&Ask::get(&format!("/api/v1/people/{whole}")));
    stray.ask(&Ask::get("/api/v1/overview").with("Cookie", &format!("token={whole}")));
    stray.ask(&Ask::get("/api/v1/overview").with("X-Api-Key", whole));
    stray.ask(&Ask::get("/api/v1/overview").with("Authorization", &format!("Basic {whole}")));
    stray.ask(&Ask::get("/api/v1/overview").with("Authorization", &format!("Bearer {whole}x")));
    program.ask(Ask::json("POST", &at(&newcomer, "/bypass"), Some(&json!({ "token": whole }))));
    let listed = [["token", "list"], ["audit", "--json"]].map(|words| both(&house.manage(&words)));
    let listed_as_json = both(&house.manage(&["token", "list", "--json"]));
    assert!(house.stop().success());

    let text_of = |made: &serde_json::Value| text(made, "code").to_owned();
    let (bypass, activation) = (text_of(&bypass), text_of(&activation));
    let plain = activation.replace('-', "");
    let secrets = [&*secret, &*bypass, &*activation, &*plain];
    let written = format!("{}{}{listed_as_json}", house.written(), listed.concat());
    assert!(written.contains(&program.id), "the token is spoken of");
    for secret in secrets {
        assert!(!written.contains(secret), "a secret is in the log or in the audit");
    }
    for file in fs::read_dir(house.folder()).expect("the house has a folder").flatten() {
        let octets = fs::read(file.path()).unwrap_or_default();
        for secret in secrets {
            let there = octets.windows(secret.len()).any(|window| window == secret.as_bytes());
            assert!(!there, "a secret is in {}", file.path().display());
        }
    }
}
