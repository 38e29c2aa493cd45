//! Who is let in to which operation: every operation by every state of a token and every scope.

use axum::http::header;
use serde_json::json;
use vestibule_enroll_web::operations;
use vestibule_gate::ports::Clock as _;
use vestibule_gate::{Networks, Scope};

use crate::house::{HOST, HOUR, House, PEER, domain_admins, example, method, request};

#[test]
fn without_a_token_that_is_good_nothing_is_done_and_all_look_the_same() {
    for operation in operations() {
        let house = House::new();
        let (ada, phone) = house.enrolled("ada");
        let elsewhere = Networks::new(vec![("198.51.100.0".parse().unwrap(), 24)]);
        let other = house.token_from(&Scope::ALL.map(|(_, scope)| scope), elsewhere);
        let revoked = house.mighty();
        let id = revoked.split('_').nth(1).unwrap().to_owned();
        let console = vestibule_gate::Officer::console("root", false);
        pollster::block_on(house.fakes.office().revoke_token(&console, &id)).unwrap();
        let ended = house.mighty();
        house.fakes.clock.advance(HOUR);
        let wanted = example(&house, &operation, &ada, &phone);
        let before = house.changes();
        let unknown = format!("vst_{}_{}", "0".repeat(32), "0".repeat(64));
        let long = "x".repeat(5_000);
        let mut first = None;
        for token in
            [None, Some(""), Some("x"), Some(&*unknown), Some(&*other), Some(&*revoked), Some(&*ended), Some(&*long)]
        {
            let answer = house.send(method(&operation), &wanted.path, token, wanted.body.as_deref());
            assert_eq!((answer.status, answer.kind()), (401, "unauthorised".to_owned()), "{}", operation.name);
            assert_eq!(answer.headers[header::WWW_AUTHENTICATE], "Bearer realm=\"vestibule\"");
            let floor = house.fakes.clock.moment().plus(std::time::Duration::from_millis(300));
            assert_eq!(answer.not_before, Some(floor));
            let face = (answer.headers, answer.body);
            assert_eq!(*first.get_or_insert(face.clone()), face, "{token:?}");
        }
        assert_eq!(house.changes(), before, "{}", operation.name);
    }
}

#[test]
fn every_operation_is_done_with_its_scopes_and_with_no_other() {
    for operation in operations() {
        let needed = operation.act.scopes();
        assert!(!needed.is_empty(), "{} is done by no token", operation.name);
        for (_, scope) in Scope::ALL {
            if needed == [scope] {
                continue;
            }
            let house = House::new();
            let (ada, phone) = house.enrolled("ada");
            let wanted = example(&house, &operation, &ada, &phone);
            let token = house.token(&[scope]);
            let before = house.changes();
            let answer = house.send(method(&operation), &wanted.path, Some(&token), wanted.body.as_deref());
            assert_eq!((answer.status, answer.kind()), (403, "forbidden".to_owned()), "{} {scope:?}", operation.name);
            assert_eq!(house.changes(), before, "{}", operation.name);
            let row = house.fakes.store.events().pop().unwrap();
            assert_eq!(row.reason, vestibule_gate::Reason::NotPermitted);
        }
        let house = House::new();
        let (ada, phone) = house.enrolled("ada");
        let wanted = example(&house, &operation, &ada, &phone);
        let mut scopes = needed.to_vec();
        // To take everything away needs what removing authenticators needs.
        scopes.extend((operation.name == "newActivation").then_some(Scope::Authenticators));
        let answer = house.send(method(&operation), &wanted.path, Some(&house.token(&scopes)), wanted.body.as_deref());
        assert_eq!(answer.status, operation.status(), "{}: {}", operation.name, String::from_utf8_lossy(&answer.body));
    }
}

#[test]
fn for_protected_people_a_token_needs_that_scope_too() {
    for operation in operations().into_iter().filter(|operation| operation.path.contains("{person}")) {
        let house = House::new();
        let (ada, phone) = house.enrolled("ada");
        house.fakes.directory.join("ada", &domain_admins());
        let wanted = example(&house, &operation, &ada, &phone);
        let all = Scope::ALL.map(|(_, scope)| scope);
        let without: Vec<Scope> = all.into_iter().filter(|scope| *scope != Scope::Protected).collect();
        let status = |token: &str| {
            let answer = house.send(method(&operation), &wanted.path, Some(token), wanted.body.as_deref());
            (answer.status, if answer.status == 403 { answer.kind() } else { String::new() })
        };
        let refused = if operation.act.changes() { (403, "protected".to_owned()) } else { (200, String::new()) };
        assert_eq!(status(&house.token(&without)), refused, "{}", operation.name);
        assert_eq!(status(&house.token(&all)).0, operation.status(), "{}", operation.name);
    }
}

#[test]
fn cookies_other_schemes_and_two_tokens_are_no_token() {
    let house = House::new();
    let token = house.mighty();
    for (name, value) in [
        ("cookie", format!("__Host-session={token}")),
        ("authorization", format!("Basic {token}")),
        ("authorization", token.clone()),
        ("authorization", format!("Bearer  {token}")),
        ("x-api-key", token.clone()),
    ] {
        let mut asked = request("GET", "/api/v1/overview", None, None);
        asked.headers_mut().append(header::HeaderName::from_bytes(name.as_bytes()).unwrap(), value.parse().unwrap());
        assert_eq!(house.ask(asked).status, 401, "{name}: {value}");
    }
    let mut twice = request("GET", "/api/v1/overview", Some(&token), None);
    twice.headers_mut().append(header::AUTHORIZATION, format!("Bearer {token}").parse().unwrap());
    assert_eq!(house.ask(twice).status, 401);
    assert_eq!(house.send("GET", &format!("/api/v1/overview?token={token}"), None, None).status, 401);
    assert_eq!(house.get("/api/v1/overview", &token).status, 200);
}

#[test]
fn a_source_that_was_refused_too_often_stays_outside() {
    let house = House::with(|policy| policy.source_refusals = 3);
    let token = house.mighty();
    for _ in 0..3 {
        assert_eq!(house.get("/api/v1/overview", "x").status, 401);
    }
    assert_eq!(house.get("/api/v1/overview", &token).status, 401);
    let mut elsewhere = request("GET", "/api/v1/overview", Some(&token), None);
    elsewhere.extensions_mut().insert(vestibule_enroll_web::Peer("192.0.2.8".parse().unwrap()));
    assert_eq!(house.ask(elsewhere).status, 200);
}

#[test]
fn only_a_trusted_proxy_says_where_a_program_is() {
    let house = House::new();
    let networks = Networks::new(vec![("198.51.100.7".parse().unwrap(), 32)]);
    let token = house.token_from(&[Scope::People], networks);
    let from = |peer: &str, forwarded: Option<&str>| {
        let mut asked = request("GET", "/api/v1/overview", Some(&token), None);
        asked.extensions_mut().insert(vestibule_enroll_web::Peer(peer.parse().unwrap()));
        if let Some(forwarded) = forwarded {
            asked.headers_mut().insert("x-forwarded-for", forwarded.parse().unwrap());
        }
        house.ask(asked).status
    };
    assert_eq!(from("198.51.100.7", None), 200);
    assert_eq!(from("10.0.0.1", Some("198.51.100.7")), 200);
    assert_eq!(from(PEER, Some("198.51.100.7")), 401);
    assert_eq!(from("10.0.0.1", Some("198.51.100.7, 192.0.2.9")), 401);
    assert_eq!(from("10.0.0.1", Some("x")), 400);
    assert_eq!(from("10.0.0.1", None), 400);
}

#[test]
fn every_answer_is_json_is_kept_by_nobody_and_is_told_to_no_other_origin() {
    let house = House::new();
    let token = house.mighty();
    let cases = [
        ("GET", "/api/v1/overview", 200),
        ("GET", "/api/openapi.json", 200),
        ("GET", "/api/v1/nothing", 404),
        ("GET", "/api", 404),
        ("PUT", "/api/v1/overview", 405),
        ("OPTIONS", "/api/v1/overview", 405),
        ("TRACE", "/api/v1/overview", 405),
        ("GET", "/api/v1/people?limit=0", 422),
        ("GET", "/api/v1/people?x=1", 400),
        ("GET", "/api/v1/people?limit=%zz", 400),
        ("POST", "/api/v1/exemptions", 415),
    ];
    for (method, path, status) in cases {
        let mut asked = request(method, path, Some(&token), None);
        asked.headers_mut().insert(header::ORIGIN, "https://evil.example".parse().unwrap());
        let answer = house.ask(asked);
        assert_eq!(answer.status, status, "{method} {path}");
        let media = answer.headers[header::CONTENT_TYPE].to_str().unwrap();
        assert!(media == "application/json" || media == "application/problem+json", "{method} {path} {media}");
        assert_eq!(answer.headers[header::CACHE_CONTROL], "no-store");
        assert!(!answer.headers.keys().any(|name| name.as_str().starts_with("access-control-")));
        if status >= 400 {
            assert_eq!(answer.json()["status"], json!(status));
        }
    }
    let mut other = request("GET", "/api/v1/overview", Some(&token), None);
    other.headers_mut().insert(header::HOST, "evil.example".parse().unwrap());
    assert_eq!(house.ask(other).status, 421);
    assert_ne!(HOST, "evil.example");
}

#[test]
fn other_spellings_of_a_path_lead_to_no_operation() {
    let house = House::new();
    let token = house.mighty();
    for path in [
        "/API/v1/overview",
        "/api/v1/overview/",
        "/api//v1/overview",
        "/api/v1/./overview",
        "/api/v1/x/../overview",
        "/api/v1/%6fverview",
        "/api/v1/overview;x",
        "/api/v1/overview.",
        "/api/v1%2foverview",
        "/api/v2/overview",
    ] {
        assert_eq!(house.get(path, &token).status, 404, "{path}");
    }
}

#[test]
fn while_the_store_is_away_the_api_says_so_and_does_nothing() {
    let house = House::new();
    let token = house.mighty();
    house.fakes.store.set_down(true);
    let answer = house.get("/api/v1/overview", &token);
    assert_eq!((answer.status, answer.kind()), (503, "unavailable".to_owned()));
    assert_eq!(answer.headers[header::RETRY_AFTER], "5");
}
