//! What people do in many cases alike.

use crate::chromium::Browser;
use crate::house::run;
use crate::qr;
use crate::support::house::House;
use crate::support::people::Person;
use crate::support::phone::Phone;

/// Words of the pages, in English.
pub(crate) mod words {
    pub(crate) const REFUSED: &str = "User name, password or code is wrong";
}

/// Fails unless the page says this.
pub(crate) fn assert_says(browser: &Browser, words: &str) {
    let text = browser.text();
    assert!(text.contains(words), "{words:?} at {}:\n{text}", browser.path());
}

/// Types name and password on the first page.
pub(crate) fn give_password(browser: &Browser, name: &str, password: &str) {
    browser.go("/sign-in");
    browser.fill("name", name);
    browser.fill("password", password);
    browser.press("Continue");
}

/// Types a code on the second page.
pub(crate) fn give_code(browser: &Browser, code: &str) {
    assert_eq!(browser.path(), "/sign-in/code", "{}", browser.text());
    browser.fill("code", code);
    browser.press("Sign in");
}

/// Signs in with password and code.
pub(crate) fn sign_in(browser: &Browser, person: &Person, phone: &mut Phone) {
    give_password(browser, &person.upn, &person.password);
    give_code(browser, &phone.code());
    assert_eq!(browser.path(), "/account", "{}", browser.text());
}

/// Holds a phone before the screen.
pub(crate) fn scan(browser: &Browser) -> Phone {
    Phone::from_address(&scanned(browser))
}

/// The address in the QR code on the screen.
pub(crate) fn scanned(browser: &Browser) -> String {
    browser.run("document.querySelector('svg.qr').scrollIntoView({ block: 'center' })");
    let mut found = qr::read(&browser.picture());
    assert_eq!(found.len(), 1, "one QR code is on the screen of {}", browser.path());
    found.remove(0)
}

/// Scans the offer on the page, types a code of the new phone, and presses on.
pub(crate) fn take_offer(browser: &Browser, label: &str) -> Phone {
    let mut phone = scan(browser);
    browser.fill("label", label);
    browser.fill("code", &phone.code());
    browser.press("Confirm");
    phone
}

/// Enrols for the first time, from the sign-in page to the last one; the recovery codes come with the phone.
pub(crate) fn enrol(browser: &Browser, person: &Person) -> (Phone, Vec<String>) {
    give_password(browser, &person.upn, &person.password);
    assert_eq!(browser.path(), "/enroll", "{}", browser.text());
    let phone = take_offer(browser, "Phone");
    let codes = save_recovery_codes(browser);
    assert_eq!(browser.path(), "/done");
    (phone, codes)
}

/// Reads the recovery codes and says that they are saved.
pub(crate) fn save_recovery_codes(browser: &Browser) -> Vec<String> {
    assert_eq!(browser.path(), "/recovery-codes", "{}", browser.text());
    let codes = browser.read_all("#codes li");
    assert_eq!(codes.len(), 10, "{codes:?}");
    browser.press("I have saved them");
    codes
}

/// The code that the help desk's command prints.
pub(crate) fn bypass_code(house: &House, person: &Person) -> String {
    let printed = run(house, &["bypass", "grant", &person.dn, "--for", "2h", "--reason", "the phone is at home"]);
    let digits = |word: &&str| word.len() == 10 && word.bytes().all(|byte| byte.is_ascii_digit());
    printed.split_whitespace().find(digits).unwrap_or_else(|| panic!("a code: {printed}")).to_owned()
}
