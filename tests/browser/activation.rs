//! Activation codes: what a first enrolment needs where the password alone is not enough.

use crate::chromium::Browser;
use crate::house::{house, plan, run};
use crate::steps::{assert_says, give_password, save_recovery_codes, take_offer};
use crate::support::dc::BASE;
use crate::support::house::House;
use crate::support::people::Person;
use crate::support::plan::PUBLIC_URL;
use crate::support::shared::dc;
use crate::visitor::Visitor;

#[test]
fn protected_person_enrols_with_an_activation_code_and_the_code_is_used_up() {
    let person = dc().person("paula");
    dc().join(&person.dn, &format!("CN=Domain Admins,CN=Users,{BASE}"));
    let browser = Browser::at(house());
    give_password(&browser, &person.upn, &person.password);
    assert_eq!(browser.path(), "/enroll");
    assert_says(&browser, "Enter your activation code");
    assert!(!browser.shows("svg.qr"), "no key before the code");
    give(&browser, "0000-0000-0000-0000");
    assert_says(&browser, "This activation code is not right");

    let code = activation_code(house(), &person);
    give(&browser, &code.to_lowercase().replace('-', " "));
    assert_eq!(browser.path(), "/enroll");
    assert!(browser.shows("svg.qr"), "{}", browser.text());
    let mut phone = take_offer(&browser, "Phone");
    save_recovery_codes(&browser);
    assert_eq!(house().bind(&person.upn, &format!("{}{}", person.password, phone.code())).code, 0);

    // Somebody who finds the code later, after all authenticators are gone, gets nowhere with it.
    for row in crate::support::audit::events(run(house(), &["authenticator", "list", &person.dn, "--json"]).as_bytes())
    {
        run(house(), &["authenticator", "remove", &person.dn, row.text("id"), "--yes"]);
    }
    let later = Browser::at(house());
    give_password(&later, &person.upn, &person.password);
    if later.path() == "/enroll" {
        give(&later, &code);
        assert_says(&later, "This activation code is not right");
    }
}

#[test]
fn activation_code_is_needed_from_networks_that_are_not_named() {
    let person = dc().person("paula");
    let mut stranger = Visitor::from([127, 0, 0, 77], house());
    let entered = stranger.give_password(&person.upn, &person.password);
    assert_eq!(entered.brief(), "303 /enroll");
    let page = stranger.get("/enroll");
    assert!(page.body.contains("activation code") && !page.body.contains("otpauth"), "{}", page.body);
    // And a code of another person does not do.
    let other = dc().person("paula");
    let code = activation_code(house(), &other);
    let refused = stranger.post("/enroll", "/enroll/activation", &[("code", &code)]);
    assert_eq!(refused.status, 403);
    let code = activation_code(house(), &person);
    let taken = stranger.post("/enroll", "/enroll/activation", &[("code", &code)]);
    assert_eq!(taken.brief(), "303 /enroll");
    assert!(stranger.get("/enroll").body.contains("otpauth"));
}

#[test]
fn activation_code_is_needed_by_all_where_nothing_is_configured() {
    let house = plan().open();
    let person = dc().person("paula");
    assert!(house.bind(&person.upn, &person.password).diagnostic.contains(PUBLIC_URL));
    let mut visitor = Visitor::at(&house);
    visitor.give_password(&person.upn, &person.password);
    assert!(!visitor.get("/enroll").body.contains("otpauth"));
    let code = activation_code(&house, &person);
    visitor.post("/enroll", "/enroll/activation", &[("code", &code)]);
    assert!(visitor.get("/enroll").body.contains("otpauth"));
}

fn give(browser: &Browser, code: &str) {
    browser.fill("code", code);
    browser.press("Continue");
}

/// The code the administrator's command prints.
fn activation_code(house: &House, person: &Person) -> String {
    let printed = run(house, &["activation", "new", &person.dn]);
    let groups = |word: &str| word.split('-').map(str::len).eq([4; 4]);
    printed.split_whitespace().find(|word| groups(word)).unwrap_or_else(|| panic!("a code: {printed}")).to_owned()
}
