//! Signing in: one face for everybody in the first round, one for every refusal in the second.

use vestibule_gate::ports::Clock as _;
use vestibule_gate::{AccountState, CodeWay};

use crate::browser::Page;
use crate::house::{House, PASSWORD};

/// A page without what is meant to differ: cookies and form tokens.
fn face(page: &Page) -> (u16, String, Vec<String>) {
    let token = page.hidden("token").unwrap_or_default();
    let body = if token.is_empty() { page.body.clone() } else { page.body.replace(&token, "token") };
    let headers = page.headers.iter().map(|(name, value)| {
        let value = value.to_str().unwrap();
        let value =
            if name == "set-cookie" { value.replace(|c: char| c.is_ascii_hexdigit(), "") } else { value.into() };
        format!("{name}: {value}")
    });
    (page.status.as_u16(), body, headers.collect())
}

#[test]
fn whoever_it_is_and_whatever_the_password_the_faces_are_equal_byte_by_byte() {
    let house = House::with(|_| {});
    let (_, phone) = house.enrolled("ada");
    let _off = house.enrolled("off");
    house.fakes.directory.set_state("off", Some(AccountState::Disabled));
    let _new = house.fakes.person("new", PASSWORD);
    let cases = [
        ("ada", PASSWORD),
        ("ada", "wrong"),
        ("nobody", PASSWORD),
        ("new", "wrong"),
        ("off", PASSWORD),
        (" ada", PASSWORD),
        ("ada", ""),
        ("", ""),
        ("<b>", "'\""),
    ];
    let mut faces = Vec::new();
    for (name, password) in cases {
        let mut browser = house.browser();
        let begun = browser.begin(name, password);
        let floor = house.fakes.clock.moment().plus(std::time::Duration::from_millis(300));
        assert_eq!(begun.not_before, Some(floor), "{name}");
        let asked = browser.get("/sign-in/code");
        let refused = browser.post("/sign-in/code", &[("code", "000000")]);
        assert_eq!(refused.not_before, Some(floor), "{name}");
        faces.push((face(&begun), face(&asked), face(&refused)));
    }
    assert!(faces.iter().all(|other| *other == faces[0]));
    assert_eq!((faces[0].0.0, faces[0].1.0, faces[0].2.0), (303, 200, 403));
    let mut browser = house.browser();
    browser.sign_in("ada", &house.fakes.code(&phone, 0)).sent_to("/account");
}

#[test]
fn blanks_in_a_code_are_left_out() {
    let house = House::new();
    let (_, phone) = house.enrolled("ada");
    let code = house.fakes.code(&phone, 0);
    let (first, second) = code.split_at(3);
    let spaced = format!(" {first} {second} ");
    house.browser().sign_in("ada", &spaced).sent_to("/account");
}

#[test]
fn the_state_of_an_account_is_told_after_both_factors() {
    let house = House::new();
    let (_, phone) = house.enrolled("ada");
    house.fakes.directory.set_state("ada", Some(AccountState::PasswordExpired));
    let mut browser = house.browser();
    let page = browser.sign_in("ada", &house.fakes.code(&phone, 0)).is(403);
    page.says("Your password has expired").says("href=\"https://password.example.test\"");
}

#[test]
fn a_question_is_answered_once() {
    let house = House::new();
    let (_, phone) = house.enrolled("ada");
    let mut browser = house.browser();
    browser.begin("ada", PASSWORD).sent_to("/sign-in/code");
    browser.get("/sign-in/code").shown();
    let mut again = browser.clone();
    browser.post("/sign-in/code", &[("code", "000000")]).is(403);
    again.post("/sign-in/code", &[("code", &house.fakes.code(&phone, 0))]).is(403);
    again.get("/sign-in/code").sent_to("/sign-in");
}

#[test]
fn a_question_waits_for_two_minutes() {
    let house = House::new();
    let (_, phone) = house.enrolled("ada");
    let mut browser = house.browser();
    browser.begin("ada", PASSWORD).sent_to("/sign-in/code");
    browser.get("/sign-in/code").shown();
    house.advance(120);
    browser.post("/sign-in/code", &[("code", &house.fakes.code(&phone, 0))]).is(403).says("Your session has ended");
}

#[test]
fn an_outage_is_never_a_wrong_password_or_code() {
    let house = House::new();
    let (_, phone) = house.enrolled("ada");
    let mut browser = house.browser();
    browser.begin("ada", PASSWORD).sent_to("/sign-in/code");
    browser.get("/sign-in/code").shown();
    house.fakes.directory.set_down(true);
    let told = "This says nothing about your password";
    browser.post("/sign-in/code", &[("code", &house.fakes.code(&phone, 0))]).is(503).says(told);
    house.browser().begin("ada", PASSWORD).is(503).says(told);
}

#[test]
fn a_recovery_code_leads_straight_to_a_new_authenticator() {
    let house = House::new();
    let (ada, _) = house.enrolled("ada");
    house.fakes.store.add_recovery(&ada.id, "0123456789ABCDEFGHJKMNPQ");
    let mut browser = house.browser();
    browser.sign_in("ada", "0123-4567-89ab-cdef-ghjk-mnpq").sent_to("/account/add");
    browser.get("/account/add").shown().says("You signed in with a recovery code.");
}

#[test]
fn every_level_has_a_token_of_its_own_and_none_is_taken_from_outside() {
    let house = House::new();
    let (_, phone) = house.enrolled("ada");
    let mut browser = house.browser();
    browser.cookies.insert("__Host-begun".to_owned(), "a".repeat(64));
    browser.cookies.insert("__Host-session".to_owned(), "b".repeat(64));
    browser.begin("ada", PASSWORD).sent_to("/sign-in/code");
    let begun = browser.cookies["__Host-begun"].clone();
    assert_ne!(begun, "a".repeat(64));
    browser.get("/sign-in/code").shown();
    browser.post("/sign-in/code", &[("code", &house.fakes.code(&phone, 0))]).sent_to("/account");
    let session = browser.cookies["__Host-session"].clone();
    assert!(session != "b".repeat(64) && session != begun);
    assert!(!browser.cookies.contains_key("__Host-begun"));
    // The session of one level in the cookie of another is nothing.
    let mut mixed = house.browser();
    mixed.cookies.insert("__Host-begun".to_owned(), session.clone());
    mixed.cookies.insert("__Host-enrolling".to_owned(), session);
    mixed.get("/sign-in/code").sent_to("/sign-in");
    mixed.get("/enroll").sent_to("/sign-in");
    mixed.get("/account").sent_to("/sign-in");
}

#[test]
fn signing_in_again_ends_the_session_before() {
    let house = House::new();
    let (mut browser, phone) = house.signed_in("ada");
    let before = browser.clone();
    house.advance(60);
    browser.sign_in("ada", &house.fakes.code(&phone, 0)).sent_to("/account");
    browser.get("/account").shown();
    before.clone().get("/account").sent_to("/sign-in");
}

#[test]
fn nobody_is_exempt_here_and_monitor_mode_counts_for_nothing() {
    let house = House::with(|policy| policy.enforce = false);
    let _ada = house.enrolled("ada");
    let mut browser = house.browser();
    browser.begin("ada", PASSWORD).sent_to("/sign-in/code");
    browser.get("/sign-in/code").shown();
    browser.post("/sign-in/code", &[("code", "000000")]).is(403);
    let _ways = CodeWay::Challenge;
}
