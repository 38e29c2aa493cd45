//! From nothing to the first logins with a code.

use crate::chromium::Browser;
use crate::house::{VPN, house, radius};
use crate::steps::{assert_says, give_password, save_recovery_codes, scanned};
use crate::support::phone::Phone;
use crate::support::plan::PUBLIC_URL;
use crate::support::shared::dc;

#[test]
fn from_a_refusal_over_the_portal_to_the_first_logins() {
    let person = dc().person("nora");
    let refusal = house().bind(&person.upn, &person.password);
    assert_eq!(refusal.code, 49);
    assert!(refusal.diagnostic.contains(PUBLIC_URL), "{refusal:?}");

    let browser = Browser::at(house());
    browser.go("/");
    assert_eq!(browser.path(), "/sign-in");
    give_password(&browser, &person.upn, &person.password);
    assert_eq!(browser.path(), "/enroll");
    assert_says(&browser, "You just tried to sign in to webmail");

    let address = scanned(&browser);
    assert!(address.starts_with("otpauth://totp/Example%20Works:"), "{address}");
    assert!(address.contains("issuer=Example%20Works"), "{address}");
    let mut phone = Phone::from_address(&address);
    let code = phone.code();
    browser.fill("code", &phone.wrong_code());
    browser.press("Confirm");
    assert_says(&browser, "This code is not right");
    assert_eq!(scanned(&browser), address, "a wrong code leaves the key as it is");
    browser.fill("code", &code);
    browser.press("Confirm");
    save_recovery_codes(&browser);
    assert_eq!(browser.path(), "/done");
    for words in ["webmail", "vpn", "gate", "right behind your password", "You are then asked for the code"] {
        assert_says(&browser, words);
    }

    let both = |code: &str| format!("{}{code}", person.password);
    assert_eq!(house().bind(&person.upn, &both(&code)).code, 0, "the code that confirmed is good for the first login");
    assert_eq!(house().bind(&person.upn, &both(&code)).code, 49, "and for one alone");
    assert!(radius(house(), VPN, &person.upn, &both(&phone.code())).accepts());
    assert_eq!(house().bind(&person.upn, &person.password).code, 49, "the password alone is not enough any more");

    // The house logs at its most talkative level.
    let written = house().written();
    assert!(written.contains(&person.sid), "the enrolment itself is in the log");
    for secret in [person.password.as_str(), phone.seed(), &address] {
        assert!(!written.contains(secret), "a secret is in the log");
    }
}
