//! Every page of the table, from every level: what is open to it, and nothing else.

use std::collections::BTreeMap;

use axum::body::Body;
use axum::http::StatusCode;
use vestibule_enroll_web::{Level, Method, Route, table};
use vestibule_gate::Outcome;

use crate::browser::{Browser, Page, encode};
use crate::house::{House, PASSWORD, admins, help_desk};

/// How far a browser has come, and on which levels' pages it may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Come {
    Nowhere,
    Begun,
    Enrolling,
    JustEnrolled,
    SignedIn,
    /// Signed in, and the code is five minutes old.
    Stale,
    /// Signed in, and of the help desk.
    HelpDesk,
    /// Signed in, and an administrator.
    Admin,
    /// The same, and the code is fifteen minutes old.
    StaleAdmin,
}

const ALL: [Come; 9] = [
    Come::Nowhere,
    Come::Begun,
    Come::Enrolling,
    Come::JustEnrolled,
    Come::SignedIn,
    Come::Stale,
    Come::HelpDesk,
    Come::Admin,
    Come::StaleAdmin,
];

/// Somebody else, whom those who manage look at.
const ADA: &str = "S-1-5-21-1-2-3-1000";

impl Come {
    fn reaches(self, level: Level) -> bool {
        match level {
            Level::Anyone => true,
            Level::Begun => self == Self::Begun,
            Level::Enrolling => self == Self::Enrolling,
            Level::Enrolled => self == Self::JustEnrolled || self.is_signed_in(),
            Level::Person => self.is_signed_in(),
            Level::HelpDesk => matches!(self, Self::HelpDesk | Self::Admin | Self::StaleAdmin),
            Level::Admin => matches!(self, Self::Admin | Self::StaleAdmin),
        }
    }

    fn is_signed_in(self) -> bool {
        matches!(self, Self::SignedIn | Self::Stale | Self::HelpDesk | Self::Admin | Self::StaleAdmin)
    }

    fn browser(self, house: &House) -> (Browser<'_>, String) {
        let none = "0".repeat(32);
        let mut browser = house.browser();
        match self {
            Self::Nowhere => {}
            Self::Begun => {
                browser.begin("ada", PASSWORD).sent_to("/sign-in/code");
                browser.get("/sign-in/code").shown();
            }
            Self::Enrolling | Self::JustEnrolled => {
                let _una = house.fakes.person("una", PASSWORD);
                browser.begin("una", PASSWORD).sent_to("/enroll");
                let code = house.code_of(&browser.get("/enroll").shown().key(), 0);
                if self == Self::JustEnrolled {
                    browser.post("/enroll", &[("label", "x"), ("code", &code)]).sent_to("/recovery-codes");
                    browser.get("/recovery-codes").shown();
                }
            }
            Self::SignedIn | Self::Stale | Self::HelpDesk | Self::Admin | Self::StaleAdmin => {
                let (browser, phone) = house.signed_in("bea");
                let mut browser = browser;
                match self {
                    Self::HelpDesk => house.fakes.directory.join("bea", &help_desk()),
                    Self::Admin | Self::StaleAdmin => house.fakes.directory.join("bea", &admins()),
                    Self::Nowhere
                    | Self::Begun
                    | Self::Enrolling
                    | Self::JustEnrolled
                    | Self::SignedIn
                    | Self::Stale => {}
                }
                match self {
                    Self::Stale => house.advance(300),
                    Self::StaleAdmin => {
                        // Not idle meanwhile.
                        house.advance(450);
                        browser.get("/account").shown();
                        house.advance(450);
                    }
                    Self::Nowhere
                    | Self::Begun
                    | Self::Enrolling
                    | Self::JustEnrolled
                    | Self::SignedIn
                    | Self::HelpDesk
                    | Self::Admin => {}
                }
                browser.get("/account").shown();
                return (browser, phone.id);
            }
        }
        (browser, none)
    }
}

fn path_of(house: &House, route: &Route, id: &str, exemption: &str) -> String {
    let page = house.browser().get("/sign-in").body;
    let asset = page.split("/assets/").nth(1).unwrap().split('"').next().unwrap().to_owned();
    // Somebody else's page, for those who manage.
    route.path.replace("{id}", id).replace("{name}", &asset).replace("{person}", ADA).replace("{exemption}", exemption)
}

fn send(browser: &mut Browser<'_>, route: &Route, path: &str) -> Page {
    match route.method {
        Method::Get => browser.get(path),
        // No field of its own, so that nothing is changed where the page is reached.
        Method::Post => browser.post(path, &[]),
    }
}

/// Asks for every page from every level.
fn walk(mut look: impl FnMut(Come, &Route, &House, Page)) {
    for come in ALL {
        for route in table() {
            let house = House::new();
            let (ada, phone) = house.enrolled("ada");
            assert_eq!(ada.id.as_str(), ADA);
            let (mut browser, own) = come.browser(&house);
            let id = if route.path.starts_with("/admin") { phone.id } else { own };
            let path = path_of(&house, &route, &id, &house.asked_for("S-1-5-21-1-2-3-7000"));
            let page = send(&mut browser, &route, &path);
            look(come, &route, &house, page);
        }
    }
}

#[test]
fn every_page_is_reached_from_its_level_and_from_no_other() {
    walk(|come, route, _, page| {
        let place = format!("{come:?} {:?} {}: {} {:?}", route.method, route.path, page.status, page.location());
        let back = ["/sign-in", "/enroll", "/recovery-codes", "/done"];
        match (come.reaches(route.level), route.method) {
            (true, Method::Get) => {
                // A row that is not there.
                let gone = page.status == StatusCode::NOT_FOUND && route.path == "/admin/bypass/{id}/revoke";
                let wanted = gone
                    || page.status == StatusCode::OK
                    || page.location().is_some_and(|to| to == "/account/code" || to != "/sign-in" || route.path == "/");
                assert!(wanted, "{place}");
            }
            // The form lacks its fields, or is a button alone.
            (true, Method::Post) => {
                let gone = page.status == StatusCode::NOT_FOUND && route.path == "/admin/bypass/{id}/revoke";
                assert!(gone || page.status == StatusCode::BAD_REQUEST || page.location().is_some(), "{place}");
            }
            // Signed in as somebody who does not manage that.
            (false, _) if come.is_signed_in() && matches!(route.level, Level::HelpDesk | Level::Admin) => {
                assert_eq!(page.status, StatusCode::FORBIDDEN, "{place}");
            }
            (false, Method::Get) => assert!(page.location().is_some_and(|to| back.contains(&to)), "{place}"),
            (false, Method::Post) => {
                let elsewhere = page.location().is_some_and(|to| back.contains(&to));
                assert!(page.status == StatusCode::FORBIDDEN || elsewhere, "{place}");
            }
        }
    });
}

#[test]
fn no_page_below_its_level_changes_anything() {
    let mut seen = BTreeMap::new();
    walk(|come, route, house, page| {
        if come.reaches(route.level) || route.method == Method::Get {
            return;
        }
        let changes = [
            "authenticator-",
            "recovery-codes-",
            "signed-out",
            "person-",
            "activation-",
            "bypass-",
            "exemption-",
            "wifi-",
        ];
        let events = house.fakes.store.events();
        let own = |event: &&str| changes.iter().any(|change| event.starts_with(change));
        // The exemption that the pages are about was asked for at the console.
        let done = events
            .iter()
            .filter(|event| event.outcome == Outcome::Admitted && event.operator.as_deref() != Some("root"));
        let made: Vec<&str> = done.map(|event| event.event).filter(own).collect();
        // The first enrolment itself, on the way to the level.
        let before = if come == Come::JustEnrolled { 1 } else { 0 };
        assert_eq!(made.len(), before, "{come:?} {}", route.path);
        seen.insert((route.path, come as u8), page.status);
    });
    assert!(seen.len() > 40, "the table is walked");
}

#[test]
fn every_answer_of_every_page_wears_the_headers() {
    walk(|come, route, _, page| {
        let place = format!("{come:?} {}", route.path);
        let is = |name: &str| page.headers.get_all(name).iter().map(|v| v.to_str().unwrap()).collect::<Vec<_>>();
        let content = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; \
                       form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
        assert_eq!(is("content-security-policy"), [content], "{place}");
        assert_eq!(is("strict-transport-security"), ["max-age=31536000"], "{place}");
        assert_eq!(is("x-content-type-options"), ["nosniff"], "{place}");
        assert_eq!(is("referrer-policy"), ["same-origin"], "{place}");
        assert_eq!(is("cross-origin-opener-policy"), ["same-origin"], "{place}");
        assert_eq!(is("cross-origin-resource-policy"), ["same-origin"], "{place}");
        assert!(is("permissions-policy")[0].contains("camera=()"), "{place}");
        let kept = if route.path.starts_with("/assets") { "public, max-age=31536000, immutable" } else { "no-store" };
        assert_eq!(is("cache-control"), [kept], "{place}");
    });
}

#[test]
fn every_cookie_is_for_this_host_alone_and_out_of_reach_of_scripts() {
    walk(|come, route, _, page| {
        for cookie in page.headers.get_all("set-cookie") {
            let cookie = cookie.to_str().unwrap();
            assert!(cookie.starts_with("__Host-"), "{come:?} {}: {cookie}", route.path);
            assert!(cookie.contains("; Path=/; Secure; HttpOnly; SameSite=Strict"), "{cookie}");
            assert!(!cookie.contains("Domain"), "{cookie}");
        }
    });
}

#[test]
fn other_methods_do_nothing() {
    let house = House::new();
    let mut methods: BTreeMap<&str, Vec<Method>> = BTreeMap::new();
    for route in table() {
        methods.entry(route.path).or_default().push(route.method);
    }
    let (browser, id) = Come::SignedIn.browser(&house);
    for (path, known) in methods {
        let path = path.replace("{id}", &id).replace("{exemption}", &id).replace("{name}", "x");
        for method in ["GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT", "PROPFIND"] {
            let is_known = match method {
                "GET" => known.contains(&Method::Get),
                "POST" => known.contains(&Method::Post),
                _ => false,
            };
            if !is_known {
                let request = browser.request(method, &path).body(Body::empty()).unwrap();
                let page = browser.clone().send(request);
                assert_eq!(page.status, StatusCode::METHOD_NOT_ALLOWED, "{method} {path}");
                assert!(page.headers.contains_key("content-security-policy"));
            }
        }
        if known.contains(&Method::Get) {
            let head = browser.clone().send(browser.request("HEAD", &path).body(Body::empty()).unwrap());
            assert!(head.body.is_empty(), "HEAD {path}");
        }
    }
}

#[test]
fn other_spellings_of_a_path_lead_to_no_page() {
    let house = House::new();
    let (signed_in, id) = Come::SignedIn.browser(&house);
    for route in table().iter().filter(|route| route.path.len() > 1 && !route.path.contains("{name}")) {
        let path = route.path.replace("{id}", &id).replace("{person}", ADA).replace("{exemption}", &id);
        let last = path.rsplit('/').next().unwrap().to_owned();
        let spellings = [
            format!("/{path}"),
            format!("{path}/"),
            format!("{path}//"),
            format!("/.{path}"),
            format!("{path}/."),
            format!("{path}/.."),
            format!("/x/..{path}"),
            format!("/%2e{path}"),
            format!("/sign-in/..{path}"),
            format!("/sign-in%2f..{path}"),
            format!("/assets/..{path}"),
            format!("/assets/..%2f{}", path.trim_start_matches('/')),
            format!("{path};x"),
            format!("{path};/sign-in"),
            format!("{path}%20"),
            format!("{path}%00"),
            format!("{path}%2f"),
            format!("{path}."),
            format!("{path}.html"),
            path.to_ascii_uppercase(),
            path.replace(&last, &format!("%{:02x}{}", last.as_bytes()[0], last.get(1..).unwrap())),
            path.replace('/', "/./").replacen("/./", "/", 1) + "/./",
            path.replacen('/', "\\", 1).replacen('\\', "/\\", 1),
        ];
        for spelling in spellings {
            for browser in [house.browser(), signed_in.clone()] {
                let mut browser = browser;
                let Ok(request) = browser.request("GET", &spelling).body(Body::empty()) else { continue };
                let page = browser.send(request);
                // What stands there is the name of some person, and is not looked at for who manages nobody.
                let refused = page.status == StatusCode::FORBIDDEN || page.location() == Some("/sign-in");
                let somebody = spelling.starts_with("/admin/people/") && refused;
                assert!(somebody || page.status == StatusCode::NOT_FOUND, "GET {spelling}: {}", page.status);
                let request = browser.form(&spelling).body(Body::from(encode(&[]))).unwrap();
                // A name of a file is looked up as it is, and files take no forms.
                let status = browser.send(request).status;
                let takes_no_forms = ["/assets/", "/admin/people/"].iter().any(|place| spelling.starts_with(place));
                let no_form = takes_no_forms && status == StatusCode::METHOD_NOT_ALLOWED;
                let refused = spelling.starts_with("/admin/people/") && status == StatusCode::FORBIDDEN;
                assert!(no_form || refused || status == StatusCode::NOT_FOUND, "POST {spelling}: {status}");
            }
        }
    }
}

#[test]
fn a_query_is_not_looked_at() {
    let house = House::new();
    house.browser().get("/sign-in?name=%3Cscript%3E&next=https://evil.example").shown().says_nothing_of("evil");
    house.browser().get("/account?token=1").sent_to("/sign-in");
}
