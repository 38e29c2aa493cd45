//! Every page, at every level of a session, by every method: what is reached and what is not. No browser takes part.

use crate::crowd::{Crowd, LEVELS, at, holder, is_for_staff, own_id};
use crate::house::{house, run};
use crate::steps::words;
use crate::visitor::{Ask, Visitor};
use std::collections::BTreeSet;
use vestibule_enroll_web::{Level, Method, table};

/// What GET answers at each level: a status, or the page it leads to. To pages for everybody those who manage come as any
/// person does; their own pages are held in `staff/matrix.rs`.
#[rustfmt::skip]
const PAGES: [(&str, [&str; 7]); 16] = [
    //                           none        begun            enrolling    enrolled           done        person      bypass
    ("/",                       ["/sign-in", "/sign-in",      "/enroll",   "/recovery-codes", "/recovery-codes", "/account", "/account"]),
    ("/sign-in",                ["200",      "200",           "200",       "200",             "200",      "200",      "200"]),
    ("/sign-in/code",           ["/sign-in", "200",           "/sign-in",  "/sign-in",        "/sign-in", "/sign-in", "/sign-in"]),
    ("/enroll",                 ["/sign-in", "/sign-in",      "200",       "/recovery-codes", "/done",    "/sign-in", "/sign-in"]),
    ("/recovery-codes",         ["/sign-in", "/sign-in",      "/enroll",   "200",             "/done",    "/account", "/account"]),
    ("/recovery-codes/download",["/sign-in", "/sign-in",      "/enroll",   "200",             "/done",    "/account", "/account"]),
    ("/done",                   ["/sign-in", "/sign-in",      "/enroll",   "/recovery-codes", "200",      "200",      "200"]),
    ("/account",                ["/sign-in", "/sign-in",      "/sign-in",  "/sign-in",        "/sign-in", "200",      "200"]),
    ("/account/logins",         ["/sign-in", "/sign-in",      "/sign-in",  "/sign-in",        "/sign-in", "200",      "200"]),
    ("/account/code",           ["/sign-in", "/sign-in",      "/sign-in",  "/sign-in",        "/sign-in", "200",      "200"]),
    ("/account/add",            ["/sign-in", "/sign-in",      "/sign-in",  "/sign-in",        "/sign-in", "200",      "/account/code"]),
    ("/account/recovery-codes", ["/sign-in", "/sign-in",      "/sign-in",  "/sign-in",        "/sign-in", "200",      "/account/code"]),
    ("/account/authenticators/{id}/rename",  ["/sign-in", "/sign-in", "/sign-in", "/sign-in", "/sign-in", "200", "/account/code"]),
    ("/account/authenticators/{id}/remove",  ["/sign-in", "/sign-in", "/sign-in", "/sign-in", "/sign-in", "200", "/account/code"]),
    ("/account/authenticators/{id}/replace", ["/sign-in", "/sign-in", "/sign-in", "/sign-in", "/sign-in", "200", "/account/code"]),
    ("/account/authenticators/{id}/resync",  ["/sign-in", "/sign-in", "/sign-in", "/sign-in", "/sign-in", "200", "/account/code"]),
];

#[test]
fn every_page_shows_itself_at_its_level_alone() {
    let shown: BTreeSet<&str> = PAGES.iter().map(|(path, _)| *path).collect();
    let known: BTreeSet<&str> =
        table().iter().filter(|route| route.method == Method::Get).map(|route| route.path).collect();
    let beside = BTreeSet::from(["/assets/{name}"]);
    let others = known.difference(&shown).copied().filter(|path| !is_for_staff(path));
    assert_eq!(others.collect::<BTreeSet<_>>(), beside, "each page has its row");

    let mut crowd = Crowd::gather();
    for (path, expected) in PAGES {
        let concrete = crowd.concrete(path);
        for (level, visitor) in crowd.each() {
            let like = match level {
                "help desk" | "admin" => "person",
                "stale admin" => "bypass",
                other => other,
            };
            let expected = LEVELS.iter().zip(expected).find(|(known, _)| **known == like).map(|(_, led)| led);
            // Who is signed in asks for one of their own.
            let signed_in = ["person", "bypass"].contains(&like);
            let concrete = if signed_in { own_path(visitor, path) } else { concrete.clone() };
            for method in ["GET", "HEAD"] {
                let said = visitor.ask(&Ask::new(method, &concrete));
                let led = if said.status == 303 { said.header("location") } else { said.status.to_string() };
                assert_eq!(Some(led.as_str()), expected, "{method} {path} as {level}");
                assert!(method == "GET" || said.body.is_empty(), "HEAD has no body");
            }
        }
    }
}

#[test]
fn no_form_is_taken_below_its_level_or_without_its_token() {
    let mut crowd = Crowd::gather();
    for route in table().into_iter().filter(|route| route.method == Method::Post) {
        let path = crowd.concrete(route.path);
        if route.level == Level::Anyone {
            continue;
        }
        for (level, visitor) in crowd.each() {
            let before = visitor.cookies().clone();
            for token in ["", "00000000000000000000000000000000"] {
                let form = Ask::form(&path, &[("token", token), ("code", "123456"), ("label", "x"), ("first", "1")]);
                let said = visitor.ask(&form);
                let elsewhere = said.status == 303 && said.header("location") != "/sign-in";
                assert!(
                    said.status == 403 || elsewhere && !is_level(level, route.level),
                    "{path} as {level}: {said:?}"
                );
            }
            assert_eq!(visitor.cookies(), &before, "{path} as {level} changes no session");
        }
    }
    let rows = crowd.at("person").get("/account");
    assert_eq!(rows.status, 200, "the session stands");
}

/// Whether a visitor's level is the one a form needs.
fn is_level(level: &str, needed: Level) -> bool {
    match needed {
        Level::Anyone => true,
        Level::Begun => level == "begun",
        Level::Enrolling => level == "enrolling",
        Level::Enrolled => matches!(level, "enrolled" | "done") || is_level(level, Level::Person),
        Level::Person => matches!(level, "person" | "bypass") || is_level(level, Level::HelpDesk),
        Level::HelpDesk => matches!(level, "help desk") || is_level(level, Level::Admin),
        Level::Admin => matches!(level, "admin" | "stale admin"),
    }
}

#[test]
fn every_other_method_is_refused_at_every_address() {
    let mut crowd = Crowd::gather();
    let routes = table();
    let paths: BTreeSet<&str> = routes.iter().map(|route| route.path).collect();
    for path in paths {
        let has = |method| routes.iter().any(|route| route.path == path && route.method == method);
        let concrete = crowd.concrete(path);
        for (level, visitor) in crowd.each() {
            let mut refused = vec!["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "PROPFIND", "post", "get"];
            refused.extend((!has(Method::Get)).then_some("GET"));
            refused.extend((!has(Method::Post)).then_some("POST"));
            for method in refused {
                let said = visitor.ask(&Ask::new(method, &concrete));
                assert_eq!(said.status, 405, "{method} {path} as {level}");
            }
        }
    }
    for (level, visitor) in crowd.each() {
        for path in [
            "/administration",
            "/admin/",
            "/metrics",
            "/api",
            "/.git/config",
            "/assets/",
            "/assets/../vestibule.toml",
            "/debug",
            "/health",
        ] {
            let said = visitor.get(path);
            assert!(said.status == 404, "{path} as {level}: {said:?}");
        }
    }
}

#[test]
fn other_people_s_authenticators_are_not_there() {
    let (person, mut phone) = holder();
    let (other, mut others) = holder();
    let (mut visitor, mut victim) = (at(), at());
    visitor.sign_in(&person.upn, &person.password, &phone.code());
    victim.sign_in(&other.upn, &other.password, &others.code());
    let (own, theirs) = (own_id(&mut visitor), own_id(&mut victim));
    assert_ne!(own, theirs);
    let before = run(house(), &["authenticator", "list", &other.dn, "--json"]);
    for what in ["rename", "remove", "replace", "resync"] {
        for id in
            [theirs.as_str(), &theirs.to_uppercase(), "00000000000000000000000000000000", "1", "%27", "..%2f", "a%00"]
        {
            let path = format!("/account/authenticators/{id}/{what}");
            assert_eq!(visitor.get(&path).status, 404, "{path}");
            let fields = [("label", "mine now"), ("code", "123456"), ("first", "123456"), ("second", "654321")];
            let said = visitor.post("/account", &path, &fields);
            assert_eq!(said.status, 404, "{path}: {said:?}");
        }
    }
    // Nor does the token of another session open a form, whosever path it names.
    let token = victim.get("/account").token();
    for id in [&own, &theirs] {
        let path = format!("/account/authenticators/{id}/rename");
        assert_eq!(visitor.ask(&Ask::form(&path, &[("token", &token), ("label", "mine now")])).status, 403);
    }
    assert_eq!(run(house(), &["authenticator", "list", &other.dn, "--json"]), before);
}

#[test]
fn session_gets_a_new_name_at_each_level_and_the_old_one_is_dead() {
    let (person, mut phone) = holder();
    let mut visitor = at();
    // A session somebody brings along, or one a stranger has put there, is never taken over.
    visitor.cookies().insert("__Host-session".to_owned(), "A".repeat(43));
    visitor.cookies().insert("__Host-begun".to_owned(), "A".repeat(43));
    visitor.give_password(&person.upn, &person.password);
    let begun = visitor.cookies().clone();
    assert_ne!(begun["__Host-begun"], "A".repeat(43));
    let said = visitor.post("/sign-in/code", "/sign-in/code", &[("code", &phone.code())]);
    assert_eq!(said.brief(), "303 /account");
    let signed_in = visitor.cookies().clone();
    assert_ne!(signed_in["__Host-session"], "A".repeat(43));
    assert!(signed_in["__Host-session"].len() >= 43, "256 bits");
    assert!(!signed_in.contains_key("__Host-begun"), "{signed_in:?}");

    *visitor.cookies() = begun;
    assert_eq!(visitor.get("/sign-in/code").brief(), "303 /sign-in", "the question is used up");
    *visitor.cookies() = signed_in.clone();
    let said = visitor.post("/account", "/sign-out", &[]);
    assert_eq!(said.brief(), "303 /sign-in");
    *visitor.cookies() = signed_in;
    assert_eq!(visitor.get("/account").brief(), "303 /sign-in", "signed out is signed out");
}

#[test]
fn one_question_takes_one_answer() {
    let (person, mut phone) = holder();
    let mut visitor = at();
    visitor.give_password(&person.upn, &person.password);
    let (token, cookies) = (visitor.get("/sign-in/code").token(), visitor.cookies().clone());
    let answer = |code: &str| Ask::form("/sign-in/code", &[("token", &token), ("code", code)]);
    let said = visitor.ask(&answer(&phone.wrong_code()));
    assert!(said.body.contains(words::REFUSED), "{said:?}");
    *visitor.cookies() = cookies;
    let said = visitor.ask(&answer(&phone.code()));
    assert_eq!(said.status, 403);
    assert!(said.all("set-cookie").iter().all(|cookie| !cookie.starts_with("__Host-session=")), "{said:?}");
}

fn own_path(visitor: &mut Visitor, path: &str) -> String {
    if path.contains("{id}") { path.replace("{id}", &own_id(visitor)) } else { path.to_owned() }
}
