//! What those who manage do for people on their pages, and what becomes of it at the doors.

use super::desk::{Desk, admin, at_desk, helper};
use crate::chromium::Browser;
use crate::crowd::{holder, offered};
use crate::house::{GATE, VPN, house, radius};
use crate::steps::{assert_says, give_code, give_password};
use crate::support::phone::Phone;
use crate::support::radclient::RadClient;
use crate::support::shared::dc;
use crate::visitor::Visitor;

#[test]
fn bypass_code_from_the_page_is_good_at_ldap_and_radius_until_it_is_revoked() {
    let Desk { browser, person: operator } = admin();
    let (person, _phone) = holder();
    // Found while the name is typed, without a button.
    browser.press("People");
    browser.fill("q", &person.sam);
    browser.wait_for_text("#results", &person.dn);
    browser.press(&person.sam);
    browser.press("Bypass code");
    browser.choose("for", "120");
    browser.fill("reason", "the phone is in the lake");
    browser.press("Create the code");
    assert_eq!(browser.path(), "/admin/handed", "{}", browser.text());
    let code = browser.read("#codes li").trim().to_owned();
    assert!(code.len() == 10 && code.bytes().all(|byte| byte.is_ascii_digit()), "{code}");
    browser.reload();
    assert_eq!(browser.read("#codes li").trim(), code, "it is there until it is handed on");
    browser.press("I have handed it on");
    assert!(!browser.text().contains(&code));
    browser.go("/admin/handed");
    assert!(!browser.text().contains(&code), "and not to be seen again");

    let both = format!("{}{code}", person.password);
    assert_eq!(house().bind(&person.upn, &person.password).code, 49, "a code, and no waiver");
    assert_eq!(house().bind(&person.upn, &both).code, 0);
    assert!(radius(house(), VPN, &person.upn, &both).accepts());
    let question = radius(house(), GATE, &person.upn, &person.password);
    let gate = RadClient::new(GATE, house().address("radius/auth"));
    assert!(question.asks() && gate.answer(&person.upn, &code, &question).accepts());
    let row = at_desk("bypass-granted", &person.sid);
    assert_eq!(
        (row.text("operator"), row.text("person"), row.text("note"), row.text("application"), row.text("door")),
        (&*operator.sam, &*person.sam, "the phone is in the lake", "portal", "web")
    );

    browser.press("Bypass codes");
    assert_says(&browser, "the phone is in the lake");
    browser.go(&format!("/admin/people/{}", person.sid));
    browser.press("Revoke the phone is in the lake");
    browser.press("Revoke");
    assert_says(&browser, &format!("The bypass code of {} is revoked", person.sam));
    assert!(!radius(house(), VPN, &person.upn, &both).accepts());
    assert_eq!(at_desk("bypass-revoked", &person.sid).text("operator"), operator.sam);
}

#[test]
fn locked_person_is_unlocked_on_the_page_by_an_administrator_and_by_the_help_desk() {
    for Desk { browser, person: operator } in [admin(), helper()] {
        let (person, mut phone) = holder();
        for guess in 0..5 {
            let wrong = format!("{}-{guess}{}", person.password, phone.wrong_code());
            assert_eq!(house().bind(&person.upn, &wrong).code, 49);
        }
        let secret = format!("{}{}", person.password, phone.code());
        assert_eq!(house().bind(&person.upn, &secret).code, 49, "five wrong codes shut it");
        browser.go(&format!("/admin/people/{}", person.sid));
        assert_says(&browser, "webmail");
        browser.press("Unlock");
        browser.press("Unlock");
        assert_says(&browser, &format!("{} is unlocked", person.sam));
        assert_eq!(house().bind(&person.upn, &secret).code, 0);
        assert_eq!(at_desk("person-unlocked", &person.sid).text("operator"), operator.sam);
    }
}

#[test]
fn activation_code_from_the_page_enrols_somebody_where_the_password_is_not_enough() {
    for Desk { browser, person: operator } in [admin(), helper()] {
        let person = dc().person("newcomer");
        browser.go(&format!("/admin/people/{}", person.sid));
        browser.press("Activation code");
        browser.press("Create the code");
        let code = browser.read("#codes li").trim().to_owned();
        // From here the password alone gets no key.
        let mut stranger = Visitor::from([127, 0, 0, 78], house());
        stranger.give_password(&person.upn, &person.password);
        assert!(!stranger.get("/enroll").body.contains("otpauth"));
        assert_eq!(stranger.post("/enroll", "/enroll/activation", &[("code", &code)]).brief(), "303 /enroll");
        let mut phone = Phone::from_address(&offered(&stranger.get("/enroll")));
        let said = stranger.post("/enroll", "/enroll", &[("label", "Phone"), ("code", &phone.code())]);
        assert_eq!(said.brief(), "303 /recovery-codes", "{said:?}");
        assert_eq!(house().bind(&person.upn, &format!("{}{}", person.password, phone.code())).code, 0);
        assert_eq!(at_desk("activation-made", &person.sid).text("operator"), operator.sam);
    }
}

#[test]
fn who_lost_everything_begins_anew_by_an_administrator_and_not_by_the_help_desk() {
    let (person, mut phone) = holder();
    let Desk { browser, .. } = helper();
    browser.go(&format!("/admin/people/{}/activation", person.sid));
    assert!(!browser.shows("[name=clear]"), "{}", browser.text());
    browser.press("Create the code");
    assert_says(&browser, "has an authenticator or recovery codes already");
    assert_eq!(house().bind(&person.upn, &format!("{}{}", person.password, phone.code())).code, 0);
    let Desk { browser, .. } = admin();
    browser.go(&format!("/admin/people/{}/activation", person.sid));
    browser.click_at("[name=clear]");
    browser.press("Create the code");
    assert_eq!(browser.path(), "/admin/handed", "{}", browser.text());
    assert_eq!(house().bind(&person.upn, &format!("{}{}", person.password, phone.code())).code, 49);
    browser.press("I have handed it on");
    assert_says(&browser, "There is no authenticator");
}

#[test]
fn authenticator_is_disabled_enabled_and_removed_on_the_page() {
    let Desk { browser, .. } = admin();
    let (person, mut phone) = holder();
    let mut login = || house().bind(&person.upn, &format!("{}{}", person.password, phone.code())).code;
    browser.go(&format!("/admin/people/{}", person.sid));
    let step = |what: &str| {
        let link = format!("main a[href$=\"/{what}\"]");
        browser.press_at(&link);
        browser.submit();
    };
    assert_eq!(login(), 0);
    step("disable");
    assert_says(&browser, "is disabled");
    assert_eq!(login(), 49);
    step("enable");
    assert_says(&browser, "is enabled");
    assert_eq!(login(), 0);
    step("remove");
    assert_says(&browser, "There is no authenticator");
    assert_eq!(login(), 49);
}

#[test]
fn recovery_codes_from_the_page_are_good_once() {
    let Desk { browser, .. } = admin();
    let (person, _phone) = holder();
    browser.go(&format!("/admin/people/{}", person.sid));
    browser.press("Make new recovery codes");
    browser.submit();
    let codes = browser.read_all("#codes li");
    assert_eq!(codes.len(), 10);
    let typed = format!("{}{}", person.password, codes[0]);
    assert_eq!([house().bind(&person.upn, &typed).code, house().bind(&person.upn, &typed).code], [0, 49]);
}

#[test]
fn code_that_is_not_enough_is_asked_for_again_and_leads_back_to_the_page() {
    let (manager, mut phone) = holder();
    dc().join(&manager.dn, &crate::house::ADMINS.dn);
    let (person, _) = holder();
    let browser = Browser::at(house());
    give_password(&browser, &manager.upn, &manager.password);
    give_code(&browser, &crate::steps::bypass_code(house(), &manager));
    browser.go(&format!("/admin/people/{}", person.sid));
    browser.press("Bypass code");
    assert_eq!(browser.path(), "/account/code", "{}", browser.text());
    browser.fill("code", &phone.code());
    browser.press("Continue");
    assert_eq!(browser.path(), format!("/admin/people/{}/bypass", person.sid), "{}", browser.text());
    browser.fill("reason", "a flood");
    browser.press("Create the code");
    assert_eq!(browser.path(), "/admin/handed");
}
