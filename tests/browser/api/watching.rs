//! What a program sees of the whole: figures, the audit page by page, and what would be asked of somebody.

use super::program::{Program, at, text};
use crate::house::{VPN, plan, radius};
use crate::support::people::group_dn;
use crate::support::shared::{EXEMPT, dc};
use serde_json::{Value, json};

#[test]
fn audit_is_filtered_paged_and_followed() {
    let house = plan().open();
    let program = Program::of(&house);
    let (person, other) = (dc().person("wim"), dc().person("wim"));
    let mut phone = house.enroll(&person);
    house.enroll(&other);
    let secret = format!("{}{}", person.password, phone.code());
    assert_eq!(house.bind(&person.upn, &secret).code, 0);
    assert_eq!(house.bind(&person.upn, &secret).code, 49);
    assert!(!radius(&house, VPN, &other.upn, &other.password).accepts());
    // What is typed as a name is no part of a line, nor of a field.
    house.bind("x\",\"outcome\":\"admitted", "y");
    house.bind("name\r\nsecond line \u{1b}[31m", "y");

    let of = |query: &str| items(&program.see(&format!("/api/v1/audit?{query}")));
    let theirs = of(&format!("person={}", person.sid));
    assert!(theirs.iter().all(|row| row["event"]["sid"] == person.sid.as_str()), "{theirs:?}");
    let told: Vec<_> =
        theirs.iter().map(|row| (text(&row["event"], "event"), text(&row["event"], "outcome"))).collect();
    assert_eq!(told, [("login", "refused"), ("login", "admitted"), ("authenticator-added", "admitted")]);
    let refused = of(&format!("person={}&outcome=refused&event=login", person.sid));
    assert_eq!(refused.len(), 1, "{refused:?}");
    assert!(of("since=2199-01-01T00:00:00Z").is_empty());
    let all = of("limit=200");
    let (mut walked, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = program.see(&format!("/api/v1/audit?limit=2{cursor}"));
        walked.extend(items(&page));
        let Some(next) = page["next"].as_str().filter(|_| !items(&page).is_empty()) else { break };
        cursor = format!("&cursor={next}");
    }
    assert_eq!(walked, all);

    // Followed: nothing new, then what has happened since.
    let page = program.see("/api/v1/audit?order=oldest&limit=200");
    let next = text(&page, "next").to_owned();
    let later = || program.see(&format!("/api/v1/audit?order=oldest&cursor={next}"));
    assert_eq!((later()["items"].clone(), text(&later(), "next")), (json!([]), &*next));
    assert_eq!(program.post(&at(&person, "/unlock")).status, 204);
    let new = items(&later());
    assert_eq!(new.len(), 1);
    assert_eq!(
        (text(&new[0]["event"], "event"), text(&new[0]["event"], "operator")),
        ("person-unlocked", &*program.name())
    );
}

#[test]
fn overview_counts_what_is_there() {
    let house = plan().open();
    let program = Program::of(&house);
    let empty = program.see("/api/v1/overview");
    assert_eq!(
        (&empty["people"], &empty["logins"]["admitted"], &empty["enforced"]),
        (&json!(0), &json!(0), &json!(true))
    );
    let (person, other) = (dc().person("wim"), dc().person("wim"));
    let mut phone = house.enroll(&person);
    house.enroll(&other);
    assert_eq!(house.bind(&person.upn, &format!("{}{}", person.password, phone.code())).code, 0);
    assert_eq!(house.bind(&other.upn, &format!("{}123456", other.password)).code, 49);
    program.make(&at(&other, "/bypass"), &json!({ "for": "1h", "reason": "x" }));
    program.make("/api/v1/exemptions", &json!({ "group": dc().new_group("wide").sid, "reason": "x" }));
    let seen = program.see("/api/v1/overview");
    let figure = |name: &str| seen[name].as_u64().unwrap_or_else(|| panic!("{name} in {seen}"));
    assert_eq!(
        (figure("people"), figure("enrolled"), figure("with-wrong-codes"), figure("bypasses"), figure("exemptions")),
        (2, 2, 1, 1, 1)
    );
    assert_eq!((&seen["logins"]["admitted"], &seen["logins"]["refused"]), (&json!(1), &json!(1)), "{seen}");
    assert_eq!((figure("requested-exemptions"), &seen["protected-unknown"]), (0, &json!(false)));
}

#[test]
fn explanation_is_what_the_door_then_does() {
    let house = plan().exempt(&group_dn(EXEMPT)).open();
    let program = Program::with(&house, &["explain:read"]);
    let (exempt, asked, newcomer) = (dc().resident("petra"), dc().person("wim"), dc().person("wim"));
    house.enroll(&asked);
    for (person, requires, code) in [(&exempt, "exempt", 0), (&asked, "code", 49), (&newcomer, "enrol", 49)] {
        let said = program.see(&at(person, "/explain?application=webmail&from=127.0.0.1"));
        assert_eq!((text(&said, "requires"), text(&said, "person")), (requires, &*person.sam), "{said}");
        assert_eq!(house.bind(&person.upn, &person.password).code, code, "{}", person.sam);
    }
    let said = program.see(&at(&exempt, "/explain?application=webmail"));
    assert_eq!((text(&said, "group-name"), text(&said, "reason")), (EXEMPT, "no phones on the floor"));
    let unknown = program.get(&at(&exempt, "/explain?application=no-such"));
    assert_eq!(unknown.problem(), "not-found");
    assert_eq!(program.get(&at(&exempt, "/explain?application=webmail&from=nowhere")).problem(), "invalid");
    assert_eq!(program.get(&at(&exempt, "/explain")).problem(), "malformed");
}

fn items(page: &Value) -> Vec<Value> {
    page["items"].as_array().expect("a list").clone()
}
