//! What people do about their authenticators.

use crate::chromium::Browser;
use crate::house::house;
use crate::steps::{assert_says, scanned, sign_in, take_offer};
use crate::support::people::Person;
use crate::support::phone::Phone;
use crate::support::shared::dc;

#[test]
fn authenticators_are_added_up_to_eight() {
    let (browser, person, _phone) = signed_in();
    let mut last = None;
    for number in 2..=8 {
        browser.go("/account");
        browser.press("Add an authenticator");
        last = Some(take_offer(&browser, &format!("Phone {number}")));
        assert_says(&browser, &format!("“Phone {number}” was added"));
    }
    assert_eq!(browser.read_all("ul.cards li").len(), 8);
    let code = last.expect("seven were added").code();
    assert_eq!(house().bind(&person.upn, &format!("{}{code}", person.password)).code, 0);

    browser.press("Add an authenticator");
    if browser.path() == "/account/add" {
        take_offer(&browser, "One too many");
    }
    assert_says(&browser, "You have eight authenticators, which is the most");
    assert_eq!(browser.read_all("ul.cards li").len(), 8);
}

#[test]
fn authenticator_is_renamed_and_removed_and_the_last_one_stays() {
    let (browser, person, mut phone) = signed_in();
    browser.press("Add an authenticator");
    let mut second = take_offer(&browser, "Tablet <b>&amp;</b>");
    assert_says(&browser, "“Tablet <b>&amp;</b>” was added");
    browser.press("Rename Tablet <b>&amp;</b>");
    browser.fill("label", "");
    browser.run("document.querySelector('main form').noValidate = true");
    browser.press("Save");
    assert_says(&browser, "1 to 64 characters");
    browser.fill("label", "\u{5e73}\u{677f}");
    browser.press("Save");
    assert_says(&browser, "now called “\u{5e73}\u{677f}”");

    browser.press("Remove \u{5e73}\u{677f}");
    browser.press("Cancel");
    browser.press("Remove \u{5e73}\u{677f}");
    browser.press("Remove");
    assert_says(&browser, "was removed");
    let both = |code: &str| format!("{}{code}", person.password);
    assert_eq!(house().bind(&person.upn, &both(&second.code())).code, 49);

    let only = browser.read_all("ul.cards li h3");
    assert_eq!(only.len(), 1);
    browser.press(&format!("Remove {}", only[0]));
    browser.press("Remove");
    assert_says(&browser, "This is your last authenticator");
    assert_eq!(house().bind(&person.upn, &both(&phone.code())).code, 0);
}

#[test]
fn new_phone_takes_the_place_of_the_old_one() {
    let (browser, person, mut old) = signed_in();
    let label = browser.read("ul.cards li h3");
    browser.press(&format!("Replace {label}"));
    let before = scanned(&browser);
    let both = |code: &str| format!("{}{code}", person.password);
    assert_eq!(house().bind(&person.upn, &both(&old.code())).code, 0, "the old one works until then");
    browser.reload();
    assert_eq!(scanned(&browser), before, "an offer stays the same");
    let mut new = take_offer(&browser, "New phone");
    assert_says(&browser, "“New phone” takes the place of the old authenticator");
    assert_eq!(browser.read_all("ul.cards li").len(), 1);
    assert_eq!(house().bind(&person.upn, &both(&old.code())).code, 49);
    assert_eq!(house().bind(&person.upn, &both(&new.code())).code, 0);
}

#[test]
fn phone_whose_clock_is_off_is_set_right_by_two_codes() {
    let (browser, person, mut phone) = signed_in();
    browser.press("Add an authenticator");
    let slow = take_offer(&browser, "Slow");
    let both = |code: &str| format!("{}{code}", person.password);
    let [first, second, third] = slow.codes_behind(7);
    assert_eq!(house().bind(&person.upn, &both(&first)).code, 49);

    browser.press("Set the clock right Slow");
    browser.fill("first", &second);
    browser.fill("second", &first);
    browser.press("Continue");
    assert_says(&browser, "These codes do not follow each other");
    browser.fill("first", &first);
    browser.fill("second", &second);
    browser.press("Continue");
    assert_says(&browser, "The clock of “Slow” is set right");
    assert_eq!(house().bind(&person.upn, &both(&second)).code, 49, "both are spent");
    assert_eq!(house().bind(&person.upn, &both(&third)).code, 0);
    assert_eq!(house().bind(&person.upn, &both(&phone.code())).code, 0, "the other phone is as it was");
}

#[test]
fn authenticator_that_signed_in_does_not_set_its_own_clock() {
    let (browser, _person, phone) = signed_in();
    let label = browser.read("ul.cards li h3");
    browser.press(&format!("Set the clock right {label}"));
    let [first, second, _] = phone.codes_behind(7);
    browser.fill("first", &first);
    browser.fill("second", &second);
    browser.press("Continue");
    assert_says(&browser, "Sign in with another authenticator or a recovery code");
}

/// Somebody on their account page.
fn signed_in() -> (Browser, Person, Phone) {
    let person = dc().person("alma");
    let mut phone = house().enroll(&person);
    let browser = Browser::at(house());
    sign_in(&browser, &person, &mut phone);
    (browser, person, phone)
}
