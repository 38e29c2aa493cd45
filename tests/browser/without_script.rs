//! The main flows once more in a browser in which scripts are switched off.

use crate::chromium::Opening;
use crate::house::house;
use crate::steps::{assert_says, give_code, give_password, save_recovery_codes, sign_in, take_offer, words};
use crate::support::shared::dc;

#[test]
fn everything_can_be_done_without_scripts() {
    let person = dc().person("wanda");
    let browser = Opening::at(house()).without_script().open();
    give_password(&browser, &person.upn, &person.password);
    let mut phone = take_offer(&browser, "Phone");
    assert!(!browser.shows("[data-print]"), "the script that shows this button did not run");
    save_recovery_codes(&browser);

    give_password(&browser, &person.upn, &person.password);
    give_code(&browser, &phone.wrong_code());
    assert_says(&browser, words::REFUSED);
    sign_in(&browser, &person, &mut phone);

    browser.press("Add an authenticator");
    let mut second = take_offer(&browser, "Second");
    assert_says(&browser, "“Second” was added");
    browser.press("Rename Second");
    browser.fill("label", "Tablet");
    browser.press("Save");
    assert_says(&browser, "now called “Tablet”");
    browser.press("Replace Phone");
    take_offer(&browser, "New phone");
    assert_says(&browser, "“New phone” takes the place");
    browser.press("Remove New phone");
    browser.press("Remove");
    assert_says(&browser, "“New phone” was removed");
    browser.press("Make new recovery codes");
    browser.press("Make new codes");
    let codes = save_recovery_codes(&browser);
    browser.press("Sign out");
    browser.back();
    browser.wait_at("/sign-in");

    give_password(&browser, &person.upn, &person.password);
    give_code(&browser, &codes[3]);
    assert_eq!(browser.path(), "/account/add", "{}", browser.text());
    browser.press("Cancel");
    browser.choose("language", "de");
    browser.press("Choose");
    assert_eq!(browser.attribute("html", "lang"), "de");
    browser.choose("language", "en");
    browser.press(&browser.read("form.language button"));
    browser.press("Sign out everywhere");
    sign_in(&browser, &person, &mut second);
}
