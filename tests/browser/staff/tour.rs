//! A tour through every page of those who manage, in three languages.

use crate::chromium::{Browser, Opening};
use crate::crew::Crew;
use crate::crowd::{Subject, holder};
use crate::house::{ADMINS, house};
use crate::pages::look;
use crate::support::people::Person;
use crate::support::shared::dc;

#[test]
fn every_page_of_those_who_manage_can_be_used_by_everybody() {
    Tour::begin("en").all();
}

#[test]
fn every_page_of_those_who_manage_can_be_used_by_everybody_in_german() {
    Tour::begin("de").all();
}

#[test]
fn every_page_of_those_who_manage_can_be_used_by_everybody_from_right_to_left() {
    Tour::begin("ar").all();
}

/// An administrator who looks at everything.
struct Tour {
    language: &'static str,
    browser: Browser,
    subject: Subject,
    crew: Crew,
}

impl Tour {
    fn begin(language: &'static str) -> Self {
        let browser = Opening::at(house()).language(language).open();
        let (admin, mut phone) = holder();
        dc().join(&admin.dn, &ADMINS.dn);
        sign_in(&browser, &admin, &phone.code());
        let tour = Self { language, browser, subject: Subject::new(), crew: Crew::new(house()) };
        // So that there is something to be seen.
        let person = &tour.subject.person;
        house().bind(&person.upn, &format!("{}123456", person.password));
        tour
    }

    fn all(&self) {
        self.people();
        self.codes();
        self.exemptions();
        self.watching();
    }

    /// Goes to a page and looks at it.
    fn at(&self, path: &str, page: &str) {
        let path = self.subject.concrete(path);
        self.browser.go(&path);
        self.look(&path, page);
    }

    fn look(&self, path: &str, page: &str) {
        look(&self.browser, self.language, path, &format!("staff-{page}"));
    }

    fn people(&self) {
        self.at("/admin/people", "people");
        self.at(&format!("/admin/people?q={}", self.subject.person.sam), "people-found");
        self.at("/admin/people?q=nobody-at-all", "people-none");
        self.at("/admin/people/{person}", "person");
        self.at("/admin/people/{person}/unlock", "unlock");
        self.at("/admin/people/{person}/recovery-codes", "recovery-codes");
        self.at("/admin/people/{person}/authenticators/{id}/disable", "authenticator-disable");
        self.at("/admin/people/{person}/authenticators/{id}/remove", "authenticator-remove");
    }

    fn codes(&self) {
        self.at("/admin/people/{person}/activation", "activation");
        self.browser.submit();
        self.look(&self.subject.concrete("/admin/people/{person}/activation"), "refused");
        self.at("/admin/people/{person}/bypass", "bypass");
        self.browser.fill("reason", "   ");
        self.browser.submit();
        self.look(&self.subject.concrete("/admin/people/{person}/bypass"), "bypass-wrong");
        self.browser.fill("reason", "a flood");
        self.browser.submit();
        self.look("/admin/handed", "handed");
        self.browser.submit();
        self.at("/admin/bypass", "bypasses");
        self.at("/admin/bypass/{id}/revoke", "bypass-revoke");
    }

    fn exemptions(&self) {
        self.at("/admin/exemptions", "exemptions");
        self.at(&format!("/admin/exemptions/new?q={}", self.crew.name()), "exemption-group");
        let new = format!("/admin/exemptions/new?group={}", self.crew.group.sid);
        self.at(&new, "exemption-new");
        self.browser.fill("reason", "   ");
        self.browser.submit();
        self.look(&new, "exemption-wrong");
        self.browser.fill("reason", "gloves on the floor");
        self.browser.submit();
        self.look("/admin/exemptions", "exemption-added");
        self.at("/admin/exemptions/{exemption}/remove", "exemption-remove");
    }

    fn watching(&self) {
        self.at("/admin", "overview");
        self.at("/admin/coverage", "coverage");
        self.at("/admin/applications", "applications");
        self.at("/admin/explain", "explain");
        self.at(&format!("/admin/explain?person={}&from=", self.subject.person.sam), "explained");
        self.at("/admin/audit", "audit");
        self.at("/admin/audit?outcome=refused", "audit-refused");
    }
}

fn sign_in(browser: &Browser, person: &Person, code: &str) {
    browser.go("/sign-in");
    browser.fill("name", &person.upn);
    browser.fill("password", &person.password);
    browser.submit();
    browser.fill("code", code);
    browser.submit();
    assert_eq!(browser.path(), "/account", "{}", browser.text());
}
