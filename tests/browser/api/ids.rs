//! Ids: each is looked for among what the path names, and nowhere else. And other spellings of a path lead nowhere.

use super::program::{Program, at, text};
use crate::house::{house, run};
use crate::support::dc::BASE;
use crate::support::people::Person;
use crate::support::shared::dc;
use serde_json::json;
use vestibule_enroll_web::{Verb, operations};

#[test]
fn authenticator_is_found_under_its_own_person_alone() {
    let program = Program::of(house());
    let people: Vec<Person> = (0..3).map(|_| dc().person("ida")).collect();
    people.iter().for_each(|person| drop(house().enroll(person)));
    let guarded = &people[2];
    dc().join(&guarded.dn, &format!("CN=Domain Admins,CN=Users,{BASE}"));
    let ids: Vec<String> = people
        .iter()
        .map(|person| text(&program.see(&at(person, "/authenticators"))["items"][0], "id").to_owned())
        .collect();
    let listed = |person: &Person| run(house(), &["authenticator", "list", &person.dn, "--json"]);
    let before: Vec<String> = people.iter().map(listed).collect();
    for (owner, id) in ids.iter().enumerate() {
        for (place, person) in people.iter().enumerate().filter(|(place, _)| *place != owner) {
            let path = at(person, &format!("/authenticators/{id}"));
            for said in [program.post(&format!("{path}/disable")), program.post(&format!("{path}/enable"))] {
                assert_eq!(said.problem(), "not-found", "{id} of {owner} at {place}");
            }
            assert_eq!(program.delete(&path).problem(), "not-found", "{id} of {owner} at {place}");
        }
    }
    assert_eq!(people.iter().map(listed).collect::<Vec<_>>(), before);
    let own = at(guarded, &format!("/authenticators/{}", ids[2]));
    assert_eq!(program.delete(&own).problem(), "protected");
    assert_eq!(listed(guarded), before[2]);
}

#[test]
fn id_of_one_kind_of_thing_is_none_of_another() {
    let program = Program::of(house());
    let person = dc().person("ida");
    house().enroll(&person);
    let group = dc().new_group("idle");
    let authenticator = text(&program.see(&at(&person, "/authenticators"))["items"][0], "id").to_owned();
    let bypass = program.make(&at(&person, "/bypass"), &json!({ "for": "1h", "reason": "x" }));
    let made = program.make("/api/v1/exemptions", &json!({ "group": group.sid, "reason": "x" }));
    let (bypass, exemption) = (text(&bypass, "id"), text(&made, "id"));
    let odd = ["x", "%2e%2e", "..%2f..", "%00", "%27%20or%201%3d1", &"0".repeat(32), &"f".repeat(5_000)];
    for id in [&*authenticator, exemption, &program.id, &bypass.to_uppercase()].into_iter().chain(odd) {
        assert_eq!(program.delete(&format!("/api/v1/bypass/{id}")).problem(), "not-found", "{id}");
    }
    for id in [&*authenticator, bypass, &program.id, &exemption.to_uppercase()].into_iter().chain(odd) {
        assert_eq!(program.delete(&format!("/api/v1/exemptions/{id}")).problem(), "not-found", "{id}");
        assert_eq!(program.post(&format!("/api/v1/exemptions/{id}/approve")).problem(), "not-found", "{id}");
    }
    for id in [&group.sid, "S-1-5-32-544", "S-1-5-18", "ida", &person.upn, "S-1", bypass].into_iter().chain(odd) {
        for rest in ["", "/authenticators", "/explain?application=webmail"] {
            assert_eq!(program.get(&format!("/api/v1/people/{id}{rest}")).problem(), "not-found", "{id} {rest}");
        }
        assert_eq!(program.post(&format!("/api/v1/people/{id}/unlock")).problem(), "not-found", "{id}");
        for what in ["bypass", "activation"] {
            let said = program.tell(&format!("/api/v1/people/{id}/{what}"), &json!({ "for": "1h", "reason": "x" }));
            assert!(["not-found", "malformed"].contains(&&*said.problem()), "{id} {what}: {said:?}");
        }
    }
    assert_eq!(program.delete(&format!("/api/v1/bypass/{bypass}")).status, 204);
    assert_eq!(program.delete(&format!("/api/v1/exemptions/{exemption}")).status, 204);
}

#[test]
fn no_spelling_of_a_path_leads_past_the_token() {
    let program = Program::of(house());
    for operation in operations() {
        let path = operation.path.replace(['{', '}'], "");
        let tail = path.strip_prefix("/api/v1/").expect("a path of the API");
        let (first, rest) = tail.split_at(1);
        let encoded = format!("%{:02x}{rest}", first.as_bytes()[0]);
        for other in [
            format!("/api/v1//{tail}"),
            format!("//api/v1/{tail}"),
            format!("/api/./v1/{tail}"),
            format!("/api/v1/x/../{tail}"),
            format!("/api/v1/%2e%2e/v1/{tail}"),
            format!("/api%2fv1%2f{tail}"),
            format!("/api/v1/{encoded}"),
            format!("/API/v1/{tail}"),
            format!("/api/v1/{};x", tail.replace('/', ";x/")),
            format!("/api/v1/{tail}/"),
            format!("/api/v1/{tail}."),
            format!("/assets/../api/v1/{tail}"),
            format!("/api/v1/{tail}%00"),
            format!("/api/v1/{}", tail.to_uppercase()),
        ] {
            let verb = match operation.verb {
                Verb::Get => "GET",
                Verb::Post => "POST",
                Verb::Delete => "DELETE",
            };
            let bare = crate::visitor::Visitor::at(house()).ask(&crate::visitor::Ask::json(verb, &other, None));
            // Where the tail ends in an id, another id is asked for: with no token that is refused first.
            assert!([400, 401, 404, 405].contains(&bare.status), "{verb} {other} without a token: {bare:?}");
            let said = program.ask(crate::visitor::Ask::json(verb, &other, None));
            assert!([400, 404, 405, 415].contains(&said.status), "{verb} {other}: {said:?}");
        }
    }
}
