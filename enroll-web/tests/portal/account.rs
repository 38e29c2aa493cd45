//! What somebody changes about themselves.

use vestibule_gate::ports::Clock as _;

use crate::browser::{Browser, Page};
use crate::house::House;

/// The id of the authenticator with this label.
fn id_of(page: &Page, nth: usize) -> String {
    let parts = page.body.split("/account/authenticators/").skip(1);
    parts.filter(|rest| rest.contains("/rename")).nth(nth).unwrap().split('/').next().unwrap().to_owned()
}

fn add(house: &House, browser: &mut Browser<'_>, label: &str) -> String {
    let key = browser.get("/account/add").shown().key();
    let code = house.code_of(&key, 0);
    browser.post("/account/add", &[("label", label), ("code", &code)]).sent_to("/account");
    key
}

#[test]
fn the_account_page_shows_what_somebody_holds() {
    let house = House::new();
    let (mut browser, _) = house.signed_in("ada");
    let page = browser
        .get("/account")
        .shown()
        .says("Signed in as")
        .says("ada")
        .says("UTC")
        .says("SHA-1")
        .says("Without a name");
    let page = page.says("You have no recovery codes left.").says("This portal").says(crate::browser::PEER);
    page.says("help@example.test");
    browser.get("/account/logins").shown().says("Signed in with");
}

#[test]
fn adding_renaming_replacing_and_removing_with_a_fresh_code() {
    let house = House::new();
    let (mut browser, phone) = house.signed_in("ada");
    let _key = add(&house, &mut browser, "Tablet <b>");
    let page = browser.get("/account").shown().says("“Tablet &#60;b&#62;” was added.");
    let id = id_of(&page, 1);
    let first = id_of(&page, 0);
    let (id, first) = if first == phone.id { (id, first) } else { (first, id) };
    let path = |what: &str| format!("/account/authenticators/{id}/{what}");
    browser.get(&path("rename")).shown().says("Tablet &#60;b&#62;");
    browser.post(&path("rename"), &[("label", "")]).is(422);
    browser.post(&path("rename"), &[("label", "Tablet")]).sent_to("/account");
    let key = browser.get(&path("replace")).shown().says("Replace “Tablet”").key();
    browser.post(&path("replace"), &[("label", "New"), ("code", "000000")]).is(422).says("value=\"New\"");
    let code = house.code_of(&key, 0);
    browser.post(&path("replace"), &[("label", "New"), ("code", &code)]).sent_to("/account");
    browser.get(&path("remove")).is(404);
    let path = format!("/account/authenticators/{first}/remove");
    browser.get(&path).shown();
    browser.post(&path, &[]).sent_to("/account");
    browser.get("/account").shown().says("was removed.").says("New");
}

#[test]
fn the_last_authenticator_stays() {
    let house = House::new();
    let (mut browser, phone) = house.signed_in("ada");
    let path = format!("/account/authenticators/{}/remove", phone.id);
    browser.get(&path).shown();
    browser.post(&path, &[]).sent_to("/account");
    browser.get("/account").shown().says("This is your last authenticator.").says("role=\"alert\"");
}

#[test]
fn without_a_fresh_code_nothing_is_changed_and_one_leads_back() {
    let house = House::new();
    let (mut browser, phone) = house.signed_in("ada");
    let _key = add(&house, &mut browser, "Tablet");
    browser.get("/account").shown();
    let before = house.fakes.store.events().len();
    house.advance(300);
    let of = |what: &str| format!("/account/authenticators/{}/{what}", phone.id);
    for path in ["/account/add", "/account/recovery-codes", &of("rename"), &of("remove"), &of("replace"), &of("resync")]
    {
        browser.get(path).sent_to("/account/code");
    }
    browser.post(&of("remove"), &[]).sent_to("/account/code");
    browser.post(&of("rename"), &[("label", "x")]).sent_to("/account/code");
    browser.post("/account/recovery-codes", &[]).sent_to("/account/code");
    assert_eq!(house.fakes.store.events().len(), before, "nothing was changed");
    browser.get(&of("remove")).sent_to("/account/code");
    browser.get("/account/code").shown();
    browser.post("/account/code", &[("code", "000000")]).is(403).says("This code is not right");
    browser.post("/account/code", &[("code", &house.fakes.code(&phone, 0))]).sent_to(&of("remove"));
    browser.get(&of("remove")).shown();
}

#[test]
fn a_change_ends_the_other_sessions() {
    let house = House::new();
    let (mut browser, phone) = house.signed_in("ada");
    house.advance(60);
    let mut other = house.browser();
    other.sign_in("ada", &house.fakes.code(&phone, 0)).sent_to("/account");
    other.get("/account").shown();
    let _key = add(&house, &mut browser, "Tablet");
    browser.get("/account").shown();
    other.get("/account").sent_to("/sign-in");
    house.advance(60);
    browser.get("/account").shown();
}

#[test]
fn new_recovery_codes_are_shown_until_they_are_saved() {
    let house = House::new();
    let (mut browser, _) = house.signed_in("ada");
    browser.get("/account/recovery-codes").shown();
    browser.post("/account/recovery-codes", &[]).sent_to("/recovery-codes");
    let page = browser.get("/recovery-codes").shown().says_nothing_of("Step ");
    assert_eq!(page.codes().len(), 10);
    browser.post("/recovery-codes/saved", &[]).sent_to("/account");
    browser
        .get("/account")
        .shown()
        .says("You have 10 recovery codes left.")
        .says("Your new recovery codes are in force");
    browser.get("/recovery-codes").sent_to("/account");
    browser.get("/done").shown().says_nothing_of("Step ");
}

#[test]
fn a_clock_is_set_right_only_by_something_else() {
    let house = House::new();
    let (mut browser, phone) = house.signed_in("ada");
    let path = format!("/account/authenticators/{}/resync", phone.id);
    browser.get(&path).shown();
    let codes = [house.fakes.code(&phone, 10), house.fakes.code(&phone, 11)];
    browser.post(&path, &[("first", &codes[0]), ("second", &codes[1])]).sent_to("/account");
    browser.get("/account").shown().says("Sign in with another authenticator");
}

#[test]
fn somebody_elses_authenticator_is_not_there() {
    let house = House::new();
    let (_, phone) = house.enrolled("bea");
    let (mut browser, _) = house.signed_in("ada");
    browser.get("/account").shown();
    let events = house.fakes.store.events().len();
    for what in ["rename", "remove", "replace", "resync"] {
        let path = format!("/account/authenticators/{}/{what}", phone.id);
        browser.get(&path).is(404).says_nothing_of(&phone.id);
        let fields = [("label", "x"), ("code", "000000"), ("first", "000000"), ("second", "000001")];
        browser.post(&path, &fields).is(404);
    }
    assert_eq!(house.fakes.store.events().len(), events);
}

#[test]
fn a_session_ends_when_idle_or_after_eight_hours_or_when_the_account_does() {
    let house = House::new();
    let (mut browser, phone) = house.signed_in("ada");
    for _ in 0..(8 * 60 / 14) {
        browser.get("/account").shown();
        house.advance(14 * 60);
    }
    browser.get("/account").shown();
    house.advance(14 * 60);
    browser.get("/account").sent_to("/sign-in");
    browser.sign_in("ada", &house.fakes.code(&phone, 0)).sent_to("/account");
    house.advance(15 * 60);
    browser.get("/account").sent_to("/sign-in");
    browser.sign_in("ada", &house.fakes.code(&phone, 0)).sent_to("/account");
    house.fakes.directory.change("ada", |person| person.state = Some(vestibule_gate::AccountState::Disabled));
    house.advance(30);
    browser.get("/account").sent_to("/sign-in");
    assert_eq!(house.web.counts().signed_in, 0);
}

#[test]
fn signing_out_here_and_everywhere() {
    let house = House::new();
    let (mut browser, phone) = house.signed_in("ada");
    browser.get("/account").shown();
    let kept = browser.clone();
    browser.post("/sign-out", &[]).sent_to("/sign-in");
    assert!(!browser.cookies.contains_key("__Host-session"));
    kept.clone().get("/account").sent_to("/sign-in");
    house.advance(60);
    browser.sign_in("ada", &house.fakes.code(&phone, 0)).sent_to("/account");
    house.advance(60);
    let mut other = house.browser();
    other.sign_in("ada", &house.fakes.code(&phone, 0)).sent_to("/account");
    other.get("/account").shown();
    house.advance(400);
    other.post("/sign-out-everywhere", &[]).sent_to("/sign-in");
    browser.get("/account").sent_to("/sign-in");
    assert_eq!(house.web.counts().signed_in, 0);
}

#[test]
fn an_outage_shows_itself_and_ends_nothing() {
    let house = House::new();
    let (mut browser, _) = house.signed_in("ada");
    house.fakes.directory.set_down(true);
    house.advance(30);
    browser.get("/account").is(503).says("Cannot be checked right now");
    house.fakes.directory.set_down(false);
    browser.get("/account").shown();
    house.fakes.store.fail_writes(true);
    browser.get("/account/recovery-codes").shown();
    browser.post("/account/recovery-codes", &[]).is(503);
    house.fakes.store.fail_writes(false);
    browser.get("/account").shown();
}

#[test]
fn a_clock_is_set_right_by_somebody_who_signed_in_otherwise() {
    let house = House::new();
    let (ada, phone) = house.enrolled("ada");
    house.fakes.store.add_recovery(&ada.id, "0123456789ABCDEFGHJKMNPQ");
    let mut browser = house.browser();
    browser.sign_in("ada", "0123456789ABCDEFGHJKMNPQ").sent_to("/account/add");
    let path = format!("/account/authenticators/{}/resync", phone.id);
    browser.get(&path).shown();
    let code = |steps| house.fakes.code(&phone, steps);
    browser.post(&path, &[("first", &code(10)), ("second", &code(12))]).is(422).says("do not follow each other");
    browser.post(&path, &[("first", &code(10)), ("second", &code(11))]).sent_to("/account");
    browser.get("/account").shown().says("is set right.");
}

#[test]
fn a_code_of_the_help_desk_lets_in_and_changes_nothing() {
    let house = House::new();
    let (ada, _) = house.enrolled("ada");
    let until = house.fakes.clock.now().plus(std::time::Duration::from_secs(3600));
    house.fakes.bypass(&ada, "1234567890", until);
    let mut browser = house.browser();
    browser.sign_in("ada", "1234567890").sent_to("/account");
    browser.get("/account").shown();
    browser.get("/account/add").sent_to("/account/code");
    browser.get("/account/code").shown().says("A code from the help desk is not enough for this.");
    house.advance(120);
    browser.post("/account/code", &[("code", "1234567890")]).is(403);
}
