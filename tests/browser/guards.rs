//! What every request passes and every answer carries, whatever the page.

use crate::house::{house, plan};
use crate::support::audit::Event;
use crate::support::house::House;
use crate::support::people::Person;
use crate::support::plan::PUBLIC_URL;
use crate::support::shared::dc;
use crate::visitor::{Ask, HOST, Said, Visitor};
use vestibule_enroll_web::{Method, table};

/// A proxy that is believed, in the house that has one.
const PROXY: [u8; 4] = [127, 0, 0, 5];
const STYLE: &str = "/assets/";

#[test]
fn every_answer_carries_the_headers_that_bind_a_browser() {
    let mut visitor = Visitor::at(house());
    let page = visitor.get("/sign-in");
    let style =
        page.body.split("href=\"").find_map(|rest| rest.split('"').next().filter(|path| path.ends_with(".css")));
    let mut asks: Vec<Ask> = table()
        .iter()
        .map(|route| (route.path.replace("{id}", "0123").replace("{name}", "none.css"), route.method))
        .map(|(path, method)| if method == Method::Get { Ask::get(&path) } else { Ask::form(&path, &[]) })
        .collect();
    asks.extend([
        Ask::get(style.expect("a style sheet")),
        Ask::get("/no-such-page"),
        Ask::new("DELETE", "/account"),
        Ask::get("/").but("Host", "evil.example"),
        Ask::form("/sign-in", &[]).but("Origin", "https://evil.example"),
        Ask::form("/sign-in", &[("name", "nobody"), ("password", "anything")]),
        Ask::form("/sign-in", &[("name", &"x".repeat(66_000))]),
        Ask::form("/sign-in", &[]).but("Content-Type", "application/json"),
    ]);
    let mut seen = Vec::new();
    for ask in asks {
        let said = visitor.ask(&ask);
        assert_dressed(&said, said.status == 200 && ask.target().starts_with(STYLE));
        seen.push(said.status);
    }
    for status in [200, 303, 400, 403, 404, 405, 413, 415, 421] {
        assert!(seen.contains(&status), "{status} is among the answers: {seen:?}");
    }
}

fn assert_dressed(said: &Said, kept: bool) {
    let policy = said.header("content-security-policy");
    for part in ["default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'", "form-action 'self'"] {
        assert!(policy.split("; ").any(|directive| directive == part), "{part} in {policy:?} of {said:?}");
    }
    for weak in ["unsafe", "*", "data:", "http", "blob:"] {
        assert!(!policy.contains(weak), "{weak} in {policy:?}");
    }
    let age = said.header("strict-transport-security");
    let seconds = age.split(['=', ';']).nth(1).and_then(|number| number.parse::<u64>().ok());
    assert!(seconds >= Some(31_536_000), "{age:?} of {said:?}");
    assert_eq!(said.header("x-content-type-options"), "nosniff", "{said:?}");
    assert!(["same-origin", "no-referrer"].contains(&said.header("referrer-policy").as_str()), "{said:?}");
    assert_eq!(said.header("x-frame-options"), "DENY", "{said:?}");
    assert_eq!(said.header("cross-origin-opener-policy"), "same-origin", "{said:?}");
    let cache = if kept { "public, max-age=31536000, immutable" } else { "no-store" };
    assert_eq!(said.header("cache-control"), cache, "{said:?}");
    assert!(["server", "x-powered-by"].iter().all(|name| said.all(name).is_empty()), "{said:?}");
}

#[test]
fn cookies_of_sessions_are_bound_to_this_host_and_to_this_site() {
    let person = dc().person("gwen");
    let mut visitor = Visitor::at(house());
    let mut given = Vec::new();
    let mut keep = |said: Said| given.extend(said.all("set-cookie").into_iter().map(str::to_owned));
    keep(visitor.give_password("nobody", "anything"));
    keep(visitor.give_password(&person.upn, &person.password));
    let mut phone = house().enroll(&person);
    keep(visitor.give_password(&person.upn, &person.password));
    keep(visitor.post("/sign-in/code", "/sign-in/code", &[("code", &phone.code())]));
    keep(visitor.ask(&Ask::form("/language", &[("language", "de"), ("page", "/account")])));
    keep(visitor.post("/account", "/sign-out", &[]));
    for name in ["begun", "enrolling", "session", "language"] {
        assert!(given.iter().any(|cookie| cookie.starts_with(&format!("__Host-{name}="))), "{name}: {given:#?}");
    }
    for cookie in &given {
        let parts: Vec<&str> = cookie.split("; ").skip(1).collect();
        for part in ["Path=/", "Secure", "HttpOnly", "SameSite=Strict"] {
            assert!(parts.contains(&part), "{part} in {cookie}");
        }
        let lasts = parts.iter().any(|part| part.starts_with("Expires") || part.starts_with("Max-Age"));
        assert!(!lasts || cookie.starts_with("__Host-language=") || cookie.contains("Max-Age=0"), "{cookie}");
        assert!(!parts.iter().any(|part| part.starts_with("Domain")), "{cookie}");
        assert!(cookie.starts_with("__Host-"), "{cookie}");
    }
}

#[test]
fn form_of_another_site_is_refused_at_every_address() {
    let (mut visitor, _person) = signed_in(house());
    let token = visitor.get("/account").token();
    let cookies = visitor.cookies().clone();
    for route in table().into_iter().filter(|route| route.method == Method::Post) {
        let path = route.path.replace("{id}", "0123");
        let form =
            Ask::form(&path, &[("token", &token), ("language", "de"), ("page", "/"), ("name", "x"), ("password", "x")]);
        for origin in [
            "https://mfa.example.evil",
            "https://mfa.example.test:8443.evil.example",
            "https://mfa.example.test",
            "https://mfa.example.test:8444",
            "http://mfa.example.test:8443",
            "https://evil.example/https://mfa.example.test:8443",
            "https://mfa.example.test:8443/",
            "https://sub.mfa.example.test:8443",
            "null",
            "",
        ] {
            let said = visitor.ask(&form.clone().but("Origin", origin));
            assert_eq!((said.status, said.all("set-cookie").len()), (403, 0), "{origin:?} at {path}: {said:?}");
        }
        assert_eq!(visitor.ask(&form.clone().without("Origin")).status, 403, "{path} without an origin");
        assert_eq!(visitor.ask(&form.clone().with("Origin", PUBLIC_URL)).status, 403, "{path} with two origins");
    }
    assert_eq!(visitor.cookies(), &cookies);
    assert_eq!(visitor.get("/account").status, 200, "the session stands");
}

#[test]
fn request_for_another_host_is_misdirected_and_nothing_is_made_of_its_name() {
    let (mut visitor, _person) = signed_in(house());
    let account = |host: &str| Ask::get("/account").but("Host", host);
    let asks = [
        account("evil.example"),
        account("mfa.example.test"),
        account("mfa.example.test:443"),
        account("mfa.example.test:8443.evil.example"),
        account("evil.example@mfa.example.test:8443"),
        account("127.0.0.1"),
        account(HOST).with("X-Forwarded-Host", "evil.example"),
        account(HOST).with("X-Forwarded-Host", HOST).with("X-Forwarded-Host", "evil.example"),
        Ask::new("GET", "https://evil.example/account"),
        Ask::new("GET", "https://mfa.example.test/account"),
        Ask::new("GET", &format!("{PUBLIC_URL}/account")).but("Host", "evil.example"),
        account(HOST).with("Host", "evil.example"),
    ];
    for ask in asks {
        let said = visitor.ask(&ask);
        // Two hosts may be refused as no HTTP at all.
        assert!(said.status == 421 || said.status == 400, "{said:?}");
        assert!(!format!("{said:?}").contains("evil"), "{said:?}");
    }
    assert_eq!(visitor.ask(&Ask::get("/account").without("Host")).status / 100, 4);
    assert_eq!(visitor.ask(&Ask::new("GET", &format!("{PUBLIC_URL}/account"))).status, 200, "our own, in full");
    assert_eq!(visitor.ask(&account("MFA.example.test:8443")).status, 200, "names have no case");
}

#[test]
fn address_of_a_proxy_s_browser_is_believed_from_named_proxies_alone() {
    let house = plan().web("trusted-proxies = [\"127.0.0.5\", \"10.0.0.0/8\"]").open();
    let mut behind = Visitor::from(PROXY, &house);
    let long = vec!["198.51.100.7"; 40].join(", ");
    for wrong in ["a", "", "198.51.100.7, ", "198.51.100.7:80", "fe80::1%eth0", "unknown", "1.2.3.4.5", &long] {
        let said = behind.ask(&Ask::get("/sign-in").with("X-Forwarded-For", wrong));
        assert_eq!(said.status, 400, "{wrong:?}: {said:?}");
    }
    assert_eq!(behind.get("/sign-in").status, 400, "a proxy that does not tell");
    let two = Ask::get("/sign-in").with("X-Forwarded-For", "198.51.100.7").with("X-Forwarded-For", "x");
    assert_eq!(behind.ask(&two).status, 400, "in the second line too");

    for (from, told, source) in [
        (PROXY, vec!["198.51.100.7"], "198.51.100.7"),
        (PROXY, vec!["203.0.113.9, 198.51.100.8", "10.1.1.1"], "198.51.100.8"),
        (PROXY, vec!["2001:db8::7"], "2001:db8::7"),
        ([127, 0, 0, 9], vec!["198.51.100.7"], "127.0.0.9"),
        ([127, 0, 0, 9], vec!["x"], "127.0.0.9"),
    ] {
        let person = dc().person("gwen");
        let mut visitor = Visitor::from(from, &house);
        let mut form = Ask::form("/sign-in", &[("name", &person.upn), ("password", "not the password")]);
        told.iter().for_each(|line| form = form.clone().with("X-Forwarded-For", line));
        assert_eq!(visitor.ask(&form).status, 303);
        let mut page = Ask::get("/sign-in/code");
        told.iter().for_each(|line| page = page.clone().with("X-Forwarded-For", line));
        let token = visitor.ask(&page).token();
        let mut form = Ask::form("/sign-in/code", &[("token", &token), ("code", "123456")]);
        told.iter().for_each(|line| form = form.clone().with("X-Forwarded-For", line));
        visitor.ask(&form);
        let events = portal_events(&house, &person);
        assert!(!events.is_empty(), "the attempt of {told:?} is in the audit");
        for event in events {
            assert!(event.text("source").contains(source), "{source}: {event:?}");
        }
    }
}

#[test]
fn no_spelling_of_a_path_leads_past_its_guard() {
    let (mut inside, _person) = signed_in(house());
    let mut outside = Visitor::at(house());
    for path in [
        "/./account",
        "//account",
        "/account/",
        "/account//",
        "/%61ccount",
        "/account;x=1",
        "/ACCOUNT",
        "/account.",
        "/account%2e",
        "/sign-in/..%2faccount",
        "/sign-in/../account",
        "/account%00",
        "/account%20",
        "/assets/../account",
        "/assets/%2e%2e/account",
        "/assets/..;/account",
        "\\account",
        "/\\account",
        "/account\\",
        "/account%0d%0a",
    ] {
        for (visitor, who) in [(&mut outside, "a stranger"), (&mut inside, "a person")] {
            let said = visitor.get(path);
            assert!([400, 404].contains(&said.status), "{path} of {who}: {said:?}");
            assert!(!said.body.contains("account-authenticators") && !said.body.contains("id=\"authenticators\""));
        }
    }
    assert_eq!(outside.get("/account?x=/sign-in").brief(), "303 /sign-in");
    assert_eq!(inside.get("/account?x=/sign-in").status, 200);
}

#[test]
fn language_leads_to_pages_of_ours_alone() {
    let mut visitor = Visitor::at(house());
    for page in ["https://evil.example/", "//evil.example", "/\\evil.example", "/no-such-page", ""] {
        let said = visitor.ask(&Ask::form("/language", &[("language", "de"), ("page", page)]));
        assert_eq!(said.brief(), "303 /", "{page:?}");
    }
    for (language, page) in [("de\r\nX: y", "/"), ("de", "/sign-in\r\nX: y"), ("nl", "/"), ("", "/")] {
        let said = visitor.ask(&Ask::form("/language", &[("language", language), ("page", page)]));
        assert!([400, 404].contains(&said.status) && said.all("set-cookie").is_empty(), "{said:?}");
    }
}

#[test]
fn name_with_control_characters_writes_no_line_of_its_own() {
    let name = "gwen\r\n{\"event\":\"forged\"}\u{1b}[31m\",\"x\":\"\u{202e}";
    let mut visitor = Visitor::at(house());
    visitor.give_password(name, "anything");
    visitor.post("/sign-in/code", "/sign-in/code", &[("code", "123456")]);
    let written = house().written();
    assert!(!written.contains('\u{1b}') && !written.contains("\n{\"event\":\"forged\"}"));
    let file = std::fs::read_to_string(house().folder().join("audit.jsonl")).expect("the audit is followed");
    assert!(file.lines().all(|line| serde_json::from_str::<serde_json::Value>(line).is_ok()));
    assert!(house().audit().iter().all(|event| event.text("event") != "forged"));
}

/// The portal's events about somebody.
fn portal_events(house: &House, person: &Person) -> Vec<Event> {
    let mine = |event: &Event| event.text("door") == "web" && event.text("sid") == person.sid;
    house.audit().into_iter().filter(mine).collect()
}

fn signed_in(house: &House) -> (Visitor, Person) {
    let person = dc().person("gwen");
    let mut phone = house.enroll(&person);
    let mut visitor = Visitor::at(house);
    let said = visitor.sign_in(&person.upn, &person.password, &phone.code());
    assert_eq!(said.brief(), "303 /account", "{said:?}");
    (visitor, person)
}
