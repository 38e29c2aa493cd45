//! The first enrolment, from the password to the last page.

use vestibule_gate::ports::Clock as _;

use crate::house::{House, PASSWORD};

#[test]
fn from_the_password_to_the_first_login_with_a_code() {
    let house = House::new();
    let _una = house.fakes.person("una", PASSWORD);
    let mut browser = house.browser();
    let begun = browser.begin("una", PASSWORD).sent_to("/enroll");
    assert!(begun.not_before.unwrap() > house.fakes.clock.moment(), "no earlier than a question");
    let page =
        browser.get("/enroll").shown().says("Step 1 of 3").says("otpauth://totp/Example").says("value=\"Phone\"");
    let key = page.key();
    assert_eq!(browser.get("/enroll").key(), key, "the same offer again");
    browser.post("/enroll", &[("label", "My phone"), ("code", "000000")]).is(422).says("This code is not right");
    browser.post("/enroll", &[("label", " "), ("code", "000000")]).is(422).says("1 to 64 characters");
    let code = house.code_of(&key, 0);
    browser.post("/enroll", &[("label", "My phone"), ("code", &code)]).sent_to("/recovery-codes");
    let codes = browser.get("/recovery-codes").shown().says("Step 2 of 3").codes();
    assert_eq!(codes.len(), 10);
    let file = browser.get("/recovery-codes/download").shown();
    assert!(codes.iter().all(|code| file.body.contains(code)));
    assert_eq!(file.headers["content-disposition"], "attachment; filename=\"recovery-codes.txt\"");
    browser.get("/done").sent_to("/recovery-codes");
    browser.post("/recovery-codes/saved", &[]).sent_to("/done");
    browser.get("/done").shown().says("Step 3 of 3").says("webmail").says("password123456");
    browser.get("/recovery-codes").sent_to("/done");
    browser.get("/enroll").sent_to("/done");
    browser.get("/account").sent_to("/sign-in");
    // The code that confirmed was not spent; a recovery code works too.
    house.browser().sign_in("una", &code).sent_to("/account");
    house.browser().sign_in("una", &codes[3]).sent_to("/account/add");
}

#[test]
fn an_activation_code_comes_first_where_the_policy_asks_for_one() {
    let house = House::with(|_| {});
    let _una = house.fakes.person("una", PASSWORD);
    let mut browser = house.browser();
    browser.begin("una", PASSWORD).sent_to("/enroll");
    let page = browser.get("/enroll").shown().says("Enter your activation code").says("Step 1 of 4");
    page.says_nothing_of("otpauth:");
    browser.post("/enroll/activation", &[("code", "nonsense")]).is(403).says("This activation code is not right");
    browser.post("/enroll", &[("label", "x"), ("code", "000000")]).sent_to("/enroll");
    browser.get("/enroll").shown().says_nothing_of("otpauth:");
}

#[test]
fn who_has_a_factor_gets_no_offer_for_a_password() {
    let house = House::new();
    let _ada = house.enrolled("ada");
    let mut browser = house.browser();
    browser.begin("ada", PASSWORD).sent_to("/sign-in/code");
    browser.get("/enroll").sent_to("/sign-in");
    browser.get("/sign-in/code").shown();
    browser.post("/enroll", &[("label", "x"), ("code", "000000")]).is(403);
}

#[test]
fn an_enrolment_that_takes_too_long_begins_anew() {
    let house = House::new();
    let _una = house.fakes.person("una", PASSWORD);
    let mut browser = house.browser();
    browser.begin("una", PASSWORD).sent_to("/enroll");
    let key = browser.get("/enroll").shown().key();
    house.advance(600);
    let late = browser.post("/enroll", &[("label", "x"), ("code", &house.code_of(&key, 0))]);
    late.is(403).says("This took too long");
    browser.get("/enroll").sent_to("/sign-in");
}

#[test]
fn two_enrolments_side_by_side_make_one_authenticator() {
    let house = House::new();
    let una = house.fakes.person("una", PASSWORD);
    let (mut one, mut two) = (house.browser(), house.browser());
    one.begin("una", PASSWORD).sent_to("/enroll");
    two.begin("una", PASSWORD).sent_to("/enroll");
    let (key, other) = (one.get("/enroll").key(), two.get("/enroll").key());
    assert_ne!(key, other);
    one.post("/enroll", &[("label", "x"), ("code", &house.code_of(&key, 0))]).sent_to("/recovery-codes");
    two.post("/enroll", &[("label", "y"), ("code", &house.code_of(&other, 0))]).is(403);
    two.get("/enroll").sent_to("/sign-in");
    use vestibule_gate::ports::Records as _;
    let rows = pollster::block_on(house.fakes.store.authenticators(Some(&una.id))).unwrap();
    assert_eq!(rows.iter().map(|row| row.label.as_str()).collect::<Vec<_>>(), ["x"]);
}

#[test]
fn recovery_codes_are_shown_for_ten_minutes_at_most() {
    let house = House::new();
    let _una = house.fakes.person("una", PASSWORD);
    let mut browser = house.browser();
    browser.begin("una", PASSWORD).sent_to("/enroll");
    let key = browser.get("/enroll").key();
    browser.post("/enroll", &[("label", "x"), ("code", &house.code_of(&key, 0))]).sent_to("/recovery-codes");
    house.advance(599);
    browser.get("/recovery-codes").shown();
    house.advance(1);
    browser.get("/recovery-codes").sent_to("/done");
    browser.get("/recovery-codes/download").sent_to("/done");
}

#[test]
fn who_tried_another_application_just_now_reads_its_name() {
    let house = House::new();
    let _una = house.fakes.person("una", PASSWORD);
    let attempt = house.fakes.attempt("una", PASSWORD);
    let _refused = pollster::block_on(house.fakes.gate.judge(attempt, &mut house.fakes.first()));
    let mut browser = house.browser();
    browser.begin("una", PASSWORD).sent_to("/enroll");
    browser.get("/enroll").shown().says("You just tried to sign in to webmail.");
}

#[test]
fn an_activation_code_opens_the_enrolment() {
    let house = House::with(|_| {});
    let una = house.fakes.person("una", PASSWORD);
    house.activation(&una, "0123456789ABCDEF");
    let mut browser = house.browser();
    browser.begin("una", PASSWORD).sent_to("/enroll");
    browser.get("/enroll").shown().says("Enter your activation code");
    browser.post("/enroll/activation", &[("code", "0123 4567-89ab-cdef")]).sent_to("/enroll");
    let key = browser.get("/enroll").shown().says("Step 2 of 4").key();
    browser.post("/enroll", &[("label", "x"), ("code", &house.code_of(&key, 0))]).sent_to("/recovery-codes");
    browser.get("/recovery-codes").shown().says("Step 3 of 4");
    browser.post("/recovery-codes/saved", &[]).sent_to("/done");
    browser.get("/done").shown().says("Step 4 of 4");
}

#[test]
fn after_ten_wrong_codes_another_key_is_offered_and_said_to_be_another() {
    let house = House::new();
    let _una = house.fakes.person("una", PASSWORD);
    let mut browser = house.browser();
    browser.begin("una", PASSWORD).sent_to("/enroll");
    let key = browser.get("/enroll").shown().says_nothing_of("no longer valid").key();
    for _ in 0..10 {
        browser.post("/enroll", &[("label", "x"), ("code", "000000")]).is(422);
    }
    browser.post("/enroll", &[("label", "x"), ("code", &house.code_of(&key, 0))]).sent_to("/enroll");
    let other = browser.get("/enroll").shown().says("The key shown before is no longer valid.").key();
    assert_ne!(other, key);
    browser.get("/enroll").shown().says_nothing_of("no longer valid");
    browser.post("/enroll", &[("label", "x"), ("code", &house.code_of(&other, 0))]).sent_to("/recovery-codes");
}
