//! A tour through every page, in three languages.

use crate::chromium::{Browser, Opening};
use crate::house::house;
use crate::looks::{Care, inspect};
use crate::qr;
use crate::steps::scan;
use crate::support::dc::BASE;
use crate::support::people::Person;
use crate::support::phone::Phone;
use crate::support::shared::dc;

#[test]
fn every_page_can_be_used_by_everybody() {
    Tour::begin("en").all();
}

#[test]
fn every_page_can_be_used_by_everybody_in_german() {
    Tour::begin("de").all();
}

#[test]
fn every_page_can_be_used_by_everybody_from_right_to_left() {
    Tour::begin("ar").all();
}

/// Looks at the page that should be the one at this address.
pub(crate) fn look(browser: &Browser, language: &str, path: &str, page: &str) {
    assert_eq!(browser.path(), path, "{page}: {}", browser.text());
    assert_eq!(browser.attribute("html", "lang"), language, "{page}");
    let title = browser.title();
    assert!(title.ends_with(" – Example Works") && !title.starts_with(' '), "{page}: {title}");
    let text = browser.text();
    assert!(!text.contains('{') && !text.contains("##"), "a text is missing on {page}: {text}");
    let care = if language == "en" { Care::All } else { Care::Words };
    inspect(browser, care, &format!("{language}-{page}"));
}

/// Somebody who looks at everything.
struct Tour {
    language: &'static str,
    browser: Browser,
    person: Person,
}

impl Tour {
    fn begin(language: &'static str) -> Self {
        let browser = Opening::at(house()).language(language).open();
        Self { language, browser, person: dc().person("tour") }
    }

    fn all(&self) {
        let mut phone = self.enrolment();
        self.account(&mut phone);
        self.one_authenticator(&mut phone);
        self.recovery();
        self.failures();
        self.activation();
    }

    fn look(&self, path: &str, page: &str) {
        look(&self.browser, self.language, path, page);
    }

    fn password(&self, name: &str, password: &str) {
        self.browser.go("/sign-in");
        self.browser.fill("name", name);
        self.browser.fill("password", password);
        self.browser.submit();
    }

    fn code(&self, code: &str) {
        self.browser.fill("code", code);
        self.browser.submit();
    }

    fn enrolment(&self) -> Phone {
        let (browser, person) = (&self.browser, &self.person);
        browser.go("/");
        self.look("/sign-in", "sign-in");
        self.password("nobody", "anything");
        self.look("/sign-in/code", "code");
        self.code("123456");
        self.look("/sign-in/code", "refused");
        house().bind(&person.upn, &person.password);
        self.password(&person.upn, &person.password);
        self.look("/enroll", "enroll");
        let mut phone = self.scannable_in_the_dark();
        self.code(&phone.wrong_code());
        self.look("/enroll", "enroll-wrong");
        self.code(&phone.code());
        self.look("/recovery-codes", "recovery-codes");
        browser.submit();
        self.look("/done", "done");
        phone
    }

    /// The QR code can be read in either colours.
    fn scannable_in_the_dark(&self) -> Phone {
        let features =
            |colours: &str| serde_json::json!({ "features": [{ "name": "prefers-color-scheme", "value": colours }] });
        self.browser.command("Emulation.setEmulatedMedia", features("dark"));
        self.browser.run("document.querySelector('svg.qr').scrollIntoView({ block: 'center' })");
        let dark = qr::read(&self.browser.picture());
        self.browser.command("Emulation.setEmulatedMedia", features("light"));
        let phone = scan(&self.browser);
        assert_eq!(dark.len(), 1, "the QR code can be read in the dark");
        phone
    }

    fn account(&self, phone: &mut Phone) {
        self.password(&self.person.upn, &self.person.password);
        self.code(&phone.code());
        self.look("/account", "account");
        self.browser.follow("/account/logins");
        self.look("/account/logins", "logins");
        self.browser.follow("/account");
        self.browser.go("/done");
        self.look("/done", "how");
        self.browser.go("/account/code");
        self.look("/account/code", "confirm");
        self.browser.go("/account/add");
        self.look("/account/add", "add");
        let mut second = scan(&self.browser);
        self.code(&second.code());
        self.look("/account", "notice");
    }

    fn one_authenticator(&self, _phone: &mut Phone) {
        for what in ["rename", "replace", "resync", "remove"] {
            self.browser.go("/account");
            let link = self.browser.attribute(&format!("ul.cards a[href$=\"/{what}\"]"), "href");
            let path = link.rsplit("8443").next().unwrap_or_default().to_owned();
            self.browser.follow(&path);
            self.look(&path, what);
        }
    }

    fn recovery(&self) {
        self.browser.go("/account/recovery-codes");
        self.look("/account/recovery-codes", "new-recovery-codes");
        self.browser.submit();
        self.look("/recovery-codes", "recovery-codes-again");
        self.browser.submit();
    }

    fn failures(&self) {
        self.browser.go("/no-such-page");
        self.look("/no-such-page", "not-found");
        self.browser.go("/sign-out");
        self.look("/sign-out", "method");
        // A form of a session that is over.
        self.browser.go("/account");
        self.browser.run("document.querySelector('header input[name=token]').value = 'another'");
        self.browser.run("window.before = true; document.querySelector('header form button').click()");
        crate::support::process::wait_until("the refusal", || (self.browser.path() == "/sign-out").then_some(()));
        self.look("/sign-out", "forbidden");
    }

    fn activation(&self) {
        let person = dc().person("tour");
        dc().join(&person.dn, &format!("CN=Domain Admins,CN=Users,{BASE}"));
        self.password(&person.upn, &person.password);
        self.look("/enroll", "activation");
        self.code("0000-0000-0000-0000");
        self.look("/enroll/activation", "activation-wrong");
    }
}
