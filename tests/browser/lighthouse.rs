//! What Google's Lighthouse says of pages: nothing may be missing for accessibility and for best practices.

use crate::crowd::{Subject, at, manager};
use crate::house::{ADMINS, house};
use crate::support::plan::PUBLIC_URL;
use crate::support::scratch;
use crate::visitor::Visitor;
use serde_json::{Value, json};
use std::path::Path;
use std::process::Command;

/// Pages of those who manage.
const STAFF: [&str; 10] = [
    "/admin",
    "/admin/applications",
    "/admin/coverage",
    "/admin/people",
    "/admin/people/{person}",
    "/admin/people/{person}/bypass",
    "/admin/audit",
    "/admin/exemptions",
    "/admin/exemptions/new?group={group}",
    "/admin/explain",
];

#[test]
fn nothing_is_missing_on_the_portal_s_pages() {
    let (mut person, ..) = manager(&ADMINS);
    look("/sign-in", &mut at());
    look("/account", &mut person);
}

#[test]
fn nothing_is_missing_on_the_pages_of_those_who_manage() {
    let ((mut admin, ..), subject) = (manager(&ADMINS), Subject::new());
    for path in STAFF {
        look(&subject.concrete(path), &mut admin);
    }
}

/// Holds one page against both.
fn look(path: &str, visitor: &mut Visitor) {
    assert_eq!(visitor.get(path).status, 200, "{path}");
    let report = lighthouse(path, visitor);
    let shown = report["finalDisplayedUrl"].as_str().unwrap_or_default();
    assert_eq!(shown, format!("{PUBLIC_URL}{path}"), "it saw the page itself: {}", report["runWarnings"]);
    for category in ["accessibility", "best-practices"] {
        let missing = missing(&report, category);
        let score = &report["categories"][category]["score"];
        assert!(missing.is_empty() && *score == json!(1), "{category} of {path} is {score}: {missing:#?}");
    }
}

/// The audits of a category that count and have less than the whole score.
fn missing(report: &Value, category: &str) -> Vec<String> {
    let all = report["categories"][category]["auditRefs"].as_array().expect("a category has audits");
    assert!(all.len() > 5, "{category} has audits");
    let counted = all.iter().filter(|audit| audit["weight"].as_f64().is_some_and(|weight| weight > 0.0));
    let audits = counted.map(|audit| &report["audits"][audit["id"].as_str().unwrap_or_default()]);
    let bad = audits.filter(|audit| audit["score"].as_f64().is_some_and(|score| score < 1.0));
    bad.map(|audit| format!("{}: {} {}", audit["id"], audit["title"], audit["details"]["items"])).collect()
}

/// Runs it, in a Chromium of its own that is given the visitor's session.
fn lighthouse(path: &str, visitor: &mut Visitor) -> Value {
    let folder = scratch::folder("lighthouse");
    let tool = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/browser/node/node_modules/.bin/lighthouse");
    let cookies: Vec<String> = visitor.cookies().iter().map(|(name, value)| format!("{name}={value}")).collect();
    let rule = format!("--host-resolver-rules='MAP mfa.example.test {}'", house().address("web"));
    let flags = crate::chromium::FLAGS.join(" ");
    // Speed is measured elsewhere: nothing is slowed down, and nothing waited for once the page is there.
    let settings = json!({
        "onlyCategories": ["accessibility", "best-practices"], "throttlingMethod": "provided",
        "disableFullPageScreenshot": true, "pauseAfterFcpMs": 0, "pauseAfterLoadMs": 0, "networkQuietThresholdMs": 0,
        "cpuQuietThresholdMs": 0,
    });
    let config = folder.path().join("config.json");
    let text = json!({ "extends": "lighthouse:default", "settings": settings }).to_string();
    std::fs::write(&config, text).expect("its configuration can be written");
    let output = Command::new(&tool)
        .arg(format!("{PUBLIC_URL}{path}"))
        .args(["--quiet", "--output=json", "--config-path"])
        .arg(&config)
        // The lab's authority is known to no browser.
        .arg(format!("--chrome-flags={flags} --ignore-certificate-errors {rule}"))
        .arg(format!("--extra-headers={}", json!({ "Cookie": cookies.join("; "), "Accept-Language": "en" })))
        .env("CHROME_PATH", "/usr/bin/chromium")
        .current_dir(folder.path())
        .output()
        .unwrap_or_else(|error| panic!("{} (./test installs it): {error}", tool.display()));
    let said = String::from_utf8_lossy(&output.stderr);
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("Lighthouse at {path}: {error}: {said}"))
}
