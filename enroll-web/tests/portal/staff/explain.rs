//! What would be asked of somebody, as a form.

use std::time::Duration;

use vestibule_gate::{AccountState, CodeWay, ExemptRule, Grace, Sid};

use super::kiosk;
use crate::house::{House, PASSWORD, help_desk, open};

fn exempting() -> House {
    House::with(|policy| {
        open(policy);
        policy.exempt = vec![ExemptRule {
            id: "exempt-1".to_owned(),
            group: kiosk(),
            group_name: "Kiosk".to_owned(),
            reason: "no phones <there>".to_owned(),
            until: None,
        }];
        policy.protected = vec![Sid::new("S-1-5-21-1-2-3-512")];
    })
}

#[test]
fn the_answer_says_what_is_asked_and_by_which_rule() {
    let house = exempting();
    let (ada, _) = house.enrolled("ada");
    let (mut browser, _) = house.admin("bea");
    let form = browser.get("/admin/explain").shown().says("<option value=\"webmail\">webmail</option>");
    form.says_nothing_of("answer-1");
    let asked = "/admin/explain?person=ada&application=webmail&from=192.0.2.9";
    let page = browser.get(asked).shown().says("ada at webmail").says("The password and a code.");
    page.says("value=\"192.0.2.9\"").says("selected>webmail").says_nothing_of("no phones");
    house.fakes.directory.join("ada", &kiosk());
    let page = browser.get(asked).shown().says("The password alone: an exemption counts.").says("Kiosk");
    page.says("no phones &#60;there&#62;").says("<code>exempt-1</code>").says(kiosk().as_str());
    house.fakes.directory.join("ada", &Sid::new("S-1-5-21-1-2-3-512"));
    house.fakes.directory.change("ada", |person| person.state = Some(AccountState::Disabled));
    let page = browser.get(asked).shown().says("The password and a code.").says("Protected: no exemption counts");
    page.says("does not let them in: Disabled.").says_nothing_of("exempt-1");
    // Of an identity, and at all applications.
    let page = browser.get(&format!("/admin/explain?person={}", ada.id)).shown();
    assert_eq!(page.body.matches("<h2 id=\"answer-").count(), 2);
    browser.get(&format!("/admin/people/{}", ada.id)).shown().says(&format!("/admin/explain?person={}", ada.id));
    assert!(house.fakes.store.events().iter().all(|event| event.person != "ada"), "nothing is tried");
}

#[test]
fn every_way_to_be_asked_has_its_sentence() {
    let asked = |policy: fn(&mut vestibule_gate::Policy)| {
        let house = House::with(|all| {
            open(all);
            policy(all);
        });
        let _una = house.fakes.person("una", PASSWORD);
        let (mut browser, _) = house.admin("bea");
        browser.get("/admin/explain?person=una&application=webmail").shown()
    };
    asked(|_| {}).says("They have no authenticator, so they are refused and told where to enrol.");
    asked(|policy| policy.enforce = false).says("monitor mode");
    let grace = |policy: &mut vestibule_gate::Policy| {
        policy.grace = Some(Grace { until: None, logins: Some(3) });
    };
    asked(grace).says("for now: there is no authenticator yet.").says("After the next login 2 more are left.");
    let code_only = |policy: &mut vestibule_gate::Policy| {
        policy.applications.get_mut("webmail").unwrap().code = CodeWay::CodeOnly;
    };
    asked(code_only).says("The code alone").says("They have no authenticator, so they are refused.");
    let service = |policy: &mut vestibule_gate::Policy| {
        let application = policy.applications.get_mut("webmail").unwrap();
        application.service_accounts = vec![Sid::new("S-1-5-21-1-2-3-1000")];
        application.remember = Duration::ZERO;
    };
    asked(service).says("this is a service account of the application");
}

#[test]
fn what_cannot_be_answered_is_told_at_its_field() {
    let house = exempting();
    let _ada = house.fakes.person("ada", PASSWORD);
    let (mut browser, _) = house.admin("bea");
    for (query, field) in [
        ("person=nobody", "person"),
        ("person=S-1-5-21-1-2-3-4", "person"),
        ("person=ada&application=fax", "application"),
        ("person=ada&from=here", "from"),
        ("person=ada&from=300.1.1.1", "from"),
    ] {
        let page = browser.get(&format!("/admin/explain?{query}")).is(422);
        page.says(&format!("<a href=\"#{field}\">")).says("aria-invalid").says_nothing_of("answer-1");
    }
    browser.get("/admin/explain?person=%ff").shown().says_nothing_of("answer-1");
    house.fakes.directory.leave_all("bea");
    house.fakes.directory.join("bea", &help_desk());
    browser.get("/admin/explain?person=ada").is(403);
    browser.get("/admin/people").shown().says_nothing_of("/admin/explain");
}
