//! Codes a program makes for people, used where people type them.

use super::program::{Program, at, text};
use crate::house::{GATE, VPN, house, radius};
use crate::support::phone::Phone;
use crate::support::plan::PUBLIC_URL;
use crate::support::radclient::RadClient;
use crate::support::shared::dc;
use crate::visitor::Visitor;
use serde_json::{Value, json};

#[test]
fn activation_code_of_a_program_enrols_somebody_where_the_password_is_not_enough() {
    let program = Program::of(house());
    let person = dc().person("hilda");
    let issued = program.make(&at(&person, "/activation"), &json!({ "for": "2h" }));
    assert_eq!(text(&issued, "address"), PUBLIC_URL);
    assert_eq!(program.see(&at(&person, ""))["activation-until"], issued["until"]);
    // From here the password alone gets no key.
    let mut stranger = Visitor::from([127, 0, 0, 77], house());
    assert_eq!(stranger.give_password(&person.upn, &person.password).brief(), "303 /enroll");
    assert!(!stranger.get("/enroll").body.contains("otpauth"));
    let taken = stranger.post("/enroll", "/enroll/activation", &[("code", text(&issued, "code"))]);
    assert_eq!(taken.brief(), "303 /enroll", "{taken:?}");
    let page = stranger.get("/enroll").body;
    let address = page.split("href=\"otpauth://").nth(1).and_then(|rest| rest.split('"').next()).expect("an offer");
    let mut phone = Phone::from_address(&format!("otpauth://{address}").replace("&amp;", "&").replace("&#38;", "&"));
    let said = stranger.post("/enroll", "/enroll", &[("label", "Phone"), ("code", &phone.code())]);
    assert_eq!(said.brief(), "303 /recovery-codes");
    assert_eq!(house().bind(&person.upn, &format!("{}{}", person.password, phone.code())).code, 0);
    let row = program.row(house(), "activation-made", &person.sid);
    assert_eq!((row.text("operator"), row.text("rule")), (&*program.name(), text(&issued, "id")));

    let again = program.tell(&at(&person, "/activation"), &json!({}));
    assert_eq!(again.problem(), "enrolled", "who has something is helped otherwise");
    let anew = program.make(&at(&person, "/activation"), &json!({ "remove-all": true }));
    assert_ne!(anew["code"], issued["code"]);
    assert_eq!(house().bind(&person.upn, &format!("{}{}", person.password, phone.code())).code, 49);
    assert_eq!(program.see(&at(&person, ""))["authenticators"], json!([]));
    let clerk = Program::with(house(), &["activation:write"]);
    let refused = clerk.tell(&at(&person, "/activation"), &json!({ "remove-all": true }));
    assert_eq!(refused.problem(), "forbidden", "to take all away is to remove authenticators");
}

#[test]
fn bypass_code_of_a_program_is_good_at_ldap_and_radius_until_it_is_revoked() {
    let program = Program::with(house(), &["people:read", "bypass:write"]);
    let person = dc().person("hilda");
    house().enroll(&person);
    let granted = program.make(&at(&person, "/bypass"), &json!({ "for": "2h", "reason": "the phone is in the lake" }));
    let (id, code) = (text(&granted, "id"), text(&granted, "code"));
    let both = format!("{}{code}", person.password);
    assert_eq!(house().bind(&person.upn, &person.password).code, 49, "a code, and no waiver");
    assert_eq!(house().bind(&person.upn, &both).code, 0);
    assert!(radius(house(), VPN, &person.upn, &both).accepts());
    let question = radius(house(), GATE, &person.upn, &person.password);
    let gate = RadClient::new(GATE, house().address("radius/auth"));
    assert!(question.asks() && gate.answer(&person.upn, code, &question).accepts());
    let row = program.row(house(), "bypass-granted", &person.sid);
    assert_eq!(
        (row.text("operator"), row.text("note"), row.text("rule"), row.text("person")),
        (&*program.name(), "the phone is in the lake", id, &*person.sam)
    );

    let running = program.see(&format!("/api/v1/bypass?person={}", person.sid));
    let shown = &running["items"][0];
    assert_eq!((text(shown, "reason"), text(shown, "operator")), ("the phone is in the lake", &*program.name()));
    assert!(shown["last-used"].is_string() && !running.to_string().contains(code), "{running}");
    assert_eq!(program.delete(&format!("/api/v1/bypass/{id}")).status, 204);
    assert!(!radius(house(), VPN, &person.upn, &both).accepts());
    assert_eq!(program.see(&format!("/api/v1/bypass?person={}", person.sid))["items"], json!([]));
    assert_eq!(program.delete(&format!("/api/v1/bypass/{id}")).problem(), "not-found");
    assert_eq!(program.row(house(), "bypass-revoked", &person.sid).text("operator"), program.name());
}

#[test]
fn codes_without_a_reason_or_for_too_long_are_not_made() {
    let program = Program::of(house());
    let person = dc().person("hilda");
    house().enroll(&person);
    let long = "x".repeat(201);
    for (path, body, problem) in [
        ("/bypass", json!({ "for": "1h" }), "malformed"),
        ("/bypass", json!({ "for": "1h", "reason": "  " }), "invalid"),
        ("/bypass", json!({ "for": "1h", "reason": long }), "invalid"),
        ("/bypass", json!({ "for": "25h", "reason": "x" }), "invalid"),
        ("/bypass", json!({ "for": "0m", "reason": "x" }), "invalid"),
        ("/bypass", json!({ "for": "1h", "reason": "a\r\nb" }), "invalid"),
        ("/bypass", json!({ "for": "1h", "reason": "x", "operator": "root" }), "malformed"),
        ("/activation", json!({ "for": "31d", "remove-all": true }), "invalid"),
        ("/activation", json!({ "for": "9m", "remove-all": true }), "invalid"),
        ("/activation", Value::Null, "malformed"),
    ] {
        assert_eq!(program.tell(&at(&person, path), &body).problem(), problem, "{path} {body}");
    }
    let sheet = program.see(&at(&person, ""));
    assert_eq!((&sheet["bypasses"], &sheet["activation-until"]), (&json!([]), &Value::Null));
    assert_eq!(sheet["authenticators"].as_array().map(Vec::len), Some(1), "nothing was taken away");
}
