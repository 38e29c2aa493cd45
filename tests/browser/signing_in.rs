//! Signing in and out, and what is told to who cannot.

use crate::chromium::Browser;
use crate::house::{VPN, house, radius};
use crate::steps::{assert_says, give_code, give_password, sign_in, words};
use crate::support::people::Person;
use crate::support::phone::Phone;
use crate::support::shared::dc;

#[test]
fn password_and_code_lead_to_the_account_and_signing_out_leads_away() {
    let person = dc().person("sina");
    let mut phone = house().enroll(&person);
    let browser = Browser::at(house());
    sign_in(&browser, &person, &mut phone);
    assert_says(&browser, "Your account");
    assert_says(&browser, &person.sam);
    browser.press("Sign out");
    assert_eq!(browser.path(), "/sign-in");
    browser.back();
    browser.wait_at("/sign-in");
    for path in ["/account", "/account/add", "/account/logins", "/recovery-codes", "/done", "/enroll", "/sign-in/code"]
    {
        browser.go(path);
        assert_eq!(browser.path(), "/sign-in", "{path}");
    }
}

#[test]
fn wrong_code_wrong_password_and_unknown_person_look_alike() {
    let enrolled = dc().person("sina");
    let mut phone = house().enroll(&enrolled);
    let disabled = dc().person("sina");
    house().enroll(&disabled);
    dc().set(&disabled.dn, "userAccountControl", "514");
    let new = dc().person("sina");

    let browser = Browser::at(house());
    let wrong_code = tried(&browser, &enrolled.upn, &enrolled.password, &phone.wrong_code());
    assert!(wrong_code.iter().any(|(_, text)| text.contains(words::REFUSED)), "{wrong_code:?}");
    for (name, password, code) in [
        (&enrolled.upn, "not the password", "123456"),
        (&"nobody-at-all@ad.example.test".to_owned(), "anything", "123456"),
        (&"CN=Nobody,DC=ad".to_owned(), "anything", "123456"),
        (&disabled.upn, disabled.password.as_str(), "123456"),
        (&disabled.upn, "not the password", "123456"),
        (&new.upn, "not the password", "123456"),
        (&new.upn, "not the password", "0123456789"),
    ] {
        assert_eq!(tried(&browser, name, password, code), wrong_code, "{name} {password} {code}");
    }
    let code = phone.code();
    assert_eq!(tried(&browser, &enrolled.upn, "not the password", &code), wrong_code);
    // That did not spend the code.
    give_password(&browser, &enrolled.upn, &enrolled.password);
    give_code(&browser, &code);
    assert_eq!(browser.path(), "/account");
}

/// Where each of the two steps leads, and what can be read there.
fn tried(browser: &Browser, name: &str, password: &str, code: &str) -> [(String, String); 2] {
    give_password(browser, name, password);
    let asked = (browser.path(), browser.text());
    give_code(browser, code);
    [asked, (browser.path(), browser.text())]
}

#[test]
fn code_is_good_for_one_login_over_all_doors() {
    let person = dc().person("sina");
    let mut phone = house().enroll(&person);
    let code = phone.code();
    assert_eq!(house().bind(&person.upn, &format!("{}{code}", person.password)).code, 0);
    let browser = Browser::at(house());
    give_password(&browser, &person.upn, &person.password);
    give_code(&browser, &code);
    assert_says(&browser, words::REFUSED);
    let code = phone.code();
    give_password(&browser, &person.upn, &person.password);
    give_code(&browser, &code);
    assert_eq!(browser.path(), "/account");
    assert_eq!(house().bind(&person.upn, &format!("{}{code}", person.password)).code, 49);
}

#[test]
fn who_proved_both_factors_is_told_that_the_account_is_disabled() {
    let (browser, person, mut phone) = arrived();
    dc().set(&person.dn, "userAccountControl", "514");
    give_password(&browser, &person.upn, &person.password);
    give_code(&browser, &phone.code());
    assert_says(&browser, "Your account is disabled");
}

#[test]
fn own_logins_are_shown_with_where_they_came_from() {
    let (browser, person, mut phone) = arrived();
    assert_eq!(house().bind(&person.upn, &format!("{}{}", person.password, phone.code())).code, 0);
    assert!(radius(house(), VPN, &person.upn, &format!("{}{}", person.password, phone.code())).accepts());
    assert_eq!(house().bind(&person.upn, &format!("not-it{}", phone.wrong_code())).code, 49);
    sign_in(&browser, &person, &mut phone);
    browser.press("All recent logins");
    assert_eq!(browser.path(), "/account/logins");
    let logins = browser.read_all("ul.logins li");
    assert!(logins.len() >= 4, "{logins:?}");
    assert!(logins[0].contains("This portal") && logins[0].contains("Signed in with"), "{logins:?}");
    assert!(logins[1].contains("webmail") && logins[1].contains("wrong code"), "{logins:?}");
    assert!(logins[2].contains("vpn") && logins[2].contains("Signed in with"), "{logins:?}");
    assert!(logins[3].contains("webmail") && logins[3].contains("Signed in with"), "{logins:?}");
    assert!(logins.iter().all(|login| login.contains("127.0.0.1") || login.contains("vpn")), "{logins:?}");
    browser.press("Back");
    assert_eq!(browser.path(), "/account");
}

/// Somebody before a browser, with an authenticator.
fn arrived() -> (Browser, Person, Phone) {
    let person = dc().person("sina");
    let phone = house().enroll(&person);
    (Browser::at(house()), person, phone)
}
