//! Every page and every form of those who manage, from every level: what is open to it, and nothing else.

use crate::crowd::{Crowd, LEVELS, MADE, Subject, is_for_staff, manager};
use crate::house::{ADMINS, HELP_DESK};
use crate::visitor::{Ask, Said};
use std::collections::BTreeSet;
use vestibule_enroll_web::{Method, table};

/// What GET answers the help desk, an administrator, and one whose code is not enough for changes.
#[rustfmt::skip]
const PAGES: [(&str, [&str; 3]); 22] = [
    //                                help desk        admin            stale admin
    ("/admin",                       ["/admin/people", "200",           "200"]),
    ("/admin/coverage",              ["403",           "200",           "200"]),
    ("/admin/applications",          ["403",           "200",           "200"]),
    ("/admin/people",                ["200",           "200",           "200"]),
    ("/admin/people/{person}",       ["200",           "200",           "200"]),
    ("/admin/people/{person}/unlock",     ["200",      "200",           "/account/code"]),
    ("/admin/people/{person}/activation", ["200",      "200",           "/account/code"]),
    ("/admin/people/{person}/bypass",     ["200",      "200",           "/account/code"]),
    ("/admin/people/{person}/recovery-codes",              ["403", "200", "/account/code"]),
    ("/admin/people/{person}/authenticators/{id}/remove",  ["403", "200", "/account/code"]),
    ("/admin/people/{person}/authenticators/{id}/disable", ["403", "200", "/account/code"]),
    ("/admin/people/{person}/authenticators/{id}/enable",  ["403", "200", "/account/code"]),
    ("/admin/bypass",                ["200",           "200",           "200"]),
    ("/admin/bypass/{id}/revoke",    ["403",           "200",           "/account/code"]),
    ("/admin/handed",                ["/admin/people", "/admin/people", "/admin/people"]),
    ("/admin/exemptions",            ["403",           "200",           "200"]),
    ("/admin/exemptions/new",        ["403",           "200",           "/account/code"]),
    // It waits for nobody.
    ("/admin/exemptions/{exemption}/approve", ["403",  "404",           "/account/code"]),
    ("/admin/exemptions/{exemption}/remove",  ["403",  "200",           "/account/code"]),
    ("/admin/explain",               ["403",           "200",           "200"]),
    ("/admin/audit",                 ["403",           "200",           "200"]),
    ("/admin/audit/export",          ["403",           "200",           "200"]),
];

/// A form that is filled in well: its path, its fields, and what it answers.
type Form = (&'static str, &'static [(&'static str, &'static str)], [&'static str; 3]);

/// The forms there are.
#[rustfmt::skip]
const FORMS: [Form; 12] = [
    // Nothing is handed on yet.
    ("/admin/handed", &[],                               ["/admin/people",           "/admin/people",           "/admin/people"]),
    ("/admin/people/{person}/unlock", &[],               ["/admin/people/{person}",  "/admin/people/{person}",  "/account/code"]),
    ("/admin/people/{person}/bypass", &[("for", "480"), ("reason", "a flood")],  ["/admin/handed", "/admin/handed", "/account/code"]),
    // They have an authenticator, which only an administrator takes away.
    ("/admin/people/{person}/activation", &[("for", "1440"), ("clear", "yes")],  ["403", "/admin/handed", "/account/code"]),
    ("/admin/people/{person}/recovery-codes", &[],              ["403", "/admin/handed", "/account/code"]),
    ("/admin/people/{person}/authenticators/{id}/remove", &[],  ["403", "/admin/people/{person}", "/account/code"]),
    ("/admin/people/{person}/authenticators/{id}/disable", &[], ["403", "/admin/people/{person}", "/account/code"]),
    ("/admin/people/{person}/authenticators/{id}/enable", &[],  ["403", "/admin/people/{person}", "/account/code"]),
    ("/admin/bypass/{id}/revoke", &[],                          ["403", "/admin/bypass", "/account/code"]),
    ("/admin/exemptions/new", &[("group", "{group}"), ("seen", "0"), ("reason", "gloves"), ("until", "2199-12-31")],
                                                                ["403", "/admin/exemptions", "/account/code"]),
    ("/admin/exemptions/{exemption}/remove", &[],               ["403", "/admin/exemptions", "/account/code"]),
    // It waits for nobody.
    ("/admin/exemptions/{exemption}/approve", &[("seen", "0")], ["403", "404", "/account/code"]),
];

/// Those who manage, in the order of the columns.
const MANAGERS: [&str; 3] = ["help desk", "admin", "stale admin"];

#[test]
fn every_page_is_shown_to_those_it_is_for_and_changes_nothing() {
    assert_eq!(known(Method::Get), PAGES.iter().map(|(path, _)| *path).collect(), "each page has its row");
    let mut crowd = Crowd::gather();
    // As a page has it: another's name may begin with it.
    let (before, name) = (crowd.subject.changes(), format!(">{}<", crowd.subject.person.sam));
    for (path, expected) in PAGES {
        let concrete = crowd.concrete(path);
        for (level, visitor) in crowd.each() {
            let column = MANAGERS.iter().position(|manager| *manager == level);
            let expected = match level {
                "person" | "bypass" => "403",
                _ => column.map_or("/sign-in", |column| expected[column]),
            };
            for method in ["GET", "HEAD"] {
                let said = visitor.ask(&Ask::new(method, &concrete));
                assert_eq!(led(&said), expected, "{method} {path} as {level}");
                if said.status != 200 {
                    assert!(!said.body.contains(&name), "{path} as {level} tells nothing");
                }
            }
        }
    }
    assert_eq!(crowd.subject.changes(), before, "to look changes nothing");
}

#[test]
fn every_form_is_taken_from_those_it_is_for() {
    assert_eq!(known(Method::Post), FORMS.iter().map(|(path, ..)| *path).collect(), "each form has its row");
    let (mut crowd, shared) = (Crowd::gather(), Subject::new());
    for (path, fields, expected) in FORMS {
        for level in LEVELS {
            let column = MANAGERS.iter().position(|manager| *manager == level);
            let expected = column.map_or("403", |column| expected[column]);
            // What is done is done once: to somebody of its own.
            let done = expected.starts_with("/admin/") && path != "/admin/handed";
            let other = done.then(Subject::new);
            let subject = other.as_ref().unwrap_or(&shared);
            let visitor = crowd.at(level);
            // A token of their own session; who has none sends one of nobody's.
            let token = Some(visitor.get("/account").token()).filter(|token| !token.is_empty());
            let token = token.unwrap_or_else(|| "0".repeat(43));
            let said = visitor.ask(&filled(subject, path, fields, Some(&token)));
            // Who is on the way to being signed in is led on, or refused.
            let on_the_way = column.is_none() && said.status == 303 && !said.header("location").contains("admin");
            assert!(led(&said) == subject.concrete(expected) || on_the_way, "{path} as {level}: {said:?}");
            assert_eq!(subject.changes(), MADE + u32::from(done), "{path} as {level}");
        }
    }
}

/// A form about somebody, filled in.
fn filled(subject: &Subject, path: &str, fields: &[(&str, &str)], token: Option<&str>) -> Ask {
    let values = fields.iter().map(|(name, value)| (*name, subject.concrete(value)));
    let values: Vec<(&str, String)> =
        token.map(|token| ("token", token.to_owned())).into_iter().chain(values).collect();
    let values: Vec<(&str, &str)> = values.iter().map(|(name, value)| (*name, value.as_str())).collect();
    Ask::form(&subject.concrete(path), &values)
}

#[test]
fn no_form_is_taken_with_a_token_of_another_session() {
    let (mut one, ..) = manager(&ADMINS);
    let (mut other, ..) = manager(&ADMINS);
    let foreign = other.get("/admin/people").token();
    assert!(!foreign.is_empty() && foreign != one.get("/admin/people").token());
    let subject = Subject::new();
    for (path, fields, _) in FORMS {
        let concrete = subject.concrete(path);
        for token in [Some(foreign.as_str()), Some(""), Some("%00"), None] {
            let said = one.ask(&filled(&subject, path, fields, token));
            assert!([400, 403].contains(&said.status), "{path} with {token:?}: {said:?}");
        }
        let own = one.get("/admin/people").token();
        let form = filled(&subject, path, fields, Some(&own));
        for origin in ["https://mfa.example.evil", "https://mfa.example.test:8444", "null", ""] {
            assert_eq!(one.ask(&form.clone().but("Origin", origin)).status, 403, "{path} from {origin:?}");
        }
        assert_eq!(one.ask(&form.clone().without("Origin")).status, 403, "{path} from nowhere");
        assert_eq!(one.ask(&form.but("Content-Type", "text/plain")).status, 415, "{path} as text");
        // Neither in the address: what is asked for by GET is only shown.
        let query = format!("{concrete}?token={own}&for=480&reason=x&clear=yes");
        one.get(&query);
        assert_eq!(subject.changes(), MADE, "{path}");
    }
}

#[test]
fn ids_are_looked_for_where_the_path_says_and_nowhere_else() {
    let (mut admin, ..) = manager(&ADMINS);
    let (one, other) = (Subject::new(), Subject::new());
    let (sid, odd) = (&one.person.sid, ["x", "0", "%2e%2e", "%00", "%27", &"0".repeat(32), &"f".repeat(3_000)]);
    let mut wrong = Vec::new();
    for id in [&*other.authenticator, &one.bypass, &one.authenticator.to_uppercase()].into_iter().chain(odd) {
        for what in ["remove", "disable", "enable"] {
            wrong.push(format!("/admin/people/{sid}/authenticators/{id}/{what}"));
        }
    }
    for id in [&*one.authenticator, &one.bypass.to_uppercase(), sid].into_iter().chain(odd) {
        wrong.push(format!("/admin/bypass/{id}/revoke"));
    }
    for id in [&*one.authenticator, &one.bypass, &one.exemption.to_uppercase(), "exempt-1"].into_iter().chain(odd) {
        wrong.push(format!("/admin/exemptions/{id}/approve"));
        wrong.push(format!("/admin/exemptions/{id}/remove"));
    }
    for id in [&*one.person.sam, &one.bypass, "S-1-5-32-544", "S-1-5-18", "S-1-5-21-9-9-9-9"].into_iter().chain(odd) {
        wrong.push(format!("/admin/people/{id}/unlock"));
        wrong.push(format!("/admin/people/{id}/bypass"));
        wrong.push(format!("/admin/people/{id}/recovery-codes"));
    }
    for path in wrong {
        let said = admin.get(&path);
        assert!([400, 404].contains(&said.status), "GET {path}: {said:?}");
        let said = admin.post("/account", &path, &[("for", "480"), ("reason", "x"), ("seen", "0")]);
        assert!([400, 404].contains(&said.status), "POST {path}: {said:?}");
    }
    assert_eq!((one.changes(), other.changes()), (MADE, MADE));
}

#[test]
fn no_spelling_of_a_path_leads_past_its_guard() {
    let ((mut admin, ..), (mut desk, ..)) = (manager(&ADMINS), manager(&HELP_DESK));
    let (subject, mut outside) = (Subject::new(), crate::crowd::at());
    for (path, ..) in PAGES {
        let path = subject.concrete(path);
        let rest = path.strip_prefix('/').expect("a path");
        for other in [
            format!("/./{rest}"),
            format!("//{rest}"),
            format!("{path}/"),
            format!("{path}//"),
            format!("/%61{}", rest.strip_prefix('a').expect("admin")),
            format!("{path};x=1"),
            format!("/ADMIN{}", path.strip_prefix("/admin").expect("admin")),
            format!("{path}."),
            format!("{path}%2e"),
            format!("{path}%00"),
            format!("/sign-in/..%2f{rest}"),
            format!("/sign-in/../{rest}"),
            format!("/assets/%2e%2e/{rest}"),
            format!("/account/..;/{rest}"),
            format!("/\\{rest}"),
        ] {
            for visitor in [&mut outside, &mut desk, &mut admin] {
                let said = visitor.get(&other);
                // Where the last segment is an id, another id is asked for.
                assert!([400, 404].contains(&said.status) || is_sign_in(&said), "{other}: {said:?}");
                assert!(!said.body.contains(&subject.person.sam), "{other}");
                assert!([400, 403, 404, 405].contains(&visitor.post("/sign-in", &other, &[]).status), "POST {other}");
            }
        }
    }
    assert_eq!(subject.changes(), MADE);
}

fn is_sign_in(said: &Said) -> bool {
    said.brief() == "303 /sign-in"
}

/// A status, or where it leads.
fn led(said: &Said) -> String {
    if said.status == 303 { said.header("location") } else { said.status.to_string() }
}

/// The paths of those who manage in the table.
fn known(method: Method) -> BTreeSet<&'static str> {
    let routes = table().into_iter().filter(|route| route.method == method);
    routes.map(|route| route.path).filter(|path| is_for_staff(path)).collect()
}
