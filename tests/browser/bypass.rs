//! Bypass codes of the help desk, at every door.

use crate::chromium::Browser;
use crate::house::{GATE, VPN, house, radius};
use crate::steps::{assert_says, bypass_code, give_code, give_password, words};
use crate::support::radclient::RadClient;
use crate::support::shared::dc;

#[test]
fn bypass_code_of_the_help_desk_is_good_at_every_door() {
    let person = dc().person("berta");
    let mut phone = house().enroll(&person);
    let code = bypass_code(house(), &person);
    let both = format!("{}{code}", person.password);
    assert_eq!(house().bind(&person.upn, &person.password).code, 49, "a code, and no waiver");
    assert_eq!(house().bind(&person.upn, &both).code, 0);
    assert!(radius(house(), VPN, &person.upn, &both).accepts());
    let question = radius(house(), GATE, &person.upn, &person.password);
    assert!(question.asks());
    let gate = RadClient::new(GATE, house().address("radius/auth"));
    assert!(gate.answer(&person.upn, &code, &question).accepts());
    assert_eq!(house().bind(&person.upn, &both).code, 49, "once a minute at one application");

    let browser = Browser::at(house());
    give_password(&browser, &person.upn, &person.password);
    give_code(&browser, &code);
    assert_eq!(browser.path(), "/account", "{}", browser.text());
    assert_says(&browser, "Signed in with a code from the help desk");
    // It is not enough for changes.
    browser.press("Add an authenticator");
    assert_eq!(browser.path(), "/account/code");
    assert_says(&browser, "A code from the help desk is not enough for this");
    browser.fill("code", &code);
    browser.press("Continue");
    assert_eq!(browser.path(), "/account/code");
    assert_says(&browser, "This code is not right");
    browser.fill("code", &phone.code());
    browser.press("Continue");
    assert_eq!(browser.path(), "/account/add", "{}", browser.text());
}

#[test]
fn bypass_code_is_good_for_its_person_alone() {
    let (person, other) = (dc().person("berta"), dc().person("berta"));
    house().enroll(&person);
    house().enroll(&other);
    let code = bypass_code(house(), &person);
    let browser = Browser::at(house());
    give_password(&browser, &other.upn, &other.password);
    give_code(&browser, &code);
    assert_says(&browser, words::REFUSED);
}
