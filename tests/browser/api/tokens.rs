//! Which tokens are good, and for what. Whatever is wrong with one, it looks the same.

use super::program::{Program, SCOPES, at, text};
use crate::house::{house, plan, run};
use crate::support::dc::BASE;
use crate::support::plan::Plan;
use crate::support::shared::dc;
use crate::visitor::{Ask, Said, Visitor};
use serde_json::json;

#[test]
fn token_that_is_wrong_ended_revoked_or_from_elsewhere_is_refused_alike() {
    let house = plan().open();
    let good = Program::of(&house);
    let (ended, revoked) = (Program::of(&house), Program::of(&house));
    let bound = Program::made_by("root", &house, &SCOPES, &["--from", "127.0.0.9", "--from", "10.1.0.0/16"]);
    run(&house, &["token", "revoke", &revoked.id]);
    // An hour is the shortest there is: the clock is not moved, the row is.
    let store = rusqlite::Connection::open(house.folder().join("vestibule.db")).expect("the store can be opened");
    let sql = "UPDATE token SET until = 1 WHERE id = ?1";
    assert_eq!(store.execute(sql, [&ended.id]), Ok(1));

    let mut faces = Vec::new();
    let changed = |program: &Program, from: &str, to: &str| program.token.replacen(from, to, 1);
    let last = good.token.chars().last().expect("a token");
    let other = if last == '0' { "1" } else { "0" };
    let cut = good.token.strip_suffix(last).expect("it ends so");
    for token in [
        ended.token.clone(),
        revoked.token.clone(),
        bound.token.clone(),
        format!("{cut}{other}"),
        cut.to_owned(),
        format!("{}0", good.token),
        good.token.to_uppercase(),
        changed(&good, &good.id, &ended.id),
        changed(&good, "vst", "xyz"),
        good.id.clone(),
        "x".to_owned(),
        "x".repeat(6_000),
    ] {
        let mut visitor = Visitor::at(&house);
        let said = visitor.ask(&Ask::get("/api/v1/overview").with("Authorization", &format!("Bearer {token}")));
        assert_eq!(said.problem(), "unauthorised", "{token}");
        faces.push(face(&said));
    }
    faces.push(face(&Visitor::at(&house).get("/api/v1/overview")));
    faces.dedup();
    assert_eq!(faces.len(), 1, "one face: {faces:#?}");

    assert_eq!(good.get("/api/v1/overview").status, 200);
    let bound = bound.from([127, 0, 0, 9], &house);
    assert_eq!(bound.get("/api/v1/overview").status, 200);
    // The audit knows which token it was, where it was one.
    let told: Vec<_> = house.audit().into_iter().filter(|row| row.text("event") == "api").collect();
    for id in [&ended.id, &revoked.id, &bound.id] {
        assert!(told.iter().any(|row| row.text("rule") == id && row.text("reason") == "bad-token"), "{told:?}");
    }
}

#[test]
fn token_does_what_its_scopes_say_and_nothing_else() {
    let person = dc().person("tilda");
    house().enroll(&person);
    let watcher = Program::with(house(), &["people:read"]);
    let id = text(&watcher.see(&at(&person, "/authenticators"))["items"][0], "id").to_owned();
    let group = dc().new_group("tiled");
    for (path, body) in [
        (at(&person, "/unlock"), None),
        (at(&person, &format!("/authenticators/{id}/disable")), None),
        (at(&person, "/bypass"), Some(json!({ "for": "1h", "reason": "x" }))),
        (at(&person, "/activation"), Some(json!({ "remove-all": true }))),
        ("/api/v1/exemptions".to_owned(), Some(json!({ "group": group.sid, "reason": "x" }))),
    ] {
        assert_eq!(watcher.ask(Ask::json("POST", &path, body.as_ref())).problem(), "forbidden", "{path}");
    }
    for path in
        ["/api/v1/audit", "/api/v1/exemptions", "/api/v1/groups?search=x", &at(&person, "/explain?application=vpn")]
    {
        assert_eq!(watcher.get(path).problem(), "forbidden", "{path}");
    }
    assert_eq!(watcher.delete(&at(&person, &format!("/authenticators/{id}"))).problem(), "forbidden");
    let refused = house().audit().into_iter().rev().find(|row| row.text("operator") == watcher.name());
    let refused = refused.expect("a refusal is on record");
    assert_eq!((refused.text("outcome"), refused.text("reason")), ("refused", "not-permitted"));
    let sheet = watcher.see(&at(&person, ""));
    assert_eq!((&sheet["authenticators"][0]["enabled"], &sheet["bypasses"]), (&json!(true), &json!([])));
    // What it asks for is not even looked at: there is no person of this id, nor is this JSON.
    let odd = Ask::json("POST", "/api/v1/people/nobody/bypass", Some(&json!([1])));
    assert_eq!(watcher.ask(odd).problem(), "forbidden");
}

#[test]
fn nobody_helps_themselves_by_a_token_of_theirs() {
    let (person, group) = (dc().person("tilda"), dc().new_group("own"));
    house().enroll(&person);
    dc().join(&person.dn, &group.dn);
    for operator in [person.sam.clone(), format!("EXAMPLE\\{}", person.sam.to_uppercase()), person.upn.clone()] {
        let own = Program::made_by(&operator, house(), &SCOPES, &[]);
        let id = text(&own.see(&at(&person, "/authenticators"))["items"][0], "id").to_owned();
        for (path, body) in [
            (at(&person, "/unlock"), None),
            (at(&person, &format!("/authenticators/{id}/disable")), None),
            (at(&person, "/bypass"), Some(json!({ "for": "1h", "reason": "x" }))),
            (at(&person, "/activation"), Some(json!({ "remove-all": true }))),
            ("/api/v1/exemptions".to_owned(), Some(json!({ "group": group.sid, "reason": "x" }))),
        ] {
            assert_eq!(own.ask(Ask::json("POST", &path, body.as_ref())).problem(), "oneself", "{operator} {path}");
        }
        assert_eq!(own.delete(&at(&person, &format!("/authenticators/{id}"))).problem(), "oneself", "{operator}");
    }
    assert_eq!(house().bind(&person.upn, &person.password).code, 49, "no code was spared");
    let row = Program::of(house()).row(house(), "bypass-granted", &person.sid);
    assert_eq!((row.text("outcome"), row.text("reason")), ("refused", "not-permitted"));
}

#[test]
fn protected_people_are_changed_by_a_token_of_that_scope_alone() {
    let person = dc().person("tilda");
    house().enroll(&person);
    dc().join(&person.dn, &format!("CN=Domain Admins,CN=Users,{BASE}"));
    let desk = Program::of(house());
    let mighty = Program::with(house(), &[&SCOPES[..], &["protected"]].concat());
    assert_eq!(desk.see(&at(&person, ""))["protected"], json!(true), "looking is no change");
    let grant = json!({ "for": "1h", "reason": "the chief's phone" });
    assert_eq!(desk.tell(&at(&person, "/bypass"), &grant).problem(), "protected");
    assert_eq!(desk.post(&at(&person, "/unlock")).problem(), "protected");
    assert_eq!(desk.tell(&at(&person, "/activation"), &json!({ "remove-all": true })).problem(), "protected");
    let granted = mighty.make(&at(&person, "/bypass"), &grant);
    assert_eq!(house().bind(&person.upn, &format!("{}{}", person.password, text(&granted, "code"))).code, 0);
    let bypass = format!("/api/v1/bypass/{}", text(&granted, "id"));
    assert_eq!(desk.delete(&bypass).problem(), "protected");
    assert_eq!(mighty.delete(&bypass).status, 204);
}

#[test]
fn source_of_a_hundred_wrong_tokens_is_shut_out_and_others_are_not() {
    let house = Plan::behind(dc()).portal().policy("source-refusals = 10").open();
    let program = Program::of(&house);
    let mut guesser = Visitor::from([127, 0, 0, 66], &house);
    for guess in 0..10 {
        let ask = Ask::get("/api/v1/overview").with("Authorization", &format!("Bearer vst_{guess:032}_{guess:064}"));
        assert_eq!(guesser.ask(&ask).problem(), "unauthorised");
    }
    let there = Program::of(&house).from([127, 0, 0, 66], &house);
    assert_eq!(there.get("/api/v1/overview").problem(), "unauthorised", "a good one, from there");
    assert_eq!(program.get("/api/v1/overview").status, 200, "and elsewhere");
}

#[test]
fn api_is_shut_while_the_store_cannot_be_written_and_nothing_is_done() {
    let house = plan().open();
    let program = Program::of(&house);
    let person = dc().person("tilda");
    let store = rusqlite::Connection::open(house.folder().join("vestibule.db")).expect("the store can be opened");
    store.execute_batch("BEGIN EXCLUSIVE").expect("the store can be locked");
    let said = program.tell(&at(&person, "/bypass"), &json!({ "for": "1h", "reason": "x" }));
    assert_eq!((&*said.problem(), &*said.header("retry-after")), ("unavailable", "5"));
    store.execute_batch("ROLLBACK").expect("and unlocked");
}

/// What of an answer could tell one from another.
fn face(said: &Said) -> String {
    let headers = ["content-type", "www-authenticate", "cache-control", "content-length"].map(|name| said.header(name));
    format!("{} {headers:?} {}", said.status, said.body)
}
