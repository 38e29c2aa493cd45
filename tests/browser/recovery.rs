//! Recovery codes.

use crate::chromium::Browser;
use crate::house::house;
use crate::steps::{assert_says, enrol, give_code, give_password, save_recovery_codes, sign_in, take_offer, words};
use crate::support::process::wait_until;
use crate::support::scratch;
use crate::support::shared::dc;
use serde_json::json;
use std::fs;

#[test]
fn recovery_codes_are_shown_once_and_can_be_kept_as_a_file() {
    let person = dc().person("rena");
    let browser = Browser::at(house());
    let folder = scratch::folder("download");
    let there = folder.path().display().to_string();
    browser.command("Browser.setDownloadBehavior", json!({ "behavior": "allow", "downloadPath": there }));
    give_password(&browser, &person.upn, &person.password);
    take_offer(&browser, "Phone");
    assert!(browser.shows("[data-print]"), "the script shows what works with it alone");
    browser.reload();
    let shown = browser.read_all("#codes li");
    browser.click("Download");
    let file = folder.path().join("recovery-codes.txt");
    let text = wait_until("the file", || fs::read_to_string(&file).ok().filter(|text| !text.is_empty()));
    assert!(text.contains("Example Works") && text.contains("https://mfa.example.test:8443"), "{text}");
    let kept: Vec<&str> = text.lines().filter(|line| shown.iter().any(|code| code == line)).collect();
    assert_eq!(kept, shown, "{text}");

    assert_eq!(save_recovery_codes(&browser), shown);
    assert_eq!(browser.path(), "/done");
    browser.back();
    assert!(shown.iter().all(|code| !browser.text().contains(code.as_str())), "the page before is not kept");
    for path in ["/recovery-codes", "/recovery-codes/download"] {
        browser.go(path);
        assert_eq!(browser.path(), "/done", "{path}");
    }
    assert!(shown.iter().all(|code| !browser.text().contains(code.as_str())));
}

#[test]
fn recovery_code_signs_in_once_and_leads_to_a_new_authenticator() {
    let person = dc().person("rena");
    let browser = Browser::at(house());
    let (mut lost, codes) = enrol(&browser, &person);

    give_password(&browser, &person.upn, &person.password);
    give_code(&browser, &codes[0].to_lowercase());
    assert_eq!(browser.path(), "/account/add", "{}", browser.text());
    assert_says(&browser, "You signed in with a recovery code");
    let mut phone = take_offer(&browser, "New phone");
    assert_says(&browser, "“New phone” was added");
    assert_says(&browser, "You have 9 recovery codes left");
    browser.press("Remove Phone");
    browser.press("Remove");
    assert_says(&browser, "“Phone” was removed");

    let both = |code: &str| format!("{}{code}", person.password);
    assert_eq!(house().bind(&person.upn, &both(&lost.code())).code, 49);
    assert_eq!(house().bind(&person.upn, &both(&phone.code())).code, 0);
    assert_eq!(house().bind(&person.upn, &both(&codes[0])).code, 49, "used");
    assert_eq!(house().bind(&person.upn, &both(&codes[1])).code, 0, "and another is good at other doors too");
}

#[test]
fn new_recovery_codes_end_the_old_ones() {
    let person = dc().person("rena");
    let browser = Browser::at(house());
    let (mut phone, old) = enrol(&browser, &person);
    sign_in(&browser, &person, &mut phone);
    browser.press("Make new recovery codes");
    browser.press("Make new codes");
    let new = save_recovery_codes(&browser);
    assert!(new.iter().all(|code| !old.contains(code)));
    assert_eq!(browser.path(), "/account");
    assert_says(&browser, "Your new recovery codes are in force");
    browser.press("Sign out");

    give_password(&browser, &person.upn, &person.password);
    give_code(&browser, &old[0]);
    assert_says(&browser, words::REFUSED);
    give_password(&browser, &person.upn, &person.password);
    give_code(&browser, &new[0]);
    assert_eq!(browser.path(), "/account/add", "{}", browser.text());
}
