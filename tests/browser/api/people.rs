//! People: found and shown as the directory and the store know them; what is done for them is done at the next login.

use super::program::{Program, at, text};
use crate::house::{VPN, house, radius};
use crate::support::people::Person;
use crate::support::phone::Phone;
use crate::support::shared::dc;
use crate::visitor::percent_encoded;
use serde_json::{Value, json};

#[test]
fn person_is_found_by_the_beginning_of_a_name_and_shown_with_what_they_have() {
    let program = Program::of(house());
    let (person, mut phone) = enrolled();
    let found = search(&program, person.sam.strip_suffix(|_| true).expect("a name"));
    let found: Vec<&Value> = found.iter().filter(|one| one["id"] == person.sid.as_str()).collect();
    assert_eq!(found.len(), 1, "once, whichever of their names begins so: {found:?}");
    assert_eq!(
        (text(found[0], "name"), text(found[0], "dn"), &found[0]["authenticators"], &found[0]["last-admission"]),
        (&*person.sam, &*person.dn, &json!(1), &Value::Null)
    );

    assert_eq!(house().bind(&person.upn, &format!("{}{}", person.password, phone.code())).code, 0);
    let sheet = program.see(&at(&person, ""));
    assert_eq!((text(&sheet, "name"), &sheet["protected"]), (&*person.sam, &json!(false)));
    assert!(sheet["last-admission"].is_string(), "{sheet}");
    assert!(sheet["authenticators"][0]["last-used"].is_string(), "{sheet}");
    let whole = sheet.to_string().to_lowercase();
    assert!(!whole.contains(&phone.seed().to_lowercase()) && !whole.contains("secret"), "never a seed: {sheet}");
    assert_eq!(program.see(&at(&person, "/authenticators"))["items"], sheet["authenticators"]);
    let known = program.see(&format!("/api/v1/people?begins={}&enrolled=true", person.sam));
    assert_eq!(known["items"][0]["id"], person.sid.as_str());
    assert_eq!(program.see(&format!("/api/v1/people?begins={}&enrolled=false", person.sam))["items"], json!([]));
}

#[test]
fn search_finds_any_letters_and_nobody_by_what_is_no_name() {
    let program = Program::of(house());
    for (typed, sam) in [("Groß", "jgross"), ("#1 \"Quote\" <x>+y; a=b\\c", "specials"), ("night", "night shift")] {
        let found = search(&program, typed);
        assert!(found.iter().any(|one| one["name"] == sam), "{typed} finds {sam}: {found:?}");
    }
    for typed in ["*", "*)(objectClass=*", "a)(|(cn=*", "\\2a", "\\00", "no-such-person-at-all"] {
        assert_eq!(search(&program, typed), Vec::<Value>::new(), "{typed}");
    }
    // More of them than wanted: cut, and no error.
    let few = program.see("/api/v1/people?search=svc&limit=1");
    assert_eq!(few["items"].as_array().map(Vec::len), Some(1), "{few}");
}

#[test]
fn locked_person_is_unlocked_and_comes_in_at_once() {
    let program = Program::with(house(), &["people:read", "people:unlock"]);
    let (person, mut phone) = enrolled();
    for guess in 0..5 {
        let wrong = format!("{}-{guess}{}", person.password, phone.wrong_code());
        assert_eq!(house().bind(&person.upn, &wrong).code, 49);
    }
    let secret = format!("{}{}", person.password, phone.code());
    assert_eq!(house().bind(&person.upn, &secret).code, 49, "five wrong codes shut it");
    let sheet = program.see(&at(&person, ""));
    assert_eq!(sheet["wrong-codes"], json!(5));
    assert_eq!(
        (&sheet["pools"][0]["application"], &sheet["pools"][0]["wrong-codes"]),
        (&json!("webmail"), &json!(5)),
        "{sheet}"
    );
    assert_eq!(program.post(&at(&person, "/unlock")).status, 204);
    assert_eq!(house().bind(&person.upn, &secret).code, 0);
    assert_eq!(program.see(&at(&person, ""))["wrong-codes"], json!(0));
    let row = program.row(house(), "person-unlocked", &person.sid);
    assert_eq!(
        (row.text("operator"), row.text("person"), row.text("door"), row.text("application"), row.text("source")),
        (&*program.name(), &*person.sam, "web", "api", "127.0.0.1")
    );
}

#[test]
fn authenticator_is_disabled_enabled_and_removed_for_the_next_login() {
    let program = Program::of(house());
    let (person, mut phone) = enrolled();
    let id = text(&program.see(&at(&person, "/authenticators"))["items"][0], "id").to_owned();
    let path = at(&person, &format!("/authenticators/{id}"));
    let mut login = || house().bind(&person.upn, &format!("{}{}", person.password, phone.code())).code;
    assert_eq!(login(), 0);
    assert_eq!(program.post(&format!("{path}/disable")).status, 204);
    assert_eq!(login(), 49);
    assert_eq!(house().bind(&person.upn, &person.password).code, 49, "disabled is not exempt");
    assert!(!radius(house(), VPN, &person.upn, &person.password).accepts());
    assert_eq!(program.see(&at(&person, ""))["authenticators"][0]["enabled"], json!(false));
    assert_eq!(program.post(&format!("{path}/enable")).status, 204);
    assert_eq!(login(), 0);
    assert_eq!(program.delete(&path).status, 204);
    assert_eq!(login(), 49);
    assert_eq!(program.delete(&path).status, 404, "it is gone");
    assert_eq!(program.see(&at(&person, ""))["authenticators"], json!([]));
    for event in ["authenticator-disabled", "authenticator-enabled", "authenticator-removed"] {
        let row = program.row(house(), event, &person.sid);
        assert_eq!((row.text("operator"), row.text("authenticator")), (&*program.name(), &*id), "{event}");
    }
}

#[test]
fn who_has_left_the_directory_is_shown_and_loses_what_they_had() {
    let program = Program::of(house());
    let (person, _phone) = enrolled();
    dc().delete(&person.dn);
    let sheet = program.see(&at(&person, ""));
    assert_eq!((&sheet["dn"], text(&sheet, "name"), &sheet["protected"]), (&Value::Null, &*person.sam, &Value::Null));
    assert_eq!(program.tell(&at(&person, "/bypass"), &json!({ "for": "1h", "reason": "x" })).problem(), "not-found");
    // Nobody knows whether they were protected: it takes who may change those too.
    let id = text(&sheet["authenticators"][0], "id");
    let path = at(&person, &format!("/authenticators/{id}"));
    assert_eq!(program.delete(&path).problem(), "not-found");
    let mighty = Program::with(house(), &["authenticators:write", "protected"]);
    assert_eq!(mighty.delete(&path).status, 204);
}

fn search(program: &Program, typed: &str) -> Vec<Value> {
    let found = program.see(&format!("/api/v1/people?search={}", percent_encoded(typed)));
    found["items"].as_array().expect("a list").clone()
}

fn enrolled() -> (Person, Phone) {
    let person = dc().person("hilda");
    let phone = house().enroll(&person);
    (person, phone)
}
