//! What every request has to pass: host, forwarded addresses, and for forms origin and token.

use axum::body::Body;
use axum::http::{Request, header};
use vestibule_enroll_web::Peer;
use vestibule_gate::fakes::Fakes;

use crate::browser::{Browser, Page, ask, encode};
use crate::house::{HOST, House, PASSWORD, URL, open, settings};

fn last_source(fakes: &Fakes) -> String {
    fakes.store.events().last().unwrap().source.clone()
}

fn get(house: &House, target: &str, peer: &str, headers: &[(&str, &str)]) -> Page {
    let request = Request::builder().uri(target).extension(Peer(peer.parse().unwrap()));
    let request = headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
    ask(house, request.body(Body::empty()).unwrap())
}

#[test]
fn a_request_for_another_host_is_not_answered() {
    let house = House::new();
    let ours = ("host", HOST);
    get(&house, "/sign-in", "192.0.2.7", &[ours]).is(200);
    get(&house, &format!("{URL}/sign-in"), "192.0.2.7", &[]).is(200);
    let others: [(&str, &[(&str, &str)]); 7] = [
        ("/sign-in", &[]),
        ("/sign-in", &[("host", "evil.example")]),
        ("/sign-in", &[("host", "mfa.example.test")]),
        ("/sign-in", &[ours, ("host", "evil.example")]),
        ("/sign-in", &[ours, ("x-forwarded-host", "evil.example")]),
        ("https://evil.example/sign-in", &[ours]),
        ("/nowhere", &[("host", "evil.example")]),
    ];
    for (target, headers) in others {
        let page = get(&house, target, "192.0.2.7", headers).is(421).says_nothing_of("evil.example");
        assert!(page.headers.contains_key("content-security-policy"));
    }
}

#[test]
fn only_a_trusted_proxy_says_where_somebody_comes_from() {
    let house = House::new();
    let begin = |peer: &str, forwarded: &[&str]| {
        let fields = encode(&[("name", "ada"), ("password", PASSWORD)]);
        let mut request = Request::post("/sign-in")
            .extension(Peer(peer.parse().unwrap()))
            .header(header::HOST, HOST)
            .header(header::ORIGIN, URL)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        for line in forwarded {
            request = request.header("x-forwarded-for", *line);
        }
        ask(&house, request.body(Body::from(fields)).unwrap())
    };
    begin("192.0.2.7", &["198.51.100.1"]).is(303);
    assert_eq!(last_source(&house.fakes), "192.0.2.7");
    begin("10.0.0.1", &["203.0.113.1, 198.51.100.1", "10.0.0.2"]).is(303);
    assert_eq!(last_source(&house.fakes), "198.51.100.1");
    let events = house.fakes.store.events().len();
    let many = vec!["198.51.100.1"; 40].join(",");
    for line in ["a", "", "fe80::1%eth0", "198.51.100.1:443", &many] {
        begin("10.0.0.1", &[line]).is(400);
    }
    begin("10.0.0.1", &[]).is(400);
    assert_eq!(house.fakes.store.events().len(), events, "nobody was judged");
}

/// Sends a form whose origin is said this way.
fn with_origins(browser: &mut Browser<'_>, path: &str, origins: &[&str], fields: &[(&str, &str)]) -> Page {
    let mut request = browser.form(path).body(Body::from(encode(fields))).unwrap();
    request.headers_mut().remove(header::ORIGIN);
    for origin in origins {
        request.headers_mut().append(header::ORIGIN, origin.parse().unwrap());
    }
    browser.send(request)
}

#[test]
fn a_form_comes_from_our_own_pages_or_is_refused() {
    let house = House::new();
    let (mut browser, phone) = house.signed_in("ada");
    browser.get("/account").shown();
    let token = browser.token.clone().unwrap();
    let path = format!("/account/authenticators/{}/rename", phone.id);
    let fields = [("label", "x"), ("token", token.as_str())];
    let before = house.fakes.store.events().len();
    let origins: [&[&str]; 10] = [
        &[],
        &["null"],
        &["https://mfa.example.evil"],
        &["https://mfa.example.test"],
        &["http://mfa.example.test:8443"],
        &["https://mfa.example.test:8443.evil.example"],
        &["https://mfa.example.test:8443/"],
        &["https://x@mfa.example.test:8443"],
        &[URL, URL],
        &[URL, "https://evil.example"],
    ];
    for wrong in origins {
        with_origins(&mut browser, &path, wrong, &fields).is(403);
        with_origins(&mut browser, "/sign-in", wrong, &[("name", "ada"), ("password", PASSWORD)]).is(403);
        with_origins(&mut browser, "/language", wrong, &[("language", "de"), ("page", "/")]).is(403);
        with_origins(&mut browser, "/sign-out", wrong, &fields).is(403);
    }
    for wrong in ["", "0", &token[1..], &"0".repeat(64), &format!("{token}0")] {
        let fields = [("label", "x"), ("token", wrong)];
        with_origins(&mut browser, &path, &[URL], &fields).is(403);
    }
    with_origins(&mut browser, &path, &[URL], &[("label", "x")]).is(403);
    let (mut other, _) = house.signed_in("bea");
    other.get("/account").shown();
    let foreign = [("label", "x"), ("token", other.token.as_deref().unwrap())];
    with_origins(&mut browser, &path, &[URL], &foreign).is(403);
    let changed = house.fakes.store.events().iter().skip(before).any(|event| event.event.starts_with("authenticator"));
    assert!(!changed, "nothing was changed");
    browser.get("/account").shown();
    with_origins(&mut browser, &path, &[URL], &fields).sent_to("/account");
}

#[test]
fn bodies_are_short_forms() {
    let house = House::new();
    let mut browser = house.browser();
    let long = format!("name=ada&password={}", "x".repeat(64 * 1024));
    let request = browser.form("/sign-in").body(Body::from(long)).unwrap();
    browser.send(request).is(413);
    for media_type in ["text/plain", "multipart/form-data; boundary=x", "application/json", ""] {
        let mut request = browser.form("/sign-in").body(Body::from("name=ada&password=x")).unwrap();
        request.headers_mut().insert(header::CONTENT_TYPE, media_type.parse().unwrap());
        browser.send(request).is(415);
    }
    for body in
        ["name=a&name=b&password=x", "name=a&password=%ff", "name=a", "name=a%0d%0a&password=x", "name=%zz&password="]
    {
        let request = browser.form("/sign-in").body(Body::from(body)).unwrap();
        browser.send(request).is(400);
    }
    assert!(house.fakes.store.events().is_empty(), "nobody was judged");
}

#[test]
fn a_request_without_its_peer_is_our_own_fault() {
    let house = House::new();
    ask(&house, Request::builder().uri("/").header(header::HOST, HOST).body(Body::empty()).unwrap()).is(500);
}

#[test]
fn settings_change_without_a_restart() {
    let house = House::set_up(open, settings());
    let (mut browser, _) = house.signed_in("ada");
    let mut other = settings();
    other.organisation = "Another Ltd".to_owned();
    house.web.replace(other);
    browser.get("/account").shown().says("Another Ltd");
}
