//! On the telephone itself: there is nothing to scan with, so a link opens the app.

use crate::chromium::{Browser, Opening};
use crate::house::house;
use crate::steps::{give_password, save_recovery_codes};
use crate::support::phone::Phone;
use crate::support::shared::dc;

#[test]
fn link_opens_the_app_on_a_telephone_and_is_not_shown_elsewhere() {
    let person = dc().person("tele");
    let browser = Opening::at(house()).telephone().open();
    give_password(&browser, &person.upn, &person.password);
    assert_eq!(browser.path(), "/enroll");
    assert_eq!(
        browser.run("return [innerWidth, matchMedia('(pointer: coarse)').matches]"),
        serde_json::json!([360, true])
    );
    assert!(browser.shows("a[href^=\"otpauth://totp/\"]"), "{}", browser.text());
    let mut phone = Phone::from_address(&browser.attribute("a[href^=\"otpauth://totp/\"]", "href"));
    browser.fill("code", &phone.code());
    browser.press("Confirm");
    save_recovery_codes(&browser);
    assert_eq!(house().bind(&person.upn, &format!("{}{}", person.password, phone.code())).code, 0);

    let other = dc().person("tele");
    let desk = Browser::at(house());
    give_password(&desk, &other.upn, &other.password);
    assert_eq!(desk.path(), "/enroll");
    assert!(!desk.shows("a[href^=\"otpauth://totp/\"]"), "a desk has no app to open");
}
